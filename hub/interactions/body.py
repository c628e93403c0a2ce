"""The body of a write: bytes to a parsed resource that passed the door."""

from collections.abc import Sequence
from typing import Any

from hub.errors import Invalid, TooLarge, Unprocessable, UnsupportedMediaType
from hub.interactions.call import Call
from hub.interactions.door import house_faults
from profiles import validate
from profiles.issue import Issue
from profiles.parse import Malformed, parse

MEDIA_TYPES = frozenset({"application/fhir+json", "application/json"})


def parsed(call: Call) -> dict[str, Any]:
    """The JSON object in the body.

    Raises:
        UnsupportedMediaType: not announced as JSON. Invalid: not JSON that FHIR allows.
    """
    media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise UnsupportedMediaType("send the resource as application/fhir+json")
    try:
        return parse(call.body)
    except Malformed as wrong:
        raise Invalid(str(wrong), issues=[wrong.issue]) from None


def sound(call: Call, resource_type: str, resource_id: str | None = None) -> dict[str, Any]:
    """The valid resource in the body, of the type and with the id that the URL names.

    Raises:
        Invalid: another type or id. Unprocessable: with every fault; or as `parsed`.
    """
    resource = parsed(call)
    if resource.get("resourceType") != resource_type:
        raise Invalid(
            f"the URL says {resource_type}; send a resource of that type",
            expression="resourceType",
        )
    if resource_id is not None and resource.get("id") != resource_id:
        raise Invalid(
            f"the body must be a {resource_type} with the id that the URL names",
            expression=f"{resource_type}.id",
        )
    check(resource)
    return resource


def check(resource: dict[str, Any]) -> None:
    """Raise Unprocessable with every fault of the resource, a Bundle's entries included."""
    refuse([*validate(resource), *house_faults(resource)])


def check_size(bundle: dict[str, Any], most: int) -> None:
    """Raise TooLarge before anything is done with a Bundle of too many entries."""
    entries = bundle.get("entry")
    if isinstance(entries, list) and len(entries) > most:
        raise TooLarge(f"a Bundle holds at most {most} entries; send it in parts")


def check_envelope(bundle: dict[str, Any]) -> None:
    """Raise Unprocessable with every fault of a Bundle but those of the resources in it."""
    entries = bundle.get("entry", [])
    if isinstance(entries, list):
        entries = [_without_resource(each) for each in entries]
    refuse(validate({**bundle, "entry": entries}) if entries else validate(bundle))


def _without_resource(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {name: value for name, value in entry.items() if name != "resource"}


def refuse(issues: Sequence[Issue]) -> None:
    """Raise Unprocessable where one of these is an error."""
    if any(issue.severity in {"error", "fatal"} for issue in issues):
        raise Unprocessable("the resource is not valid", issues=issues, rule="VALIDATION")
