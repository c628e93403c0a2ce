"""The date of a wish is that of the talk in which it was said, so that it can't be yet to come.

Whether it is, only a clock tells: who asks brings the moment. PZP-70 of
docs/decisions/0014-rules-beyond-the-definitions.md
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from profiles import systems
from profiles.issue import Issue
from profiles.pzp.wish import asked, is_directive, is_talk, is_told
from profiles.r4.tables import resource_types
from profiles.resource.read import element, numbered, words
from profiles.resource.surroundings import Resource
from profiles.search.dates import span

NUMBER = "PZP-70"
SOURCE = f"{systems.PZP_NEXT}ACP-TreatmentDirective#Consent.dateTime"
"""The dataset's date of the most recent talk about it."""

Dates = Iterator[tuple[str, Any]]

# What is planned may be yet to come: the zib itself calls a directive of a later date a draft.
_LET_BE = frozenset({
    "draft", "proposed", "preparation", "on-hold", "not-done", "entered-in-error",
})  # fmt: skip
_TEXT = (
    "This date lies in the future, and would be the latest for as long; a wish, and a talk that "
    "was held, have the date of that talk, today at the latest. Correct the date, or send what is "
    "planned with a status that says so."
)


def yet_to_come(resource: Resource, moment: datetime) -> Iterator[Issue]:
    """Every date of a wish or a talk held that begins after the moment, and of those within it.

    A year or a month counts from its beginning. Never raises on a JSON tree.
    """
    kind = words(resource, "resourceType")
    for at, one in _resources(resource, kind if kind in resource_types() else "Resource"):
        judged = _DATED.get(words(one, "resourceType"))
        if judged is None or words(one, "status") in _LET_BE:
            continue
        is_held, dates = judged
        if is_held(one):
            for name, value in dates(one):
                if _begins_after(value, moment):
                    yield Issue("error", "business-rule", f"{at}.{name}", _TEXT, rule=NUMBER)


def _begins_after(value: Any, moment: datetime) -> bool:
    if type(value) is not str:
        return False
    try:
        return span(value)[0] > moment
    except ValueError:  # that it is no date, R4's structure tells
        return False


def _resources(resource: Resource, at: str) -> Iterator[tuple[str, Resource]]:
    """A resource and those within it: a wish is one wherever it stands."""
    yield at, resource
    for place, one in numbered(resource.get("contained")):
        yield from _resources(one, f"{at}.contained[{place}]")
    if resource.get("resourceType") == "Bundle":
        for place, entry in numbered(resource.get("entry")):
            if inner := element(entry, "resource"):
                yield from _resources(inner, f"{at}.entry[{place}].resource")


def _is_finished(encounter: Resource) -> bool:
    return words(encounter, "status") == "finished"


def _date_time(consent: Resource) -> Dates:
    yield "dateTime", consent.get("dateTime")


def _sent(communication: Resource) -> Dates:
    yield "sent", communication.get("sent")


def _asked_on(request: Resource) -> Dates:
    yield "authoredOn", request.get("authoredOn")


def _start(encounter: Resource) -> Dates:
    yield "period.start", element(encounter, "period").get("start")


def _performed(procedure: Resource) -> Dates:
    yield from _chosen(procedure, "performed")


def _effective(observation: Resource) -> Dates:
    yield from _chosen(observation, "effective")
    timing = element(observation, "effectiveTiming")
    at, events = "effective.ofType(Timing)", timing.get("event")
    for place, event in enumerate(events if type(events) is list else ()):
        yield f"{at}.event[{place}]", event
    bounds = element(element(timing, "repeat"), "boundsPeriod")
    yield f"{at}.repeat.bounds.ofType(Period).start", bounds.get("start")


def _chosen(resource: Resource, name: str) -> Dates:
    yield f"{name}.ofType(dateTime)", resource.get(f"{name}DateTime")
    yield f"{name}.ofType(instant)", resource.get(f"{name}Instant")
    yield f"{name}.ofType(Period).start", element(resource, f"{name}Period").get("start")


_DATED: Mapping[str, tuple[Callable[[Resource], object], Callable[[Resource], Dates]]] = {
    "Communication": (is_told, _sent),
    "CommunicationRequest": (is_told, _asked_on),
    "Consent": (is_directive, _date_time),
    "Encounter": (_is_finished, _start),
    "Observation": (asked, _effective),
    "Procedure": (is_talk, _performed),
}
