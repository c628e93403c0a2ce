"""Known faults of nursing handoffs as systems write them, each mended under its own name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters.core.errors import JsonObject


@dataclass(frozen=True, slots=True)
class Repair:
    """One fault: its name as progress shows it, why it is mended, and how a value is."""

    name: str
    why: str
    mended: Callable[[str, Any], Any]


def _boolean(key: str, value: Any) -> Any:
    if (key == "active" or key.endswith("Boolean")) and value in ("true", "false"):
        return value == "true"
    return value


REPAIRS = (
    Repair(
        "boolean-as-text",
        "A boolean stands as the text true or false, as STU3 converters write it; R4 has a JSON "
        "boolean there (https://hl7.org/fhir/R4/json.html#primitive), and its meaning is the same.",
        _boolean,
    ),
)


def repaired(document: JsonObject) -> tuple[JsonObject, tuple[str, ...]]:
    """The document with the known faults mended, and the names of the repairs that did something.

    Nothing else is altered.
    """
    applied = []
    for repair in REPAIRS:
        mended = _walked(document, repair)
        if mended != document:
            applied.append(repair.name)
        document = mended
    return document, tuple(applied)


def _walked(element: Any, repair: Repair) -> Any:
    if isinstance(element, list):
        return [_walked(item, repair) for item in element]
    if isinstance(element, dict):
        return {key: repair.mended(key, _walked(value, repair)) for key, value in element.items()}
    return element
