"""The codes of a code system that is at hand: all that data may use, or those that filters pick.

https://hl7.org/fhir/R4/codesystem.html
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

_Resource = Mapping[str, Any]
Codes = frozenset[str]

_PROPERTY = "http://hl7.org/fhir/concept-properties#"
_OVER = frozenset({"retired", "inactive"})
_CODE = frozenset({"concept", "code"})


class Concepts:
    """The concepts of one code system, and what stands under each of them."""

    def __init__(self, code_system: _Resource) -> None:
        self._concepts: dict[str, _Resource] = {}
        self._above: dict[str, set[str]] = {}
        self._names = {one.get("uri"): one["code"] for one in code_system.get("property", ())}
        # Grouped otherwise than by kind, what is nested is no kind of what it is nested in.
        self._is_by_kind = code_system.get("hierarchyMeaning", "is-a") == "is-a"
        for concept, parent in _nested(code_system.get("concept", ()), ""):
            code = concept["code"]
            self._concepts[code] = concept
            self._above.setdefault(code, set()).update({parent} - {""}, _parents(concept))

    @property
    def codes(self) -> Iterable[str]:
        """All, in the order in which they are defined."""
        return self._concepts.keys()

    @property
    def is_by_kind(self) -> bool:
        """Whether what stands under a concept is a kind of it."""
        return bool(self._is_by_kind)

    def concept(self, code: str) -> _Resource | None:
        """As it is defined; None where there is none."""
        return self._concepts.get(code)

    def above(self, code: str) -> Codes:
        """Those that it stands right under."""
        return frozenset(self._above.get(code, ()))

    def below(self, code: str) -> list[str]:
        """Those that stand right under it, in order."""
        return [one for one, above in self._above.items() if code in above]

    def subsumes(self, code: str, other: str) -> bool:
        """Whether the other is a kind of it."""
        return code in self._all_above(other)

    def is_selectable(self, code: str) -> bool:
        """Whether it is made to be used in data."""
        return not self._is(code, "notSelectable")

    @cached_property
    def usable(self) -> Codes:
        """The codes that are made to be used in data, not only to group others."""
        return frozenset(code for code in self._concepts if self.is_selectable(code))

    @cached_property
    def inactive(self) -> Codes:
        """The codes that are no longer to be used."""
        status = self._names.get(f"{_PROPERTY}status", "status")
        return frozenset(
            code
            for code in self._concepts
            if self._is(code, "inactive") or _OVER.intersection(self._values(code, status))
        )

    def picked(self, condition: Mapping[str, str]) -> Codes | None:
        """What one filter of a value set picks; None where that can't be told here.

        https://hl7.org/fhir/R4/valueset-filter-operator.html
        """
        name, operator, value = condition["property"], condition["op"], condition["value"]
        if operator in {"in", "not-in", "=", "exists"}:
            return self._by_property(name, operator, value)
        if name not in _CODE or not self._is_by_kind or value not in self._concepts:
            return None
        beneath = frozenset(code for code in self._concepts if value in self._all_above(code))
        picks = {
            "is-a": beneath | {value},
            "descendent-of": beneath,
            "is-not-a": self._concepts.keys() - beneath - {value},
            "generalizes": frozenset(self._all_above(value)) | {value},
        }
        return frozenset(picks[operator]) if operator in picks else None

    def _by_property(self, name: str, operator: str, value: str) -> Codes:
        sought = {one.strip() for one in value.split(",")} if "in" in operator else {value}
        valued = {
            code: {code} if name in _CODE else set(self._values(code, name))
            for code in self._concepts
        }
        if operator == "exists":
            wants = value == "true"
            return frozenset(code for code, values in valued.items() if bool(values) is wants)
        having = frozenset(code for code, values in valued.items() if values & sought)
        return frozenset(valued) - having if operator == "not-in" else having

    def _all_above(self, code: str) -> set[str]:
        found: set[str] = set()
        pending = [code]
        while pending:
            for parent in self._above.get(pending.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    pending.append(parent)
        return found

    def _is(self, code: str, known: str) -> bool:
        return "true" in self._values(code, self._names.get(f"{_PROPERTY}{known}", known))

    def _values(self, code: str, name: str) -> Iterator[str]:
        for one in self._concepts[code].get("property", ()):
            if one["code"] == name:
                yield from (_plain(each) for key, each in one.items() if key.startswith("value"))


def _nested(concepts: Any, parent: str) -> Iterator[tuple[_Resource, str]]:
    for concept in concepts:
        yield concept, parent
        yield from _nested(concept.get("concept", ()), concept["code"])


def _parents(concept: _Resource) -> Iterator[str]:
    for one in concept.get("property", ()):
        if one["code"] in {"parent", "subsumedBy"} and "valueCode" in one:
            yield one["valueCode"]


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("code", ""))
    return str(value).lower() if isinstance(value, bool) else str(value)
