"""One notification: whether it may be told still, where and as what, and what becomes of it.

docs/decisions/0090-notifications.md
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID

import msgspec

from hub.access.access import Access
from hub.errors import Damaged
from hub.outbound.notifications.backport import backport, handshake, heartbeat
from hub.outbound.notifications.bolt import bolt
from hub.outbound.notifications.notice import Notice
from hub.outbound.notifications.sending import Message, NotTaken, Sending
from hub.outbound.notifications.style import SCOPES, Style
from hub.outbound.notifications.ta_np import ta_np
from hub.outbound.notifications.terms import Terms
from hub.outbound.notifications.tokens import Tokens
from hub.query.may_be_told import Event, Told, may_be_told
from hub.storage.notifications import Ended, Quiet, Taken, end, greeted, put_off
from hub.storage.told_as import told_as
from hub.telemetry.outside import Outside
from hub.worker.endpoint_of import Addressed, endpoint_of
from profiles.resource.read import element, words

_LOG = logging.getLogger("hub.worker")
_FIRST, _MOST = 2.0, 900.0
"""Seconds before the second attempt, and at most before any."""
_CHANCE = SystemRandom()
_REFUSED = frozenset({"status-401", "status-403"})
_STYLES: Mapping[Style, Callable[[str, Notice], Message]] = {
    "backport": backport,
    "ta-np": ta_np,
    "bolt": bolt,
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells by the clock, on these terms; `seen` counts what came of each."""

    access: Access
    terms: Terms
    sending: Sending
    clock: Callable[[], datetime]
    seen: Outside
    tokens: Tokens | None = None

    async def tell(self, one: Taken) -> None:
        """Return when it is known what becomes of it, and that is kept; raises FAILURES."""
        began = time.perf_counter()
        event = Event(channel=one.channel, partner=one.partner, task=one.task, number=one.number)
        try:
            told = await may_be_told(self.access, event, self.clock())
            if told is None:
                return await self._end(one, "withheld")
            where = await self._where(one, told)
            if where is None:
                return await self._end(one, "unaddressed")
            await self._send(one, where, self._notice(one, told))
        except Damaged:
            refused = NotTaken("damaged", of_the_partner=False)
        except NotTaken as failure:
            refused = failure
        else:
            self.seen.add("sent", where.style, time.perf_counter() - began)
            return await self._end(one, "sent")
        self.seen.add("failed", refused.why, time.perf_counter() - began)
        return await self.failed(one, refused)

    async def beat(self, one: Quiet) -> None:
        """That nothing happened, where the partner took a handshake; raises FAILURES.

        One that is not taken is told to who keeps the hub, and comes again at its time.
        """
        where = await endpoint_of(self.access, self.terms.styles, one.partner, "")
        is_greeted = where and self._fingerprint("address", where.url).hex == one.greeted
        if where is None or where.style != "backport" or not is_greeted:
            return
        notice = self._of_channel(one)
        try:
            await self._sent(where, heartbeat(where.url, notice))
        except NotTaken as failure:
            _LOG.warning("organisation %s did not take a heartbeat: %s", one.partner, failure.why)
            self.seen.add("failed", failure.why, 0.0)

    def _of_channel(self, one: Quiet) -> Notice:
        """Of the channel as it is at this moment, and of no Task."""
        now = self.clock()
        name = self._fingerprint("heartbeat", f"{one.id}|{now.isoformat()}")
        return Notice(
            base=self.terms.base,
            channel=one.id,
            topic=one.topic,
            event=one.events,
            at=now,
            partner=one.partner,
            keeper=one.partner,
            task="",
            name=name,
            group=name,
        )

    async def failed(self, one: Taken, failure: NotTaken) -> None:
        """It is tried again later, or given up and told to who keeps the hub."""
        now = self.clock()
        if now - one.since >= self.terms.patience:
            _LOG.error(
                "organisation %s was not told of event %d: %s after %d attempts; given up",
                *(one.partner, one.event, failure.why, one.attempts),
            )
            async with self.access.database.connection() as connection:
                await end(connection, one, "dead", now, failure.why)
            return
        _LOG.warning(
            "organisation %s did not take event %d: %s, attempt %d",
            *(one.partner, one.event, failure.why, one.attempts),
        )
        due = now + timedelta(seconds=max(back_off(one.attempts), failure.wait))
        async with self.access.database.connection() as connection:
            all_of_it = failure.of_the_partner
            await put_off(connection, one, due, failure.why, now, all_of_it=all_of_it)

    async def _send(self, one: Taken, where: Addressed, notice: Notice) -> None:
        """Raises NotTaken."""
        address = self._fingerprint("address", where.url).hex
        if where.style == "backport" and one.greeted != address:
            await self._sent(where, handshake(where.url, notice))
            async with self.access.database.connection() as connection:
                await greeted(connection, one.channel, address)
        await self._sent(where, _STYLES[where.style](where.url, notice))

    async def _sent(self, where: Addressed, message: Message) -> None:
        """With a token, where the partner gives them and the hub is known there."""
        if self.tokens is None or not where.tokens:
            return await self.sending.send(message)
        asked = where.tokens, SCOPES[where.style]
        authorization = await self.tokens.authorization(*asked)
        try:
            await self.sending.send(replace(message, authorization=authorization))
        except NotTaken as failure:
            if failure.why in _REFUSED:
                self.tokens.forget(*asked)
            raise

    async def _where(self, one: Taken, told: Told) -> Addressed | None:
        task: Mapping[str, Any] = msgspec.json.decode(told.task.body)
        owner = element(task, "owner")
        is_asked = element(owner, "identifier").get("value") == one.partner
        service = words(owner, "reference") if is_asked else ""
        return await endpoint_of(self.access, self.terms.styles, one.partner, service)

    def _notice(self, one: Taken, told: Told) -> Notice:
        return Notice(
            base=self.terms.base,
            channel=one.channel,
            topic=one.topic,
            event=one.event,
            at=one.at,
            partner=one.partner,
            keeper=told.keeper,
            task=told_as(self.access.keyring, "Task", told.task.id),
            name=self._fingerprint("event", f"{one.channel}|{one.event}"),
            group=self._fingerprint("task", f"{one.channel}|{one.task}"),
        )

    def _fingerprint(self, kind: str, text: str) -> UUID:
        """The same each time, and as one that is made by chance to who has not the key."""
        found = self.access.keyring.fingerprint(f"notification-{kind}", text)
        return UUID(bytes=found[:16], version=4)

    async def _end(self, one: Taken, state: Ended) -> None:
        async with self.access.database.connection() as connection:
            await end(connection, one, state, self.clock())


def back_off(attempts: int) -> float:
    """Seconds: twice as many each time, by chance up to half less, so that not all come at once."""
    return min(_FIRST * 2.0 ** min(attempts, 20), _MOST) * _CHANCE.uniform(0.5, 1.0)
