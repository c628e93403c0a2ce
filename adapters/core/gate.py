"""When the next call may go out: one back-off for all lanes, since all go to one hub."""

import asyncio
import random
from dataclasses import dataclass

_LONGEST_ASKED = 3600.0  # seconds; a hub that asks for more is asked again after this


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that grow from `first` to at most `longest` seconds, each half of it by chance."""

    first: float = 0.25
    longest: float = 60.0

    def wait(self, failures: int, asked: float | None) -> float:
        """Seconds until the next attempt: what the hub asked for, else a growing random time."""
        if asked is not None:
            # All that were told the same moment come back a little apart.
            return min(asked, _LONGEST_ASKED) + random.uniform(0.0, self.first)  # noqa: S311 -- jitter is no secret
        grown = min(self.first * 2.0 ** min(failures, 30), self.longest)
        return random.uniform(0.5, 1.0) * grown  # noqa: S311 -- likewise


def _now() -> float:
    """The clock of the event loop, which nobody puts back."""
    return asyncio.get_running_loop().time()


class Gate:
    """Closed while the hub is silent or asked for peace; by the monotonic clock.

    https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """

    def __init__(self, backoff: Backoff) -> None:
        self._backoff = backoff
        self._until = 0.0
        self._failures = 0

    @property
    def failures(self) -> int:
        """How often in a row it was closed."""
        return self._failures

    @property
    def left(self) -> float:
        """Seconds until it opens; 0 where it is open."""
        return max(0.0, self._until - _now())

    def close(self, sent_at: float, asked: float | None) -> None:
        """After a failure of a call sent then; several that were under way count as one."""
        if sent_at >= self._until or self._until == 0.0:
            wait = self._backoff.wait(self._failures, asked)
            self._failures += 1
            self._until = _now() + wait
        elif asked is not None:
            self._until = max(self._until, _now() + self._backoff.wait(0, asked))

    def open(self, sent_at: float) -> None:
        """The hub answered a call sent then; one from before it closed opens nothing."""
        if sent_at >= self._until:
            self._failures, self._until = 0, 0.0
