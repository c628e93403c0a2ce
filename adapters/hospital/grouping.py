"""Whose is what: the resources of an export, one group an inhabitant."""

from collections.abc import Iterator, Sequence

from adapters.hospital.source import Exported
from profiles.invalid import InvalidRecord
from profiles.issue import Issue
from profiles.resource.compartment import DIRECTORY, patients_of
from profiles.resource.transaction import references

_NOBODY = ""


def groups(items: Sequence[Exported]) -> list[list[Exported]]:
    """The items by inhabitant, each with the directory entries it refers to; the rest comes last.

    Raises InvalidRecord when a resource belongs to several inhabitants, or comes in two versions.
    """
    items = _once(items)
    links = _Links(items)
    owners = _owners(links)
    inhabitants = sorted({owner for owner in owners.values() if owner != _NOBODY}, key=links.order)
    members = [
        [index for index in range(len(items)) if owners.get(index) == inhabitant]
        for inhabitant in inhabitants
    ]
    placed = [sorted({*group, *links.directory_of(group)}) for group in members]
    seen = {index for group in placed for index in group}
    rest = [index for index in range(len(items)) if index not in seen]
    return [[items[index] for index in group] for group in [*placed, rest] if group]


def _once(items: Sequence[Exported]) -> list[Exported]:
    """Each resource once: pages of one search may repeat what they include."""
    places: dict[str, int] = {}
    kept: list[Exported] = []
    for item in items:
        place = next((places[name] for name in item.names if name in places), len(kept))
        earlier = kept[place] if place < len(kept) else item
        if earlier.resource != item.resource:
            text = "the export holds two versions of one resource; export its newest only"
            raise InvalidRecord([Issue("error", "duplicate", item.resource["resourceType"], text)])
        kept[place : place + 1] = [Exported(item.resource, earlier.names | item.names)]
        places |= dict.fromkeys(item.names, place)
    return kept


class _Links:
    """Who refers to whom within the export, by position."""

    def __init__(self, items: Sequence[Exported]) -> None:
        self.items = items
        self.places = {name: place for place, item in enumerate(items) for name in item.names}
        self.forward = [
            {self.places[name] for name in references(item.resource) if name in self.places}
            for item in items
        ]
        self.backward: list[set[int]] = [set() for _ in items]
        for place, targets in enumerate(self.forward):
            for target in targets:
                self.backward[target].add(place)

    def kind(self, place: int) -> str:
        return str(self.items[place].resource["resourceType"])

    def is_directory(self, place: int) -> bool:
        return self.kind(place) in DIRECTORY

    def subject(self, place: int) -> str | None:
        """The inhabitant that the resource itself names, as a key; None when it names none."""
        if self.kind(place) == "Patient":
            return f"#{place}"
        for reference in patients_of(self.items[place].resource):
            target = self.places.get(reference)
            if target is None:
                return reference
            if self.kind(target) == "Patient":
                return f"#{target}"
        return None

    def order(self, owner: str) -> tuple[int, str]:
        return (int(owner[1:]), "") if owner.startswith("#") else (len(self.items), owner)

    def directory_of(self, group: Sequence[int]) -> Iterator[int]:
        """The directory entries that the group refers to, near or far."""
        ahead, seen = list(group), set(group)
        while ahead:
            for target in self.forward[ahead.pop()] - seen:
                if self.is_directory(target):
                    seen.add(target)
                    ahead.append(target)
                    yield target


def _owners(links: _Links) -> dict[int, str]:
    """The inhabitant of each resource outside the directory, as far as the export tells it."""
    places = [place for place in range(len(links.items)) if not links.is_directory(place)]
    owners = {place: owner for place in places if (owner := links.subject(place)) is not None}
    changed = True
    while changed:
        changed = False
        for place in places:
            if place not in owners and (near := _near(links, owners, place)):
                owners[place] = near
                changed = True
    everybody = set(owners.values())
    alone = everybody.pop() if len(everybody) == 1 else _NOBODY
    return {place: owners.get(place, alone) for place in places}


def _near(links: _Links, owners: dict[int, str], place: int) -> str | None:
    """The one inhabitant whose resources refer to this one, or are referred to by it."""
    around = links.forward[place] | links.backward[place]
    found = {owners[other] for other in around if other in owners}
    if len(found) > 1:
        text = "this resource belongs to more than one inhabitant; give each one of its own"
        where = links.kind(place)
        raise InvalidRecord([Issue("error", "business-rule", where, text)])
    return found.pop() if found else None
