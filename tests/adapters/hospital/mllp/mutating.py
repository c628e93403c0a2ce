"""Messages of HL7 v2 spoilt in every way that a wire, an interface or a typist spoils them."""

from collections.abc import Callable
from random import Random
from typing import Final

_MARKS: Final = (
    b"|",
    b"^",
    b"~",
    b"&",
    b"\\",
    b'""',
    b"\r",
    b"\n",
    b"\x0b",
    b"\x00",
    b"\xff",
    b"\xc3",
)
_WORDS: Final = (
    b"PID|1||700999^^^ZKF^PI",
    b"999940788^^^NLMINBIZA^NNNLD",
    b"123456789^^^NLMINBIZA^NNNLD",
    b"MRG|700101^^^ZKF^PI",
    b"20260231",
    b"MSH|^~\\&|",
    b"EVN|A40|",
    b"\\X0D\\",
    b"9" * 5000,
    "\u2019\ufffd".encode(),
)

Mutation = Callable[[bytes, Random], bytes]


def mutated(message: bytes, random: Random) -> bytes:
    """The message after one to three spoilings; without the end byte of a frame."""
    for _ in range(random.choice((1, 1, 2, 3))):
        message = random.choice(_MUTATIONS)(message, random)
    message = message.replace(b"\x1c", b" ")
    return (
        message if message.strip(b"\r\n\t \x0b\x06\x15") else b"MSH"
    )  # an empty frame has no answer


def _flipped(message: bytes, random: Random) -> bytes:
    place = random.randrange(max(len(message), 1))
    return message[:place] + bytes([random.randrange(256)]) + message[place + 1 :]


def _cut(message: bytes, random: Random) -> bytes:
    return message[: random.randrange(max(len(message), 1))]


def _gap(message: bytes, random: Random) -> bytes:
    start = random.randrange(max(len(message), 1))
    return message[:start] + message[start + random.randrange(1, 40) :]


def _inserted(message: bytes, random: Random) -> bytes:
    place = random.randrange(max(len(message), 1))
    return message[:place] + random.choice(_MARKS + _WORDS) + message[place:]


def _segments(message: bytes, random: Random) -> bytes:
    lines = message.split(b"\r")
    place, other = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(4)
    if kind == 0:
        del lines[place]
    elif kind == 1:
        lines.insert(other, lines[place])
    elif kind == 2:
        lines[place], lines[other] = lines[other], lines[place]
    else:
        lines.insert(place, random.choice(_WORDS))
    return b"\r".join(lines)


def _fields(message: bytes, random: Random) -> bytes:
    lines = message.split(b"\r")
    place = random.randrange(len(lines))
    fields = lines[place].split(b"|")
    one, other = random.randrange(len(fields)), random.randrange(len(fields))
    kind = random.randrange(4)
    if kind == 0:
        fields[one] = b""
    elif kind == 1:
        fields[one] = random.choice((*_WORDS, b'""', b"0", b"-1"))
    elif kind == 2:
        fields[one], fields[other] = fields[other], fields[one]
    else:
        fields[one] = fields[one] + b"~" + fields[other]
    lines[place] = b"|".join(fields)
    return b"\r".join(lines)


def _repeated(message: bytes, random: Random) -> bytes:
    return message + message[random.randrange(max(len(message), 1)) :]


def _other_marks(message: bytes, random: Random) -> bytes:
    one, other = random.sample((b"|", b"^", b"~", b"\\", b"&", b"#"), 2)
    return message.replace(one, b"\x01").replace(other, one).replace(b"\x01", other)


_MUTATIONS: Final[tuple[Mutation, ...]] = (
    *(_flipped, _cut, _gap, _inserted, _inserted, _segments, _segments),
    *(_fields, _fields, _repeated, _other_marks),
)
