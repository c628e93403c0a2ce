"""Where the path of a discriminator leads: in the definition, and in an item.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from profiles.constraint.circumstances import Circumstances
from profiles.constraint.mark import urls_of
from profiles.constraint.target import pointed_at
from profiles.element import Element
from profiles.packages.definitions import Definitions

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
    for index in range(len(steps)):
        if found is None:
            return None
        found = beneath(found, steps[index:], definitions)
    return found


def beneath(element: Element, steps: Sequence[str], definitions: Definitions) -> Element | None:
    """What the definition says one step further on the way."""
    step = steps[0]
    if step == RESOLVE:
        return _target(element, definitions) if len(steps) > 1 else element
    url = is_url(step)
    if url:
        sliced = definitions.child(element, "extension")
        return next(
            (one for one in (sliced.slices.values() if sliced else ()) if url in urls_of(one)), None
        )
    if _OF_TYPE.fullmatch(step):
        return element
    return definitions.child(element, step) or definitions.child(element, f"{step}[x]")


def is_url(step: str) -> str:
    """The url of a step `extension('url')`, empty for any other."""
    match = _EXTENSION.fullmatch(step)
    return match[1] if match else ""


def walk(item: Any, steps: Sequence[str], around: Circumstances) -> Iterator[Any]:
    """The values at the path; a choice element is found under its name with any type."""
    values = [item]
    for index, step in enumerate(steps):
        kind = _OF_TYPE.fullmatch(steps[index + 1]) if index + 1 < len(steps) else None
        values = [
            found for value in values for found in _next(value, step, kind and kind[1], around)
        ]
    yield from values


def choice_property(choice: str, kind: str) -> str:
    """The property of a choice with this type: `valueString`."""
    return f"{choice.removesuffix('[x]')}{kind[0].upper()}{kind[1:]}"


def _target(element: Element, definitions: Definitions) -> Element | None:
    targets = {target for kind in element.types for target in kind.targets}
    return definitions.profile(targets.pop()) if len(targets) == 1 else None


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
    url = is_url(step)
    if url:
        yield from extensions(value, url)
        return
    names = [choice_property(step, kind)] if kind else [step, f"_{step}"]
    if not kind and step not in value and f"_{step}" not in value:
        names = [name for name in value if re.fullmatch(re.escape(step) + "[A-Z].*", name)]
    for name in names:
        found = value.get(name)
        yield from found if type(found) is list else () if found is None else (found,)


def extensions(value: dict[str, Any], url: str) -> Iterator[Any]:
    """The extensions in an object that have this url."""
    listed = value.get("extension")
    for one in listed if type(listed) is list else ():
        if type(one) is dict and one.get("url") == url:
            yield one
