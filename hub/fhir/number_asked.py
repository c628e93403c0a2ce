"""Whose record an operation is about, by a BSN in its body: never in a URL."""

from collections.abc import Mapping
from typing import Any

from hub.errors import Invalid
from hub.fhir.body import parsed
from hub.fhir.call import Call
from hub.fhir.language import PARAMETER
from profiles.identifiers import BSN, InvalidIdentifier
from profiles.systems import BSN_SYSTEM

NAME = "identifier"


_OF_EVERY_CALL = frozenset({"_format", "_pretty", PARAMETER})


def number_asked(call: Call, operation: str) -> BSN:
    """The one thing that such a call says.

    Raises:
        Invalid: anything else, no number, or one in the URL. UnsupportedMediaType.
    """
    in_url = [name for name, _ in call.pairs if name not in _OF_EVERY_CALL]
    said = list(parameters(parsed(call))) if call.body else []
    if in_url or [name for name, *_ in said] != [NAME]:
        raise Invalid(f"{operation} takes one {NAME} here, in Parameters in the body of a POST")
    return bsn_of(said[0][1])


def bsn_of(value: Any) -> BSN:
    """The number in a valueIdentifier; raises Invalid where it is none."""
    if not isinstance(value, Mapping) or value.get("system") != BSN_SYSTEM:
        raise Invalid(
            f"say whose record it is about: {NAME}, a valueIdentifier with system {BSN_SYSTEM}"
        )
    try:
        return BSN(str(value.get("value", "")))
    except InvalidIdentifier as wrong:
        raise Invalid(f"{wrong}; check the number") from None


def parameters(body: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    """Name, value and place of each. https://hl7.org/fhir/R4/parameters.html."""
    listed = body.get("parameter", [])
    if body.get("resourceType") != "Parameters" or not isinstance(listed, list):
        raise Invalid("send Parameters", expression="resourceType")
    said = []
    for number, one in enumerate(listed):
        at = f"Parameters.parameter[{number}]"
        values = [one[key] for key in one if key != "name"] if isinstance(one, dict) else []
        if len(values) != 1 or not isinstance(one.get("name"), str):
            raise Invalid("each parameter is an object with a name and a value", expression=at)
        said.append((one["name"], values[0], at))
    return said
