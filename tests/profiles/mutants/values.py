"""The least value that an element of a profile allows, made from its definition."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from profiles.element import Element, Type
from profiles.packages.definitions import Definitions
from profiles.r4 import tables
from profiles.r4.element_table import ElementRow
from tests.profiles.mutants.codes import inside
from tests.profiles.mutants.membership import children, is_member, slicing_of
from tests.profiles.mutants.places import (
    FILLER,
    Place,
    Tree,
    at,
    child_place,
    companion,
    places,
    r4_element,
    replaced,
)
from tests.profiles.strategies import PRIMITIVE, minimal

SIMPLE: dict[str, Tree] = {
    "Address": {"city": "Almere"},
    "Annotation": {"text": "text"},
    "Attachment": {"title": "text"},
    "CodeableConcept": {"text": "text"},
    "Coding": {"display": "text"},
    "ContactPoint": {"system": "phone", "value": "0000000000"},
    "HumanName": {"text": "text"},
    "Identifier": {"system": "http://example.org/ids", "value": "1"},
    "Period": {"start": "2020-10-01"},
    "Reference": {"display": "text"},
    "Condition.evidence": {"code": [{"text": "text"}]},
    "Condition.stage": {"summary": {"text": "text"}},
    "Goal.target": {"measure": {"text": "text"}},
    "Observation.referenceRange": {"text": "text"},
    "Patient.contact": {"name": {"text": "text"}},
}
# What an invariant asks of an extension's value.
TEXTS = {"http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-additionalLocator": "to"}
MOMENTS = {"start": "1950-01-01", "end": "2039-01-01"}
# Values that are more than text to the rules of the region.
NUMBERS = {
    "http://fhir.nl/fhir/NamingSystem/bsn": "999911120",
    "http://fhir.nl/fhir/NamingSystem/ura": "90000001",
    "http://fhir.nl/fhir/NamingSystem/agb-z": "01999999",
}


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes values by one set of definitions."""

    definitions: Definitions

    def put(self, tree: Tree, place: Place, element: Element) -> tuple[Tree, Place] | None:
        """A copy with one more value of a child, and its place; None where R4 has no room."""
        said = r4_element(place, element.name)
        if said is None or element.max == 0:
            return None
        name = self._written(said, element)
        there = list(places(tree, place, element.name))
        here = child_place(place, said, name, len(there) if said.is_list else None)
        return self._filled(tree, here, element), here

    def _filled(self, tree: Tree, here: Place, element: Element) -> Tree:
        value = self._start(here, element)
        tree = replaced(tree, here.keys, value)
        tree = self.completed(tree, here, element)
        if here.is_primitive and isinstance(here.keys[-1], int):
            tree = _aligned(tree, here)
        return tree

    def completed(self, tree: Tree, here: Place, element: Element) -> Tree:
        """With every child and slice member that is needed."""
        under = children(self.definitions, element)
        for name, child in under.items():
            there = list(places(tree, here, name))
            for one in there if _is_said(child) else ():
                tree = self._filled(tree, one, child)
            needed = child.min if len(there) < child.min else 0
            if needed and not any(member.min for member in child.slices.values()):
                tree, _ = self.put(tree, here, child) or (tree, here)
            for member in child.slices.values():
                tree = self._with_member(tree, here, child, member)
        if here.kind == "Extension" and "value[x]" in under:
            tree = self._valued(tree, here, under)
        return tree

    def members(self, tree: Tree, place: Place, whole: Element, member: Element) -> list[Place]:
        slicing = slicing_of(whole)
        return [
            one
            for one in places(tree, place, whole.name)
            if is_member(self.definitions, slicing, member, tree, one)
        ]

    def _with_member(self, tree: Tree, here: Place, whole: Element, member: Element) -> Tree:
        if member.min and len(self.members(tree, here, whole, member)) < member.min:
            tree, _ = self.put(tree, here, member) or (tree, here)
        return tree

    def _valued(self, tree: Tree, here: Place, under: Mapping[str, Element]) -> Tree:
        extension = at(tree, here.inside)
        if any(name.startswith("value") for name in extension) or "extension" in extension:
            return tree
        wanted = under["value[x]"]
        if wanted.max == 0:
            wanted = next(iter(under["extension"].slices.values()))
        return (self.put(tree, here, wanted) or (tree, here))[0]

    def _start(self, here: Place, element: Element) -> Tree:
        wanted = element.fixed if element.fixed is not None else element.pattern
        if here.kind == "Identifier":
            system = (wanted or {}).get("system", "http://example.org/ids")
            return {"system": system, "value": NUMBERS.get(system, "1"), **(wanted or {})}
        return copy.deepcopy(self._least(here, element) if wanted is None else wanted)

    def _least(self, here: Place, element: Element) -> Tree:
        if element.binding and here.kind in {"code", "Coding", "CodeableConcept"}:
            return self._coded(here.kind, element.binding.value_set)
        if here.kind in PRIMITIVE:
            return MOMENTS.get(element.name, PRIMITIVE[here.kind])
        if here.kind == "Reference":
            return self._reference(element.types)
        if here.kind == "Extension":
            return self._extension(element)
        return SIMPLE.get(here.table) or minimal(here.table)

    def _coded(self, kind: str, value_set: str) -> Tree:
        system, code = inside(self.definitions, value_set)
        if kind == "code":
            return code
        coding = {"system": system, "code": code}
        return coding if kind == "Coding" else {"coding": [coding]}

    def _reference(self, types: tuple[Type, ...]) -> Tree:
        targets = [url for kind in types for url in kind.targets]
        kinds = [self.definitions.type_of(url) or "" for url in targets]
        known = [kind for kind in kinds if kind in tables.resource_types()]
        return {"reference": f"{known[0] if known else 'Patient'}/made"}

    def _extension(self, element: Element) -> Tree:
        url = self._url(element)
        if url in TEXTS:
            return {"url": url, "valueString": TEXTS[url]}
        return {"url": url} if _is_known(element) else FILLER

    def _url(self, element: Element) -> str:
        said = children(self.definitions, element).get("url")
        if said is not None and (said.fixed or said.pattern):
            return str(said.fixed or said.pattern)
        profiles = [url for kind in element.types for url in kind.profiles]
        return profiles[0] if profiles else "http://example.org/extension"

    def _written(self, said: ElementRow, element: Element) -> str:
        allowed = {kind.code for kind in element.types}
        names = said.json_names()
        return next((name for name, kind in names.items() if kind in allowed), next(iter(names)))


def _is_known(extension: Element) -> bool:
    return extension.children is not None or any(kind.profiles for kind in extension.types)


def _is_said(child: Element) -> bool:
    """Whether the profile wants more of a child than R4's own least value has."""
    wanted = (child.pattern, child.fixed, child.binding, child.children)
    return any(one is not None for one in wanted) or any(
        kind.profiles or kind.targets for kind in child.types
    )


def _aligned(tree: Tree, here: Place) -> Tree:
    """Values and companions of a primitive list have one length."""
    beside = at(tree, companion(here.keys)[:-1])
    if beside is None:
        return tree
    length = len(at(tree, here.keys[:-1]))
    return replaced(tree, companion(here.keys)[:-1], beside + [None] * (length - len(beside)))
