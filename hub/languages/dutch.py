"""What is told, in Dutch: a sentence of the code is looked up with gaps where its values stood.

docs/decisions/0057-told-in-the-callers-language.md
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

GAP = "{}"
_KEY = 6
"""Letters of its beginning, else of its end, by which a sentence with gaps is looked up."""
_DEEPEST = 6
"""Sentences within sentences; more is nothing that the code says."""
_LONGEST = 10_000
"""Characters; the code says nothing so long."""
_JOINED = {"of": " or ", "en": " and "}


class NotInDutch(LookupError):
    """A value that should be words of ours has no Dutch."""


@cache
def sentences() -> Mapping[str, str]:
    """By the English with `{}` for each value, the Dutch with `{0}`, `{1}` for the same.

    `{0}` is as it is: a code, a name, a number; `{0:woord}` is one without a space. `{0:nl}` are
    words of ours, which must have their Dutch too, `{0:nl?}` words or a name, `{0:of}` and `{0:en}`
    several with or, and between them.
    """
    found: dict[str, str] = {}
    for _, listed in by_origin():
        found |= listed
    return found


def by_origin() -> Iterator[tuple[str, Mapping[str, str]]]:
    """The sentences of each folder of the code, by its name with full stops."""
    folder = files(__package__).joinpath("nl")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        yield (
            file.name.removesuffix(".json"),
            msgspec.json.decode(file.read_bytes(), type=dict[str, str]),
        )


def in_dutch(text: str) -> str | None:
    """The same in Dutch, with what fills its gaps; None where it has none."""
    return _told(text, _DEEPEST) if len(text) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _told(text: str, deeper: int) -> str | None:
    exact = sentences().get(text)
    if exact is not None or not deeper:
        return exact
    for form in _forms().those_like(text):
        values = form.values(text)
        if values:
            try:
                return form.dutch.format(*(_Value(value, deeper - 1) for value in values))
            except NotInDutch:
                continue
    return None


@dataclass(slots=True)
class _Value:
    """What stood in a gap; how it is written is said by the gap in the Dutch."""

    text: str
    deeper: int

    def __format__(self, how: str) -> str:
        if not how:
            return self.text
        if how == "woord":
            if " " in self.text:
                raise NotInDutch
            return self.text
        if how in _JOINED:
            parts = self.text.split(_JOINED[how])
            return f" {how} ".join(_told(part, self.deeper) or part for part in parts)
        told = self._told()
        if told is None and how == "nl":
            raise NotInDutch
        return told or self.text

    def _told(self) -> str | None:
        """Where it begins a sentence it may be one that is written without a capital."""
        told, first = _told(self.text, self.deeper), self.text[:1]
        if told is None and first.isupper():
            told = _told(first.lower() + self.text[1:], self.deeper)
            return told and told[:1].upper() + told[1:]
        return told


class _Form(NamedTuple):
    """A sentence with gaps: the parts between these."""

    parts: Sequence[str]
    dutch: str

    def values(self, text: str) -> list[str]:
        """What fills each gap, which is never nothing; none where it is another sentence.

        The least for each gap is sought, so that the time is in proportion to the text.
        """
        begin, *middle, end = self.parts
        last = len(text) - len(end)
        if not (text.startswith(begin) and text.endswith(end)):
            return []
        found, at = [], len(begin)
        for part in middle:
            place = text.find(part, at + 1, last)
            if place < 0:
                return []
            found.append(text[at:place])
            at = place + len(part)
        return [*found, text[at:last]] if at < last else []


class _Forms:
    """Those with gaps, the longest first, by how they begin or else how they end."""

    def __init__(self, listed: Mapping[str, str]) -> None:
        self._beginning: dict[str, list[_Form]] = defaultdict(list)
        self._ending: dict[str, list[_Form]] = defaultdict(list)
        self._others: list[_Form] = []
        for english in sorted(listed, key=len, reverse=True):
            if GAP in english:
                form = _Form(english.split(GAP), listed[english])
                self._place(form).append(form)

    def _place(self, form: _Form) -> list[_Form]:
        begin, end = form.parts[0], form.parts[-1]
        if len(begin) >= _KEY:
            return self._beginning[begin[:_KEY]]
        return self._ending[end[-_KEY:]] if len(end) >= _KEY else self._others

    def those_like(self, text: str) -> Iterator[_Form]:
        """The few that it can be."""
        yield from self._beginning.get(text[:_KEY], ())
        yield from self._ending.get(text[-_KEY:], ())
        yield from self._others


@cache
def _forms() -> _Forms:
    return _Forms(sentences())
