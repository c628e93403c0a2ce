"""A document is sent, changed, added to, replaced or withdrawn (MDM), with the limits in it.

https://www.hl7.eu/HL7v2x/v29/std29/ch09.html
"""

from collections.abc import Mapping

from adapters.hospital.v2.case import Case, Event, document_name, limit_name
from adapters.hospital.v2.content import content_of
from adapters.hospital.v2.facts import Dossier, state, value
from adapters.hospital.v2.limits import limits_in, state_limits
from adapters.hospital.v2.message import Segment
from adapters.hospital.v2.person import state_person
from adapters.hospital.v2.professionals import professional
from adapters.hospital.v2.treatments import treatment_in
from adapters.hospital.v2.visit import state_visit, visit_number
from profiles.invalid import JsonObject

COMPLETIONS = {
    "DI": "preliminary", "DO": "preliminary", "IN": "preliminary", "IP": "preliminary",
    "PA": "preliminary", "AU": "final", "LA": "final",
}  # fmt: skip
"""TXA-17 to docStatus."""
AVAILABILITIES = {"AV": "current", "UN": "current", "OB": "superseded", "CA": "entered-in-error"}
"""TXA-19 to status."""
_RELATES = {"T06": "appends", "T10": "replaces"}


def documented(dossier: Dossier, case: Case) -> None:
    """An event of a document. Raises Refusal."""
    event, txa = case.message.header.event, case.message.all("TXA")[0]
    state_person(dossier, case)
    state_visit(dossier, case)
    key = _key(txa, 12)
    case.touched.add(document_name(key))
    register = dossier.documents.setdefault(key, {})
    header, said = _header(txa, event, case), _said(txa, case)
    if header["parent"]:
        case.parents.add(document_name(header["parent"]))
    if event == "T11" or said.get("availability") == "entered-in-error":
        _withdraw(dossier, key, case)
        return
    if not state(register, "header", case.at, header):
        case.message.tell("older than what is known of this document: kept as its history")
    for name, value_of_it in said.items():
        state(register, name, case.at, value_of_it)
    if event != "T04" or "availability" in said:  # a status alone tells no document anew
        state(register, "told", case.at, True)  # noqa: FBT003 - as the event says
    content = content_of(case, header["kind"])
    if content and state(register, "content", case.at, content.told):
        case.contents[key] = content.data
    if event == "T10":
        _replace(dossier, header["parent"], case)
    _state_limits(dossier, key, header, case)


def _state_limits(dossier: Dossier, key: str, header: JsonObject, case: Case) -> None:
    """A new version has its own limits; one without any (T04) leaves them, with its own status."""
    _touch_limits(dossier, key, case)
    found = limits_in(case, header["date"])
    _tell_unlisted(case)
    if not found and not case.message.all("OBX"):
        return
    author = value(dossier.documents[key], "author")
    beside = {"document": key, "author": author, "visit": header["visit"]}
    names = state_limits(dossier, case, key, found, beside)
    before = value(dossier.documents[key], "limits") or []
    if state(dossier.documents[key], "limits", case.at, names):
        for gone in set(before) - set(names):
            case.touched.add(limit_name(gone))
            case.message.tell("a limit to treatment is no longer in the new version of a document")
    else:
        case.touched |= {limit_name(name) for name in names}


def _tell_unlisted(case: Case) -> None:
    for segment in case.message.all("OBX"):
        is_content = segment[2]().upper() == "ED"
        if not is_content and treatment_in(segment, case.site.limits) is None:
            case.message.tell("an OBX beside a document is none that the site lists: not taken")


def _withdraw(dossier: Dossier, key: str, case: Case) -> None:
    register = dossier.documents[key]
    if "header" not in register:
        case.message.tell("a document is withdrawn that is not known: one that comes later is too")
    state(register, "withdrawn", case.at, True)  # noqa: FBT003 - as T11 says
    _touch_limits(dossier, key, case)


def _replace(dossier: Dossier, parent: str, case: Case) -> None:
    register = dossier.documents.setdefault(parent, {})
    state(register, "replaced", case.at, True)  # noqa: FBT003 - as T10 says
    if "header" in register:
        case.touched.add(document_name(parent))
    _touch_limits(dossier, parent, case)


def _touch_limits(dossier: Dossier, key: str, case: Case) -> None:
    case.touched |= {limit_name(name) for name in dossier.limits if name.startswith(f"{key}|")}


def _key(segment: Segment, place: int) -> str:
    field = segment[place]
    number = field() or field(3)
    return f"{field(2)}|{number}" if number else ""


def _header(txa: Segment, event: str, case: Case) -> JsonObject:
    kind, zone = txa[2], case.order.zone
    said_at = zone.read(txa[4](), txa.where(4)) or zone.read(txa[6](), txa.where(6))
    moment = said_at or case.order.occurred or case.order.recorded
    return {
        "kind": [kind(), kind(2), kind(3)],
        "date": moment.fhir if moment else "",
        "parent": _key(txa, 13),
        "relates": _RELATES.get(event, ""),
        "visit": visit_number(case.message, case.site),
    }


def _said(txa: Segment, case: Case) -> JsonObject:
    """What is said of it besides; an empty field says nothing, so that what was said stays."""
    completion, availability = txa[17]().upper(), txa[19]().upper()
    if completion and completion not in COMPLETIONS:
        case.message.tell("TXA-17 is not in the table: whether the document is final is not told")
    if availability and availability not in AVAILABILITIES:
        case.message.tell("TXA-19 is not in the table: whether the document holds is not told")
    if availability == "UN":
        case.message.tell("the document is not available at the source, by TXA-19")
    author = professional(txa[9].repetitions[0], case.site) if txa[9].repetitions else None
    said = {
        "completion": COMPLETIONS.get(completion, ""),
        "availability": AVAILABILITIES.get(availability, ""),
        "author": author,
    }
    return {name: part for name, part in said.items() if part}


EVENTS: Mapping[str, Event] = {
    f"MDM^{event}": documented for event in ("T02", "T04", "T06", "T08", "T10", "T11")
}
