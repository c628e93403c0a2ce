"""What there is to say about a resource before it is written, by the policy for its source."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.access.judged import judge
from hub.interactions.context import Hub
from hub.interactions.door import faults_at, house_faults
from profiles.issue import Issue


def findings(hub: Hub, source: str, resource: dict[str, Any], profile: str = "") -> list[Issue]:
    """Of the profile that is asked for, else of those that a write is judged by.

    `source` is the URA, eight digits, of the organisation that would write it.
    """
    kind = hub.validator.definitions.type_of(profile) if profile else None
    if profile and kind is None:
        return [_unknown(profile)]
    if kind is not None and kind != resource.get("resourceType"):
        return [_of_another_type(kind, profile)]
    issues = hub.validator.validate(resource, [profile] if profile else None)
    house = [*house_faults(resource), *_house_faults_inside(resource)]
    return list(judge(hub.policy, source, resource, [*issues, *house]).issues)


def _unknown(profile: str) -> Issue:
    text = (
        "No definition here has the canonical that is asked for, so nothing was judged; name one "
        "that GET StructureDefinition finds, or have its package added by `hub profiles add`."
    )
    return Issue("error", "not-found", "", text, profile=profile)


def _of_another_type(kind: str, profile: str) -> Issue:
    text = f"The profile that is asked for is one of {kind}; ask it of a {kind}."
    return Issue("error", "invalid", "", text, profile=profile)


def _house_faults_inside(resource: Mapping[str, Any]) -> Iterator[Issue]:
    """The house rules about what the entries of a Bundle would have stored."""
    entries = resource.get("entry")
    if resource.get("resourceType") != "Bundle" or not isinstance(entries, list):
        return
    for number, entry in enumerate(entries):
        inside = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inside, dict):
            yield from faults_at(inside, f"Bundle.entry[{number}].resource")
