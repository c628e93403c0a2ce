"""One case on the list in words: where it stands, who has to do what, and how much it presses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from hub.pages.days import day_of, day_said
from hub.pages.rtp.asked import care_said, wanted_from
from hub.pages.rtp.case_words import person_said
from hub.pages.rtp.desk.clocks import long_said, moment_said, wrong_days
from hub.pages.rtp.named import named
from hub.pages.words import Words
from hub.query.desk_cases import DeskCase, Waiting
from hub.transfer.case import Case
from hub.transfer.next_step import NextStep
from hub.transfer.open.coding import CARE_TYPE, own_words
from hub.transfer.reading import STATUS
from hub.transfer.terms import Term
from profiles.resource.read import element, words

Turn = Literal["transferpunt", "aanvrager", "aanbieder", "onbekend"]
TURNS: tuple[Turn, ...] = ("transferpunt", "aanvrager", "aanbieder", "onbekend")
"""Whose turn it is; the last where a case can't be read, which somebody has to mend."""
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pressing:
    """How much one presses, and by what; `order` puts it among the others, the least first."""

    turns: tuple[Turn, ...]
    step: NextStep | None
    term: Term | None
    is_late: bool
    is_urgent: bool
    wrong: int
    order: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """It, for who works at the desk."""

    id: str
    who: str
    care: str
    wanted: str
    by: str
    standing: str
    step: str
    age: str
    term: str
    presses: Pressing


def pressing(one: Waiting, now: datetime) -> Pressing:
    """How much it presses, whoever it is about."""
    case, step, term = one.led or (None, None, None)
    turns: tuple[Turn, ...] = turns_of(case, step) if case else ("onbekend",)
    late = term is not None and term.at <= now
    wrong = wrong_days(case, now) if case else 0
    order = (
        not late,
        not one.is_urgent,
        "transferpunt" not in turns,
        -wrong,
        term.at if term else _NEVER,
        one.row.asked_at,
    )
    return Pressing(turns, step, term, late, one.is_urgent, wrong, order)


def shown(
    one: DeskCase, presses: Pressing, names: Mapping[str, str], now: datetime, t: Words
) -> Shown:
    """It; of one that can't be read that it is there, and whom to tell."""
    task, request, case = one.of.task, one.of.request or {}, one.case
    ura = words(element(element(task, "requester"), "identifier"), "value")
    day, term = wanted_from(request), presses.term
    return Shown(
        id=one.of.id,
        who=person_said(one.of.patient, t),
        care=care_of(case, request),
        wanted=day_said(day, t, day_of(now)) if day else "",
        by=named(names, ura, t),
        standing=standing_said(case, t) if case else t("desk.unread"),
        step=step_said(case, presses.step, names, t) if case else "",
        age=long_said(now - one.waiting.row.asked_at, t),
        term=t(f"desk.term.{term.kind}", at=moment_said(term.at, now, t)) if term else "",
        presses=presses,
    )


def care_of(case: Case | None, request: Mapping[str, object]) -> str:
    """The care that was advised, else what was asked for."""
    advised = own_words(CARE_TYPE).get((CARE_TYPE, case.care_type or "")) if case else None
    return advised or care_said(request)


def standing_said(case: Case, t: Words) -> str:
    """How far it is: by its phase, else by its status."""
    phase = own_words(STATUS).get((STATUS, case.phase or ""))
    return phase or t.of("desk.status", case.status) or case.status


def ended_said(one: DeskCase, t: Words) -> str:
    """How it ended."""
    return standing_said(one.case, t) if one.case else t("desk.unread")


def turns_of(case: Case, step: NextStep | None) -> tuple[Turn, ...]:
    """Of which sides somebody has to act."""
    return tuple(dict.fromkeys(_turns(case, step)))


def _turns(case: Case, step: NextStep | None) -> Iterator[Turn]:
    for ura in step.who if step else ():
        if ura == case.desk:
            yield "transferpunt"
        elif ura == case.requester:
            yield "aanvrager"
        else:
            yield "aanbieder"


def step_said(case: Case, step: NextStep | None, names: Mapping[str, str], t: Words) -> str:
    """What is to be done, and by whom; empty where it has ended."""
    if step is None:
        return ""
    sides = {case.desk: t("desk.side.desk"), case.requester: t("desk.side.requester")}
    who = [sides.get(one) or named(names, one, t) for one in step.who]
    said = ", ".join(dict.fromkeys(who)) or t("desk.side.desk")
    return t("desk.step.who", what=t(f"desk.do.{step.what}"), who=said)
