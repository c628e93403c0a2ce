"""What somebody with every right on the database, and on the file, may try."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.ledger.chain import START, link
from hub.ledger.checkpoint import Checkpoint
from hub.ledger.row import COLUMNS, Clear
from hub.ledger.words import month_of
from hub.storage.database import Connection, Row
from tests.hub.ledger.ledgers import Written

Manipulation = Callable[[Connection, Written, random.Random], Awaitable[None]]
_COLUMNS = ", ".join(COLUMNS)


async def _rows(connection: Connection) -> list[Row]:
    return list(await connection.fetch(f"SELECT {_COLUMNS} FROM ledger ORDER BY writer, number"))


async def _any(connection: Connection, rng: random.Random) -> Row:
    return rng.choice(await _rows(connection))


async def _set(connection: Connection, row: Row, column: str, value: object) -> None:
    await connection.execute(
        f"UPDATE ledger SET {column} = $1 WHERE writer = $2 AND number = $3",
        value,
        row["writer"],
        row["number"],
    )


async def a_column_is_changed(connection: Connection, _: Written, rng: random.Random) -> None:
    row = await _any(connection, rng)
    column = rng.choice(["at", "person", "organization", "sealed"])
    flipped = bytearray(row["sealed"])
    flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    values = {
        "at": row["at"] + rng.choice([timedelta(microseconds=1), timedelta(days=40)]),
        "person": rng.choice([rng.getrandbits(63), None if row["person"] is not None else 1]),
        "organization": rng.getrandbits(63),
        "sealed": bytes(flipped),
    }
    await _set(connection, row, column, values[column])


async def a_row_is_removed(connection: Connection, _: Written, rng: random.Random) -> None:
    row = await _any(connection, rng)
    await connection.execute(
        "DELETE FROM ledger WHERE writer = $1 AND number = $2", row["writer"], row["number"]
    )


async def a_row_is_copied(connection: Connection, _: Written, rng: random.Random) -> None:
    row = dict(await _any(connection, rng))
    column = rng.choice(["at", "writer", "number"])
    row[column] += timedelta(seconds=1) if column == "at" else rng.choice([1_000, 10**6])
    await _insert(connection, row)


async def a_row_is_invented(connection: Connection, _: Written, rng: random.Random) -> None:
    row = dict(await _any(connection, rng))
    last = await connection.fetchval(
        "SELECT max(number) FROM ledger WHERE writer = $1", row["writer"]
    )
    row |= {"number": last + 1, "sealed": rng.randbytes(len(row["sealed"]))}
    await _insert(connection, row)


async def _insert(connection: Connection, row: dict[str, object]) -> None:
    marks = ", ".join(f"${n}" for n in range(1, len(COLUMNS) + 1))
    await connection.execute(
        f"INSERT INTO ledger ({_COLUMNS}) VALUES ({marks})", *(row[name] for name in COLUMNS)
    )


async def two_rows_change_places(connection: Connection, _: Written, rng: random.Random) -> None:
    one, other = rng.sample(await _rows(connection), 2)
    if rng.randrange(2):
        await _set(connection, one, "sealed", other["sealed"])
        await _set(connection, other, "sealed", one["sealed"])
        return
    for row, writer, number in (
        (one, -1, -1),
        (other, one["writer"], one["number"]),
        ({"writer": -1, "number": -1}, other["writer"], other["number"]),
    ):
        await connection.execute(
            "UPDATE ledger SET writer = $1, number = $2 WHERE writer = $3 AND number = $4",
            *(writer, number, row["writer"], row["number"]),
        )


async def the_tail_is_cut(connection: Connection, _: Written, rng: random.Random) -> None:
    """Seals with their rows, from one on: what is left is whole in itself."""
    last = await connection.fetchval("SELECT max(seal) FROM ledger_seal")
    for row in await connection.fetch(
        "DELETE FROM ledger_seal WHERE seal >= $1 RETURNING *", rng.randint(1, last)
    ):
        for writer, first, to in Checkpoint.of_row(row).ranges:
            await connection.execute(
                "DELETE FROM ledger WHERE writer = $1 AND number BETWEEN $2 AND $3",
                *(writer, first, to),
            )


async def a_seal_is_changed(connection: Connection, _: Written, rng: random.Random) -> None:
    last = await connection.fetchval("SELECT max(seal) FROM ledger_seal")
    change = rng.choice(
        [
            "at = at + interval '1 second'",
            "month = month - 31",
            "first = first + 1",
            "tos = array_replace(tos, tos[1], tos[1] + 1)",
            "writers = array_replace(writers, writers[1], 999)",
            "hash = sha256(hash)",
            "signature = signature || '\\x00'",
            "seal = seal + 1000",
        ]
    )
    await connection.execute(
        f"UPDATE ledger_seal SET {change} WHERE seal = $1", rng.randint(1, last)
    )


async def a_seal_is_removed(connection: Connection, _: Written, rng: random.Random) -> None:
    last = await connection.fetchval("SELECT max(seal) FROM ledger_seal")
    await connection.execute("DELETE FROM ledger_seal WHERE seal = $1", rng.randint(1, last))


async def a_word_is_changed(connection: Connection, _: Written, rng: random.Random) -> None:
    word = rng.choice(await connection.fetch("SELECT * FROM ledger_word"))
    statement = rng.choice(
        [
            "DELETE FROM ledger_word WHERE month = $1 AND word = $2",
            "UPDATE ledger_word SET sealed = sha256(sealed) WHERE month = $1 AND word = $2",
            "UPDATE ledger_word SET word = word + 1 WHERE month = $1 AND word = $2",
        ]
    )
    await connection.execute(statement, word["month"], word["word"])


async def a_month_is_dropped(connection: Connection, _: Written, rng: random.Random) -> None:
    """With its words, as if nobody had to keep it any longer."""
    month = month_of(rng.choice(await _rows(connection))["at"])
    end = (month + timedelta(days=31)).replace(day=1)
    await connection.execute("DELETE FROM ledger WHERE at >= $1 AND at < $2", month, end)
    await connection.execute("DELETE FROM ledger_word WHERE month = $1", month)


async def all_is_sealed_anew(connection: Connection, written: Written, rng: random.Random) -> None:
    """A row is taken away, its writer's numbers closed up, and everything chained and signed."""
    await a_row_is_removed(connection, written, rng)
    rows = await _rows(connection)
    await connection.execute("DELETE FROM ledger_seal")
    key, digest, ranges = Ed25519PrivateKey.generate(), START, []
    for place, row in enumerate(rows, 1):
        digest = link(digest, Clear.of(row).canonical(place, row["sealed"]))
        ranges.append((row["writer"], row["number"], row["number"]))
    made = Checkpoint(1, written.now, month_of(rows[0]["at"]), 1, tuple(ranges), digest)
    values = Checkpoint(**{**_fields(made), "signature": made.signed(key)})
    await connection.execute(
        "INSERT INTO ledger_seal VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", *values.values()
    )
    if rng.randrange(2):
        written.file.path.write_bytes(values.line())


def _fields(made: Checkpoint) -> dict[str, object]:
    return {name: getattr(made, name) for name in made.__slots__}


async def the_file_is_changed(_: Connection, written: Written, rng: random.Random) -> None:
    lines = written.file.path.read_bytes().splitlines(keepends=True)
    place = rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            del lines[place]
        case 1:
            del lines[place:]
        case 2:
            lines[place] = b"nonsense\n"
        case _:
            said = msgspec.json.decode(lines[place])
            lines[place] = msgspec.json.encode(said | {"hash": "00" * 32}) + b"\n"
    written.file.path.write_bytes(b"".join(lines))


MANIPULATIONS: tuple[Manipulation, ...] = (
    a_column_is_changed,
    a_row_is_removed,
    a_row_is_copied,
    a_row_is_invented,
    two_rows_change_places,
    the_tail_is_cut,
    a_seal_is_changed,
    a_seal_is_removed,
    a_word_is_changed,
    a_month_is_dropped,
    all_is_sealed_anew,
    the_file_is_changed,
)
