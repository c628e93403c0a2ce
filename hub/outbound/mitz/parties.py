"""Whom the Consents of a notification are about: its own entries, by their addresses in it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consent.category import ura_text
from consent.fhir.elements import codes, mapping, only, sequence
from profiles import systems
from profiles.identifiers import BSN, InvalidIdentifier

_ACTOR = frozenset({"id", "role", "reference"})
_CUSTODIAN = [(systems.PARTICIPATION_TYPE, "CST")]


@dataclass(frozen=True, slots=True)
class Parties:
    """The resources of each `fullUrl`."""

    by_address: Mapping[str, list[Mapping[str, Any]]]

    def patient(self, consent: Mapping[str, Any]) -> BSN | None:
        """The inhabitant by BSN; None where not exactly one is named."""
        numbers = self._numbers(consent.get("patient"), "Patient", systems.BSN_SYSTEM)
        try:
            return BSN(numbers.pop()) if len(numbers) == 1 else None
        except InvalidIdentifier:
            return None

    def holder(self, consent: Mapping[str, Any]) -> str | None:
        """The URA, eight digits, of the one actor, who keeps the data (role CST)."""
        actors = sequence(mapping(consent.get("provision")).get("actor"))
        if len(actors) != 1 or not only(actors[0], _ACTOR):
            return None
        if codes(actors[0].get("role")) != _CUSTODIAN:
            return None
        numbers = self._numbers(actors[0].get("reference"), "Organization", systems.URA_SYSTEM)
        try:
            return ura_text(numbers.pop()) if len(numbers) == 1 else None
        except InvalidIdentifier:
            return None

    def _numbers(self, reference: Any, kind: str, system: str) -> set[str]:
        """The numbers in this system of what the reference leads to; none where it is in doubt."""
        address = mapping(reference).get("reference")
        found = self.by_address.get(address, []) if isinstance(address, str) else []
        if len(found) != 1 or found[0].get("resourceType") != kind:
            return set()
        said = [mapping(each) for each in sequence(found[0].get("identifier"))]
        values = [each.get("value") for each in said if each.get("system") == system]
        return {value if isinstance(value, str) else "" for value in values}


def parties_of(bundle: Mapping[str, Any]) -> Parties:
    """Of every entry that has an address."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in sequence(bundle.get("entry")):
        address = mapping(entry).get("fullUrl")
        if isinstance(address, str):
            found[address].append(mapping(mapping(entry).get("resource")))
    return Parties(found)
