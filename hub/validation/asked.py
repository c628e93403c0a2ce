"""What there is to say about a resource before it is written, by the policy for its source."""

from datetime import datetime
from typing import Any

from hub.validation.findings import weighed
from hub.validation.house_rules import faults_inside, house_faults
from hub.validation.policy import Policy
from profiles.issue import Issue
from profiles.validator import Validator


def findings(
    validator: Validator,
    policy: Policy,
    source: str,
    resource: dict[str, Any],
    now: datetime,
    profile: str = "",
) -> list[Issue]:
    """Of the profile that is asked for, else of those that a write is judged by.

    `source` is the URA, eight digits, of the organisation that would write it.
    """
    kind = validator.definitions.type_of(profile) if profile else None
    if profile and kind is None:
        return [_unknown(profile)]
    if kind is not None and kind != resource.get("resourceType"):
        return [_of_another_type(kind, profile)]
    issues = validator.validate(resource, [profile] if profile else None)
    inside = faults_inside(resource, now) if resource.get("resourceType") == "Bundle" else ()
    house = [*house_faults(resource, now), *inside]
    return list(weighed(policy, source, resource, [*house, *issues]).issues)


def _unknown(profile: str) -> Issue:
    text = (
        "No definition here has the canonical that is asked for, so nothing was judged; name one "
        "that GET StructureDefinition finds, or have its package added by `hub profiles add`."
    )
    return Issue("error", "not-found", "", text, profile=profile)


def _of_another_type(kind: str, profile: str) -> Issue:
    text = f"The profile that is asked for is one of {kind}; ask it of a {kind}."
    return Issue("error", "invalid", "", text, profile=profile)
