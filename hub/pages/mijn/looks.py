"""Rows of the log as an inhabitant reads them: who, on what ground, what he was shown. Pure.

Wabvpz article 15e: https://wetten.overheid.nl/BWBR0023864
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from hub.ledger.audit_agents import CALLED, STRANGER
from hub.ledger.record import SELF
from hub.pages.days import AMSTERDAM
from profiles import systems
from profiles.resource.read import codes, element, objects, words

_HIMSELF = CALLED[SELF]
_BY_OTHERS = {name: key for key, name in CALLED.items() if key != SELF} | {STRANGER: "stranger"}
_EMERGENCY = frozenset({"C-BTG", "C-BTG-DECLARED"})
_EMERGENCY_PURPOSES = frozenset({"ETREAT", "BTG"})
_FAILED = frozenset({"4", "8", "12"})
_WRITES = frozenset({"C", "U", "D"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One row: `who` is `self`, a ground, `stranger`, or empty where an organisation asked.

    `kinds` are the types that were shown or written; `grounds` the rules by which.
    """

    at: datetime
    who: str = ""
    organization: str = ""
    ura: str = ""
    person: str = ""
    role: str = ""
    grounds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    emergency: bool = False
    failed: bool = False
    wrote: bool = False
    shown: bool = False

    @property
    def day(self) -> date:
        """In Amsterdam."""
        return self.at.astimezone(AMSTERDAM).date()

    @property
    def alike(self) -> tuple[Any, ...]:
        """By what rows of one day are told as one line."""
        ground = self.grounds if self.shown or self.wrote else ()
        said = (self.who, self.ura, self.organization, self.person, self.role)
        return (*said, ground, self.emergency, self.failed, self.wrote, self.shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Looks of one day that are alike, newest first; `kinds` of all of them."""

    looks: Sequence[Look]
    kinds: Sequence[str]

    @property
    def first(self) -> Look:
        """What they have in common."""
        return self.looks[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All lines of one day, and how many looks were others' and how many in an emergency."""

    day: date
    lines: Sequence[Line]
    others: int
    emergencies: int


def look_of(event: Mapping[str, Any]) -> Look:
    """One AuditEvent of the inhabitant's own log."""
    agents, entities = objects(event.get("agent")), objects(event.get("entity"))
    named = [words(element(one, "who"), "display") for one in agents]
    himself = _HIMSELF in named
    who = SELF if himself else next((_BY_OTHERS[one] for one in named if one in _BY_OTHERS), "")
    user = next((one for one in agents if "name" in one or "role" in one), {})
    organization = next((one for one in agents if _ura(one)), {})
    grounds = tuple(dict.fromkeys(_grounds(entities)))
    purposes = [code for one in objects(event.get("purposeOfEvent")) for code in codes(one)]
    found = _found(entities)
    return Look(
        at=datetime.fromisoformat(str(event["recorded"])),
        who=who,
        organization=words(element(organization, "who"), "display"),
        ura=_ura(organization),
        person=words(user, "name"),
        role=next((code for one in objects(user.get("role")) for code in codes(one)), ""),
        grounds=grounds,
        kinds=tuple(sorted(found or _kinds(entities))),
        emergency=bool(
            _EMERGENCY.intersection(grounds) or _EMERGENCY_PURPOSES.intersection(purposes)
        ),
        failed=event.get("outcome") in _FAILED,
        wrote=event.get("action") in _WRITES,
        shown=bool(found),
    )


def days_of(looks: Iterable[Look]) -> list[Day]:
    """Newest day first, in each the lines newest first."""
    by_day: dict[date, dict[tuple[Any, ...], list[Look]]] = {}
    for one in sorted(looks, key=lambda one: one.at, reverse=True):
        by_day.setdefault(one.day, {}).setdefault(one.alike, []).append(one)
    return [_day(day, list(lines.values())) for day, lines in by_day.items()]


def _day(day: date, lines: Sequence[Sequence[Look]]) -> Day:
    every = [one for line in lines for one in line]
    return Day(
        day=day,
        lines=[
            Line(looks=line, kinds=sorted({kind for one in line for kind in one.kinds}))
            for line in lines
        ],
        others=sum(one.who != SELF for one in every),
        emergencies=sum(one.emergency for one in every),
    )


def _ura(agent: Mapping[str, Any]) -> str:
    identifier = element(element(agent, "who"), "identifier")
    is_ura = identifier.get("system") == systems.URA_SYSTEM
    return words(identifier, "value") if is_ura else ""


def _grounds(entities: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for entity in entities:
        if entity.get("name") == "decision":
            for detail in objects(entity.get("detail")):
                if detail.get("type") == "rule":
                    yield words(detail, "valueString")


def _found(entities: Iterable[Mapping[str, Any]]) -> set[str]:
    """The types of which something was shown."""
    return {
        str(detail.get("type"))
        for entity in entities
        if entity.get("name") == "found"
        for detail in objects(entity.get("detail"))
    }


def _kinds(entities: Iterable[Mapping[str, Any]]) -> set[str]:
    """The types that were asked for or written, where nothing says what was found."""
    kinds = set()
    for entity in entities:
        if "role" not in entity or entity.get("name") == "decision":
            continue
        said = words(element(entity, "what"), "reference") or words(
            element(entity, "what"), "display"
        )
        kinds.add(unquote(said).partition("/")[0])
    return kinds - {"", "Patient"}
