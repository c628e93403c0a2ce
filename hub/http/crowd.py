"""Connections that share a bound: all of a process, or those of one address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from starlette.types import ASGIApp


class Phase(Enum):
    """What a connection waits for; who is answered waits for nobody but us."""

    HEAD = auto()
    BODY = auto()
    TOLD = auto()  # that its body is late
    ANSWER = auto()
    SENDING = auto()
    IDLE = auto()
    LEAVING = auto()


ASKS_NOTHING = frozenset({Phase.HEAD, Phase.BODY, Phase.TOLD, Phase.IDLE})


class Guest(Protocol):
    """One connection."""

    address: str
    since: float

    @property
    def was_answered(self) -> bool:
        """Whether the newest that it asked was answered."""

    def phase(self) -> Phase:
        """What it waits for."""

    def look(self, now: float, limits: Mapping[Phase, float]) -> None:
        """Cut it off where it waits longer for something than it may."""

    def turn_away(self, app: ASGIApp) -> None:
        """Answer with this whatever it asks."""

    def abort(self) -> None:
        """Cut it off now; what was not sent is lost."""


@dataclass(slots=True)
class Crowd:
    """At most `most`, those who came first in front; who was answered before stands apart."""

    most: int
    newcomers: dict[Guest, None] = field(default_factory=dict)
    known: dict[Guest, None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.newcomers) + len(self.known)

    def add(self, one: Guest) -> None:
        """One more."""
        self.newcomers[one] = None

    def discard(self, one: Guest) -> None:
        """One less, if it is there."""
        self.newcomers.pop(one, None)
        self.known.pop(one, None)

    def in_the_way(self) -> Guest | None:
        """Who goes where one comes too many: a newcomer that asks nothing yet, the first to come.

        If there is none, who was answered before and asks nothing for the longest.
        """
        for one in list(self.newcomers):
            if one.was_answered:
                self.known[one] = self.newcomers.pop(one)
            elif one.phase() in ASKS_NOTHING:
                return one
        silent = (one for one in self.known if one.phase() in ASKS_NOTHING)
        return min(silent, key=lambda one: one.since, default=None)
