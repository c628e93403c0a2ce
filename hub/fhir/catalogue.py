"""The definitions the hub judges by, as resources that can be read.

https://hl7.org/fhir/R4/conformance-module.html
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from hub.fhir.types import DEFINED, ID
from profiles.packages.definitions import Definitions, UnknownDefinition
from profiles.snapshot.as_json import snapshot
from profiles.snapshot.growth import InvalidDefinition
from profiles.terminology.at_hand import AtHand

OTHERS = re.compile(r"[^A-Za-z0-9\-.]+")
LONGEST_ID = 64
ENCODER = msgspec.json.Encoder(decimal_format="number")

Definition = Mapping[str, Any]


class Catalogue:
    """Every definition under an id of its own: its package's, with the package's name if taken."""

    def __init__(self, definitions: Definitions) -> None:
        packages = {
            id(resource): package.name
            for package in definitions.packages
            for resource in package.resources
        }
        self.definitions = definitions
        self._by_id: dict[str, dict[str, Definition]] = {kind: {} for kind in DEFINED}
        for kind, listed in self._by_id.items():
            for resource in definitions.resources(kind):
                name = _free(resource, packages.get(id(resource), ""), listed)
                listed[name] = resource
        self._guides = sorted(
            "|".join(filter(None, (one["url"], one.get("version"))))
            for one in definitions.resources("ImplementationGuide")
        )
        self._bytes = lru_cache(maxsize=256)(self._encoded)

    @property
    def at_hand(self) -> AtHand:
        """The codes that are here, of code systems and value sets."""
        return self.definitions.at_hand

    def canonical(self, kind: str, name: str) -> str | None:
        """The canonical of the definition with this id."""
        found = self._by_id[kind].get(name)
        return None if found is None else str(found["url"])

    def body(self, kind: str, name: str) -> bytes | None:
        """The definition with this id, as JSON."""
        return self._bytes(kind, name) if name in self._by_id[kind] else None

    def find(self, kind: str, asked: Mapping[str, str]) -> list[str]:
        """The ids of those that match `_id`, `url`, `version`, and how `name` begins.

        https://hl7.org/fhir/R4/search.html#string
        """
        return [name for name, one in self._by_id[kind].items() if _matches(name, one, asked)]

    def profiles_of(self, resource_type: str) -> list[str]:
        """The canonicals of the profiles that constrain a resource type."""
        return sorted(
            one["url"]
            for one in self._by_id["StructureDefinition"].values()
            if one.get("derivation") == "constraint" and one.get("type") == resource_type
        )

    @property
    def guides(self) -> list[str]:
        """The canonicals of the implementation guides that the packages hold."""
        return self._guides

    def _encoded(self, kind: str, name: str) -> bytes:
        resource = {**self._by_id[kind][name], "id": name}
        if kind == "StructureDefinition" and "snapshot" not in resource:
            resource |= self._grown(resource["url"])
        return ENCODER.encode(resource)

    def _grown(self, url: str) -> dict[str, Any]:
        """The snapshot, if the profile stands on what is here."""
        try:
            tree = self.definitions.tree(url)
        except (UnknownDefinition, InvalidDefinition):
            return {}
        return {"snapshot": {"element": snapshot(tree)}}


def _matches(name: str, one: Definition, asked: Mapping[str, str]) -> bool:
    said = {"_id": name, "url": one.get("url"), "version": one.get("version")}
    if any(said[key] != asked[key] for key in said if key in asked):
        return False
    return str(one.get("name", "")).casefold().startswith(asked.get("name", "").casefold())


def _free(resource: Definition, package: str, taken: Mapping[str, Definition]) -> str:
    """An id that no other definition of this type has."""
    return next(name for name in _names(resource, package) if name not in taken)


def _names(resource: Definition, package: str) -> Iterator[str]:
    said = str(resource.get("id") or str(resource["url"]).rsplit("/", 1)[-1])
    name = OTHERS.sub("-", said)[:LONGEST_ID] or "definition"
    if ID.fullmatch(name):
        yield name
    number = 1
    while True:
        tail = OTHERS.sub("-", f"-{package}" if number == 1 else f"-{package}-{number}")
        tail = tail[-LONGEST_ID // 2 :]
        yield name[: LONGEST_ID - len(tail)] + tail
        number += 1
