"""What an element asks beyond its floor: what was judged of it already.

The floor is R4's own type, the datatype profile that the value stands under, or, for a slice, the
list it is a slice of.
"""

from collections.abc import Iterable
from dataclasses import replace

from profiles.element import Constraint, Element, Type
from profiles.packages.definitions import Definitions
from profiles.r4 import tables, trees

_CODED = frozenset({"code", "Coding", "CodeableConcept"})


def beyond(element: Element, floors: tuple[Element, ...], definitions: Definitions) -> Element:
    """The element without what its floors say in the same words."""
    is_bound = any(_binds(floor, element, definitions) for floor in floors)
    stated = {
        (one.key, one.expression, severity)
        for floor in floors
        for one in floor.constraints
        for severity in {one.severity, "warning"}
    }
    return replace(
        element,
        fixed=None if any(floor.fixed == element.fixed for floor in floors) else element.fixed,
        pattern=(
            None if any(floor.pattern == element.pattern for floor in floors) else element.pattern
        ),
        binding=None if is_bound else element.binding,
        constraints=tuple(one for one in element.constraints if _known(one) not in stated),
    )


def _known(constraint: Constraint) -> tuple[str, str, str]:
    return constraint.key, constraint.expression, constraint.severity


def _binds(floor: Element, element: Element, definitions: Definitions) -> bool:
    """Whether the floor judges the same binding, or nobody can.

    R4's structure knows the sets of its tables only; of others, packages may list the codes.
    """
    bound = element.binding
    if bound is None or floor.binding != bound:
        return False
    is_of_r4 = trees.by_base(floor.base) is floor
    known = bound.value_set in tables.value_sets()
    return not is_of_r4 or known or definitions.listing(bound.value_set) is None


def with_one_type(element: Element, kind: Type) -> Element:
    """The element as if it had the one type."""
    return replace(element, types=(kind,))


def with_types_of(element: Element, code: str) -> Element | None:
    """The element as if it had only the types of this code; None where it has none."""
    kinds = tuple(one for one in element.types if one.code == code)
    return replace(element, types=kinds) if kinds else None


def bound_as(element: Element, code: str, types: Iterable[str]) -> Element:
    """The element as bound for one of its types: where there are codes, texts are beside them."""
    if code in _CODED or element.binding is None or _CODED.isdisjoint(types):
        return element
    return replace(element, binding=None)


def by_code(types: tuple[Type, ...]) -> list[tuple[Type, ...]]:
    """Types that share a code together, in the order of the profile."""
    codes = dict.fromkeys(one.code for one in types)
    return [tuple(one for one in types if one.code == code) for code in codes]


def merged_type(types: tuple[Type, ...]) -> Type:
    """Types of the same code as one: a value may meet any of their profiles."""
    if not types:
        return Type("")
    return Type(
        types[0].code,
        tuple(dict.fromkeys(one for each in types for one in each.profiles)),
        tuple(dict.fromkeys(one for each in types for one in each.targets)),
        tuple(dict.fromkeys(one for each in types for one in each.aggregation)),
    )
