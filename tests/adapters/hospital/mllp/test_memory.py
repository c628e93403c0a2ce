"""Messages of 100 MB and frames that never end: the listener's memory stays as it is."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.adapters.hospital.mllp.process import Serving
from tests.adapters.hospital.mllp.standing import Peer, field, msh

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]

MEGABYTES = 100
ROUNDS = int(os.environ.get("MLLP_ROUNDS", "1"))
GROWS_TO = 40  # megabytes more than after the first
BLOCK = b"x" * 1_000_000


def _peak(pid: int) -> int:
    """Megabytes that the process ever had."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) // 1000


async def _sent(port: int, beginning: bytes) -> bytes:
    """As much of 100 MB as the listener reads; then its answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    peer = Peer(reader, writer)
    try:
        await peer.send(beginning)
        for _ in range(MEGABYTES):
            await peer.send(BLOCK)
        return await peer.answer(20)
    except ConnectionError:
        return await peer.answer(1)
    finally:
        writer.close()


async def test_what_is_too_large_or_never_ends_is_refused_and_memory_is_flat(
    tmp_path: Path,
) -> None:
    serving = Serving(tmp_path / "state")
    pid = await serving.start()
    try:
        beginnings = (b"\x0b" + msh(_10="BIG"), b"\x0b" + msh(_10="BIG") + b"\x1c", b"noise")
        codes = [field(await _sent(serving.port, each), "MSA", 1) for each in beginnings]
        first = _peak(pid)
        for _ in range(ROUNDS):
            for each in beginnings:
                await _sent(serving.port, each)
        reader, writer = await asyncio.open_connection("127.0.0.1", serving.port)
        answer = await Peer(reader, writer).ask(msh(_10="AFTER"))
        writer.close()
        grown = _peak(pid) - first
    finally:
        await serving.kill()
    assert codes == ["AR", "AR", ""]
    assert field(answer, "MSA", 1) == "AA"
    assert grown < GROWS_TO
