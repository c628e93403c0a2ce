"""What is known of one person by one source's messages, whatever order they came in.

Each fact is stated at a moment; the latest statement holds, so that messages in any order leave
the same. docs/decisions: facts kept at the source.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

Value = Any
"""What JSON can hold; None where it was deleted."""


class Stated(msgspec.Struct, array_like=True, frozen=True):
    """What was said, and when: `at` sorts as the moments do."""

    at: str
    value: Value


Register = dict[str, Stated]


class Move(msgspec.Struct, array_like=True, frozen=True):
    """That somebody came to a place, went, or that this was taken back."""

    at: str
    event: str
    place: list[str]
    when: str


class Visit(msgspec.Struct):
    """A stay or a visit: what was stated of it, and where the person was."""

    stated: Register = {}
    moves: list[Move] = []


class Dossier(msgspec.Struct):
    """Everything of one person; `number` names it for ever, as a rule the source's own number."""

    number: str
    lane: str
    pseudonym: str
    numbers: list[str] = []
    old_numbers: list[str] = []
    stated: Register = {}
    contacts_told: int = 0
    """How many contacts the hub was told of, at most: those told no longer are not active."""
    visits: dict[str, Visit] = {}
    documents: dict[str, Register] = {}
    limits: dict[str, Register] = {}
    plans: dict[str, Register] = {}

    @property
    def own_number(self) -> str:
        """What names him in numbers that are made of it: never a BSN."""
        return self.number.partition("|")[2] if self.numbers else self.pseudonym

    def value(self, name: str) -> Value:
        """What holds of the person now; None where nothing does."""
        return value(self.stated, name)


def value(register: Mapping[str, Stated], name: str) -> Value:
    """What holds now; None where nothing does."""
    stated = register.get(name)
    return stated.value if stated else None


def state(register: Register, name: str, at: str, said: Value) -> bool:
    """Whether it holds from now on: not where something later was said before."""
    known = register.get(name)
    if known is not None and known.at > at:
        return False
    register[name] = Stated(at, said)
    return True


def union(into: Register, other: Mapping[str, Stated]) -> None:
    """Whichever was said last of each."""
    for name, stated in other.items():
        state(into, name, stated.at, stated.value)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Dossier)


def encoded(dossier: Dossier) -> bytes:
    """As it is kept."""
    return _ENCODER.encode(dossier)


def decoded(content: bytes) -> Dossier:
    """As it was kept."""
    return _DECODER.decode(content)
