"""A message of HL7 v2 as segments, fields, repetitions and components, by its own delimiters.

The library splits; what a field says (nothing, "delete", or a value) is told here.
https://www.hl7.eu/HL7v2x/v29/std29/ch02.html
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import hl7

from adapters.hospital.header import Delimiters, Header
from adapters.hospital.mllp.segments import with_carriage_returns
from adapters.hospital.v2.attachments import cut_out
from adapters.hospital.v2.escapes import Unescape
from adapters.hospital.v2.refusal import DATA_TYPE, Refusal

DELETE: Final = '""'
_NAME_LENGTH = 3
# Control characters, those too that windows-1252 declared as ISO 8859-1 becomes.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition of a field; a component or sub-component that is not there is empty."""

    parts: Any
    unescape: Unescape

    def __call__(self, component: int, subcomponent: int = 1) -> str:
        """The text, escapes undone; a component that is to be deleted says nothing."""
        text = _at(_at(self.parts, component), subcomponent)
        return "" if text == DELETE else self.unescape(text).strip(" \n")

    def __bool__(self) -> bool:
        return _says(self.parts)


@dataclass(frozen=True, slots=True)
class Field:
    """A field: nothing said (empty), to be deleted, or its repetitions by their place."""

    repetitions: Sequence[Repetition]
    deletes: bool = False

    def __bool__(self) -> bool:
        return self.deletes or any(self.repetitions)

    def __call__(self, component: int = 1, subcomponent: int = 1) -> str:
        """Of the first repetition."""
        return self.repetitions[0](component, subcomponent) if self.repetitions else ""

    def filled(self) -> Iterator[Repetition]:
        """The repetitions in which something stands."""
        return (one for one in self.repetitions if one)


NOTHING: Final = Field(())


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment; `place` is its name and its number among those of its name."""

    name: str
    number: int
    content: Any
    unescape: Unescape
    data: str = ""
    read: dict[int, Field] = field(default_factory=dict, repr=False)
    """Its fields, as far as they were asked for."""

    def __getitem__(self, place: int) -> Field:
        field = self.read.get(place)
        if field is None:
            field = self.read[place] = self._field(place)
        return field

    def _field(self, place: int) -> Field:
        content = self.content
        if place >= len(content) or not _says(content[place]):
            return NOTHING
        parts = content[place]
        if len(parts) == 1 and _flat(parts) == DELETE:
            return Field((), deletes=True)
        return Field([Repetition(one, self.unescape) for one in parts])

    def where(self, place: int) -> str:
        """A field of it, as an ERR segment says it."""
        return f"{self.name}^{self.number}^{place}"


@dataclass
class Message:
    """The segments of one message in their order, and what was noted about them."""

    header: Header
    segments: Sequence[Segment] = ()
    notes: list[str] = field(default_factory=list)

    def tell(self, note: str) -> None:
        """Once a message, however often it is so."""
        if note not in self.notes:
            self.notes.append(note)

    def all(self, name: str) -> list[Segment]:
        """Every segment of this name."""
        return [segment for segment in self.segments if segment.name == name]

    def first(self, name: str) -> Segment | None:
        """The first segment of this name."""
        return next((segment for segment in self.segments if segment.name == name), None)

    def field(self, name: str, place: int) -> Field:
        """A field of the first segment of this name, empty where that is missing."""
        segment = self.first(name)
        return segment[place] if segment else NOTHING

    @cached_property
    def kind(self) -> str:
        """As `ADT^A01`."""
        return f"{self.header.type}^{self.header.event}"


def read(header: Header, text: str) -> Message:
    """The decoded message. Raises Refusal."""
    if not header.splits:
        raise Refusal(DATA_TYPE, "MSH^1^2", "MSH-1 and MSH-2 name no delimiters that tell apart")
    message = Message(header)
    unescape = Unescape(header.delimiters, header.codec, message.tell)
    if _NO_TEXT.search(text):
        raise Refusal(DATA_TYPE, "MSH^1^18", "it holds characters that are no text in its set")
    text, _ = with_carriage_returns(text.removeprefix("\ufeff"), header.delimiters.field)
    lines = [line for line in text.split("\r") if line.strip()]
    lines, data = cut_out(lines, header.delimiters)
    lines[0] = _header_line(header.delimiters)
    segments, counted = list[Segment](), dict[str, int]()
    for line, content in zip(lines, _split(lines), strict=True):
        name = line[:_NAME_LENGTH]
        counted[name] = counted.get(name, 0) + 1
        beside = data.get(len(segments), "")
        segments.append(Segment(name, counted[name], content, unescape, beside))
    message.segments = segments
    return message


def _split(lines: list[str]) -> Any:
    try:
        return hl7.parse("\r".join(lines))
    except (hl7.HL7Exception, ValueError, LookupError):
        raise Refusal(DATA_TYPE, "MSH", "it can not be split into segments and fields") from None


def _header_line(delimiters: Delimiters) -> str:
    """MSH with its delimiters alone: all else of it was read before, and the library takes long.

    It knows no truncation character either.
    """
    mark = delimiters.field
    return f"MSH{mark}{delimiters.encoding[:4]}{mark}"


def _at(parts: Any, place: int) -> Any:
    """The n-th part; what was not split is its own first."""
    if isinstance(parts, str):
        return parts if place == 1 else ""
    return parts[place - 1] if place <= len(parts) else ""


def _says(parts: Any) -> bool:
    """Whether anything stands in it."""
    return bool(parts) if isinstance(parts, str) else any(_says(one) for one in parts)


def _flat(parts: Any) -> str:
    """What stands in it, put together: empty where nothing does."""
    return parts if isinstance(parts, str) else "".join(_flat(one) for one in parts)
