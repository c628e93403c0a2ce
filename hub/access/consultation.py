"""What only Mitz can still open: asked within one request, and forgotten with it.

docs/decisions/0032-mitz-in-a-request.md
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from consent.asker import Professional
from consent.category import ura_text
from hub.access.access import Access, Whose
from hub.access.dossier import Dossier
from hub.access.number import number_of
from hub.access.subscribing import holders_of, renew, subscribe
from hub.outbound.mitz.answer import Answer
from hub.outbound.mitz.question import Holder
from hub.security.errand import Errand

MOST_ASKED = 64
"""Holders that one request asks about; of the rest Mitz said nothing."""
UNAVAILABLE = "C-SOURCE-UNAVAILABLE"


@dataclass(slots=True)
class Consultation:
    """One request's: each holder is asked about once, and an answer lives no longer than it."""

    access: Access
    errand: Errand
    answers: dict[tuple[UUID, str], Answer] = field(default_factory=dict)
    _asked: set[tuple[UUID, str]] = field(default_factory=set)
    _seen: dict[tuple[UUID, int], Dossier] = field(default_factory=dict)

    def due(self, dossier: Dossier, custodians: Collection[str] | None = None) -> list[Holder]:
        """About whose data Mitz is to be asked: where nothing that is known here decides.

        Of these `custodians` alone, where they are given. What is decided by copies is renewed.
        """
        if not self._may_ask or self._left <= 0:
            return []
        renew(self.access, dossier, self.errand.now)
        pat = dossier.reach.pat
        holders = [
            holder
            for holder in left_to_mitz(dossier)
            if (pat, holder.ura) not in self._asked
            and (custodians is None or holder.ura in custodians)
        ]
        return holders[: MOST_ASKED - len(self._asked)]

    async def ask(self, dossier: Dossier, holders: Sequence[Holder]) -> None:
        """Ask about these, while no connection to the database is held; it raises nothing of Mitz.

        Raises:
            Unavailable: then no turn comes to anybody.
        """
        pat, mitz = dossier.reach.pat, self.access.mitz
        self._asked.update((pat, holder.ura) for holder in holders)
        bsn = await number_of(self.access, dossier)
        if mitz is None or bsn is None:
            return
        errand, seconds = self.errand, self._left
        async with self._outside():
            said = await mitz.ask(errand.asker, bsn, errand.purpose, holders, seconds)
        subscribe(self.access, dossier, errand.now, holders)
        self.answers |= {(pat, holder.ura): answer for holder, answer in said.items()}
        self._seen.clear()

    def seen(self, dossier: Dossier) -> Dossier:
        """The record as it is by what was answered."""
        if not self.answers:
            return dossier
        pat, epoch = dossier.reach.pat, dossier.reach.epoch
        said = {
            ura: answer.decision
            for (whose, ura), answer in self.answers.items()
            if whose == pat and answer.decision != "unknown"
        }
        if not said:
            return dossier
        if (pat, epoch) not in self._seen:
            self._seen[pat, epoch] = self.access.answered(self.errand, dossier, said)
        return self._seen[pat, epoch]

    async def decided(self, whose: Whose) -> Dossier:
        """The record as it is open at this very moment, for who goes on without its epoch.

        What is held was decided before, and no statement would notice that it moved.

        Raises:
            Forbidden, TooManyRequests: as `Access.declare`. Unavailable: as `ask`.
        """
        dossier = await self._gathered(whose)
        await self.access.declare(self.errand, dossier)
        if due := self.due(dossier):
            await self.ask(dossier, due)
            dossier = await self._gathered(whose)
        return self.seen(dossier)

    async def _gathered(self, whose: Whose) -> Dossier:
        async with self.access.database.connection(urgent=self.errand.urgent) as connection:
            return await self.access.gather(connection, self.errand, whose, anew=True)

    async def wait_alike(self) -> None:
        """Where nothing was asked, take as long as a question does: for who is told of nothing.

        Else the time would tell him of whom there is something here that Mitz keeps closed.
        """
        mitz = self.access.mitz
        if mitz is None or not self._may_ask or any(one.is_sent for one in self.answers.values()):
            return
        seconds = min(mitz.lately(), self._left)
        if seconds > 0:
            async with self._outside():
                await asyncio.sleep(seconds)

    @property
    def evidence(self) -> dict[str, Any]:
        """For the ledger: of each holder the decision, and the message that it came by."""
        said = {
            ura: [answer.decision, answer.message_id]
            for (_, ura), answer in self.answers.items()
            if answer.is_sent
        }
        return {"mitz": said} if said else {}

    @property
    def _may_ask(self) -> bool:
        """Not for who works by a mandate: see decision 26."""
        asker = self.errand.asker
        if not self.access.leaves_to_mitz(self.errand) or not isinstance(asker, Professional):
            return False
        return bool(asker.number) and not asker.mandated

    @property
    def _left(self) -> float:
        """Seconds that this request may still wait for others."""
        place, mitz = self.errand.place, self.access.mitz
        return (mitz.terms.seconds if mitz else 0.0) - (place.outside_for if place else 0.0)

    def _outside(self) -> AbstractAsyncContextManager[None]:
        place = self.errand.place
        return place.outside() if place is not None else nullcontext()


def left_to_mitz(dossier: Dossier) -> list[Holder]:
    """The holders of what is closed only for want of an answer."""
    scope = dossier.scope
    open_ = {key for key, one in scope.sections.items() if one.reason == UNAVAILABLE}
    open_ |= {(key[0], key[1]) for key, one in scope.singles.items() if one.reason == UNAVAILABLE}
    custodians = {ura_text(custodian) for custodian, _ in open_}
    return [holder for holder in holders_of(dossier) if holder.ura in custodians]
