"""MSH of an HL7 v2 message, read from its bytes: before the character set is known.

https://www.hl7.eu/HL7v2x/v29/std29/ch02.html#Heading112
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

_LINE_END = re.compile(rb"[\r\n]")
_LAYOUT = b"\r\n\t \xef\xbb\xbf"
_LAST_READ: Final = 25
_ENCODING_CHARACTERS: Final = (4, 5)  # the fifth, of truncation, came with version 2.7


class Unreadable(Exception):
    """There is no MSH in these bytes of which anything can be said; `why` names no value."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Delimiters:
    """MSH-1 and MSH-2 of one message."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""

    @property
    def usable(self) -> bool:
        """Whether no two are equal and none is a letter, a digit, a quote, blank or control."""
        each = [*self.encoding, self.field]
        plain = all(mark.isascii() and mark.isprintable() for mark in each)
        text = any(mark.isalnum() or mark in ' "' for mark in each)
        return plain and not text and len(set(each)) == len(each)

    @property
    def encoding(self) -> str:
        """MSH-2."""
        return f"{self.component}{self.repetition}{self.escape}{self.subcomponent}{self.truncation}"


STANDARD = Delimiters()


@dataclass(frozen=True)
class Header:
    """MSH as it was sent; `fields[n]` is MSH-n, up to MSH-25. `codec` is how its bytes are read.

    `delimiters` are the standard's own where the message's cannot be used (`splits` is false).
    """

    fields: tuple[bytes, ...] = field(repr=False)
    delimiters: Delimiters = STANDARD
    splits: bool = True
    codec: str = "latin-1"

    def raw(self, number: int) -> bytes:
        """MSH-n byte for byte; empty where it was not sent."""
        return self.fields[number] if number < len(self.fields) else b""

    def text(self, number: int, component: int = 1) -> str:
        """A component of MSH-n, of its first repetition; `""` (delete) is empty."""
        first = self.raw(number).split(self.delimiters.repetition.encode(), 1)[0]
        parts = first.split(self.delimiters.component.encode())
        if component > len(parts):
            return ""
        text = parts[component - 1].decode(self.codec, "backslashreplace").strip()
        return "" if text == '""' else text

    @property
    def control_id(self) -> bytes:
        """MSH-10, byte for byte: what MSA-2 of the answer repeats."""
        return self.raw(10)

    @cached_property
    def sending_application(self) -> str:
        """MSH-3.1."""
        return self.text(3)

    @cached_property
    def sending_facility(self) -> str:
        """MSH-4.1."""
        return self.text(4)

    @cached_property
    def sent(self) -> str:
        """MSH-7, with its offset where it has one."""
        return self.text(7)

    @cached_property
    def type(self) -> str:
        """MSH-9.1, as `ADT`."""
        return self.text(9)

    @cached_property
    def event(self) -> str:
        """MSH-9.2, as `A01`."""
        return self.text(9, 2)

    @cached_property
    def processing_id(self) -> str:
        """MSH-11.1: P production, T training, D debugging."""
        return self.text(11)

    @cached_property
    def version(self) -> str:
        """MSH-12.1, as `2.4`."""
        return self.text(12)

    @cached_property
    def accept(self) -> str:
        """MSH-15: when the sender wants to hear that it is in safe storage."""
        return self.text(15)

    @cached_property
    def application(self) -> str:
        """MSH-16: when the sender wants to hear what became of it."""
        return self.text(16)

    @cached_property
    def character_sets(self) -> tuple[str, ...]:
        """MSH-18, each repetition; a first one that is empty means ASCII, and stands as ""."""
        mark = self.delimiters.repetition.encode()
        sets = (each.decode("latin-1").strip() for each in self.raw(18).split(mark))
        return tuple("" if each == '""' else each for each in sets)


def read_header(message: bytes) -> Header:
    """MSH of a message. Raises Unreadable: no MSH, no field separator, or UTF-16 or UTF-32."""
    start = message[:1024].lstrip(_LAYOUT)
    if b"\x00" in start[:64] or start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Unreadable("UTF-16 and UTF-32 are not read")
    if start[:3] != b"MSH":
        raise Unreadable("it does not begin with MSH")
    offset = len(message[:1024]) - len(start)
    end = _LINE_END.search(message, offset)
    segment = message[offset : end.start() if end else len(message)]
    separator = segment[3:4]
    if not separator or not separator.isascii() or separator.isalnum():
        raise Unreadable("MSH names no field separator")
    return _header(segment, separator)


def _header(segment: bytes, separator: bytes) -> Header:
    parts = segment.split(separator, _LAST_READ)
    fields = (b"", separator, *parts[1:_LAST_READ])
    marks = b"".join(fields[2:3]).decode("latin-1")
    if len(marks) in _ENCODING_CHARACTERS:
        delimiters = Delimiters(separator.decode(), *marks)
        if delimiters.usable:
            return Header(fields, delimiters)
    return Header(fields, Delimiters(field=separator.decode()), splits=False)
