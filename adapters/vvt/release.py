"""Which release of FHIR a resource speaks: it says so nowhere, but its elements do."""

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any

from profiles import systems
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.r4 import tables
from profiles.r4.trees import PRIMITIVES
from profiles.stu3.release import stu3

_PROFILES = (
    "http://fhir.nl/fhir/StructureDefinition/nl-core-",
    f"{systems.NICTIZ}zib-",
    f"{systems.NICTIZ}eOverdracht-",
)


class Release(Enum):
    """A release that an ECD may speak."""

    STU3 = "STU3"
    R4 = "R4"


_Shape = tuple[bool, bool]
"""Whether it is a list, and whether it is, or holds, an object."""


def release_of(resource: JsonObject) -> Release:
    """The one in which all of its elements may stand, as far as either knows them.

    Where both have them all, the profile of a zib that was published for STU3 alone decides; else
    it is R4, and means the same. Raises InvalidRecord where it speaks both.
    """
    marks: dict[Release, str] = {}
    claims = False
    for at, one in _resources(resource, resource.get("resourceType", "")):
        claims = claims or _claims_stu3(one)
        for release, name in _marks(one):
            marks.setdefault(release, f"{at}.{name}")
    if len(marks) > 1:
        text = f"this is of STU3, while {marks[Release.R4]} is of R4: write all of it in one"
        raise InvalidRecord([Issue("error", "structure", marks[Release.STU3], text)])
    if marks:
        return next(iter(marks))
    return Release.STU3 if claims else Release.R4


def _resources(resource: JsonObject, at: Any) -> Iterator[tuple[str, JsonObject]]:
    yield str(at), resource
    entries = resource.get("entry")
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        held = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(held, dict):
            yield from _resources(held, f"{at}.entry[{place}].resource")


def _marks(resource: JsonObject) -> Iterator[tuple[Release, str]]:
    """The elements that stand so in one of the two only."""
    kind = str(resource.get("resourceType"))
    before, now = _shapes(Release.STU3, kind), _shapes(Release.R4, kind)
    if not before or not now:
        return
    for name, value in resource.items():
        if name[:1] == "_" or name == "resourceType":
            continue
        shape = _shape(value)
        fits_before, fits_now = shape in before.get(name, ()), shape in now.get(name, ())
        if fits_before != fits_now:
            yield (Release.STU3 if fits_before else Release.R4), name
        elif name == "requester" and isinstance(value, dict):
            # Both have it, and it is another thing: who asks, with for whom, or a Reference.
            yield (Release.STU3 if "agent" in value else Release.R4), name


def _shape(value: Any) -> _Shape:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(value, list), isinstance(first, dict)


@cache
def _shapes(release: Release, kind: str) -> Mapping[str, frozenset[_Shape]]:
    table = tables.table() if release is Release.R4 else stu3().table
    rows = table.elements(kind) if kind in table.resource_types() else ()
    return {
        name: frozenset({(row.is_list, type_ not in PRIMITIVES)})
        for row in rows
        for name, type_ in row.json_names().items()
    }


def _claims_stu3(resource: JsonObject) -> bool:
    meta = resource.get("meta")
    claimed = meta.get("profile") if isinstance(meta, dict) else None
    return any(
        isinstance(one, str) and one.startswith(_PROFILES)
        for one in (claimed if isinstance(claimed, list) else ())
    )
