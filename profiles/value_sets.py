"""What is known of each value set, by its definition, code systems in reach and R4's own lists."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

from profiles.membership import ANYTHING, NOTHING, Coding, Membership


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
        self._known: dict[str, Membership] = {}

    def of(self, canonical: str) -> Membership:
        """What is known of a value set, whatever `|version` is asked."""
        known = self._known.get(canonical)
        if known is None:
            url = canonical.partition("|")[0]
            if url not in self._value_sets and url not in self._r4:
                return ANYTHING  # and not kept: whoever searches may name any
            known = self._kept(url)
        return known

    def _kept(self, url: str) -> Membership:
        known = self._known.get(url)
        if known is None:
            # While it is made, a value set that imports itself adds nothing to itself.
            self._known[url] = NOTHING
            try:
                known = self._made(url)
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
                known = ANYTHING  # it is not made as a ValueSet is, so it can't refuse a code
            self._known[url] = known
        return known

    def _made(self, url: str) -> Membership:
        value_set = self._value_sets.get(url)
        if value_set is None:
            return Membership(self._r4[url])
        contained = frozenset(_contained(value_set.get("expansion", {})))
        expanded = Membership(contained)
        compose = value_set.get("compose")
        if compose is None:
            return expanded if contained else ANYTHING
        composed = reduce(Membership.__or__, map(self._part, compose.get("include", ())), NOTHING)
        for part in compose.get("exclude", ()):
            composed -= self._part(part)
        if composed.is_complete or not contained:
            return composed
        return replace(composed | expanded, is_expanded=True)

    def _part(self, part: Mapping[str, Any]) -> Membership:
        """An include or exclude: what its system and all of its value sets have in common."""
        own = [self._system(part)] if "system" in part else []
        imported = [self.of(canonical) for canonical in part.get("valueSet", ())]
        return reduce(Membership.__and__, own + imported) if own or imported else NOTHING

    def _system(self, part: Mapping[str, Any]) -> Membership:
        system: str = part["system"]
        if concepts := part.get("concept"):
            return Membership(frozenset((system, concept["code"]) for concept in concepts))
        code_system = self._code_systems.get(system, {})
        if part.get("filter") or code_system.get("content") != "complete":
            return Membership(unlisted=frozenset({system}))
        return Membership(frozenset((system, code) for code in _nested(code_system["concept"])))


def _nested(concepts: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _nested(concept.get("concept", ()))


def _contained(expansion: Mapping[str, Any]) -> Iterable[Coding]:
    for entry in expansion.get("contains", ()):
        if "code" in entry and not entry.get("abstract", False):
            yield entry.get("system", ""), entry["code"]
        yield from _contained(entry)
