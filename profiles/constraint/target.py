"""What a Reference may point at by a profile: types, and profiles of what was sent along.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.targetProfile
"""

import re
from collections.abc import Iterable
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances, Conforms
from profiles.constraint.conformance import fitting
from profiles.constraint.judge import Judge
from profiles.constraint.typed import unknown
from profiles.element import Element
from profiles.packages.definitions import Definitions
from profiles.r4.tables import resource_types
from profiles.systems import HL7

_TYPED = re.compile(r"(?:.*/)?([A-Z][A-Za-z]{1,63})/[A-Za-z0-9.-]{1,64}(?:/_history/[^/]+)?")
_SEARCH = re.compile(r"([A-Z][A-Za-z]{1,63})\?")
_ANY = "Resource"


def target(
    element: Element, targets: Iterable[str], definitions: Definitions, conforms: Conforms
) -> Judge | None:
    """The check of one Reference; `targets` are canonicals of which the target meets one.

    The type is judged always, the profile where the target was sent along.
    """
    urls = tuple(targets)
    unheard = next((url for url in urls if definitions.type_of(url) is None), None)
    if unheard is not None:
        return lambda _, around: unknown(unheard, around)
    profiles = profiles_by_type(urls, definitions)
    if not profiles or _ANY in profiles:
        return None
    rule = f"{element.id} target"
    fits = {
        kind: fitting(kind, asked, rule, definitions, conforms) if asked else None
        for kind, asked in profiles.items()
    }
    kinds = ", ".join(sorted(profiles))
    wrong_type = f"This may refer to {kinds} only; point at one of these."

    def judge(value: Any, around: Circumstances) -> Faults:
        kind, resource = pointed_at(value, around)
        if not kind:
            return None
        if kind not in fits:
            return [Fault("structure", wrong_type, rule=rule)]
        fit = fits[kind]
        return None if fit is None or resource is None else fit(resource, around)

    return judge


def profiles_by_type(
    targets: Iterable[str], definitions: Definitions
) -> dict[str, tuple[str, ...]]:
    """The profiles of each resource type; none where the type alone will do, or is all we know."""
    found: dict[str, tuple[str, ...]] = {}
    free: set[str] = set()
    for canonical in targets:
        kind = definitions.type_of(canonical)
        if kind is None:
            return {}
        if canonical == HL7 + kind:
            free.add(kind)
        found[kind] = (*found.get(kind, ()), canonical)
    return {kind: () if kind in free else asked for kind, asked in found.items()}


def pointed_at(value: Any, around: Circumstances) -> tuple[str, Any]:
    """The type a Reference names, empty where it does not tell, and the target if it is at hand."""
    if type(value) is not dict:
        return "", None
    text = value.get("reference")
    if type(text) is str:
        resource = around.resolve(text)
        if resource is not None:
            kind = resource.get("resourceType")
            return (kind if type(kind) is str else ""), resource
        match = _TYPED.fullmatch(text) or _SEARCH.match(text)
        if match is not None and match[1] in resource_types():
            return match[1], None
    stated = value.get("type")
    return (stated.removeprefix(HL7) if type(stated) is str else ""), None
