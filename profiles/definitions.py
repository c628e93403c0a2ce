"""All definitions the validator judges by: found by canonical, expanded to trees."""

from collections.abc import Iterable, Mapping
from typing import Any

from profiles.element import Element
from profiles.package import Package


class UnknownDefinition(LookupError):
    """No package has this canonical."""


class Definitions:
    """Structure definitions, value sets and the rest of some packages, by canonical URL.

    R4's own types are always there, as trees made of the shipped tables.
    """

    def __init__(self, packages: Iterable[Package]) -> None:
        self.packages = tuple(packages)

    def structure(self, canonical: str) -> Mapping[str, Any] | None:
        """The StructureDefinition as it was shipped; a `|version` that differs is overlooked."""
        raise NotImplementedError

    def resources(self, kind: str) -> list[Mapping[str, Any]]:
        """All definitions of a resource type such as ValueSet, each canonical once."""
        raise NotImplementedError

    def type_of(self, canonical: str) -> str | None:
        """The type that a profile constrains, as `Patient` or `HumanName`; None if unknown."""
        raise NotImplementedError

    def tree(self, canonical: str) -> Element:
        """The snapshot of a profile or R4 type as a tree, made once.

        Raises:
            UnknownDefinition: the canonical, or one it is based on, is in no package.
        """
        raise NotImplementedError

    def child(self, element: Element, name: str) -> Element | None:
        """The child `name`, of the profile, or else of the element's one type or type profile.

        For a choice element (`value[x]`) with more than one type only id and extension are there.
        """
        raise NotImplementedError

    def member(self, value_set: str, system: str | None, code: str) -> bool | None:
        """Whether the coding is in the value set; None where that can't be told offline."""
        raise NotImplementedError
