"""kill -9 at any moment while messages come: what was answered as taken is on disk.

The moments come from a seed that stands in the output; HUB_TEST_SEED=<seed> repeats them.
"""

import asyncio
import os
import random
import secrets
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from adapters.hospital.mllp.framing import framed
from tests.adapters.hospital.mllp.process import Serving
from tests.adapters.hospital.mllp.standing import Peer, field, msh

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

KILLS = int(os.environ.get("MLLP_KILLS", "10"))
SEED = os.environ.get("HUB_TEST_SEED") or secrets.token_hex(4)
CONNECTIONS = 3
LONGEST = 0.3  # seconds


async def _sends(port: int, connection: int, life: int, taken: set[str]) -> None:
    """One after the other, until the listener is gone."""
    with suppress(OSError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            await _one_by_one(Peer(reader, writer), f"K{life}.{connection}", taken)
        finally:
            writer.close()


async def _one_by_one(peer: Peer, name: str, taken: set[str]) -> None:
    for number in range(100_000):
        await peer.send(framed(msh(_10=f"{name}.{number}")))
        answer = await peer.answer(10)
        if not answer:
            return
        assert field(answer, "MSA", 1) == "AA"
        taken.add(field(answer, "MSA", 2))


def _kept(state: Path) -> list[str]:
    with sqlite3.connect(state / "outbox.sqlite") as database:
        rows = database.execute("SELECT id FROM taken").fetchall()
    database.close()
    return [row[0] for row in rows]


async def test_what_was_answered_as_taken_is_there_after_a_kill_at_any_moment(
    tmp_path: Path,
) -> None:
    moments, taken = random.Random(SEED), set[str]()  # noqa: S311 -- told by its seed
    serving = Serving(tmp_path / "state")
    for life in range(KILLS):
        await serving.start()
        senders = [
            asyncio.create_task(_sends(serving.port, each, life, taken))
            for each in range(CONNECTIONS)
        ]
        await asyncio.sleep(moments.uniform(0.01, LONGEST))
        await serving.kill()
        await asyncio.gather(*senders)
        kept = _kept(serving.state)

        assert taken <= set(kept), f"HUB_TEST_SEED={SEED}"
        assert len(kept) == len(set(kept)), f"HUB_TEST_SEED={SEED}"
    assert len(taken) > KILLS
