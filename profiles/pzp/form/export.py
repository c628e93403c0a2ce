"""What one filled-in form is mapped with: the form itself, and what is known beside it."""

from dataclasses import dataclass

from profiles.invalid import JsonObject
from profiles.pzp.form.faults import FORM
from profiles.pzp.form.keys import Keys

_NAMED = {"Encounter": "encounter"}
LOOSE = ("basedOn", "partOf", "encounter", "author", "source")
"""Elements of the form that may point to what is not in the record."""


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


def is_outside(reference: str) -> bool:
    """Whether it stands for what no record holds: within the resource itself, or elsewhere."""
    return reference.startswith(("#", "https:", "http:"))
