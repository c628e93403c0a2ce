"""What became of a case, step by step, in words: when, what, who, and on whose word.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hub.pages.rtp.desk.clocks import moment_said
from hub.pages.rtp.named import named
from hub.pages.words import Words
from hub.query.case_seen import CaseSeen
from hub.transfer.open.coding import CARE_TYPE, own_words
from hub.transfer.reading import CANCEL_REASON, REJECTION_REASON, STATUS
from hub.transfer.step import Event


@dataclass(frozen=True, slots=True)
class Told:
    """One step."""

    at: str
    what: str
    reason: str
    by: str


def timeline(seen: CaseSeen, now: datetime, t: Words) -> list[Told]:
    """The newest first."""
    return [
        Told(
            at=moment_said(one.at, now, t),
            what=what,
            reason=reason_of(one.reason),
            by=_by(one, seen, t),
        )
        for one, what in reversed(list(_steps(seen, t)))
    ]


def reason_of(code: str | None) -> str:
    """The words of the list; a code that it does not have as it is."""
    known = {**own_words(REJECTION_REASON), **own_words(CANCEL_REASON)}
    said = (known.get((one, code or "")) for one in (REJECTION_REASON, CANCEL_REASON))
    return next(filter(None, said), code or "")


def _steps(seen: CaseSeen, t: Words) -> Iterator[tuple[Event, str]]:
    care: str | None = None
    for one in seen.events:
        if one.offer is not None:
            yield one, _of_offer(one, seen, t)
            continue
        yield one, _of_case(one, care, t)
        care = one.care_type


def _of_offer(one: Event, seen: CaseSeen, t: Words) -> str:
    status, phase = one.became
    who = named(seen.names, one.provider or "?", t)
    if one.was is None:
        return t("desk.told.offered", who=who)
    if one.was == one.became:
        return t("desk.told.offer-same", who=who)
    said = t.of("desk.offer", phase) or t.of("desk.offer", status) or status
    return t("desk.told.offer", who=who, what=said)


def _of_case(one: Event, care: str | None, t: Words) -> str:
    status, phase = one.became
    if one.was == one.became:
        return t("desk.told.described")
    advised = own_words(CARE_TYPE).get((CARE_TYPE, one.care_type or ""))
    if advised and one.care_type != care:
        return t("desk.told.advised", care=advised)
    return own_words(STATUS).get((STATUS, phase or "")) or t.of("desk.status", status) or status


def _by(one: Event, seen: CaseSeen, t: Words) -> str:
    if not one.actor.ura:
        return t("desk.told.clock")
    names = seen.names
    who = named(names, one.actor.ura, t)
    if one.actor.for_whom is None:
        return who
    heard = named(names, one.actor.for_whom, t)
    return t("desk.told.by-phone", who=who, whose=heard)
