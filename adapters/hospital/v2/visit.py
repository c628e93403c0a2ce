"""PV1 and PV2 as facts of a visit.

https://www.hl7.eu/HL7v2x/v29/std29/ch03.html (PV1)
"""

from collections.abc import Mapping

from adapters.hospital.v2.case import Case, visit_name
from adapters.hospital.v2.facts import Dossier, Move, Visit, state, value
from adapters.hospital.v2.identity import authority_of
from adapters.hospital.v2.message import Field, Message
from adapters.hospital.v2.professionals import professional
from adapters.hospital.v2.site import Site

CLASSES = {"I": "IMP", "O": "AMB", "E": "EMER", "P": "PRENC"}
PRESENT = frozenset({"IMP", "EMER"})
"""The classes of who lies or sits in the hospital itself."""
_PARTICIPANTS: Mapping[str, int] = {"ATND": 7, "REF": 8, "CON": 9, "ADM": 17}
_CODED: Mapping[str, int] = {"admit source": 14, "disposition": 36, "destination": 37}
_MOMENTS: Mapping[str, tuple[str, int]] = {
    "start": ("PV1", 44),
    "end": ("PV1", 45),
    "expected": ("PV2", 8),
    "expected end": ("PV2", 9),
}
_PLACE = 3
_NO_BED = frozenset({"", "0"})


def visit_number(message: Message, site: Site) -> str:
    """PV1-19, else PV1-50, as `authority|number`; empty where neither is filled."""
    for place in (19, 50):
        field = message.field("PV1", place)
        if field():
            return f"{authority_of(field.repetitions[0], site)}|{field()}"
    return ""


def place_of(field: Field) -> list[str]:
    """Ward, room and bed of a PL, as far as they are told; a bed 0 is none."""
    ward, room, bed = field(1), field(2), field(3)
    if not ward:
        return []
    return [ward, *([room, bed] if bed not in _NO_BED else [room] if room else [])]


def state_visit(dossier: Dossier, case: Case) -> Visit | None:
    """What PV1 and PV2 say, but for where the person is; None where they tell no visit."""
    number = visit_number(case.message, case.site)
    if not number:
        return None
    visit = dossier.visits.setdefault(number, Visit())
    case.touched.add(visit_name(number))
    _state_class(visit, case)
    _state_participants(visit, case)
    _state_codes(visit, case)
    for name, (segment, place) in _MOMENTS.items():
        field = case.message.field(segment, place)
        moment = case.order.zone.read(field(), f"{segment}^1^{place}")
        if field.deletes:
            state(visit.stated, name, case.at, None)
        elif moment:
            state(visit.stated, name, case.at, moment.fhir)
    bed = place_of(case.message.field("PV1", _PLACE))
    if bed:
        state(visit.stated, "place", case.at, bed)
    return visit


def _state_class(visit: Visit, case: Case) -> None:
    written = case.message.field("PV1", 2)().upper()
    if written and written != "N":
        state(visit.stated, "class", case.at, CLASSES.get(written, written))


def _state_participants(visit: Visit, case: Case) -> None:
    for role, place in _PARTICIPANTS.items():
        field = case.message.field("PV1", place)
        if field.deletes:
            state(visit.stated, role, case.at, None)
        elif field and (who := professional(field.repetitions[0], case.site)):
            state(visit.stated, role, case.at, who)


def _state_codes(visit: Visit, case: Case) -> None:
    for name, place in _CODED.items():
        field = case.message.field("PV1", place)
        if field.deletes:
            state(visit.stated, name, case.at, None)
        elif field():
            state(visit.stated, name, case.at, [field(), field(2), field(3)])


def add_move(visit: Visit, move: Move) -> None:
    """Once, however often it is told."""
    if move not in visit.moves:
        visit.moves.append(move)
        visit.moves.sort(key=lambda one: (one.at, one.event))


def status_of(visit: Visit) -> str:
    """As an event said it; else as the moments in a snapshot let it be known.

    Who moves is there, but for a visit that is over: a move may be recorded after its end.
    """
    said, moved = visit.stated.get("status"), visit.stated.get("moved")
    if moved and (not said or (said.value == "planned" and moved.at > said.at)):
        return "in-progress"
    if said:
        return str(said.value)
    if value(visit.stated, "end"):
        return "finished"
    is_in = value(visit.stated, "start") and value(visit.stated, "class") in PRESENT
    return "in-progress" if is_in else "unknown"
