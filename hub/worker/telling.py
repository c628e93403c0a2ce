"""One notification: whether it may be told still, where and as what, and what becomes of it.

docs/decisions/0090-notifications.md
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

import msgspec

from consent.asker import Professional
from hub.access.access import Access
from hub.errors import Damaged
from hub.outbound.notifications.notice import Notice, bolt
from hub.outbound.notifications.sending import Message, NotTaken, Sending
from hub.outbound.notifications.style import Style
from hub.outbound.notifications.terms import Terms
from hub.security.errand import Client, Errand
from hub.storage.database import Row
from hub.storage.notifications import Ended, Taken, end, is_last, put_off, was_told
from hub.storage.offers import offers_named
from hub.storage.organizations import enrolled
from hub.storage.stored import Stored, unseal_current
from hub.storage.told_as import told_as
from hub.telemetry.outside import Outside
from hub.transfer.offer import FINAL
from hub.worker.endpoint_of import Addressed, endpoint_of
from profiles.resource.read import element, words

_LOG = logging.getLogger("hub.worker")
_FIRST, _MOST = 2.0, 900.0
"""Seconds before the second attempt, and at most before any."""
_CHANCE = SystemRandom()
_STYLES: Mapping[Style, Callable[[str, Notice], Message]] = {"bolt": bolt}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells by the clock, on these terms; `seen` counts what came of each."""

    access: Access
    terms: Terms
    sending: Sending
    clock: Callable[[], datetime]
    seen: Outside

    async def tell(self, one: Taken) -> None:
        """Return when it is known what becomes of it, and that is kept; raises FAILURES."""
        began = time.perf_counter()
        try:
            what = await self._what(one)
            if what is None:
                return await self._end(one, "withheld")
            where = await self._where(one, what)
            if where is None:
                return await self._end(one, "unaddressed")
            await self.sending.send(_STYLES[where.style](where.url, self._notice(one, what)))
        except Damaged:
            refused = NotTaken("damaged", of_the_partner=False)
        except NotTaken as failure:
            refused = failure
        else:
            self.seen.add("sent", where.style, time.perf_counter() - began)
            return await self._end(one, "sent")
        self.seen.add("failed", refused.why, time.perf_counter() - began)
        return await self.failed(one, refused)

    async def _what(self, one: Taken) -> Stored | None:
        """The Task as the partner calls it; None where it may not be told of it any more."""
        rows = await self.access.current_rows.rows(one.task)
        row = next((row for row in rows if row["method"] not in {None, "DELETE"}), None)
        if row is None or row["pat"] is None:
            return None
        stored, custodian = unseal_current(row, self.access.keyring), row["custodian"]
        if custodian == one.partner:
            return stored
        async with self.access.database.connection() as connection:
            offers = await offers_named(connection, [one.task])
            kinds = await enrolled(connection)
            if any(offer.status in FINAL for offer in offers):
                # That it has ended is the last that is told, and only who knew of it is.
                is_told = await is_last(connection, one) and await was_told(connection, one)
                return stored if is_told else None
        return stored if self._may_see(one, row, stored, kinds.get(one.partner)) else None

    def _may_see(self, one: Taken, row: Row, stored: Stored, kind: str | None) -> bool:
        """Whether a nurse of the partner could read it at this moment."""
        if kind is None:
            return False
        errand = _errand(one.partner, kind, self.clock())
        dossier = self.access.of_row(errand, row)
        return dossier.whole and dossier.scope.permits(
            row["custodian"], row["category"], stored.address
        )

    async def _where(self, one: Taken, stored: Stored) -> Addressed | None:
        task: Mapping[str, Any] = msgspec.json.decode(stored.body)
        owner = element(task, "owner")
        is_asked = element(owner, "identifier").get("value") == one.partner
        service = words(owner, "reference") if is_asked else ""
        return await endpoint_of(self.access, self.terms.styles, one.partner, service)

    def _notice(self, one: Taken, stored: Stored) -> Notice:
        return Notice(
            base=self.terms.base,
            channel=one.channel,
            topic=one.topic,
            event=one.event,
            at=one.at,
            partner=one.partner,
            task=told_as(self.access.keyring, "Task", stored.id),
        )

    async def _end(self, one: Taken, state: Ended) -> None:
        async with self.access.database.connection() as connection:
            await end(connection, one, state, self.clock())

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


def back_off(attempts: int) -> float:
    """Seconds: twice as many each time, by chance up to half less, so that not all come at once."""
    return min(_FIRST * 2.0 ** min(attempts, 20), _MOST) * _CHANCE.uniform(0.5, 1.0)


def _errand(ura: str, kind: str, now: datetime) -> Errand:
    """As somebody there asks for what goes on being cared for; nothing is shown to anybody."""
    nurse = Professional(
        ura=ura,
        organization_type=kind,
        number="",
        name="",
        role="30.000",
        assurance="substantial",
    )
    client = Client(client_id="", name="", scopes=(), token_id="")
    return Errand(asker=nurse, purpose="COC", now=now, request_id="", client=client)
