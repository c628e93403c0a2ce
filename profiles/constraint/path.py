"""Where the path of a discriminator leads: in the definition, and in an item.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from profiles.constraint.circumstances import Circumstances
from profiles.constraint.mark import urls_of
from profiles.constraint.target import pointed_at
from profiles.definitions import Definitions
from profiles.element import Element

RESOLVE = "resolve()"
_STEP = re.compile(r"(?:[A-Za-z]+\('[^']*'\)|[A-Za-z]+\([A-Za-z]*\)|[^.()]+)")
_EXTENSION = re.compile(r"extension\('([^']*)'\)")
_OF_TYPE = re.compile(r"ofType\(([A-Za-z0-9]+)\)")


def steps_of(path: str) -> tuple[str, ...]:
    """The steps of a path; none where it is the item itself."""
    return tuple(step for step in _STEP.findall(path) if step != "$this")


def definition_at(
    member: Element, steps: Sequence[str], definitions: Definitions
) -> Element | None:
    """What the definition says at the path; of a `resolve()` at its end, the Reference itself."""
    found: Element | None = member
    for index, step in enumerate(steps):
        if found is None:
            return None
        if step != RESOLVE:
            found = _beneath(found, step, definitions)
        elif index + 1 < len(steps):
            found = _target(found, definitions)
    return found


def walk(item: Any, steps: Sequence[str], around: Circumstances) -> Iterator[Any]:
    """The values at the path; a choice element is found under its name with any type."""
    values = [item]
    for index, step in enumerate(steps):
        kind = _OF_TYPE.fullmatch(steps[index + 1]) if index + 1 < len(steps) else None
        values = [
            found for value in values for found in _next(value, step, kind and kind[1], around)
        ]
    yield from values


def named(choice: str, kind: str) -> str:
    """The property of a choice with this type: `valueString`."""
    return f"{choice.removesuffix('[x]')}{kind[0].upper()}{kind[1:]}"


def _target(element: Element, definitions: Definitions) -> Element | None:
    targets = {target for kind in element.types for target in kind.targets}
    return definitions.profile(targets.pop()) if len(targets) == 1 else None


def _beneath(element: Element, step: str, definitions: Definitions) -> Element | None:
    extension = _EXTENSION.fullmatch(step)
    if extension is not None:
        sliced = definitions.child(element, "extension")
        for member in sliced.slices.values() if sliced else ():
            if extension[1] in urls_of(member):
                return member
        return None
    if _OF_TYPE.fullmatch(step):
        return element
    return definitions.child(element, step) or definitions.child(element, f"{step}[x]")


def _next(value: Any, step: str, kind: str | None, around: Circumstances) -> Iterator[Any]:
    if step == RESOLVE:
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
    names = [named(step, kind)] if kind else [step, f"_{step}"]
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
