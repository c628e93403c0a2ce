"""Results (ORU R01): of them the limits to treatment and the letters that the site lists.

https://www.hl7.eu/HL7v2x/v29/std29/ch07.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from adapters.hospital.v2.case import Case, Event, document_name
from adapters.hospital.v2.content import content_in
from adapters.hospital.v2.facts import Dossier, state
from adapters.hospital.v2.limits import limits_in, state_limits
from adapters.hospital.v2.message import Message, Segment
from adapters.hospital.v2.person import state_person
from adapters.hospital.v2.professionals import professional
from adapters.hospital.v2.refusal import MISSING, SEQUENCE, Refusal
from adapters.hospital.v2.visit import state_visit, visit_number

_FILLER, _PLACER, _AT, _ORDERER = 3, 2, 7, 16
_NOTHING = "no result in it is one that the site lists: nothing of it is taken"


def resulted(dossier: Dossier, case: Case) -> None:
    """Each order with its results. Raises Refusal."""
    found = [_of_order(dossier, one) for one in _orders(case)]
    if not any(found):
        case.message.tell(_NOTHING)


def _orders(case: Case) -> Iterator[Case]:
    """The same message with one OBR at a time, and what belongs to it."""
    message = case.message
    around = [one for one in message.segments if one.name not in {"OBR", "OBX", "NTE"}]
    groups: list[list[Segment]] = []
    for segment in message.segments:
        if segment.name == "OBR":
            groups.append([segment])
        elif segment.name == "NTE" and groups:
            groups[-1].append(segment)
        elif segment.name == "OBX":
            if not groups:
                raise Refusal(SEQUENCE, "OBR", "each OBX of a result follows its OBR")
            groups[-1].append(segment)
    for group in groups:
        yield replace(case, message=Message(message.header, [*around, *group], message.notes))


def _of_order(dossier: Dossier, case: Case) -> bool:
    """Whether something of it is taken. Raises Refusal."""
    obr = case.message.all("OBR")[0]
    zone = case.order.zone
    moment = zone.read(obr[_AT](), obr.where(_AT)) or case.order.recorded
    date = moment.fhir if moment else ""
    limits, letters = limits_in(case, date), _letters(case)
    if not limits and not letters:
        return False
    source = _source(obr)
    state_person(dossier, case)
    state_visit(dossier, case)
    field = obr[_ORDERER]
    author = professional(field.repetitions[0], case.site) if field.repetitions else None
    visit = visit_number(case.message, case.site)
    state_limits(dossier, case, source, limits, {"author": author, "visit": visit})
    for segment, kind in letters:
        _state_letter(dossier, case, f"{source}/{kind[0]}", (segment, kind, date))
    return True


def _letters(case: Case) -> list[tuple[Segment, list[str]]]:
    found = []
    for segment in case.message.all("OBX"):
        if segment[2]().upper() != "ED":
            continue
        name, value = segment[3], segment[5]
        code = next((one for one in (name(), value()) if one in case.site.documents), "")
        if code:
            found.append((segment, [code, name(2), name(3)]))
        else:
            case.message.tell("a document of a kind that the site does not list is not taken")
    return found


def _state_letter(
    dossier: Dossier, case: Case, key: str, letter: tuple[Segment, list[str], str]
) -> None:
    segment, kind, date = letter
    case.touched.add(document_name(key))
    register = dossier.documents.setdefault(key, {})
    status = segment[11]().upper()
    if status in {"D", "W"}:
        state(register, "withdrawn", case.at, True)  # noqa: FBT003 - as OBX-11 says
        if "header" not in register:
            case.message.tell("a letter is withdrawn that is not known under this number (OBR-3)")
        return
    visit = visit_number(case.message, case.site)
    header = {"kind": kind, "date": date, "parent": "", "relates": "", "visit": visit}
    completion = "preliminary" if status in {"P", "R"} else "final"
    said = {"header": header, "completion": completion, "availability": "current", "told": True}
    for name, part in said.items():
        state(register, name, case.at, part)
    content = content_in(case, segment, kind)
    if state(register, "content", case.at, content.told):
        case.contents[key] = content.data


def _source(obr: Segment) -> str:
    for place in (_FILLER, _PLACER):
        field = obr[place]
        if field():
            return f"{field(2)}|{field()}"
    text = "a result has a number of its filler (OBR-3), by which a correction finds it"
    raise Refusal(MISSING, obr.where(_FILLER), text)


EVENTS: Mapping[str, Event] = {"ORU^R01": resulted}
