"""The pieces of a hospital's day: 5,000 ADT, 200 MDM, and between them what goes wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Final

from bench.hospital.message import Message, Person, limit, person, stay

START, END = b"\x0b", b"\x1c\r"
ADT, MDM = 5000, 200
_FAULT_EACH: Final = 25


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes for the wire and the codes that answer them, in order; `closes`: its own connection."""

    kind: str
    wire: bytes = field(repr=False)
    codes: tuple[str, ...]
    closes: bool = False


_Fault = Callable[[Message, Piece], Piece]


def day(lanes: int, bsns: Sequence[str], adt: int = ADT, mdm: int = MDM) -> list[list[Piece]]:
    """So many connections' pieces; what is told of one person goes over one of them, in order."""
    ids = (f"D{number:06d}" for number in count(1))
    random = Random(f"{adt}/{mdm}")  # noqa: S311 -- the same day each time
    found: list[list[Piece]] = [[] for _ in range(lanes)]
    people: list[Person] = []
    told = 0
    while told < adt:
        who = person(len(people), bsns[len(people)], random)
        people.append(who)
        for message in stay(who, random, ids):
            if told < adt:
                found[who.number % lanes].append(_good(message))
                told += 1
    for number, who in enumerate(random.sample(people, min(mdm, len(people)))):
        found[who.number % lanes].append(_good(limit(who, number, next(ids), random)))
    return [_with_faults(pieces, random, ids) for pieces in found]


def _good(message: Message) -> Piece:
    return Piece("good", framed(message.content), ("CA",))


def framed(content: bytes) -> bytes:
    """In a frame."""
    return START + content + END


def _with_faults(pieces: list[Piece], random: Random, ids: Iterator[str]) -> list[Piece]:
    """After each so many a fault; what was cut off comes again, as senders do."""
    whole: list[Piece] = []
    for place, piece in enumerate(pieces):
        whole.append(piece)
        if place % _FAULT_EACH == 0:
            who = person(90_000 + place, "", random)
            message = next(stay(who, random, ids))
            whole.append(_FAULTS[(place // _FAULT_EACH) % len(_FAULTS)](message, piece))
    return whole


def _raw(kind: str, code: str, content: Callable[[Message], bytes]) -> _Fault:
    return lambda message, _: Piece(kind, framed(content(message)), (code,))


def _wire(kind: str, codes: tuple[str, ...], wire: Callable[[Message], bytes]) -> _Fault:
    return lambda message, _: Piece(kind, wire(message), codes)


def _closing(kind: str, codes: tuple[str, ...], wire: Callable[[Message], bytes]) -> _Fault:
    return lambda message, _: Piece(kind, wire(message), codes, closes=True)


def _second(message: Message) -> bytes:
    return replace(message, control_id=f"{message.control_id}X").content


def _wrong_set(message: Message) -> bytes:
    return replace(message.changed("Proefd", "Pr\u00f6fd"), declared="UNICODE UTF-8").content


def _no_number(message: Message) -> bytes:
    segments = tuple(
        "PID|1||||Proef" if line.startswith("PID") else line for line in message.segments
    )
    return replace(message, segments=segments).content


_NO_BSN: Final = "ZKF^PI~123456789^^^NLMINBIZA^NNNLD"
_FAULTS: Final[tuple[_Fault, ...]] = (
    _raw("unknown event", "CR", lambda m: replace(m, event="ADT^A99^ADT_A99").content),
    _raw("no PID", "CE", lambda m: m.without("PID").content),
    _raw("no number", "CE", _no_number),
    _raw("no BSN it is", "CE", lambda m: m.changed("ZKF^PI", _NO_BSN).content),
    _raw("wrong set", "CE", _wrong_set),
    _raw("no such day", "CE", lambda m: m.changed("20261120080000", "20260231080000").content),
    _raw("no version", "CR", lambda m: replace(m, version="3.7").content),
    _raw("no id", "CE", lambda m: replace(m, control_id="").content),
    _raw("no MSH", "AR", lambda m: m.content.partition(b"\r")[2]),
    _raw("line feeds", "CA", lambda m: m.content.replace(b"\r", b"\r\n")),
    _closing("cut off", (), lambda m: START + m.content[:200]),
    _closing("no start", ("CR",), lambda m: m.content + END),
    _wire("begun twice", ("CA",), lambda m: START + m.content[:150] + framed(m.content)),
    _wire("commit byte", ("CA",), lambda m: framed(b"\x06") + framed(m.content)),
    _wire("two in one", ("CA", "CA"), lambda m: framed(m.content) + framed(_second(m))),
    _wire("a batch", ("CA", "CA"), lambda m: framed(b"BHS|^~\\&\r" + m.content + _second(m))),
    lambda _, before: replace(before, kind="sent again"),
)
