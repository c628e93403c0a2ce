"""The listener as a process of its own."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from tests.plugins.processes import free_port

_ROOT = Path(__file__).parents[4]
_SERVING = Path(__file__).with_name("serving.py")
_READY_WITHIN = 30  # seconds


class Serving:
    """It keeps what it takes in `state`, and is killed instead of ended."""

    def __init__(self, state: Path) -> None:
        self.state, self.port = state, free_port()
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> int:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(_SERVING), str(self.state), str(self.port)),
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(_READY_WITHIN):
            assert await self._process.stdout.readline() == b"listening\n"
        return self._process.pid

    async def kill(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        await self._process.communicate()
