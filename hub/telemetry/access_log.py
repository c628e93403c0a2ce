"""A line of JSON for each answer, without anything of a person; written a few times a second.

What was done stands in the ledger: a line that a crash loses is lost to nobody.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

WITHIN = 0.1  # seconds


def _to_stderr(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


@dataclass(slots=True)
class AccessLog:
    """`write` takes whole lines. What goes into one has no characters to escape."""

    write: Callable[[str], object] = _to_stderr
    _lines: list[str] = field(default_factory=list)

    def add(
        self, request_id: str, asked: tuple[str, str], status: int, seconds: float, client: str
    ) -> None:
        """One answer; `asked` is method and resource type, `client` an id that the hub gave."""
        if not self._lines:
            asyncio.get_running_loop().call_later(WITHIN, self.flush)
        now, (method, kind) = time.time(), asked
        self._lines.append(
            f'{{"at":"{_second(int(now))}.{int(now % 1 * 1_000):03}Z","level":"info",'
            f'"logger":"hub","request":"{request_id}","client":"{client}","method":"{method}",'
            f'"type":"{kind}","status":{status},"ms":{seconds * 1_000:.1f}}}\n'
        )

    def flush(self) -> None:
        """Write what waits."""
        lines, self._lines = self._lines, []
        if lines:
            self.write("".join(lines))


@lru_cache(maxsize=2)
def _second(since: int) -> str:
    return datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%S")
