"""One process at a state: two would push the same, and not in one order."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.core.private import for_owner


class StateInUse(Exception):
    """Another process of this adapter runs on this state."""


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """For the length of a run; a killed process lets go of it too. Raises StateInUse."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(state / "lock", "w", opener=for_owner) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateInUse("another process runs on this state: end it first") from None
        yield
