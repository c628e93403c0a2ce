"""What the hub itself asks of a resource, beside the structure of R4."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from consent.choices.recognised import text_problems
from consent.fhir import given_at, is_privacy, mistaken, problems
from profiles.issue import Issue
from profiles.pzp.held import yet_to_come
from profiles.r4.tables import resource_types
from profiles.resource.compartment import DIRECTORY
from profiles.resource.persons_named import persons_named
from profiles.resource.subset import SUBSETTED

# Room for time zones, and for clocks that differ.
_GRACE = timedelta(days=1)


def house_faults(resource: dict[str, Any], now: datetime) -> list[Issue]:
    """Every fault against the hub's own rules: exchange, the open directory, dates to come.

    https://hl7.org/fhir/R4/resource-definitions.html#Resource.implicitRules
    """
    latest = now + _GRACE
    return [
        *_misleading(resource),
        *_a_part(resource),
        *_never_active(resource),
        *yet_to_come(resource, latest),
        *_not_said_yet(resource, latest),
    ]


def _not_said_yet(resource: dict[str, Any], latest: datetime) -> list[Issue]:
    """A choice of a day to come would count by an age, or a capacity, that is not here yet."""
    said = given_at(resource) if is_privacy(resource) else None
    if said is None or said <= latest:
        return []
    text = "This choice has yet to be made; give the moment at which the inhabitant made it."
    return [Issue("error", "business-rule", "Consent.dateTime", text)]


def _misleading(resource: dict[str, Any]) -> list[Issue]:
    kind = resource.get("resourceType")
    unknown = _implied(kind) if resource.keys() & {"implicitRules", "_implicitRules"} else []
    if kind == "Consent" and is_privacy(resource):
        return [*unknown, *problems(resource), *text_problems(resource)]
    if kind == "Consent":
        return [*unknown, *mistaken(resource)]
    is_open = isinstance(kind, str) and kind in DIRECTORY
    named = persons_named(resource) if is_open else ()
    return [*unknown, *(_nobody_here(str(kind), at) for at in named)]


def _implied(kind: object) -> list[Issue]:
    text = (
        "The hub knows no implicit rules, and they may turn the meaning of what is said; "
        "leave them out and say it in full."
    )
    named = kind if isinstance(kind, str) and kind in resource_types() else "Resource"
    return [Issue("error", "not-supported", f"{named}.implicitRules", text)]


def _nobody_here(kind: str, at: str) -> Issue:
    text = (
        f"Everyone may read a {kind}, so it names no inhabitant: leave out the BSN, the reference "
        "or whom it holds here, and send a relative or a neighbour as a RelatedPerson."
    )
    return Issue("error", "business-rule", at, text)


def _a_part(resource: dict[str, Any]) -> list[Issue]:
    """https://hl7.org/fhir/R4/search.html#summary."""
    meta = resource.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    if not isinstance(tags, list) or not any(
        isinstance(one, dict) and SUBSETTED.items() <= one.items() for one in tags
    ):
        return []
    text = (
        "This is a part of a resource (SUBSETTED): what was left out would be lost. Read the "
        "resource whole, and change that."
    )
    return [Issue("error", "business-rule", f"{resource.get('resourceType')}.meta.tag", text)]


def _never_active(resource: dict[str, Any]) -> list[Issue]:
    """https://hl7.org/fhir/R4/subscription.html#status."""
    if resource.get("resourceType") != "Subscription" or resource.get("status") != "active":
        return []
    text = (
        "The hub sends no notifications of Subscriptions, so none is active here; ask "
        "[type]/_history what changed, or send the status requested or off, which is kept and "
        "does nothing."
    )
    return [Issue("error", "not-supported", "Subscription.status", text)]


def _faults_at(resource: dict[str, Any], now: datetime, expression: str) -> list[Issue]:
    return [
        replace(fault, expression="".join((expression, *fault.expression.partition(".")[1:])))
        for fault in house_faults(resource, now)
    ]


def faults_inside(bundle: dict[str, Any], now: datetime) -> Iterator[Issue]:
    """The same for each resource in a Bundle, which may hold anything."""
    entries = bundle.get("entry")
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        inside = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inside, dict):
            yield from _faults_at(inside, now, f"Bundle.entry[{number}].resource")
