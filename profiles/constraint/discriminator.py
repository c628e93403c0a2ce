"""What tells the members of one slice from those of another.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from profiles.constraint.circumstances import Conforms
from profiles.constraint.criterion import criteria, inside
from profiles.constraint.judge import Judge, Matcher, has_error
from profiles.constraint.path import RESOLVE, choice_property, definition_at, steps_of, walk
from profiles.constraint.target import pointed_at, profiles_by_type
from profiles.element import Discriminator, Element
from profiles.packages.definitions import Definitions
from profiles.r4.trees import is_a

_MATCHING = "matching"
_Steps = Sequence[str]


@dataclass(frozen=True, slots=True)
class Tools:
    """What matchers are made with; `profile_judge` judges a value of a datatype profile."""

    definitions: Definitions
    conforms: Conforms
    profile_judge: Callable[[str], Judge]
    resource_profiles: Callable[[str], bool]


def matcher(
    member: Element, discriminators: Sequence[Discriminator], tools: Tools, *, in_pairs: bool
) -> Matcher:
    """Whether an item is of the slice `member`; a slice nothing tells apart has no members.

    The items of a list of primitives come `in_pairs`: the value, and what stands beside it.
    """
    tests = [_test(member, one, tools, in_pairs=in_pairs) for one in discriminators]
    if len(tests) == 1:
        return tests[0]
    return lambda item, around: bool(tests) and all(test(item, around) for test in tests)


def is_told_apart(member: Element, discriminators: Sequence[Discriminator], tools: Tools) -> bool:
    """Whether every discriminator finds something in the slice to tell it by."""
    return all(_found(member, one, tools) is not None for one in discriminators)


def _test(member: Element, by: Discriminator, tools: Tools, *, in_pairs: bool) -> Matcher:
    found = _found(member, by, tools)
    if found is None:
        return lambda _item, _around: False
    if not in_pairs:
        return found
    # Beneath a primitive is what stands beside its value.
    part = 1 if steps_of(by.path) else 0
    return lambda item, around: found(item[part], around)


def _found(member: Element, by: Discriminator, tools: Tools) -> Matcher | None:
    steps = steps_of(by.path)
    element = definition_at(member, steps, tools.definitions)
    if element is None:
        return None
    kind = "value" if by.type == "pattern" else by.type
    if steps[-1:] == (RESOLVE,) and kind in {"profile", "type"}:
        return _by_target(element, steps[:-1], tools, by_profile=kind == "profile")
    if kind == "value":
        return _by_value(element, steps, tools, member)
    make = _KINDS.get(kind)
    return make(element, steps, tools) if make else None


def _by_value(element: Element, steps: _Steps, tools: Tools, member: Element) -> Matcher | None:
    tests = criteria(member, steps, tools.definitions)
    if not tests:
        return None
    if not steps:
        return lambda item, _: all(test(item) for test in tests)
    if len(tests) == 1 and len(steps) == 1 and steps[0].isalpha():
        holds = inside(element, tests[0])
        return lambda item, _: type(item) is dict and holds(item)

    def matches(item: Any, around: Any) -> bool:
        values = tuple(walk(item, steps, around))
        return all(any(map(test, values)) for test in tests)

    return matches


def _by_existence(element: Element, steps: _Steps, _tools: Tools) -> Matcher | None:
    if element.max == 0:
        return lambda item, around: not any(True for _ in walk(item, steps, around))
    if element.min:
        return lambda item, around: any(True for _ in walk(item, steps, around))
    return None


def _by_type(element: Element, steps: _Steps, _tools: Tools) -> Matcher:
    kinds = frozenset(one.code for one in element.types)
    if not element.name.endswith("[x]"):
        return lambda item, around: any(
            type(value) is dict and any(is_a(value.get("resourceType"), kind) for kind in kinds)
            for value in walk(item, steps, around)
        )
    plain = frozenset(choice_property(element.name, kind) for kind in kinds)
    names = plain | {f"_{name}" for name in plain}
    return lambda item, around: any(
        type(value) is dict and not names.isdisjoint(value)
        for value in walk(item, steps[:-1], around)
    )


def _by_profile(element: Element, steps: _Steps, tools: Tools) -> Matcher:
    profiles = [profile for one in element.types for profile in one.profiles]
    of_resources = [profile for profile in profiles if tools.resource_profiles(profile)]
    judges = [tools.profile_judge(profile) for profile in profiles if profile not in of_resources]

    def matches(item: Any, around: Any) -> bool:
        return any(
            any(
                not has_error(around.run.within(_MATCHING, judge, value, around))
                for judge in judges
            )
            or any(tools.conforms(value, profile, around) for profile in of_resources)
            for value in walk(item, steps, around)
        )

    return matches


def _by_target(element: Element, steps: _Steps, tools: Tools, *, by_profile: bool) -> Matcher:
    """A target that was not sent along is told by its type alone."""
    targets = [target for one in element.types for target in one.targets]
    profiles = profiles_by_type(targets, tools.definitions)

    def matches(item: Any, around: Any) -> bool:
        for value in walk(item, steps, around):
            kind, resource = pointed_at(value, around)
            asked = profiles.get(kind)
            if asked is None:
                continue
            if not by_profile or not asked or resource is None:
                return True
            if any(tools.conforms(resource, profile, around) for profile in asked):
                return True
        return False

    return matches


_KINDS: dict[str, Callable[[Element, _Steps, Tools], Matcher | None]] = {
    "exists": _by_existence,
    "type": _by_type,
    "profile": _by_profile,
}


def target_kinds(member: Element, by: Discriminator, definitions: Definitions) -> frozenset[str]:
    """The resource types that a slice told apart by the profile of its targets may refer to."""
    steps = steps_of(by.path)
    if by.type != "profile" or steps[-1:] != (RESOLVE,):
        return frozenset()
    element = definition_at(member, steps, definitions)
    targets = [one for kind in (element.types if element else ()) for one in kind.targets]
    return frozenset(profiles_by_type(targets, definitions))
