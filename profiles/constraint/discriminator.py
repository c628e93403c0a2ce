"""What tells the members of one slice from those of another.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from profiles.constraint.binding import codes_in
from profiles.constraint.circumstances import Circumstances, Conforms
from profiles.constraint.judge import Judge, Matcher, has_error
from profiles.constraint.pattern import test_of
from profiles.constraint.target import pointed_at, profiles_by_type
from profiles.definitions import Definitions
from profiles.element import Discriminator, Element

_STEP = re.compile(r"(?:[A-Za-z]+\('[^']*'\)|[A-Za-z]+\([A-Za-z]*\)|[^.()]+)")
_EXTENSION = re.compile(r"extension\('([^']*)'\)")
_OF_TYPE = re.compile(r"ofType\(([A-Za-z]+)\)")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Tools:
    """What matchers are made with; `profile_judge` judges a value of a datatype profile."""

    definitions: Definitions
    conforms: Conforms
    profile_judge: Callable[[str], Judge]
    resource_profiles: Callable[[str], bool]


def matcher(member: Element, discriminators: tuple[Discriminator, ...], tools: Tools) -> Matcher:
    """Whether an item is of the slice `member`; a slice nothing tells apart has no members."""
    tests = [_test(member, one, tools) for one in discriminators]
    if len(tests) == 1:
        return tests[0]

    def matches(item: Any, around: Circumstances) -> bool:
        return bool(tests) and all(test(item, around) for test in tests)

    return matches


def _nothing(_item: Any, _around: Circumstances) -> bool:
    return False


def _test(member: Element, by: Discriminator, tools: Tools) -> Matcher:
    steps = [step for step in _STEP.findall(by.path) if step != "$this"]
    element = member
    for step in steps:
        found = _definition_at(element, step, tools.definitions)
        if found is None:
            return _nothing
        element = found
    kind = "value" if by.type == "pattern" else by.type
    follows = bool(steps) and steps[-1] == "resolve()"
    if follows and kind in {"profile", "type"}:
        return _by_target(element, steps[:-1], tools)
    return _KINDS.get(kind, _no_kind)(element, steps, tools)


def _no_kind(_element: Element, _steps: list[str], _tools: Tools) -> Matcher:
    return _nothing


def _by_value(element: Element, steps: list[str], tools: Tools) -> Matcher:
    wanted = _criterion(element, tools.definitions)
    if wanted is None:
        return _nothing
    if not steps:
        return lambda item, _: wanted(item)
    if len(steps) == 1 and steps[0].isalpha():
        [name] = steps
        return lambda item, _: type(item) is dict and wanted(item.get(name))
    return lambda item, around: any(wanted(value) for value in _walk(item, steps, around))


def _by_existence(element: Element, steps: list[str], _tools: Tools) -> Matcher:
    if element.max == 0:
        return lambda item, around: not any(True for _ in _walk(item, steps, around))
    if element.min:
        return lambda item, around: any(True for _ in _walk(item, steps, around))
    return _nothing


def _by_type(element: Element, steps: list[str], _tools: Tools) -> Matcher:
    kinds = frozenset(one.code for one in element.types)
    if not element.name.endswith("[x]"):
        return lambda item, around: any(
            type(value) is dict and value.get("resourceType") in kinds
            for value in _walk(item, steps, around)
        )
    names = frozenset(_named(element.name, kind) for kind in kinds)

    def matches(item: Any, around: Circumstances) -> bool:
        return any(
            type(value) is dict and not names.isdisjoint(value)
            for value in _walk(item, steps[:-1], around)
        )

    return matches


def _by_profile(element: Element, steps: list[str], tools: Tools) -> Matcher:
    profiles = [profile for one in element.types for profile in one.profiles]
    of_resources = [profile for profile in profiles if tools.resource_profiles(profile)]
    judges = [tools.profile_judge(profile) for profile in profiles if profile not in of_resources]

    def matches(item: Any, around: Circumstances) -> bool:
        return any(
            any(not has_error(judge(value, around)) for judge in judges)
            or any(tools.conforms(value, profile, around) for profile in of_resources)
            for value in _walk(item, steps, around)
        )

    return matches


def _by_target(element: Element, steps: list[str], tools: Tools) -> Matcher:
    """A target that was not sent along is told by its type alone."""
    targets = [target for one in element.types for target in one.targets]
    profiles = profiles_by_type(targets, tools.definitions)

    def matches(item: Any, around: Circumstances) -> bool:
        for value in _walk(item, steps, around):
            kind, resource = pointed_at(value, around)
            asked = profiles.get(kind)
            if asked is None:
                continue
            if not asked or resource is None:
                return True
            if any(tools.conforms(resource, profile, around) for profile in asked):
                return True
        return False

    return matches


_KINDS = {
    "value": _by_value,
    "exists": _by_existence,
    "type": _by_type,
    "profile": _by_profile,
}


def target_kinds(member: Element, by: Discriminator, definitions: Definitions) -> frozenset[str]:
    """The resource types that a slice told apart by its targets may refer to."""
    steps = _STEP.findall(by.path)
    if by.type not in {"profile", "type"} or steps[-1:] != ["resolve()"]:
        return frozenset()
    element: Element | None = member
    for step in steps:
        element = _definition_at(element, step, definitions) if element else None
    targets = [one for kind in (element.types if element else ()) for one in kind.targets]
    return frozenset(profiles_by_type(targets, definitions))


def _criterion(
    element: Element, definitions: Definitions, depth: int = 0
) -> Callable[[Any], bool] | None:
    test = test_of(element)
    if test is not None:
        return test
    inner = _inner_criteria(element, definitions, depth) if depth < _DEEPEST else []
    if inner:
        return lambda value: (
            type(value) is dict and all(wanted(value.get(name)) for name, wanted in inner)
        )
    if depth or element.binding is None or element.binding.strength != "required":
        return None
    url, codes_of = element.binding.value_set, codes_in(element.types[0].code)
    member = definitions.member
    return lambda value: any(
        member(url, system, code) is not False for system, code in codes_of(value)
    )


def _inner_criteria(
    element: Element, definitions: Definitions, depth: int
) -> list[tuple[str, Callable[[Any], bool]]]:
    children = dict(element.children or {})
    profiles = [profile for one in element.types for profile in one.profiles]
    if len(profiles) == 1:
        children = {**(definitions.tree(profiles[0]).children or {}), **children}
    found = []
    for name, child in children.items():
        wanted = _criterion(child, definitions, depth + 1) if name != "extension" else None
        if wanted is not None:
            found.append((name, wanted))
    return found


def _definition_at(element: Element, step: str, definitions: Definitions) -> Element | None:
    if step == "resolve()":
        return element
    extension = _EXTENSION.fullmatch(step)
    if extension is not None:
        sliced = definitions.child(element, "extension")
        for member in sliced.slices.values() if sliced else ():
            if any(extension[1] in one.profiles for one in member.types):
                return member
        return None
    if _OF_TYPE.fullmatch(step):
        return element
    return definitions.child(element, step) or definitions.child(element, f"{step}[x]")


def _walk(item: Any, steps: list[str], around: Circumstances) -> Iterator[Any]:
    """The values at the path; a choice element is found under its name with any type."""
    values = [item]
    for index, step in enumerate(steps):
        kind = _OF_TYPE.fullmatch(steps[index + 1]) if index + 1 < len(steps) else None
        values = [
            found for value in values for found in _next(value, step, kind and kind[1], around)
        ]
    yield from values


def _next(value: Any, step: str, kind: str | None, around: Circumstances) -> Iterator[Any]:
    if step == "resolve()":
        _, resource = pointed_at(value, around)
        if resource is not None:
            yield resource
        return
    if _OF_TYPE.fullmatch(step):
        yield value
        return
    if type(value) is not dict:
        return
    extension = _EXTENSION.fullmatch(step)
    if extension is not None:
        yield from _extensions(value, extension[1])
        return
    names = [_named(f"{step}[x]", kind)] if kind else [step, f"_{step}"]
    if not kind and step not in value and f"_{step}" not in value:
        names = [name for name in value if re.fullmatch(re.escape(step) + "[A-Z].*", name)]
    for name in names:
        found = value.get(name)
        yield from found if type(found) is list else () if found is None else (found,)


def _extensions(value: dict[str, Any], url: str) -> Iterator[Any]:
    listed = value.get("extension")
    for one in listed if type(listed) is list else ():
        if type(one) is dict and one.get("url") == url:
            yield one


def _named(choice: str, kind: str) -> str:
    return f"{choice.removesuffix('[x]')}{kind[0].upper()}{kind[1:]}"
