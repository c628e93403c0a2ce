"""Whether a value is a member of a slice, as far as the generator needs to know."""

from collections.abc import Mapping

from profiles.element import Constraint, Discriminator, Element, Slicing
from profiles.packages.definitions import Definitions, UnknownDefinition
from tests.profiles.mutants.places import Place, Tree, at, places

BY_URL = Slicing((Discriminator("value", "url"),))


def slicing_of(element: Element) -> Slicing:
    """Extensions are sliced by url, said or not."""
    return element.slicing or BY_URL


def children(definitions: Definitions, element: Element) -> Mapping[str, Element]:
    """What the profile says beneath an element, by itself or by the profile of its type."""
    if element.children is not None:
        return element.children
    profiles = element.types[0].profiles if len(element.types) == 1 else ()
    try:
        return (definitions.tree(profiles[0]).children or {}) if len(profiles) == 1 else {}
    except UnknownDefinition:
        return {}


def constraints(definitions: Definitions, element: Element) -> tuple[Constraint, ...]:
    """The invariants of an element, and of the profile of its type."""
    found = {one.key: one for one in element.constraints}
    for profile in element.types[0].profiles[:1] if len(element.types) == 1 else ():
        if definitions.type_of(profile) is not None:
            found |= {one.key: one for one in definitions.tree(profile).constraints}
    return tuple(found.values())


def is_member(
    definitions: Definitions, slicing: Slicing, member: Element, tree: Tree, place: Place
) -> bool:
    return all(_tells(definitions, one, member, tree, place) for one in slicing.discriminators)


def _tells(
    definitions: Definitions, told: Discriminator, member: Element, tree: Tree, place: Place
) -> bool:
    if told.type == "type":
        return place.kind in {kind.code for kind in member.types}
    *path, last = [step for step in told.path.split(".") if step != "$this"] or [""]
    steps = [*path, last] if last not in {"", "resolve()"} else path
    element: Element | None = member
    found = [place]
    for step in steps:
        element = element and children(definitions, element).get(step)
        found = [one for outer in found for one in places(tree, outer, step)]
    if element is None:
        return False
    if told.type == "exists":
        return bool(found) == (element.max > 0)
    if last == "resolve()":
        return any(_points(definitions, element, tree, one) for one in found)
    return any(_holds(definitions, element, tree, one) for one in found)


def _points(definitions: Definitions, element: Element, tree: Tree, place: Place) -> bool:
    value = at(tree, place.keys)
    reference = value.get("reference", "") if isinstance(value, dict) else ""
    targets = {definitions.type_of(url) for kind in element.types for url in kind.targets}
    return reference.split("/")[0] in targets


def _holds(definitions: Definitions, element: Element, tree: Tree, place: Place) -> bool:
    value = at(tree, place.keys)
    wanted = element.fixed if element.fixed is not None else element.pattern
    if wanted is not None:
        return contains(value, wanted)
    if element.binding and element.binding.strength == "required":
        return _is_bound(definitions, element.binding.value_set, value)
    for name, child in children(definitions, element).items():
        inner = list(places(tree, place, name))
        if len(inner) < child.min or len(inner) > child.max:
            return False
        if not all(_holds(definitions, child, tree, one) for one in inner):
            return False
    return True


def _is_bound(definitions: Definitions, value_set: str, value: Tree) -> bool:
    if isinstance(value, str):
        return definitions.member(value_set, None, value) is not False
    codings = value.get("coding", [value]) if isinstance(value, dict) else []
    return any(
        definitions.member(value_set, one.get("system"), one.get("code", "")) is not False
        for one in codings
    )


def contains(value: Tree, pattern: Tree) -> bool:
    """https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            contains(value.get(name), inner) for name, inner in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(
            any(contains(one, inner) for one in value) for inner in pattern
        )
    return bool(value == pattern)
