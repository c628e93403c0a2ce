"""What a slice asks of the values at a path, by which its members are told.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from profiles.constraint.binding import codes_in
from profiles.constraint.path import beneath, choice_property, extensions, is_url
from profiles.constraint.pattern import fixed_to, following, test_of
from profiles.element import Element
from profiles.packages.definitions import Definitions

_Test = Callable[[Any], bool]
_DEEPEST = 4


def criteria(element: Element, steps: Sequence[str], definitions: Definitions) -> list[_Test]:
    """Tests each of which some value at the path has to pass.

    What is fixed, or a pattern, further up says it too; so do slices on the way that must be there.
    """
    if not steps:
        found = criterion(element, definitions)
        return [] if found is None else [found]
    tests = [*_said_above(element, steps)]
    child = beneath(element, steps, definitions)
    for one in (child, *_needed(child)) if child else ():
        tests += criteria(one, steps[1:], definitions)
    return tests


def criterion(element: Element, definitions: Definitions, depth: int = 0) -> _Test | None:
    """What a value itself has to pass: a value, a pattern, both within, or a required value set."""
    test = test_of(element)
    if test is not None:
        return test
    inner = _inner_criteria(element, definitions, depth) if depth < _DEEPEST else []
    if inner:
        return lambda value: type(value) is dict and all(holds(value) for holds in inner)
    if depth or element.binding is None or element.binding.strength != "required":
        return None
    url, codes_of = element.binding.value_set, codes_in(element.types[0].code)
    member = definitions.member
    return lambda value: any(
        member(url, system, code) is not False for system, code in codes_of(value)
    )


def inside(child: Element, wanted: _Test) -> _Test:
    """Whether an object has such a child, or one such in its list."""
    names = [child.name]
    if child.name.endswith("[x]"):
        names = [choice_property(child.name, kind.code) for kind in child.types]

    def holds(value: Any) -> bool:
        for name in names:
            found = value.get(name)
            if any(map(wanted, found)) if type(found) is list else wanted(found):
                return True
        return False

    return holds


def _inner_criteria(element: Element, definitions: Definitions, depth: int) -> list[_Test]:
    children = dict(element.children or {})
    profiles = [profile for one in element.types for profile in one.profiles]
    profile = definitions.profile(profiles[0]) if len(profiles) == 1 else None
    if profile is not None:
        children = {**(profile.children or {}), **children}
    found = []
    for name, child in children.items():
        if name == "extension":
            continue
        for one in (child, *_needed(child)):
            wanted = criterion(one, definitions, depth + 1)
            if wanted is not None:
                found.append(inside(child, wanted))
    return found


def _needed(child: Element) -> Iterator[Element]:
    return (one for one in child.slices.values() if one.min)


def _said_above(element: Element, steps: Sequence[str]) -> Iterator[_Test]:
    for value, test in ((element.fixed, fixed_to), (element.pattern, following)):
        if value is not None:
            yield from map(test, _dug(value, steps))


def _dug(value: Any, steps: Sequence[str]) -> list[Any]:
    """The values at a path in what is fixed, or a pattern."""
    values = [value]
    for step in steps:
        url = is_url(step)
        found = (
            list(extensions(one, url)) if url else [one.get(step)]
            for one in values
            if type(one) is dict
        )
        values = [
            item
            for listed in found
            for one in listed
            for item in (one if type(one) is list else () if one is None else (one,))
        ]
    return values
