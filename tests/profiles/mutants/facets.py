"""The ways to break one element of a profile, each alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from profiles.element import MANY, Discriminator
from profiles.packages.definitions import Definitions
from tests.profiles.mutants.codes import OUTSIDE, another
from tests.profiles.mutants.invariants import BREAKERS
from tests.profiles.mutants.membership import constraints, is_member, slicing_of
from tests.profiles.mutants.mutant import missing, too_many
from tests.profiles.mutants.places import (
    FILLER,
    Place,
    Tree,
    at,
    child_place,
    json_names,
    places,
    pruned,
    r4_element,
    replaced,
    without,
)
from tests.profiles.mutants.sites import Site
from tests.profiles.mutants.values import SIMPLE, Maker
from tests.profiles.strategies import PRIMITIVE, minimal

Severity = Literal["error", "warning"]
OTHER_VALUES = {
    "code": "other",
    "uri": "http://example.org/other",
    "string": "other text",
    "System.String": "http://example.org/other",
}


@dataclass(frozen=True, slots=True)
class Break:
    """`needs_slice` says that a value which leaves its slice is no fault any more; R4 itself
    asks what `is_r4`, of a slice or not.
    """

    facet: str
    tree: Tree
    expression: str
    severity: Severity = "error"
    needs_slice: bool = True
    is_r4: bool = False


@dataclass(frozen=True, slots=True)
class Breaker:
    """Breaks sites by one set of definitions."""

    maker: Maker

    @property
    def definitions(self) -> Definitions:
        return self.maker.definitions

    def breaks(self, site: Site) -> Iterator[Break]:
        yield from self._forbidden(site)
        yield from self._unknown_modifier(site)
        if site.here is None:
            return
        yield from self._missing(site)
        yield from self._too_many(site)
        for one in (self._value(site), self._binding(site), self._target(site)):
            yield from one
        yield from self._narrowed(site)
        yield from self._invariants(site)

    def _forbidden(self, site: Site) -> Iterator[Break]:
        said = r4_element(site.parent, site.element.name)
        if site.element.max or said is None:
            return
        name, kind = next(iter(json_names(said).items()), ("", ""))
        place = child_place(site.parent, said, name, 0 if said.is_list else None)
        tree = replaced(site.tree, place.keys, least(place, kind))
        if site.parent.kind == "Extension":  # value and extension exclude each other
            other = {"extension"} if name.startswith("value") else _values(site)
            tree = without(tree, site.parent.inside, other)
        yield Break("max", tree, too_many(site.parent, site.element))

    def _missing(self, site: Site) -> Iterator[Break]:
        if not site.element.min or site.here == site.parent:
            return
        name = site.element.name
        tree = pruned(site.tree, site.parent, name, self._members(site))
        said = r4_element(site.parent, name)
        is_r4 = said is not None and said.is_required and site.element is site.whole
        yield Break("min", tree, missing(site.parent, name), needs_slice=False, is_r4=is_r4)

    def _members(self, site: Site) -> list[Place]:
        if site.element is site.whole:
            return list(places(site.tree, site.parent, site.element.name))
        return self.maker.members(site.tree, site.parent, site.whole, site.element)

    def _too_many(self, site: Site) -> Iterator[Break]:
        said = r4_element(site.parent, site.element.name)
        if said is None or not said.is_list or not 0 < site.element.max < MANY:
            return
        if site.element is not site.whole and site.whole.max <= site.element.max:
            return  # the whole element says so already
        tree, last = site.tree, site.here
        for _ in range(site.element.max + 1 - len(self._members(site))):
            more = self.maker.put(tree, site.parent, site.element)
            tree, last = more or (tree, last)
        where = too_many(site.parent, site.element, last)
        yield Break("max", tree, where, needs_slice=False)

    def _value(self, site: Site) -> Iterator[Break]:
        element, here = site.element, site.here
        for facet in ("fixed", "pattern"):
            wanted = getattr(element, facet)
            if wanted is None or here is None:
                continue
            yield Break(facet, replaced(site.tree, here.keys, self._other(site)), here.expression)

    def _other(self, site: Site) -> Tree:
        assert site.here is not None
        value = at(site.tree, site.here.keys)
        if isinstance(value, str):
            binding = site.element.binding
            code = another(self.definitions, binding.value_set, value) if binding else None
            return code or OTHER_VALUES[site.here.kind]
        if "coding" in value:
            first, *rest = value["coding"]
            return value | {"coding": [first | {"code": OUTSIDE[1]}, *rest]}
        return value | {"system": OUTSIDE[0]}

    def _binding(self, site: Site) -> Iterator[Break]:
        binding, here = site.element.binding, site.here
        if binding is None or here is None or binding.strength not in {"required", "extensible"}:
            return
        system, code = OUTSIDE
        is_code = here.kind == "code"
        value_set = binding.value_set
        if self.definitions.member(value_set, None if is_code else system, code) is not False:
            return
        coding = {"system": system, "code": code}
        kinds: dict[str, Tree] = {"Coding": coding, "CodeableConcept": {"coding": [coding]}}
        value = code if is_code else kinds.get(here.kind)
        if value is None:
            return
        severity: Severity = "error" if binding.strength == "required" else "warning"
        yield Break("binding", replaced(site.tree, here.keys, value), here.expression, severity)

    def _target(self, site: Site) -> Iterator[Break]:
        here = site.here
        if here is None or here.kind != "Reference":
            return
        targets = {url for kind in site.element.types for url in kind.targets}
        allowed = {self.definitions.type_of(url) for url in targets}
        if not targets or "Resource" in allowed:
            return
        other = next(kind for kind in ("Substance", "Group") if kind not in allowed)
        value = {"reference": f"{other}/made"}
        yield Break("target", replaced(site.tree, here.keys, value), here.expression)

    def _narrowed(self, site: Site) -> Iterator[Break]:
        said, here = r4_element(site.parent, site.element.name), site.here
        if said is None or here is None or site.element is not site.whole:
            return
        allowed = {kind.code for kind in site.element.types}
        for name, kind in json_names(said).items():
            if kind not in allowed and len(said.types) > 1 and allowed:
                tree = without(site.tree, site.parent.inside, _values(site))
                place = child_place(site.parent, said, name, None)
                tree = replaced(tree, place.keys, least(place, kind))
                yield Break("type", tree, place.expression)
                return

    def _invariants(self, site: Site) -> Iterator[Break]:
        assert site.here is not None
        for constraint in constraints(self.definitions, site.element):
            breaker = BREAKERS.get(constraint.key)
            tree = breaker and breaker(site.tree, site.here)
            if tree is not None:
                key, expression = constraint.key, site.here.expression
                yield Break(key, tree, expression, constraint.severity)

    def _unknown_modifier(self, site: Site) -> Iterator[Break]:
        if site.element.name != "modifierExtension" or site.element is not site.whole:
            return
        there = list(places(site.tree, site.parent, site.element.name))
        said = r4_element(site.parent, "modifierExtension")
        assert said is not None
        place = child_place(site.parent, said, "modifierExtension", len(there))
        tree = replaced(site.tree, place.keys, FILLER)
        yield Break("unknown", tree, place.expression)


def expected(maker: Maker, site: Site, one: Break) -> str:
    """Where a fault must be told; empty where a value has left an open slice by being broken."""
    if one.is_r4:
        return one.expression
    is_own = not one.needs_slice and site.element is not site.whole
    for inside in site.slices[:-1] if is_own else site.slices:
        slicing = slicing_of(inside.whole)
        if Discriminator("profile", "$this") in slicing.discriminators:
            return ""
        stays = is_member(maker.definitions, slicing, inside.member, one.tree, inside.place)
        if stays:
            continue
        if inside.whole.name == "modifierExtension":
            return inside.place.expression
        left = maker.members(one.tree, inside.parent, inside.whole, inside.member)
        return missing(inside.parent, inside.whole.name) if len(left) < inside.member.min else ""
    return one.expression


def least(place: Place, kind: str) -> Tree:
    """R4's least value of a type."""
    if kind in PRIMITIVE:
        return PRIMITIVE[kind]
    return SIMPLE.get(kind) or minimal(place.table)


def _values(site: Site) -> set[str]:
    said = r4_element(
        site.parent, "value[x]" if site.parent.kind == "Extension" else site.element.name
    )
    names = said.json_names() if said is not None else ()
    return {prefix + name for name in names for prefix in ("", "_")}
