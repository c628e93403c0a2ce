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
    if sch[_REASON]() not in listed and sch[_TYPE]() not in listed:
        case.message.tell(_NOTHING)
        return
    key = _key(sch)
    state_person(dossier, case)
    state_own_limits(dossier, case)
    state_visit(dossier, case)
    case.touched.add(plan_name(key))
    register = dossier.plans.setdefault(key, {})
    if not state(register, "status", case.at, _status(sch, case)):
        case.message.tell("older than what is known of this planned transfer: its history")
    when = _when(sch, case)
    if when:
        state(register, "when", case.at, when)
    to = case.message.field("AIL", 3)
    if to():
        state(register, "to", case.at, [to(), to(4)])
    state(register, "visit", case.at, visit_number(case.message, case.site))


def _status(sch: Segment, case: Case) -> str:
    if case.message.header.event == "S15":
        return "cancelled"
    written = sch[25]().upper()
    if written and written not in STATUSES:
        case.message.tell("SCH-25 is not in the table: the transfer counts as booked")
    return STATUSES.get(written, "booked")


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
