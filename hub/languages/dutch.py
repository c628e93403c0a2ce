"""What is told, in Dutch: a sentence of the code is looked up with gaps where its values stood.

docs/decisions/0057-told-in-the-callers-language.md
"""

import re
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

_PLAIN = {"woord": re.compile(r"\S+"), "woorden": re.compile(r"\S+(?:, \S+)*")}
_OR = {"nl|woorden": _PLAIN["woorden"]}


class NotInDutch(LookupError):
    """A value that should be words of ours has no Dutch."""


@cache
def sentences() -> Mapping[str, str]:
    """By the English with `{}` for each value, the Dutch with `{0}`, `{1}` for the same.

    `{0}` is as it is: a code, a name, a number; `{0:woord}` has no space in it, `{0:woorden}` are
    several of these with commas. `{0:nl}` are words of ours, which must have their Dutch too,
    `{0:nl?}` words or any name, `{0:nl|woorden}` words or names, `{0:of}` and `{0:en}` several with
    or, and between them.
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
        for values in form.values(text):
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
        if how in _PLAIN:
            if not _PLAIN[how].fullmatch(self.text):
                raise NotInDutch
            return self.text
        if how in _JOINED:
            parts = self.text.split(_JOINED[how])
            return f" {how} ".join(_told(part, self.deeper) or part for part in parts)
        told = self._told()
        if told is None and (how == "nl" or (how in _OR and not _OR[how].fullmatch(self.text))):
            raise NotInDutch
        return told or self.text

    def _told(self) -> str | None:
        """Within another it may have lost its full stop, or have a capital that it had not."""
        text = self.text
        small = text[:1].lower() + text[1:]
        for deeper in (0, self.deeper):
            if told := _told(text, deeper):
                return told
            if told := _told(small, deeper):
                return told[:1].upper() + told[1:]
            if told := _told(f"{text}.", deeper):
                return told.removesuffix(".")
        return None


class _Form(NamedTuple):
    """A sentence with gaps: the parts between these."""

    parts: Sequence[str]
    dutch: str

    def values(self, text: str) -> Iterator[list[str]]:
        """What may fill each gap, which is never nothing; none where it is another sentence.

        The least for each from the left, then from the right: in time in proportion to the text.
        """
        begin, *middle, end = self.parts
        if not (text.startswith(begin) and text.endswith(end)):
            return
        inside = text[len(begin) : len(text) - len(end)]
        found = list(_between(inside, middle))
        if all(found):
            yield found
        if middle:
            turned = list(_between(inside[::-1], [part[::-1] for part in reversed(middle)]))
            again = [one[::-1] for one in reversed(turned)]
            if all(again) and again != found:
                yield again


def _between(text: str, parts: Sequence[str]) -> Iterator[str]:
    """What stands before, between and behind the parts; nothing where one is not there."""
    at = 0
    for part in parts:
        place = text.find(part, at + 1)
        yield text[at:place] if place >= 0 else ""
        at = place + len(part) if place >= 0 else len(text)
    yield text[at:]


class _Forms:
    """Those with gaps, the surest first, by how they begin or else how they end."""

    def __init__(self, listed: Mapping[str, str]) -> None:
        self._beginning: dict[str, list[_Form]] = defaultdict(list)
        self._ending: dict[str, list[_Form]] = defaultdict(list)
        self._others: list[_Form] = []
        # Where words of ours have to stand it is no other sentence by chance.
        for english in sorted(listed, key=lambda one: (":nl}" not in listed[one], -len(one))):
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
