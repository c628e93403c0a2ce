"""The code systems and value sets at hand, for who asks about one of them.

https://hl7.org/fhir/R4/terminology-service.html
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from profiles.systems import LOINC, SNOMED
from profiles.terminology.code_systems import Concepts
from profiles.terminology.coded import NotAtHand
from profiles.terminology.membership import Coding, Membership
from profiles.terminology.names import Names, called_by, called_in
from profiles.terminology.value_sets import ValueSets

Resource = Mapping[str, Any]
WITH_CODES = frozenset({"complete", "fragment", "example"})
R4_VERSION = "4.0.1"
_CALLED = {SNOMED: "SNOMED CT", LOINC: "LOINC"}


class AtHand:
    """`r4` and `displays` are R4's own codes by value set, and their names by system and code."""

    def __init__(
        self,
        value_sets: Mapping[str, Resource],
        code_systems: Mapping[str, Resource],
        sets: ValueSets,
        r4: Mapping[str, frozenset[Coding]],
        displays: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._value_sets, self._code_systems = value_sets, code_systems
        self._sets, self._r4, self._displays = sets, r4, displays
        self._concepts: dict[str, Concepts] = {}

    @cached_property
    def names(self) -> Names:
        """What codes are called; of a code system before value sets, and R4's own last."""
        every = (*called_in(self._code_systems.values()), *called_in(self._value_sets.values()))
        return Names((*every, *called_by(self._displays)))

    @cached_property
    def listed(self) -> Mapping[str, frozenset[str]]:
        """By system the codes that any value set at hand lists, or that have a name."""
        found: dict[str, set[str]] = {
            system: set(codes) for system, codes in self.names.systems.items()
        }
        known: Iterable[Coding] = (one for pairs in self._r4.values() for one in pairs)
        for system, code in known:
            found.setdefault(system, set()).add(code)
        for url in self._value_sets:
            for system, code in self._sets.of(url).listed:
                found.setdefault(system, set()).add(code)
        return {system: frozenset(codes) for system, codes in found.items()}

    def value_set(self, canonical: str, version: str = "") -> Resource:
        """The value set with this canonical, which may name its version behind a bar.

        Raises:
            NotAtHand: it is in no package, or in another version.
        """
        url, _, stated = canonical.partition("|")
        found = self._value_sets.get(url)
        if found is None and (url in self._r4 or self._sets.is_whole(url)):
            found = {"resourceType": "ValueSet", "url": url, "status": "active"}
            found |= {"version": R4_VERSION} if url in self._r4 else {}
        if found is None:
            raise NotAtHand(f"there is no value set {url} here; ValueSet?url= finds those that are")
        return _in_version(found, stated or version)

    def code_system(self, url: str, version: str = "") -> Resource | None:
        """The code system with this URL and its codes; None where no package has them.

        Raises:
            NotAtHand: it is here in another version.
        """
        found = self._code_systems.get(url.partition("|")[0])
        if found is None or found.get("content", "complete") not in WITH_CODES:
            return None
        return _in_version(found, url.partition("|")[2] or version)

    def concepts(self, system: str) -> Concepts | None:
        """The concepts of a code system at hand; None where its codes are in no package."""
        if system not in self._concepts:
            found = self.code_system(system)
            if found is None:
                return None
            self._concepts[system] = Concepts(found)
        return self._concepts[system]

    def is_complete(self, system: str) -> bool:
        """Whether all codes of the system are at hand."""
        found = self.code_system(system)
        return found is not None and found.get("content", "complete") == "complete"

    def membership(self, url: str) -> Membership:
        """What is known of the codes of a value set."""
        return self._sets.of(url)

    def called(self, system: str) -> str:
        """What a code system is called, in words."""
        found = self._code_systems.get(system, {})
        return str(_CALLED.get(system) or found.get("title") or found.get("name") or system)

    def is_cased(self, system: str) -> bool:
        """Whether case tells two codes of the system apart."""
        return self._code_systems.get(system, {}).get("caseSensitive", True) is not False


def _in_version(found: Resource, version: str) -> Resource:
    if version and found.get("version", version) != version:
        raise NotAtHand(
            f"{found['url']} is here in version {found['version']}, and in no other; leave the "
            "version out, or ask for that one"
        )
    return found
