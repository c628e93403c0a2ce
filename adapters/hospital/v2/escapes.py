r"""Escape sequences of HL7 v2, undone once: `\T\` is an ampersand and no separator.

https://www.hl7.eu/HL7v2x/v29/std29/ch02.html#Heading42
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from adapters.hospital.header import Delimiters

_SPACE = {".br": "\n", ".sp": "\n", "H": "", "N": ""}
_PLAIN = frozenset("\n\t\r")


@dataclass(frozen=True, slots=True)
class Unescape:
    """By the delimiters and the character set of one message; `tell` hears what stays as it is."""

    delimiters: Delimiters
    codec: str
    tell: Callable[[str], None]

    def __call__(self, text: str) -> str:
        """The text as it is meant; a sequence that is not known, or not ended, stays literally."""
        mark = self.delimiters.escape
        if mark not in text:
            return text
        sequence = re.compile(f"{re.escape(mark)}([^{re.escape(mark)}]*){re.escape(mark)}")
        done, at = [], 0
        while found := sequence.search(text, at):
            done.append(text[at : found.start()])
            meant = self._meant(found[1])
            if meant is None:
                # The second mark may be the first of the next sequence.
                self.tell("an escape sequence that is not known stands in it literally")
                done.append(text[found.start() : found.end() - 1])
                at = found.end() - 1
            else:
                done.append(meant)
                at = found.end()
        if mark in text[at:]:
            self.tell("an escape sequence that does not end stands in it literally")
        return "".join([*done, text[at:]])

    def _meant(self, name: str) -> str | None:
        of_delimiters = {
            "F": self.delimiters.field,
            "S": self.delimiters.component,
            "T": self.delimiters.subcomponent,
            "R": self.delimiters.repetition,
            "E": self.delimiters.escape,
        }
        if name in of_delimiters:
            return of_delimiters[name]
        if name in _SPACE:
            return _SPACE[name]
        return self._hexadecimal(name[1:]) if name.startswith("X") else None

    def _hexadecimal(self, digits: str) -> str | None:
        try:
            text = bytes.fromhex(digits).decode(self.codec)
        except ValueError:
            return None
        readable = all(letter.isprintable() or letter in _PLAIN for letter in text)
        return text if digits and readable else None
