"""A database as a thief would have it: its dump, its files and its log."""

import asyncio
import re
import subprocess
from pathlib import Path

import asyncpg

from hub.postgres.binaries import find_binaries
from tests.plugins.personal import SHORTEST, Known, has_bsn

# Written out: counted, with {5,}, it takes a quarter longer.
TEXTS = re.compile(rb"[\x20-\x7e]" * SHORTEST + b"+")
HEX = re.compile(rb"\\\\x([0-9a-f]{10,})")


def leaks_of_dump(known: Known, dump: bytes) -> set[str]:
    """What can be read in a dump; also where bytes are written as hex digits."""
    hidden = [
        bytes.fromhex(digits.decode()[: len(digits) // 2 * 2]) for digits in HEX.findall(dump)
    ]
    plain = HEX.sub(b"", dump)
    return {
        f"{what} in the dump"
        for text in (plain, b"\n".join(hidden))
        for what in readable(known, text)
    }


def leaks_of_files(known: Known, files: list[Path]) -> set[str]:
    """What can be read in the files of a database, its write-ahead log and its log."""
    return {f"{what} in {_named(file)}" for file in files for what in readable(known, _held(file))}


def _held(file: Path) -> bytes:
    """What the file holds: the server throws away and makes anew its caches of tables."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def readable(known: Known, data: bytes) -> set[str]:
    """Kinds of personal data that stand in these bytes as text."""
    text = b"\n".join(set(TEXTS.findall(data)))
    found = {f"a {kind}" for kind in known.kinds_in(text)}
    return found | ({"a BSN"} if has_bsn(text) else set())


def dump_of(url: str) -> bytes:
    """Everything in the database, as `pg_dump` writes it."""
    program = find_binaries().directory / "pg_dump"
    done = subprocess.run([str(program), "--dbname", url], capture_output=True, check=True)
    return done.stdout


def files_of(url: str) -> list[Path]:
    """The files that hold this database now; none where the server is another machine's."""
    directory, number = asyncio.run(_checkpoint(url))
    data = Path(directory)
    places = [data / "base" / str(number), data / "pg_wal", data.parent]
    files = [file for place in places if place.is_dir() for file in place.iterdir()]
    return [
        file for file in files if file.is_file() and (file.parent != data.parent or _is_log(file))
    ]


async def _checkpoint(url: str) -> tuple[str, int]:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CHECKPOINT")
        row = await connection.fetchrow(
            "SELECT current_setting('data_directory') AS directory, oid AS number "
            "FROM pg_database WHERE datname = current_database()"
        )
    finally:
        await connection.close()
    return row["directory"], row["number"]


def _is_log(file: Path) -> bool:
    return file.suffix == ".log"


def _named(file: Path) -> str:
    if _is_log(file):
        return "the server's log"
    return "the write-ahead log" if file.parent.name == "pg_wal" else "the data files"
