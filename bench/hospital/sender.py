"""A hospital's engine: several connections, each waiting for an answer before it sends on."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.hospital.day import END, Piece

_PATIENCE = 60.0  # seconds


@dataclass(slots=True)
class Heard:
    """What was answered: codes, and the pieces that were answered otherwise than they should be."""

    codes: Counter[str] = field(default_factory=Counter)
    otherwise: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)
    longest: float = 0.0


async def send(host: str, port: int, lanes: Sequence[Sequence[Piece]]) -> Heard:
    """All pieces, over as many connections as there are lanes."""
    heard = Heard()
    await asyncio.gather(*(_lane(host, port, pieces, heard) for pieces in lanes))
    return heard


async def _lane(host: str, port: int, pieces: Sequence[Piece], heard: Heard) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        for piece in pieces:
            if piece.closes:
                await _alone(host, port, piece, heard)
            else:
                await _exchange(reader, writer, piece, heard)
    finally:
        writer.close()


async def _alone(host: str, port: int, piece: Piece, heard: Heard) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        await _exchange(reader, writer, piece, heard)
    finally:
        writer.close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, piece: Piece, heard: Heard
) -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    writer.write(piece.wire)
    await writer.drain()
    codes = []
    async with asyncio.timeout(_PATIENCE):
        for _ in piece.codes:
            answer = await reader.readuntil(END)
            codes.append(_code(answer))
    heard.longest = max(heard.longest, clock() - began)
    heard.codes.update(codes)
    if tuple(codes) != piece.codes:
        heard.otherwise.append((piece.kind, piece.codes, tuple(codes)))


def _code(answer: bytes) -> str:
    return answer.split(b"\rMSA|", 1)[1][:2].decode()
