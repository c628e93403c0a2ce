"""The body of a write: bytes to a parsed resource that passed the door."""

from dataclasses import dataclass
from typing import Any

from hub.errors import Invalid, TooLarge, Unprocessable, UnsupportedMediaType
from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.validation.findings import Weighed
from hub.validation.house_rules import house_faults
from hub.validation.verdicts import House, Sent
from hub.write.faults import Faults
from profiles.text.parse import Malformed, parse

MEDIA_TYPES = frozenset({"application/fhir+json", "application/json"})


@dataclass(frozen=True, slots=True)
class Sound:
    """A resource that may be stored, and what there is to say about it all the same."""

    resource: dict[str, Any]
    judged: Weighed


@dataclass(frozen=True, slots=True)
class Brought:
    """A resource with what was found in it, and what of that stands in the way of storing it."""

    resource: dict[str, Any]
    judged: Weighed
    faults: Faults


def parsed(call: Call) -> dict[str, Any]:
    """The JSON object in the body.

    Raises:
        UnsupportedMediaType: not announced as JSON, which XML is by now. Invalid: not JSON that
            FHIR allows.
    """
    require_json(call)
    try:
        return parse(call.body)
    except Malformed as wrong:
        raise Invalid(str(wrong), issues=[wrong.issue]) from None


def require_json(call: Call) -> None:
    """Raise UnsupportedMediaType where the body is not announced as JSON."""
    said = call.headers.get("content-type", "").lower()
    media_type, _, parameters = said.partition(";")
    if parameters and not _is_utf_8(parameters):
        raise UnsupportedMediaType("send JSON in UTF-8: application/fhir+json; charset=utf-8")
    if media_type.strip() not in MEDIA_TYPES:
        raise UnsupportedMediaType(
            "send the resource as application/fhir+json or application/fhir+xml"
        )


def _is_utf_8(parameters: str) -> bool:
    """Whether a body is said to be in the characters of FHIR, or in none.

    https://hl7.org/fhir/R4/http.html#mime-type
    """
    named = (part.strip().partition("=") for part in parameters.split(";"))
    return all(value.strip('"') == "utf-8" for name, _, value in named if name == "charset")


async def sound(hub: Hub, call: Call, resource_type: str, resource_id: str | None = None) -> Sound:
    """The valid resource in the body, of the type and with the id that the URL names.

    Raises:
        Invalid: another type or id. Unprocessable: with every fault; or as `parsed`, `weigh`.
    """
    found = await brought(hub, call, parsed(call), resource_type, resource_id)
    found.faults.refuse()
    return Sound(found.resource, found.judged)


async def brought(
    hub: Hub,
    call: Call,
    resource: dict[str, Any],
    resource_type: str,
    resource_id: str | None = None,
) -> Brought:
    """The resource with all that is found against it, for a write that looks what else is wrong.

    Raises:
        Invalid: of another type than the URL names. Unavailable: as `found_against`.
    """
    if resource.get("resourceType") != resource_type:
        raise Invalid(
            f"the URL says {resource_type}; send a resource of that type",
            expression="resourceType",
        )
    faults = Faults()
    if resource_id is not None and resource.get("id") != resource_id:
        faults.add(
            Invalid(
                f"the body must be a {resource_type} with the id that the URL names",
                expression=f"{resource_type}.id",
            )
        )
    judged = await found_against(hub, call, resource, house_faults)
    faults.judge(refuse, judged)
    return Brought(resource, judged, faults)


async def found_against(hub: Hub, call: Call, resource: dict[str, Any], house: House) -> Weighed:
    """Every fault of the resource, a Bundle's entries included, by the policy for this source.

    Raises:
        Unavailable: it came in a large request, and too many of those wait.
    """
    return await hub.verdicts.of_write(Sent(resource, call.errand, call.sent), house)


def check_size(bundle: dict[str, Any], most: int) -> None:
    """Raise TooLarge before anything is done with a Bundle of too many entries."""
    entries = bundle.get("entry")
    if isinstance(entries, list) and len(entries) > most:
        raise TooLarge(f"a Bundle holds at most {most} entries; send it in parts")


async def check_envelope(hub: Hub, call: Call, bundle: dict[str, Any]) -> None:
    """Check the Bundle around the resources in it.

    Raises:
        Unprocessable: with every fault but those of the resources. Unavailable: as `weigh`.
    """
    entries = bundle.get("entry", [])
    if isinstance(entries, list):
        entries = [_without_resource(each) for each in entries]
    envelope = {**bundle, "entry": entries} if entries else bundle
    refuse(await found_against(hub, call, envelope, lambda _resource, _now: ()))


def _without_resource(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {name: value for name, value in entry.items() if name != "resource"}


def refuse(judged: Weighed) -> Weighed:
    """The same findings; raises Unprocessable with all of them where one is an error."""
    if judged.refused:
        raise Unprocessable("the resource is not valid", issues=judged.issues, rule="VALIDATION")
    return judged
