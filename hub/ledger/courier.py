"""Brings checkpoints to a second place, out of reach of whoever has this machine: by POST.

A line each, as the file has them. None is lost: what was not taken is sent again from the file,
so the other side may get one twice.
"""

import asyncio
import hashlib
import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import msgspec

from hub.ledger.checkpoint_file import CheckpointFile

_LOG = logging.getLogger("hub.ledger")
LATE = 60.0
"""Seconds after which it is told that the other side takes nothing, and again each time."""
AGAIN = 5.0
"""Seconds between two tries."""
_TAKES = 10.0  # seconds for one answer
MOST_AT_ONCE = 500
LINES = "application/x-ndjson"


class _Sent(msgspec.Struct):
    """How far the file was taken: so many bytes of it, by the one whose URL has this hash."""

    whom: str = ""
    bytes: int = 0


@dataclass(slots=True)
class Courier:
    """Works for who has the duty to seal. `file` is what is sent from, `url` where to."""

    url: str
    file: CheckpointFile
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _refused_since: float | None = None
    _told: float = float("-inf")

    @property
    def is_late(self) -> bool:
        """Whether the other side has taken nothing for a minute of what there is to send."""
        since = self._refused_since
        return since is not None and time.monotonic() - since > LATE

    def more(self) -> None:
        """There are new lines in the file."""
        self._more.set()

    async def run(self) -> None:
        """Until it is cancelled: then another process has the duty, and knows how late it is."""
        try:
            async with httpx.AsyncClient(timeout=_TAKES) as http:
                while True:
                    self._more.clear()
                    if await self._sent_all(http):
                        await self._more.wait()
                    else:
                        await asyncio.sleep(AGAIN)
        finally:
            self._refused_since = None

    async def _sent_all(self, http: httpx.AsyncClient) -> bool:
        try:
            while (found := await asyncio.to_thread(self._unsent))[0]:
                lines, until = found
                headers = {"Content-Type": LINES}
                answer = await http.post(self.url, content=lines, headers=headers)
                if not answer.is_success:
                    self._refused(f"answers {answer.status_code}")
                    return False
                await asyncio.to_thread(self._took, until)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as failure:
            self._refused(type(failure).__name__)
            return False
        self._refused_since = None
        return True

    def _refused(self, why: str) -> None:
        now = time.monotonic()
        if self._refused_since is None:
            self._refused_since = now
        if now - self._told > LATE:
            self._told = now
            _LOG.error("checkpoints are not taken by HUB_CHECKPOINT_URL: %s", why)

    @property
    def _mark(self) -> Path:
        return self.file.path.with_name(f"{self.file.path.name}.sent")

    def _whom(self) -> str:
        return hashlib.sha256(self.url.encode()).hexdigest()

    def _unsent(self) -> tuple[bytes, int]:
        """Whole lines behind what was taken, and where they end in the file."""
        if not self.file.path.exists():
            return b"", 0
        with self.file.path.open("rb") as file:
            begin = self._begin()
            file.seek(max(0, begin - 1))
            if begin and file.read(1) != b"\n":
                file.seek(begin := 0)  # another file than it was: all of it is sent
            lines = [line for _, line in zip(range(MOST_AT_ONCE), file, strict=False)]
        whole = b"".join(line for line in lines if line.endswith(b"\n"))
        return whole, begin + len(whole)

    def _begin(self) -> int:
        try:
            sent = msgspec.json.decode(self._mark.read_bytes(), type=_Sent)
        except (OSError, msgspec.DecodeError):
            return 0
        return sent.bytes if sent.whom == self._whom() else 0

    def _took(self, until: int) -> None:
        fresh = self._mark.with_name(f"{self._mark.name}.new")
        fresh.write_bytes(msgspec.json.encode(_Sent(self._whom(), until)))
        fresh.replace(self._mark)
