"""Which event is read by what."""

from collections.abc import Mapping

from adapters.hospital.v2.case import Event
from adapters.hospital.v2.events import documents, persons, plans, results, visits

EVENTS: Mapping[str, Event] = {
    **visits.EVENTS,
    **persons.EVENTS,
    **documents.EVENTS,
    **results.EVENTS,
    **plans.EVENTS,
}
