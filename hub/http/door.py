"""Who may come in, and who has to go. docs/decisions/0021-limits-and-the-lane.md."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp

from hub.http.crowd import Crowd, Guest, Phase

EVERY = 1.0  # seconds between two looks at all connections
TOLD = 2.0  # seconds to send the answer that the body is late
_TURNED_AWAY = 64  # that may still ask, to be told to come back


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and numbers of connections of one process."""

    head: float
    body: float
    idle: float
    connections: int
    of_an_address: int

    def seconds(self) -> Mapping[Phase, float]:
        """How long each may last; an answer that is made is bounded by the database's limits."""
        return {
            Phase.HEAD: self.head,
            Phase.BODY: self.body,
            Phase.TOLD: TOLD,
            Phase.IDLE: self.idle,
            # Who does not take his answer holds what it takes.
            Phase.SENDING: self.body,
            Phase.LEAVING: self.body,
        }


@dataclass(slots=True)
class Door:
    """All connections of one process; `full` answers those for whom there is no room."""

    limits: Limits
    full: ASGIApp
    stops: Callable[[], None] = lambda: None
    """Called as the process stops, so that what would be answered for ever is not."""
    everybody: Crowd = field(init=False)
    turned_away: Crowd = field(default_factory=lambda: Crowd(_TURNED_AWAY))
    addresses: dict[str, Crowd] = field(default_factory=dict)
    guests: set[Guest] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.everybody = Crowd(self.limits.connections)

    def enter(self, one: Guest) -> None:
        """Room is made by cutting off who asks nothing; where all ask, this one is turned away."""
        self.guests.add(one)
        own = self.addresses.setdefault(one.address, Crowd(self.limits.of_an_address))
        if self._makes_room(own) and self._makes_room(self.everybody):
            # Who went may have been the last of this address.
            self.addresses.setdefault(one.address, own).add(one)
            self.everybody.add(one)
            return
        self._makes_room(self.turned_away)
        self.turned_away.add(one)
        one.turn_away(self.full)

    def leave(self, one: Guest) -> None:
        """It is gone."""
        self.guests.discard(one)
        self.turned_away.discard(one)
        self.everybody.discard(one)
        own = self.addresses.get(one.address)
        if own is not None:
            own.discard(one)
            if not len(own):
                del self.addresses[one.address]

    async def watch(self) -> None:
        """Look at every connection once a second, for ever."""
        clock, limits = asyncio.get_running_loop().time, self.limits.seconds()
        while True:
            await asyncio.sleep(EVERY)
            for one in list(self.guests):
                one.look(clock(), limits)

    def _makes_room(self, crowd: Crowd) -> bool:
        if len(crowd) < crowd.most:
            return True
        goes = crowd.in_the_way()
        if goes is None:
            return False
        self.leave(goes)
        goes.abort()
        return True
