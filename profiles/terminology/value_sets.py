"""What is known of each value set, by its definition, code systems in reach and R4's own lists."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

from profiles.systems import LOINC, SNOMED
from profiles.terminology.code_systems import Concepts
from profiles.terminology.membership import ANY_CODES, NO_CODES, Coding, Membership

_WITH_CODES = frozenset({"complete", "fragment", "example"})
_CUT = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"


class ValueSets:
    """The value sets and code systems of some packages; each is gone through once."""

    def __init__(
        self,
        value_sets: Mapping[str, Mapping[str, Any]],
        code_systems: Mapping[str, Mapping[str, Any]],
        r4: Mapping[str, frozenset[Coding]],
    ) -> None:
        self._value_sets = value_sets
        self._code_systems = code_systems
        self._r4 = r4
        self._whole = {
            system["valueSet"].partition("|")[0]: url
            for url, system in code_systems.items()
            if isinstance(system.get("valueSet"), str)
        }
        self._concepts: dict[str, Concepts] = {}
        self._known: dict[str, Membership] = {}

    def is_whole(self, url: str) -> bool:
        """Whether a code system at hand says that this is the set of all its codes."""
        return url in self._whole

    def of(self, canonical: str) -> Membership:
        """What is known of a value set, whatever `|version` is asked."""
        known = self._known.get(canonical)
        if known is None:
            url = canonical.partition("|")[0]
            if not (url in self._value_sets or url in self._r4 or url in self._whole):
                return _implied(url)  # and not kept: whoever searches may name any
            known = self._kept(url)
        return known

    def _kept(self, url: str) -> Membership:
        known = self._known.get(url)
        if known is None:
            # While it is made, a value set that imports itself adds nothing to itself.
            self._known[url] = NO_CODES
            try:
                known = self._made(url)
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
                known = ANY_CODES  # it is not made as a ValueSet is, so it can't refuse a code
            known = self._known[url] = self._folded(known)
        return known

    def _made(self, url: str) -> Membership:
        value_set = self._value_sets.get(url)
        if value_set is None:
            return Membership(self._r4[url]) if url in self._r4 else self._all_of(url)
        expansion = value_set.get("expansion", {})
        contained = frozenset(_contained(expansion))
        is_whole = _is_whole(expansion, len(contained))
        expanded = Membership(contained, is_open=not is_whole)
        compose = value_set.get("compose")
        if compose is None:
            return expanded if contained else ANY_CODES
        active_only = compose.get("inactive") is False
        parts = (self._part(one, active_only=active_only) for one in compose.get("include", ()))
        composed = reduce(Membership.__or__, parts, NO_CODES)
        for part in compose.get("exclude", ()):
            composed -= self._part(part)
        if composed.is_complete or not contained:
            return composed
        return replace(composed | Membership(contained), is_expanded=is_whole)

    def _part(self, part: Mapping[str, Any], *, active_only: bool = False) -> Membership:
        """An include or exclude: what its system and all of its value sets have in common."""
        own = [self._system(part, active_only=active_only)] if "system" in part else []
        imported = [self.of(canonical) for canonical in part.get("valueSet", ())]
        return reduce(Membership.__and__, own + imported) if own or imported else NO_CODES

    def _system(self, part: Mapping[str, Any], *, active_only: bool) -> Membership:
        system: str = part["system"]
        known = self._code_systems.get(system, {})
        concepts = self._concepts.get(system)
        if concepts is None:
            concepts = self._concepts[system] = Concepts(known)
        over = concepts.inactive if active_only else frozenset()
        if stated := part.get("concept"):
            codes = frozenset(concept["code"] for concept in stated)
            return _of_system(system, codes - over)
        if known.get("content") not in _WITH_CODES:
            return Membership(unlisted=frozenset({system}))
        codes = concepts.usable - over
        for condition in part.get("filter", ()):
            picked = concepts.picked(condition)
            if picked is None:
                return Membership(unlisted=frozenset({system}))
            codes &= picked
        is_all = known["content"] == "complete" and _is_version(part, known)
        return _of_system(system, codes, is_all=is_all)

    def _all_of(self, url: str) -> Membership:
        return self._system({"system": self._whole[url]}, active_only=False)

    def _folded(self, known: Membership) -> Membership:
        """With the codes in lower case of the systems that say that case means nothing."""
        systems = {
            system
            for system in known.systems
            if self._code_systems.get(system, {}).get("caseSensitive") is False
        }
        if not systems:
            return known
        folded = frozenset((one, code.lower()) for one, code in known.listed if one in systems)
        return replace(known, folded=folded)


def _of_system(system: str, codes: frozenset[str], *, is_all: bool = True) -> Membership:
    listed = frozenset((system, code) for code in codes)
    return Membership(listed, unlisted=frozenset() if is_all else frozenset({system}))


def _is_version(part: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether the code system at hand is the edition that is asked for, as far as both say."""
    return "version" not in part or part["version"] == known.get("version", part["version"])


def _implied(url: str) -> Membership:
    """Of a set that is told by its url, at least from which system it draws.

    https://hl7.org/fhir/R4/snomedct.html#implicit and https://hl7.org/fhir/R4/loinc.html#implicit
    """
    if url.startswith(SNOMED) and "?fhir_vs" in url:
        return Membership(unlisted=frozenset({SNOMED}))
    if url.startswith(f"{LOINC}/vs"):
        return Membership(unlisted=frozenset({LOINC}))
    return ANY_CODES


def _is_whole(expansion: Mapping[str, Any], found: int) -> bool:
    """Whether an expansion lists all: no page of it, and not cut off."""
    is_cut = any(
        one.get("url") == _CUT and one.get("valueBoolean") is True
        for one in expansion.get("extension", ())
    )
    return not is_cut and expansion.get("total", 0) <= found and not expansion.get("offset", 0)


def _contained(expansion: Mapping[str, Any]) -> Iterable[Coding]:
    for entry in expansion.get("contains", ()):
        if "code" in entry and not entry.get("abstract", False):
            yield entry.get("system", ""), entry["code"]
        yield from _contained(entry)
