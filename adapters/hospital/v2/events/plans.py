"""A planned transfer is booked, moved, changed or called off (SIU), by the site's list alone.

https://www.hl7.eu/HL7v2x/v29/std29/ch10.html
"""

from collections.abc import Mapping

from adapters.hospital.v2.case import Case, Event, plan_name
from adapters.hospital.v2.facts import Dossier, state
from adapters.hospital.v2.limits import state_own_limits
from adapters.hospital.v2.message import Segment
from adapters.hospital.v2.person import state_person
from adapters.hospital.v2.refusal import MISSING, Refusal
from adapters.hospital.v2.visit import state_visit, visit_number

STATUSES = {
    "BOOKED": "booked", "OVERBOOK": "booked", "PENDING": "pending", "WAITLIST": "waitlist",
    "CANCELLED": "cancelled", "DELETED": "entered-in-error", "BLOCKED": "cancelled",
    "STARTED": "arrived", "COMPLETE": "fulfilled", "NOSHOW": "noshow",
}  # fmt: skip
"""SCH-25 (table 0278) to the status of an Appointment."""
_REASON, _TYPE, _TIMING = 7, 8, 11
_NOTHING = "an appointment that is no planned transfer by the site's list: nothing of it is taken"


def planned(dossier: Dossier, case: Case) -> None:
    """Raises Refusal."""
    sch = case.message.all("SCH")[0]
    listed = case.site.planned_transfers
    is_listed = sch[_REASON]() in listed or sch[_TYPE]() in listed
    if not is_listed and _key(sch) not in dossier.plans:
        case.message.tell(_NOTHING)
        return
    if not is_listed and (sch[_REASON] or sch[_TYPE]):
        case.message.tell("a planned transfer is one no longer by SCH-7 and SCH-8: it stays one")
    key = _key(sch)
    state_person(dossier, case)
    state_own_limits(dossier, case)
    state_visit(dossier, case)
    case.touched.add(plan_name(key))
    register = dossier.plans.setdefault(key, {})
    status = _status(sch, case)
    if status and not state(register, "status", case.at, status):
        case.message.tell("older than what is known of this planned transfer: its history")
    when = _when(sch, case)
    if when:
        state(register, "when", case.at, when)
    to = case.message.field("AIL", 3)
    if to():
        state(register, "to", case.at, [to(), to(4)])
    state(register, "visit", case.at, visit_number(case.message, case.site))


def _status(sch: Segment, case: Case) -> str:
    """As the event or SCH-25 says; empty where neither does, so that what was said stays."""
    event = case.message.header.event
    if event == "S15":
        return "cancelled"
    written = sch[25]().upper()
    if written and written not in STATUSES:
        case.message.tell("SCH-25 is not in the table: what was known of the transfer stays")
    return STATUSES.get(written, "booked" if event == "S12" else "")


def _when(sch: Segment, case: Case) -> str:
    """SCH-11.4, else AIL-6: the hour at which it begins."""
    ail = case.message.field("AIL", 6)
    text = sch[_TIMING](4) or ail()
    moment = case.order.zone.read(text, sch.where(_TIMING))
    return moment.fhir if moment else ""


def _key(sch: Segment) -> str:
    for place in (2, 1):
        field = sch[place]
        if field():
            return f"{field(2)}|{field()}"
    raise Refusal(MISSING, sch.where(2), "an appointment has a number, in SCH-2 or SCH-1")


EVENTS: Mapping[str, Event] = {f"SIU^{event}": planned for event in ("S12", "S13", "S14", "S15")}
