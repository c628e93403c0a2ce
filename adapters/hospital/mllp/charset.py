"""The letters of a message: in the set that MSH-18 declares, strictly, and never a guess stored.

https://www.hl7.eu/HL7v2x/v29/std29/ch02c.html (table 0211)
"""

import codecs
import re
from dataclasses import dataclass, field
from typing import Final, Literal

from adapters.hospital.header import Header
from adapters.hospital.verdict import Fault

_DATA_TYPE, _NOT_IN_TABLE = 102, 103
_MSH_18: Final = "MSH^1^18"
_LATIN: Final = re.compile(r"(?:ISO[-_ ]?)?8859[-/](\d{1,2})")
_WINDOWS: Final = re.compile(r"(?:WINDOWS|WIN|CP)[-_ ]?(1250|1252|850|437)")
_NAMED: Final = {
    "ASCII": "ascii",
    "": "ascii",
    "US-ASCII": "ascii",
    "UNICODE": "utf-8",
}
_UTF_8: Final = re.compile(r"(?:UNICODE[-_ ]*)?UTF[-_ ]?8")
_SINGLE_BYTE: Final = ("iso8859", "cp125", "ascii", "cp850", "cp437")
# Nothing that a person wrote: C0 but tab and line ends, DEL, and C1, which is 1252 read as 8859.
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
_SET_OF_WINDOWS: Final = "cp1252"
# Letters (and quotes) of UTF-8 read byte for byte as 8859 or 1252, as an A with a tilde and a sign.
_SIGN: Final = f"[{re.escape(bytes(range(0x80, 0xC0)).decode('cp1252', 'ignore'))}]"
_READ_TWICE: Final = re.compile(f"[\u00c2-\u00c5]{_SIGN}|\u00e2[\u20ac\u201a]{_SIGN}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A message in letters; `codec` is how its bytes were read."""

    text: str = field(repr=False)
    codec: str
    notes: tuple[str, ...] = ()


def codec_of(declared: str) -> str | None:
    """The codec of a name of table 0211, or of one that is used for it; None of what is unknown."""
    name = declared.upper().strip()
    if found := _LATIN.fullmatch(name):
        name = f"iso8859-{found[1]}"
    elif found := _WINDOWS.fullmatch(name):
        name = f"cp{found[1]}"
    elif _UTF_8.fullmatch(name):
        name = "utf-8"
    else:
        return _NAMED.get(name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def decode(
    message: bytes, header: Header, default: str, misdeclared: Literal["refuse", "read"]
) -> Decoded | Fault:
    """The message in letters; a Fault where bytes and set do not fit."""
    message = message.removeprefix(codecs.BOM_UTF8)
    if not header.raw(18).strip():
        return _undeclared(message, default)
    found = [codec_of(name) for name in header.character_sets]
    sets = [codec for codec in found if codec]
    if len(sets) < len(found):
        return Fault("AE", _NOT_IN_TABLE, _MSH_18, "a character set that is not known here")
    fitting = _declared(message, sets)
    if fitting is not None:
        return _lettered(fitting)
    if misdeclared == "refuse":
        return Fault("AE", _DATA_TYPE, _MSH_18, "letters that are not of the declared set")
    read = _undeclared(message, _SET_OF_WINDOWS)
    if isinstance(read, Fault):
        return read
    note = f"letters were not of the declared set; read as {read.codec}"
    return Decoded(read.text, read.codec, (note,))


def _undeclared(message: bytes, default: str) -> Decoded | Fault:
    """No set declared: UTF-8 where there is a letter of several bytes, else what is usual there."""
    codec = "utf-8" if _is_utf_8(message) else codec_of(default) or _SET_OF_WINDOWS
    if message.isascii():
        codec = "ascii"
    text = _strictly(message, codec)
    if text is None:
        return Fault("AE", _DATA_TYPE, _MSH_18, "letters of no set that is known of this sender")
    return _lettered(Decoded(text, codec))


def _declared(message: bytes, sets: list[str]) -> Decoded | None:
    """By the first declared set that the bytes are of; UTF-8 read as 8859 would be mojibake."""
    utf_8 = _is_utf_8(message)
    for codec in sets:
        if utf_8 and codec.startswith(_SINGLE_BYTE):
            continue
        text = _strictly(message, codec)
        if text is not None and not _is_windows(text):
            return Decoded(text, codec)
    return None


def _is_windows(text: str) -> bool:
    return any("\x80" <= letter <= "\x9f" for letter in text) if not text.isascii() else False


def _is_utf_8(message: bytes) -> bool:
    """Whether there is a letter of several bytes, and each byte is of UTF-8."""
    return not message.isascii() and _strictly(message, "utf-8") is not None


def _strictly(message: bytes, codec: str) -> str | None:
    try:
        return message.decode(codec, "strict")
    except UnicodeDecodeError:
        return None


def _lettered(decoded: Decoded) -> Decoded | Fault:
    """Letters that were lost before they came, and what is no letter, are not kept."""
    found = _NO_TEXT.search(decoded.text)
    twice = None if decoded.text.isascii() else _READ_TWICE.search(decoded.text)
    if twice is not None:
        text = "letters of UTF-8 among others that are none: nobody knows which set is meant"
        return Fault("AE", _DATA_TYPE, _MSH_18, text)
    if found is None:
        return decoded
    segment = re.split(r"[\r\n]+", decoded.text[: found.start()])[-1][:3]
    name = segment if re.fullmatch(r"[A-Z][A-Z0-9]{2}", segment) else "MSH"
    what = "a letter was lost before it was sent" if found.group() > "\x9f" else "a control byte"
    return Fault("AE", _DATA_TYPE, name, f"{what}: U+{ord(found.group()):04X}")
