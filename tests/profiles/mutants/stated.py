"""What a profile states of an element, and what of it no mutant can break."""

from collections.abc import Iterator

from profiles.element import MANY
from profiles.packages.definitions import Definitions
from tests.profiles.mutants.codes import OUTSIDE
from tests.profiles.mutants.invariants import NEVER_BROKEN
from tests.profiles.mutants.membership import constraints
from tests.profiles.mutants.places import json_names, r4_element
from tests.profiles.mutants.sites import Site

UNLISTED = "the codes can't be listed offline"
TWICE = "the element may not come more often anyway"
ALWAYS = "holds for every resource, as it is published"
UNGROWN = "no value may stand here"
CODED = frozenset({"code", "Coding", "CodeableConcept"})


def stated(definitions: Definitions, site: Site) -> Iterator[tuple[str, str]]:
    """Each facet, with the reason why it can't be broken or nothing."""
    element, said = site.element, r4_element(site.parent, site.element.name)
    if element.min and site.here != site.parent:
        yield "min", ""
    if said is not None and said.is_list and element.max < MANY:
        is_less = site.element is site.whole or element.max < site.whole.max
        yield "max", "" if is_less else TWICE
    elif element.max == 0:
        yield "max", ""
    for facet in ("fixed", "pattern"):
        if getattr(element, facet) is not None:
            yield facet, ""
    yield from _of_a_value(definitions, site)
    for one in constraints(definitions, element):
        yield one.key, ALWAYS if one.key in NEVER_BROKEN else ""


def _of_a_value(definitions: Definitions, site: Site) -> Iterator[tuple[str, str]]:
    element, said = site.element, r4_element(site.parent, site.element.name)
    binding, here = element.binding, site.here
    kinds = {kind.code for kind in element.types}
    if binding is not None and binding.strength in {"required", "extensible"} and kinds & CODED:
        system = None if here is None or here.kind == "code" else OUTSIDE[0]
        is_outside = definitions.member(binding.value_set, system, OUTSIDE[1]) is False
        yield "binding", "" if is_outside else UNLISTED
    if said is not None and site.element is site.whole and element.max:
        narrowed = set(json_names(said).values()) - kinds
        if len(said.types) > 1 and narrowed and kinds:
            yield "type", ""
    targets = {definitions.type_of(url) for kind in element.types for url in kind.targets}
    if here is not None and here.kind == "Reference" and targets and "Resource" not in targets:
        yield "target", ""
