"""Who a message is about, read by a second reader that knows nothing of the adapter's."""

import re
from dataclasses import dataclass
from typing import Any, Final

from profiles import systems

_GENDERS: Final = {"M": "male", "F": "female", "O": "other", "U": "unknown", "A": "other"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What PID and MRG say: numbers, BSNs, birth dates, sexes, and the letters of names."""

    numbers: frozenset[str]
    bsns: frozenset[str]
    births: frozenset[str]
    genders: frozenset[str]
    names: str

    def disagrees(self, patient: dict[str, Any]) -> str:
        """What of a stored Patient was not sent; empty where all was."""
        for identifier in patient.get("identifier", []):
            of = self.bsns if identifier["system"] == systems.BSN_SYSTEM else self.numbers
            if identifier.get("value") not in of:
                return f"{identifier['system']}"
        birth = patient.get("birthDate", "").replace("-", "")
        if birth and not any(sent.startswith(birth) for sent in self.births):
            return "birthDate"
        if patient.get("gender") not in {None, "other", "unknown", *self.genders}:
            return "gender"
        families = (name.get("family", "") for name in patient.get("name", []))
        letters = set(re.findall("[A-Za-z]{2,}", " ".join(families)))
        return "name" if any(part not in self.names for part in letters) else ""


def as_sent(message: bytes) -> Sent:
    """The persons of a message, by its own delimiters."""
    # Where a frame begins anew, what came before is dropped.
    text = _decoded(message.rsplit(b"\x0b", 1)[-1]).lstrip("\r\n\t \ufeff")
    mark, component, repetition, inner = text[3], text[4], text[5], text[7]
    # A line feed that no segment follows stands in a field.
    lines = re.split(rf"[\r\n]*\r[\r\n]*|\n+(?=[A-Z][A-Z0-9]{{2}}{re.escape(mark)})", text)
    pids = [line.split(mark) for line in lines if line[:3] == "PID"]
    mrgs = [line.split(mark) for line in lines if line[:3] == "MRG"]
    found = [(pid, 3) for pid in pids] + [(mrg, 1) for mrg in mrgs]
    found += [(pid, place) for pid in pids for place in (2, 4)]
    ids = [
        [part.strip() for part in one.split(component)]
        for fields, place in found
        for one in (fields[place] if place < len(fields) else "").split(repetition)
    ]
    numbers = {each[0].split(inner)[0].strip() for each in ids if each[0]}
    bsns = {one.zfill(9) for one in numbers if one.isdigit() and len(one) in {8, 9}}
    return Sent(
        frozenset(_unescaped(number) for number in numbers),
        frozenset(bsns),
        frozenset(_first(_field(pid, 7), component, repetition, inner) for pid in pids),
        frozenset(
            _GENDERS.get(_first(_field(pid, 8), component, repetition, inner).upper(), "")
            for pid in pids
        ),
        " ".join(_field(pid, place) for pid in pids for place in (5, 9)),
    )


def _decoded(message: bytes) -> str:
    for name in ("utf-8", "windows-1252"):
        try:
            return message.decode(name)
        except UnicodeDecodeError:
            continue
    return message.decode("latin-1")


def _field(fields: list[str], place: int) -> str:
    return fields[place].strip() if place < len(fields) else ""


def _first(text: str, *marks: str) -> str:
    for mark in marks:
        text = text.split(mark, maxsplit=1)[0]
    return text.strip()


def _unescaped(text: str) -> str:
    for name, mark in (("F", "|"), ("S", "^"), ("T", "&"), ("R", "~"), ("E", "\\")):
        text = text.replace(f"\\{name}\\", mark)
    return text
