"""All definitions the validator judges by: found by canonical, expanded to trees."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any

from profiles.element import Element
from profiles.packages.package import Package, shipped
from profiles.r4 import tables, trees
from profiles.r4.invariants import without_r4
from profiles.snapshot.growth import Growth, InvalidDefinition, rooted
from profiles.terminology.at_hand import AtHand
from profiles.terminology.membership import Membership
from profiles.terminology.value_sets import ValueSets


class UnknownDefinition(LookupError):
    """No package has this canonical."""


# What makes a definition one that nothing can be judged by.
UNUSABLE = (UnknownDefinition, InvalidDefinition)


class Definitions:
    """Structure definitions, value sets and the rest of some packages, by canonical URL.

    R4's own types are always there, as trees made of the shipped tables. Of two definitions with
    one canonical, that of the later package counts. A differential is trusted above a snapshot,
    unless snapshots are preferred or its base is in no package.
    """

    def __init__(self, packages: Iterable[Package], *, prefer_snapshots: bool = False) -> None:
        self.packages = tuple(packages)
        self._prefers_snapshots = prefer_snapshots
        self._by_kind: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._trees: dict[str, Element] = {}
        self._growing: set[str] = set()
        for package in self.packages:
            for resource in package.resources:
                if url := str(resource.get("url", "")):
                    self._by_kind.setdefault(str(resource["resourceType"]), {})[url] = resource
        self._value_sets = ValueSets(
            self._by_kind.get("ValueSet", {}),
            self._by_kind.get("CodeSystem", {}),
            tables.value_sets(),
        )

    @cached_property
    def at_hand(self) -> AtHand:
        """The code systems and value sets, for who asks about one; made when first asked."""
        return AtHand(
            self._by_kind.get("ValueSet", {}),
            self._by_kind.get("CodeSystem", {}),
            self._value_sets,
            tables.value_sets(),
            tables.displays(),
        )

    def structure(self, canonical: str) -> Mapping[str, Any] | None:
        """The StructureDefinition as it was shipped; a `|version` that differs is overlooked."""
        return self._by_kind.get("StructureDefinition", {}).get(canonical.partition("|")[0])

    def called(self, kind: str, canonical: str) -> str:
        """The name of a definition before its canonical; only that where it is not here."""
        url = canonical.partition("|")[0]
        name = self._by_kind.get(kind, {}).get(url, {}).get("name")
        return f"{name} ({url})" if name else url

    def resources(self, kind: str) -> list[Mapping[str, Any]]:
        """All definitions of a resource type such as ValueSet, each canonical once."""
        return list(self._by_kind.get(kind, {}).values())

    def type_of(self, canonical: str) -> str | None:
        """The type that a profile constrains, as `Patient` or `HumanName`; None if unknown."""
        structure = self.structure(canonical)
        return trees.name_of(canonical) if structure is None else structure.get("type")

    def tree(self, canonical: str) -> Element:
        """The snapshot of a profile or R4 type as a tree, made once.

        Nodes that the profile does not change are the very nodes of its base's tree.

        Raises:
            UnknownDefinition: the canonical, or one it is based on, is in no package.
            InvalidDefinition: the definition contradicts itself or its base.
        """
        url = canonical.partition("|")[0]
        tree = self._trees.get(url)
        if tree is None:
            tree = self._trees[url] = self._grown(url)
        return tree

    def child(self, element: Element, name: str) -> Element | None:
        """The child `name`, of the profile, or else of the element's one type or type profile.

        For a choice element (`value[x]`) with more than one type only id and extension are there.
        """
        return (self.beneath(element) if element.children is None else element.children).get(name)

    def member(self, value_set: str, system: str | None, code: str) -> bool | None:
        """Whether the coding is in the value set; None where that can't be told offline.

        Without a system, as an element of type `code` has none, that of any system will do.
        """
        return self._value_sets.of(value_set).has(system, code)

    def membership(self, value_set: str) -> Membership:
        """What is known of a value set, for those who ask of many codes."""
        return self._value_sets.of(value_set)

    def listing(self, value_set: str) -> frozenset[tuple[str, str]] | None:
        """All (system, code) pairs of a value set, as far as its publisher lists them, or None."""
        return self._value_sets.of(value_set).listing

    def beneath(self, element: Element) -> Mapping[str, Element]:
        """What stands under an element of which its profile says no more.

        These nodes have the ids of the type or profile that they come from.
        """
        if element.same_as:
            return trees.children(element.same_as)
        if len(element.types) != 1:
            return trees.children("Element")
        kind = element.types[0]
        if len(kind.profiles) == 1 and (profile := self.profile(kind.profiles[0])) is not None:
            return profile.children or {}
        return trees.children(element.base if kind.code in trees.BACKBONES else kind.code)

    def rooted(self, element: Element) -> dict[str, Element]:
        """The same, with the ids and paths that they have under this element."""
        return {
            name: rooted(child, f"{element.id}.{name}", f"{element.path}.{name}")
            for name, child in self.beneath(element).items()
        }

    def profile(self, canonical: str) -> Element | None:
        """The tree of a profile; None if it, or its base, is in no package, or is being made."""
        if canonical.partition("|")[0] in self._growing:
            return None
        try:
            return self.tree(canonical)
        except UnknownDefinition:
            return None

    def is_based_on(self, canonical: str, base: str) -> bool:
        """Whether a profile is, or derives from, another profile or R4 type."""
        sought = base.partition("|")[0]
        return sought in self._lineage(canonical.partition("|")[0])

    def _lineage(self, url: str) -> Iterator[str]:
        """The canonical, that of its base, and so on."""
        passed: set[str] = set()
        while url and url not in passed:
            passed.add(url)
            yield url
            structure = self.structure(url)
            if structure is not None:
                url = str(structure.get("baseDefinition", "")).partition("|")[0]
            else:
                name = trees.name_of(url)
                base = trees.base_of(name) if name else ""
                url = trees.DEFINITION + base if base else ""

    def _grown(self, url: str) -> Element:
        if (name := trees.name_of(url)) is not None:
            return trees.tree(name)
        structure = self.structure(url)
        if structure is None:
            raise UnknownDefinition(
                f"No package that is loaded defines {url}; add the one that does with"
                " `hub profiles add`."
            )
        if url in self._growing:
            raise InvalidDefinition(f"{url} is, by way of others, based on itself; give it a base.")
        self._growing.add(url)
        try:
            return self._tree_of(structure)
        except InvalidDefinition:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            raise InvalidDefinition(
                f"{url} is not made as a StructureDefinition is; take it to its publisher."
            ) from None
        finally:
            self._growing.discard(url)

    def _tree_of(self, structure: Mapping[str, Any]) -> Element:
        url = structure["url"]
        if structure.get("derivation", "constraint") != "constraint":
            raise InvalidDefinition(f"{url} defines a new type; only profiles are judged by.")
        differential = structure.get("differential", {}).get("element")
        snapshot = structure.get("snapshot", {}).get("element")
        if not snapshot or (differential and not self._prefers_snapshots):
            try:
                base = self.tree(structure["baseDefinition"])
            except UnknownDefinition:
                if not snapshot:
                    raise
            else:
                return Growth(base, url, self).apply(differential or ())
        # Nothing else is needed to read a snapshot, not even the package of the base.
        return Growth(trees.tree(structure["type"]), url, self).apply(without_r4(snapshot))


@cache
def shipped_definitions() -> Definitions:
    """The definitions that are shipped."""
    return Definitions(shipped())
