"""A draft on the page: what was typed with what is known beside it, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from hub.pages.viewer.form.seat import Seat
from hub.pages.viewer.form.shown import Page, Shower
from hub.security.draft import Draft
from profiles import systems
from profiles.instant import instant
from profiles.pzp.form.findings import Finding, Wrong, findings
from profiles.pzp.form.known import Known, known
from profiles.pzp.form.said import Said
from profiles.pzp.form.written import Professional, Written
from profiles.pzp.reading.read import read
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.shown import Sheet

_WHO = ("966", "967")


@dataclass(frozen=True)
class Desk:
    """What is open of the inhabitant; `patient` has no more than his number where nothing is."""

    seat: Seat
    resources: list[dict[str, Any]]
    is_known: bool
    is_whole: bool

    @classmethod
    async def of(cls, seat: Seat) -> "Desk":
        """As it is at this moment."""
        found = await seat.wishes()
        return cls(seat, found.resources(), found.patient is not None, found.is_whole)

    @property
    def patient(self) -> Mapping[str, Any]:
        """Whom it is about."""
        if self.is_known:
            return self.resources[0]
        return {"identifier": [{"system": systems.BSN_SYSTEM, "value": self.seat.bsn}]}

    @property
    def ends(self) -> str:
        """The last digits of the number that he asked about."""
        return self.seat.bsn[-3:]

    @cached_property
    def sheet(self) -> Sheet:
        """What is on his page of wishes, of which the form shows who he is."""
        return sheet(read(self.resources, self.seat.now), self.seat.now, {})

    @cached_property
    def known(self) -> Known:
        """What the form is begun with."""
        return known(self.resources, self.seat.now)

    def findings(self, said: Said) -> list[Finding]:
        """What can't be stored so; who is not known has to be named."""
        found = findings(said, self.seat.today)
        if self.is_known:
            return found
        named = [Finding(path, Wrong.WHO) for path in _WHO if path not in said]
        return [*named, *found]

    def page(self, said: Said, others: Mapping[str, str] | None = None, *, told: bool) -> Page:
        """The form with this; what is wrong only where that is to be `told`."""
        found = {one.path: one for one in self.findings(said)} if told else {}
        shower = Shower(said, self.known.earlier, found, others or {}, self.seat.words)
        return shower.page(asks_who=not self.is_known)

    def written(self, draft: Draft) -> Written:
        """What is signed: from the moment that it was looked over, the same each time."""
        seat = self.seat
        by = Professional(
            number=seat.who.number,
            name=seat.who.name,
            role=seat.who.role,
            ura=seat.who.ura,
            organization=seat.organization,
        )
        return Written(
            name=draft.name,
            said=draft.said,
            patient=self.patient,
            by=by,
            authored=instant(draft.checked or seat.now),
        )


async def draft_of(seat: Seat, name: str) -> Draft | None:
    """His draft of this name; None where there is none, for him."""
    found = await seat.tools.drafts.of(seat.whose, seat.now)
    return next((one for one in found if one.name == name), None)


def with_said(draft: Draft, said: Said, version: int, *, checked: bool, seat: Seat) -> Draft:
    """The draft with what was typed by who had read that version."""
    return msgspec.structs.replace(
        draft, said=dict(said), version=version, checked=seat.now if checked else None
    )
