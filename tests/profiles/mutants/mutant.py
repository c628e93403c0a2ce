"""A resource with one constraint of its profile broken, and what has to be said about it."""

from dataclasses import dataclass
from typing import Any, Literal

from profiles.element import Element
from tests.profiles.mutants.places import Place

Constraint = tuple[str, str, str]
"""A profile, an element's id that goes on through the profiles of types, and a facet."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """`expression` is empty where the profile leaves open what may be said, such as an item that
    is no member of its slice any more.
    """

    example: str
    profile: str
    element: str
    facet: str
    severity: Literal["error", "warning"]
    expression: str
    resource: dict[str, Any]

    @property
    def constraint(self) -> Constraint:
        return self.profile, self.element, self.facet

    def __str__(self) -> str:
        return f"{self.profile.rpartition('/')[2]} {self.element} {self.facet} ({self.example})"


def missing(place: Place, name: str) -> str:
    """Where it is told that something is not there: the parent, and the name without [x]."""
    return f"{place.expression}.{name.removesuffix('[x]')}"


def too_many(place: Place, element: Element, last: Place | None = None) -> str:
    """Where it is told that there are too many: the element, or the first too many of a slice."""
    if element.slice_name and last is not None:
        return last.expression
    return f"{place.expression}.{element.name.removesuffix('[x]')}"
