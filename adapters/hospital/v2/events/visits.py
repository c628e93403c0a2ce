"""What happens to a visit: admitted, moved, discharged, planned, registered, taken back (ADT).

https://www.hl7.eu/HL7v2x/v29/std29/ch03.html
"""

from collections.abc import Mapping
from typing import NamedTuple

from adapters.hospital.v2.case import Case, Event
from adapters.hospital.v2.facts import Dossier, Move, Visit, state, value
from adapters.hospital.v2.limits import state_own_limits
from adapters.hospital.v2.person import state_person
from adapters.hospital.v2.refusal import MISSING, Refusal
from adapters.hospital.v2.visit import add_move, place_of, state_visit

_READY, _MOVED = "ready", "moved"
_OVER = frozenset({"finished", "cancelled"})


class Meaning(NamedTuple):
    """Of one event: the status from then on, whether the person moved, what it takes back."""

    status: str = ""
    moves: bool = False
    clears: tuple[str, ...] = ()
    """What was said before, and is not so any longer where the message does not say it again."""


_OF_LEAVING = ("end", "disposition", "destination")
MEANINGS: Mapping[str, Meaning] = {
    "A01": Meaning("in-progress", moves=True),
    "A02": Meaning(_MOVED, moves=True),
    "A03": Meaning("finished", moves=True, clears=(_READY,)),
    "A04": Meaning("by class", moves=True),
    "A05": Meaning("planned"),
    "A08": Meaning(),
    "A11": Meaning("cancelled", moves=True, clears=(_READY,)),
    "A12": Meaning(_MOVED, moves=True),
    "A13": Meaning("in-progress", moves=True, clears=_OF_LEAVING),
    "A16": Meaning(),
}


def visited(dossier: Dossier, case: Case) -> None:
    """An event of a visit. Raises Refusal."""
    event = case.message.header.event
    state_person(dossier, case)
    state_own_limits(dossier, case)
    meaning = MEANINGS[event]
    visit = state_visit(dossier, case)
    if visit is None:
        if event != "A08":
            text = f"{event} is about a visit, and its number is in neither PV1-19 nor PV1-50"
            raise Refusal(MISSING, "PV1^1^19", text)
        return
    _state_status(visit, meaning, case)
    for name in meaning.clears:
        known = visit.stated.get(name)
        if known is None or known.at != case.at or event == "A13":
            state(visit.stated, name, case.at, None)
    if event == "A03" and not _said_at(visit, "end", case.at):
        state(visit.stated, "end", case.at, _when(case))
    if event == "A16" or (case.site.expected_discharge_is_ready and _said(case, "PV2", 9)):
        state(visit.stated, _READY, case.at, value(visit.stated, "expected end") or _when(case))
    if meaning.moves:
        _move(visit, event, case)


def _said(case: Case, segment: str, place: int) -> bool:
    return bool(case.message.field(segment, place)())


def _said_at(visit: Visit, name: str, at: str) -> bool:
    known = visit.stated.get(name)
    return known is not None and known.at == at and known.value is not None


def _state_status(visit: Visit, meaning: Meaning, case: Case) -> None:
    status = meaning.status
    if status == "by class":
        status = "in-progress" if case.message.field("PV1", 2)().upper() == "E" else "planned"
    if not status:
        return
    known = visit.stated.get("status")
    if known is not None and known.at > case.at:
        case.message.tell("older than what is known of this visit: kept as its history")
    elif status == _MOVED and known is not None and known.value in _OVER:
        case.message.tell("somebody moves whose visit is over: it stays so (A13 reopens it)")
    state(visit.stated, _MOVED if status == _MOVED else "status", case.at, status)


def _move(visit: Visit, event: str, case: Case) -> None:
    place = place_of(case.message.field("PV1", 3))
    start = value(visit.stated, "start") if event in {"A01", "A04"} else None
    end = value(visit.stated, "end") if event == "A03" else None
    add_move(visit, Move(case.at, event, place, str(start or end or _when(case))))


def _when(case: Case) -> str:
    """EVN-6, else EVN-2."""
    moment = case.order.occurred or case.order.recorded
    return moment.fhir if moment else ""


EVENTS: Mapping[str, Event] = {f"ADT^{event}": visited for event in MEANINGS}
