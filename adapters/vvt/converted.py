"""STU3 to R4, and a part of it that says nothing that can be believed hides no other part."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adapters.vvt.contradicted import said_as_contradicted
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.stu3 import Lost, to_r4

_NEEDED = frozenset({"Composition", "Patient"})
_INDEX = re.compile(r"\[\d+\]")
_ENTRY = "Bundle.entry.resource."


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that was refused: what its owner is told, and the references that meant it.

    It has none where it stands in the document all the same, as one that can't be read.
    """

    told: str
    references: tuple[str, ...] = field(default=(), repr=False)


def converted(bundle: JsonObject) -> tuple[JsonObject, tuple[str, ...], tuple[Unread, ...]]:
    """The document in R4, what was lost on the way, and which parts of it could not be read.

    Raises InvalidRecord where that is not a part of it.
    """
    made, unread = _without_unread(bundle)
    found = to_r4(made)
    return found.resource, tuple(told_of(found.lost)), unread


def told_of(lost: Sequence[Lost]) -> Iterator[str]:
    """Once for each element and reason, with how often: places, and no value."""
    counted = Counter((_INDEX.sub("", one.expression), one.why) for one in lost)
    for (expression, why), count in counted.items():
        often = f" ({count} times)" if count > 1 else ""
        yield f"{expression.removeprefix(_ENTRY)}: {why}{often}"


def _without_unread(bundle: JsonObject) -> tuple[JsonObject, tuple[Unread, ...]]:
    try:
        to_r4(bundle)
    except InvalidRecord as fault:
        entries, unread = _each(bundle, fault)
        return {**bundle, "entry": entries}, unread
    return bundle, ()


def _each(bundle: JsonObject, fault: InvalidRecord) -> tuple[list[JsonObject], tuple[Unread, ...]]:
    """The entries that can be read, and the others. Raises the fault where it is of no part."""
    kept, unread = [], []
    for place, entry in enumerate(bundle.get("entry", ())):
        resource = entry.get("resource")
        issues = _issues(resource)
        if not issues:
            kept.append(entry)
            continue
        if resource.get("resourceType") in _NEEDED:
            raise fault
        told = f"Bundle.entry[{place}], {resource['resourceType']}: {issues[0].text}"
        in_its_place = said_as_contradicted(resource)
        if in_its_place is not None and not _issues(in_its_place):
            kept.append({**entry, "resource": in_its_place})
            unread.append(Unread(told))
        else:
            unread.append(Unread(told, tuple(_names(entry))))
    if not unread:
        raise fault
    return kept, tuple(unread)


def _issues(resource: JsonObject) -> Sequence[Issue]:
    try:
        to_r4(resource)
    except InvalidRecord as fault:
        return fault.issues
    return ()


def _names(entry: JsonObject) -> Iterator[str]:
    resource = entry["resource"]
    if isinstance(entry.get("fullUrl"), str):
        yield entry["fullUrl"]
    if isinstance(resource.get("id"), str):
        yield f"{resource['resourceType']}/{resource['id']}"
