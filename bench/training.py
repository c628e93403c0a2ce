"""Trains a dictionary for bodies at rest on what the demo's adapters pushed.

`python -m bench.training DATABASE-URL OUT`, with the demo's HUB_INDEX_KEY and HUB_SEALING_KEYS.
docs/decisions/0004-bodies-sealed-index-keyed.md
"""

import asyncio
import os
import sys
from pathlib import Path

import asyncpg
import zstandard

from hub.storage.compression import LEVEL, NEWEST
from hub.storage.current import VERSION
from hub.storage.sealing import Keyring
from hub.storage.stored import unseal

SIZE = 16_384
_TIMES = 3  # zstd asks for many samples, and the demo's region is small


async def _texts(url: str, keyring: Keyring) -> list[bytes]:
    """As they are sealed, in the order of the text: the same bodies train the same dictionary."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(f"SELECT {VERSION} FROM resource_version v")
    finally:
        await connection.close()
    stored = [unseal(row, keyring) for row in rows]
    return sorted(f"{one.address}\n".encode() + one.body for one in stored)


def main(url: str, out: Path) -> None:
    """Write the dictionary; a next one gets the next number, for none is ever changed."""
    keyring = Keyring.parse(os.environ["HUB_INDEX_KEY"], os.environ["HUB_SEALING_KEYS"])
    samples: list[bytes | bytearray | memoryview] = []
    samples.extend(asyncio.run(_texts(url, keyring)) * _TIMES)
    trained = zstandard.train_dictionary(SIZE, samples, level=LEVEL, dict_id=NEWEST + 1)
    out.write_bytes(trained.as_bytes())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
