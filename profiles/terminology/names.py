"""What codes are called, as far as definitions at hand say: a name that is another's is noticed.

https://hl7.org/fhir/R4/datatypes-definitions.html#Coding.display
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_Resource = Mapping[str, Any]
Called = tuple[str, str, str]
"""A system, one of its codes, and a name of that."""


class Names:
    """By system and code the names that are known, the first of them first."""

    def __init__(self, called: Iterable[Called]) -> None:
        self._names: dict[str, dict[str, list[str]]] = {}
        self._codes: dict[str, dict[str, set[str]]] = {}
        for system, code, name in called:
            listed = self._names.setdefault(system, {}).setdefault(code, [])
            if name not in listed:
                listed.append(name)
            self._codes.setdefault(system, {}).setdefault(folded(name), set()).add(code)

    @property
    def systems(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The systems of which any code has a name."""
        return self._names

    def of(self, system: str, code: str) -> list[str]:
        """Those of a code; none where none is known."""
        return self._names.get(system, {}).get(code, [])

    def is_of(self, system: str, code: str, name: str) -> bool:
        """Whether it is one of them, but for case and spaces."""
        return code in self._codes.get(system, {}).get(folded(name), ())

    def whose(self, system: str, code: str, name: str) -> str | None:
        """The other code that this name is of; None where it is of this one, or of none."""
        others = self._codes.get(system, {}).get(folded(name), ())
        return None if code in others else min(others, default=None)


def folded(name: str) -> str:
    """The same name, however it is written."""
    return " ".join(name.casefold().split())


def called_in(resources: Iterable[_Resource]) -> Iterator[Called]:
    """What code systems and value sets call codes; of what is not made as they are, nothing."""
    for one in resources:
        try:
            yield from list(_called(one))
        except (KeyError, TypeError, AttributeError, RecursionError):
            continue


def called_by(displays: Mapping[str, Mapping[str, str]]) -> Iterator[Called]:
    """The same of a table by system and code."""
    for system, listed in displays.items():
        for code, name in listed.items():
            yield system, code, name


def _called(one: _Resource) -> Iterator[Called]:
    if one["resourceType"] == "CodeSystem":
        yield from _concepts(one["url"], one.get("concept", ()))
        return
    for part in one.get("compose", {}).get("include", ()):
        if "system" in part:
            yield from _concepts(part["system"], part.get("concept", ()))
    yield from _contained(one.get("expansion", {}))


def _concepts(system: str, concepts: Iterable[_Resource]) -> Iterator[Called]:
    for one in concepts:
        for name in (one.get("display"), *(each["value"] for each in one.get("designation", ()))):
            if name:
                yield system, one["code"], name
        yield from _concepts(system, one.get("concept", ()))


def _contained(entry: _Resource) -> Iterator[Called]:
    for one in entry.get("contains", ()):
        if "system" in one and "code" in one:
            for name in (
                one.get("display"),
                *(each["value"] for each in one.get("designation", ())),
            ):
                if name:
                    yield one["system"], one["code"], name
        yield from _contained(one)
