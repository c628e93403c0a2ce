"""Segments of a message: their ends made one, and the messages of a batch apart.

https://www.hl7.eu/HL7v2x/v29/std29/ch02.html#Heading75
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_LAYOUT: Final = b"\r\n\t \xef\xbb\xbf"
_SEGMENTS: Final = re.compile(rb"\r\n?|\n")
_HEADERS: Final = re.compile(rb"(?:\A|[\r\n])[ \t\xef\xbb\xbf]*(?=MSH.)")
_ENVELOPE: Final = re.compile(
    rb"(?:\A|[\r\n])[ \t\xef\xbb\xbf]*(?:FHS|BHS|BTS|FTS)(?:\W[^\r\n]*|(?=[\r\n])|\Z)"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The messages of a file or batch, each whole; `differs` is where its trailers count others."""

    messages: tuple[bytes, ...] = field(repr=False)
    differs: tuple[str, ...] = ()


def is_batch(content: bytes) -> bool:
    """Whether the frame holds a file or a batch instead of one message."""
    return _ENVELOPE.search(content) is not None


def batch_of(content: bytes) -> Batch:
    """The messages of `[FHS] {[BHS] {message} [BTS]} [FTS]`, byte for byte, without the rest."""
    starts = [found.end() for found in _HEADERS.finditer(content)]
    ends = [*starts[1:], len(content)]
    messages = [
        _ENVELOPE.sub(b"", content[start:end]).rstrip(b"\r\n") + b"\r"
        for start, end in zip(starts, ends, strict=False)
    ]
    return Batch(tuple(messages), tuple(_differences(content)))


def holds_several(message: bytes) -> bool:
    """Whether a second MSH stands in what should be one message."""
    found = _HEADERS.finditer(message)
    next(found, None)
    return next(found, None) is not None


def with_carriage_returns(text: str, field_separator: str) -> tuple[str, bool]:
    """The text from its MSH on, its segments parted by 0D, and whether they were otherwise.

    A line feed that no segment follows is the sender's own, within a field.
    """
    text = text[max(text.find("MSH"), 0) :]
    if "\n" not in text:
        return text.rstrip("\r \t"), False
    name = re.escape(field_separator)
    ends = re.compile(rf"[\r\n]*\n(?=[A-Z][A-Z0-9]{{2}}(?:{name}|[\r\n]|\Z))|\r\n|\n+\Z")
    return ends.sub("\r", text).rstrip("\r \t"), True


def _differences(content: bytes) -> Iterator[str]:
    """What BTS-1 and FTS-1 count against what came."""
    messages = batches = 0
    for line in (each.lstrip(_LAYOUT) for each in _SEGMENTS.split(content)):
        name = line[:3]
        if name == b"MSH":
            messages += 1
        elif name == b"BHS":
            batches, messages = batches + 1, 0
        elif name == b"BTS" and _told(line) not in {None, messages}:
            yield f"BTS-1 tells {_told(line)} messages, {messages} came"
        elif name == b"FTS" and _told(line) not in {None, max(batches, 1)}:
            yield f"FTS-1 tells {_told(line)} batches, {max(batches, 1)} came"


def _told(line: bytes) -> int | None:
    first = line[4:14].split(line[3:4] or b"|", 1)[0].strip()
    return int(first) if first.isascii() and first.isdigit() else None
