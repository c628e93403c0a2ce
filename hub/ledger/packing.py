"""A record as few bytes, and back: names by numbers, UUIDs as 16 bytes, what repeats as a word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from hub.ledger.codes import Code, code_of, word_of
from hub.ledger.record import Ground, Record
from hub.ledger.words import Words
from profiles.identifiers import holds_bsn

_URA = 8
# A UUID, a request's id, a token's id.
_SHAPES = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12}-[0-9a-f]{8}|[0-9a-f]{16}"
)
_UUID, _REQUEST = 16, 10
# Text, or the bytes of a name of our own shapes: the decoder knows no such union.
_Name = Any
_Entity = tuple[Code, _Name, int | str]


class _Packed(msgspec.Struct, array_like=True, frozen=True):
    interaction: Code
    status: int
    rules: tuple[Code, ...]
    request: _Name
    who: int
    token: _Name | None
    pat: bytes | None
    type: Code | None
    found: int
    grounds: tuple[tuple[Code, Code, bytes | None, int | None], ...]
    entities: tuple[_Entity, ...]
    asked: int | None
    detail: dict[str, Any] | None


_DECODER = msgspec.msgpack.Decoder(_Packed)
_ENCODER = msgspec.msgpack.Encoder()


class Packing(msgspec.Struct, frozen=True):
    """A record packed; `words` are (number, how it is written) of those that it leans on."""

    plain: bytes
    words: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A record as it was packed; `who` and `asked` are numbers of words."""

    record: Record
    token_id: str | None
    who: int
    asked: int | None

    @property
    def words(self) -> set[int]:
        """All that it leans on."""
        return {self.who, *([self.asked] if self.asked is not None else ())}


def pack(record: Record, words: Words) -> Packing:
    """The record without its moment, which stands in clear beside it."""
    who = words.number(record.who)
    asked = words.number((record.asked,)) if record.asked is not None else None
    packed = _Packed(
        interaction=code_of(record.interaction),
        status=record.status,
        rules=tuple(map(code_of, record.rule.split())),
        request=_short(record.request_id),
        who=who[0],
        token=_short(record.token_id) if record.token_id else None,
        pat=record.pat.bytes if record.pat else None,
        type=code_of(record.type) if record.type else None,
        found=record.found,
        grounds=tuple(map(_ground, record.grounds)),
        entities=tuple(map(_entity, _named(record))),
        asked=asked[0] if asked else None,
        detail=record.detail or None,
    )
    return Packing(_ENCODER.encode(packed), (who, asked) if asked else (who,))


def unpack(plain: bytes, at: datetime) -> Unpacked:
    """The record again; raises msgspec.ValidationError or DecodeError."""
    packed = _DECODER.decode(plain)
    record = Record(
        at=at,
        request_id=_long(packed.request),
        interaction=word_of(packed.interaction),
        status=packed.status,
        rule=" ".join(map(word_of, packed.rules)),
        pat=UUID(bytes=packed.pat) if packed.pat else None,
        type=word_of(packed.type) if packed.type is not None else None,
        found=packed.found,
        grounds=tuple(_grounded(*each) for each in packed.grounds),
        entities=tuple(_address(*each) for each in packed.entities),
        detail=packed.detail or {},
    )
    token = _long(packed.token) if packed.token is not None else None
    return Unpacked(record, token, packed.who, packed.asked)


def _ground(one: Ground) -> tuple[Code, Code, bytes | None, int | None]:
    said = one.custodian
    custodian = int(said) if len(said) == _URA and said.isdecimal() else said
    return code_of(one.rule), custodian, one.consent.bytes if one.consent else None, one.version


def _grounded(rule: Code, custodian: Code, consent: bytes | None, version: int | None) -> Ground:
    name = UUID(bytes=consent) if consent is not None else None
    said = f"{custodian:08}" if isinstance(custodian, int) else custodian
    return Ground(word_of(rule), said, name, version)


def _named(record: Record) -> Sequence[str]:
    """Its addresses; of what is nowhere none with a BSN, for it stands there as it was typed."""
    if record.found or record.pat is not None:
        return record.entities
    return [address for address in record.entities if not holds_bsn(address)]


def _entity(address: str) -> _Entity:
    kind, _, rest = address.partition("/")
    name, _, version = rest.partition("/_history/")
    # Of another's word on a Patient it is more than a number.
    number = int(version or 0) if version.isdecimal() or not version else version
    return code_of(kind), _short(name), number


def _address(kind: Code, name: _Name, version: int | str) -> str:
    address = f"{word_of(kind)}/{_long(name)}"
    return f"{address}/_history/{version}" if version else address


def _short(text: str) -> _Name:
    """What has one of our shapes is its bytes, by whose number the shape is known again."""
    if _SHAPES.fullmatch(text):
        return bytes.fromhex(text.replace("-", ""))
    return text


def _long(name: _Name) -> str:
    if not isinstance(name, bytes):
        return str(name)
    if len(name) == _UUID:
        return str(UUID(bytes=name))
    written = name.hex()
    return f"{written[:12]}-{written[12:]}" if len(name) == _REQUEST else written
