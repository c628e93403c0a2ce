"""What an operation is asked with: parameters of the URL, and Parameters in the body of a POST.

https://hl7.org/fhir/R4/operations.html#executing
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from hub.errors import Invalid
from hub.fhir.body import parsed
from hub.fhir.call import Call
from hub.fhir.language import PARAMETER

_OF_EVERY_CALL = frozenset({"_format", "_pretty", PARAMETER})
_EARLIEST = date(2000, 1, 1)
_LATEST = date(2199, 12, 31)


def said_in(call: Call, operation: str, taken: Collection[str]) -> dict[str, str]:
    """By name what is said, of these names alone and each once; nothing that is empty.

    Raises:
        Invalid: another name, one twice, or what is no Parameters. UnsupportedMediaType.
    """
    pairs = pairs_in(call, operation, taken)
    said = dict(pairs)
    if len(said) < len(pairs):
        raise Invalid(f"{operation} takes each of its parameters once")
    return {name: value for name, value in said.items() if value}


def pairs_in(call: Call, operation: str, taken: Collection[str]) -> list[tuple[str, str]]:
    """What is said, of these names alone, for who takes some of them more than once.

    Raises:
        Invalid: another name, or what is no Parameters. UnsupportedMediaType.
    """
    pairs = [pair for pair in call.pairs if pair[0] not in _OF_EVERY_CALL]
    if call.method == "POST" and call.body:
        pairs += _parameters(parsed(call))
    if not {name for name, _ in pairs} <= {*taken}:
        raise Invalid(f"{operation} takes {', '.join(sorted(taken)) or 'no parameters'}")
    return pairs


def day_of(said: Mapping[str, str], name: str) -> date | None:
    """A whole day; raises Invalid where it is none."""
    if name not in said:
        return None
    try:
        day = date.fromisoformat(said[name])
    except ValueError:
        day = date.min
    if not _EARLIEST <= day <= _LATEST:
        raise Invalid(f"{name} is a day of this century, like 2026-10-01")
    return day


def _parameters(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = body.get("parameter", [])
    if body.get("resourceType") != "Parameters" or not isinstance(listed, list):
        raise Invalid("send Parameters", expression="resourceType")
    for number, one in enumerate(listed):
        values = [one[key] for key in one if key != "name"] if isinstance(one, dict) else []
        text = _text(values[0]) if len(values) == 1 else None
        if text is None or not isinstance(one.get("name"), str):
            raise Invalid(
                "each parameter has a name and one value: text, a code, a day, a number, true or "
                "false, a Reference or an Identifier",
                expression=f"Parameters.parameter[{number}]",
            )
        yield one["name"], text


def _text(value: object) -> str | None:
    """The text itself, the reference of a Reference, or the value of an Identifier.

    A number and a boolean as they stand in a URL.
    """
    if isinstance(value, Mapping):
        value = value.get("reference", value.get("value"))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) else None
