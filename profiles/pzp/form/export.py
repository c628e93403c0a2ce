"""What one filled-in form is mapped with: the form itself, and what is known beside it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from profiles.invalid import JsonObject
from profiles.pzp.form.faults import FORM
from profiles.pzp.form.keys import Keys

_NAMED = {"Encounter": "encounter"}
LOOSE = ("basedOn", "partOf", "encounter", "author", "source")
"""Elements of the form that may point to what is not in the record."""
_STRICT = ("subject", "patient", "link")
"""Elements of the others that may not: they say whom it is about."""


@dataclass(frozen=True, slots=True)
class Export:
    """A record as it may be mapped: its resources by type, with the references of our bundle.

    They have no `id` of the source any more. `assembler` is who makes the resources of the form.
    """

    keys: Keys
    resources: dict[str, JsonObject]
    assembler: str = "Adapter of the GP system"

    @property
    def patient(self) -> JsonObject:
        """Whom the form is about."""
        return self.resources["Patient"]

    @property
    def form(self) -> JsonObject:
        """The completed form."""
        return self.resources[FORM]


def exported_kind(resource_type: str) -> str:
    """The kind under which `Keys` names an exported resource of this type."""
    return _NAMED.get(resource_type, f"exported/{resource_type}")


def loosened(resource: JsonObject, there: Container[str]) -> JsonObject:
    """The resource with whom it names that is not `there` kept by display, or by type alone."""
    is_form = resource["resourceType"] == FORM
    return {
        name: _loosened(value, there) if _is_loose(name, is_form=is_form) else value
        for name, value in resource.items()
    }


def named_elsewhere(before: JsonObject, after: JsonObject) -> Iterator[str]:
    """The elements of a resource that lost a reference to what is not there."""
    for name, value in before.items():
        if _count(value) > _count(after.get(name)):
            yield name


def _is_loose(element: str, *, is_form: bool) -> bool:
    return element in LOOSE if is_form else element not in _STRICT


def _loosened(element: Any, there: Container[str]) -> Any:
    if isinstance(element, list):
        return [_loosened(one, there) for one in element]
    if not isinstance(element, dict):
        return element
    said = element.get("reference")
    if not isinstance(said, str) or said in there or is_outside(said):
        return {name: _loosened(value, there) for name, value in element.items()}
    kept = {name: value for name, value in element.items() if name != "reference"}
    # A urn names no type; what a source calls Practitioner/1 does.
    kind = said.rpartition("/")[0].rpartition("/")[2]
    return kept or {"type": kind or "Resource"}


def _count(element: Any) -> int:
    if isinstance(element, list):
        return sum(map(_count, element))
    if not isinstance(element, dict):
        return 0
    return ("reference" in element) + sum(map(_count, element.values()))


def is_outside(reference: str) -> bool:
    """Whether it stands for what no record holds: within the resource itself, or elsewhere."""
    return reference.startswith(("#", "https:", "http:"))
