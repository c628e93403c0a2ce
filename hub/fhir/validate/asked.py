"""What a call of $validate asks: in its URL, its body, or Parameters around the resource.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import Invalid
from hub.fhir.body import parsed
from hub.fhir.call import Call
from hub.fhir.parameters import OF_EVERY_CALL

MODES = ("create", "update", "delete", "profile")
_TAKEN = frozenset({"mode", "profile"})


@dataclass(frozen=True, slots=True)
class ValidationAsked:
    """The resource, where one was sent, how it would be written, and by which profile."""

    resource: dict[str, Any] | None
    mode: str
    profile: str


def asked_of(call: Call) -> ValidationAsked:
    """What the call asks.

    Raises:
        Invalid: the body, a parameter that is unknown or there twice, or an unknown mode.
    """
    said = [(name, value) for name, value in call.pairs if name not in OF_EVERY_CALL]
    resource = None
    if call.body and call.method == "POST":
        resource = parsed(call)
        if resource.get("resourceType") == "Parameters":
            parameters, resource = _parameters(resource)
            said += parameters
    if any(name not in _TAKEN for name, _ in said):
        raise Invalid("$validate takes the parameters resource, mode and profile")
    if len({name for name, _ in said}) < len(said):
        raise Invalid("$validate takes each of its parameters once")
    asked = dict(said)
    mode, profile = asked.get("mode", ""), asked.get("profile", "")
    if mode and mode not in MODES:
        raise Invalid(f"mode is one of {', '.join(MODES)}")
    if mode == "profile" and not profile:
        raise Invalid("mode profile names the profile to validate against")
    return ValidationAsked(resource, mode, profile)


def _parameters(body: Mapping[str, Any]) -> tuple[list[tuple[str, str]], dict[str, Any] | None]:
    """Name and value of each parameter, and the resource among them.

    https://hl7.org/fhir/R4/parameters.html
    """
    said: list[tuple[str, str]] = []
    resource: dict[str, Any] | None = None
    listed = body.get("parameter", [])
    for number, one in enumerate(listed if isinstance(listed, list) else [None]):
        at = f"Parameters.parameter[{number}]"
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise Invalid("each parameter is an object with a name", expression=at)
        if one["name"] == "resource":
            if resource is not None or not isinstance(one.get("resource"), dict):
                raise Invalid("send one resource, as the parameter's resource", expression=at)
            resource = one["resource"]
        else:
            said.append((one["name"], _text(one, at)))
    return said, resource


def _text(parameter: Mapping[str, Any], at: str) -> str:
    values = [value for key, value in parameter.items() if key.startswith("value")]
    if len(values) != 1 or not isinstance(values[0], str):
        raise Invalid("mode is a valueCode, profile a valueUri", expression=at)
    return values[0]
