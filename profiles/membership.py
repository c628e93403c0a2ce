"""Which codes are in a value set, as far as that can be told without a terminology server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

Coding = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Membership:
    """Codings that are in it, those that are not, and systems of which that can't be told.

    `is_open` where not even the systems are known; `is_expanded` where the publisher listed what
    the rules of the value set can't list here. `codes` are those of any system.
    https://hl7.org/fhir/R4/valueset.html#compositions
    """

    listed: frozenset[Coding] = frozenset()
    unlisted: frozenset[str] = frozenset()
    excluded: frozenset[Coding] = frozenset()
    is_open: bool = False
    is_expanded: bool = False
    codes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", frozenset(code for _, code in self.listed))

    @property
    def is_complete(self) -> bool:
        """Whether `listed` is all there is."""
        return not (self.unlisted or self.is_open)

    @property
    def listing(self) -> frozenset[Coding] | None:
        """All codings, by the rules or else by the publisher's expansion; None without either."""
        return self.listed if self.is_complete or self.is_expanded else None

    def has(self, system: str | None, code: str) -> bool | None:
        """Whether a coding is in; without a system, the code of any will do; None is unknown."""
        if system is None:
            is_in = code in self.codes
            return True if is_in else (False if self.is_complete else None)
        if (system, code) in self.listed:
            return True
        if (self.is_open or system in self.unlisted) and (system, code) not in self.excluded:
            return None
        return False

    def __or__(self, other: "Membership") -> "Membership":
        return Membership(
            listed=self.listed | other.listed,
            unlisted=self.unlisted | other.unlisted,
            excluded=(self.excluded - other.listed) & (other.excluded - self.listed),
            is_open=self.is_open or other.is_open,
            is_expanded=self.listing is not None and other.listing is not None,
        )

    def __and__(self, other: "Membership") -> "Membership":
        if self.is_open:
            return Membership(unlisted=other.systems, is_open=other.is_open)
        if other.is_open:
            return Membership(unlisted=self.systems)
        return Membership(
            listed=self.listed & other.listed,
            unlisted=(self.unlisted & other.systems) | (other.unlisted & self.systems),
            excluded=self.excluded | other.excluded,
        )

    def __sub__(self, other: "Membership") -> "Membership":
        if other.is_open:
            return Membership(unlisted=self.systems, is_open=self.is_open)
        kept = self.listed - other.listed
        doubtful = {coding for coding in kept if coding[0] in other.unlisted}
        return Membership(
            listed=kept - doubtful,
            unlisted=self.unlisted | {system for system, _ in doubtful},
            excluded=self.excluded | other.listed,
            is_open=self.is_open,
            is_expanded=self.is_expanded and not doubtful,
        )

    @property
    def systems(self) -> frozenset[str]:
        """The systems that its codings come from."""
        return self.unlisted | {system for system, _ in self.listed}


NOTHING = Membership()
ANYTHING = Membership(is_open=True)


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
            # While it is made, a value set that imports itself adds nothing to itself.
            self._known[canonical] = NOTHING
            try:
                known = self._made(canonical.partition("|")[0])
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
                known = ANYTHING  # it is not made as a ValueSet is, so it can't refuse a code
            self._known[canonical] = known
        return known

    def _made(self, url: str) -> Membership:
        value_set = self._value_sets.get(url)
        if value_set is None:
            codings = self._r4.get(url)
            return ANYTHING if codings is None else Membership(codings)
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
