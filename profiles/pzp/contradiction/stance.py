"""What of a directive decides whether it is contrary to another: enough to tell without reading it.

docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from profiles import systems
from profiles.pzp.contradiction.compared import Contradiction, contradictions
from profiles.pzp.contradiction.dated import has_passed
from profiles.pzp.contradiction.said import Kind, Said, Says, Standing, said_in
from profiles.pzp.contradiction.treatment import Treatment, by_wills
from profiles.pzp.wish import is_directive
from profiles.resource.read import element, words
from profiles.search.dates import EARLIEST

_WAYS = {Says.DO: "do", Says.DONT: "dont"}
_SAYS = {way: says for says, way in _WAYS.items()}
_NEVER = EARLIEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """Of the directive `address` that this custodian keeps; dates as written, empty if missing.

    `way` is `do`, `dont` or empty; `codes` are treatments of SNOMED CT; `names` are the wills that
    an agreement says it was made with, `called` the numbers of a will.
    """

    custodian: str
    address: str
    is_will: bool
    codes: tuple[str, ...]
    way: str
    date: str = ""
    end: str = ""
    names: tuple[str, ...] = ()
    called: tuple[str, ...] = ()

    def said(self, at: datetime) -> Said:
        """The directive at this moment, as far as it is known from this."""
        return Said(
            kind=Kind.WILL if self.is_will else Kind.AGREEMENT,
            about=tuple(Treatment(systems.SNOMED, code) for code in self.codes),
            says=_SAYS.get(self.way, Says.CONDITIONAL),
            standing=Standing.ENDED if has_passed(self.end, at) else Standing.IN_FORCE,
            date=self.date,
            address=self.address,
            source=self.custodian,
            identifiers=frozenset(self.called),
            names=frozenset(self.names),
        )


def stance_of(consent: Mapping[str, Any], custodian: str, address: str) -> Stance | None:
    """The stance of a Consent; None of one that can be no side of a contradiction, nor end one.

    An end that is still to come is looked at when it is asked.
    """
    if consent.get("status") != "active" or not is_directive(consent):
        return None
    said = said_in(consent, _NEVER)
    codes = tuple(one.code for one in said.about if by_wills(one))
    if not codes or not (said.says in _WAYS or said.names):
        return None
    is_will = said.kind is Kind.WILL
    return Stance(
        custodian=custodian,
        address=address,
        is_will=is_will,
        codes=codes,
        way=_WAYS.get(said.says, ""),
        date=said.date,
        end=words(element(element(consent, "provision"), "period"), "end"),
        names=tuple(sorted(said.names)),
        called=tuple(sorted(said.identifiers)) if is_will else (),
    )


def contrary(stances: Iterable[Stance], at: datetime) -> list[Contradiction]:
    """Which of these are contrary at this moment; as `compare` tells it of the Consents."""
    listed = list(stances)
    if len({one.is_will for one in listed}) < 2:  # noqa: PLR2004 - of both kinds
        return []
    return contradictions(one.said(at) for one in listed)
