"""Requests at work in one process: so many, each client's in turn, and a lane for the urgent.

docs/decisions/0021-limits-and-the-lane.md
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from hub.errors import TooManyRequests, Unavailable

ALONE = 64
"""At work at once where one client asks: many reads share one statement, and one commit."""
TOGETHER = 8
"""At work at once where others ask too."""
BESIDE_LANE = 4
"""At work at once where the lane is in use, for who is next in it waits for what is at work.

As long as somebody is in it, that is one at a time.
"""
STALLED = 1.5
"""Seconds in which no turn ends: then the database hangs, and who waits is told so at once."""
HEAVIEST = 4
"""What a set of wishes counts for; a read counts for one, a small write for two."""
_HALF, _QUARTER = 2, 4
_SMALL, _BYTES = 500, 8_000  # bytes of a body that weighs more than none
_REMEMBERED = 1.0  # seconds
_SOON = {"Retry-After": "1"}


@dataclass(slots=True)
class _Asking:
    """What one client has under way."""

    held: int = 0
    in_lane: int = 0
    waiting: deque[tuple[asyncio.Future[None], int, int]] = field(default_factory=deque)


@dataclass(slots=True)
class Places:
    """`most` requests at once, and `lane` urgent ones beside them, which wait for no turn.

    After `stalled` seconds without an end whoever waits is told so.
    """

    most: int
    lane: int
    stalled: float = STALLED
    held: int = 0
    in_lane: int = 0
    at_work: int = 0
    _clients: dict[Hashable, _Asking] = field(default_factory=dict)
    _queue: OrderedDict[Hashable, _Asking] = field(default_factory=OrderedDict)
    _last: Hashable = None
    _shared_until: float = 0.0
    _lane_until: float = 0.0
    _ended: float = 0.0

    @property
    def is_shared(self) -> bool:
        """Whether more than one client asked in the last second."""
        return time.monotonic() < self._shared_until

    def take(self, client: Hashable, *, urgent: bool = False, proven: bool = True) -> "Place":
        """A place for a request of this client, to be left when it is answered.

        Where it is not `proven` who asks, as for a token, that makes no others of those who do.

        Raises:
            Unavailable: all are taken. TooManyRequests: this client has half of them.
        """
        if proven and client != self._last:
            if self._last is not None:
                self._shared_until = time.monotonic() + _REMEMBERED
            self._last = client
        asking = self._clients.get(client) or _Asking()
        if urgent and self._has_lane(asking):
            asking.in_lane += 1
            self.in_lane += 1
            self._lane_until = time.monotonic() + _REMEMBERED
        else:
            self._refuse(asking)
            asking.held += 1
            self.held += 1
            urgent = False
        self._clients[client] = asking
        return Place(self, client, asking, in_lane=urgent, proven=proven)

    def _has_lane(self, asking: _Asking) -> bool:
        return self.in_lane < self.lane and asking.in_lane * _QUARTER < self.lane

    def _refuse(self, asking: _Asking) -> None:
        if self.held >= self.most:
            raise Unavailable("too much is asked at once; send it again in a moment", headers=_SOON)
        if asking.held * _HALF >= self.most:
            raise TooManyRequests(
                "your system asks too much at once; wait for an answer before it asks more",
                headers=_SOON,
            )

    async def begin(self, client: Hashable, asking: _Asking, weight: int, most: int) -> None:
        """Wait for a turn: each client that waits has one in its turn, first asked first.

        `most` is what may be at work then, itself among it.

        Raises:
            Unavailable: none comes to anybody.
        """
        if not self._queue and self._fits(weight, most):
            self.at_work += weight
            return
        turn = asyncio.get_running_loop().create_future()
        asking.waiting.append((turn, weight, most))
        self._queue[client] = asking
        try:
            await self._comes(turn)
        except BaseException:
            if not turn.cancel():  # it came at that very moment
                self.end(weight)
            raise

    async def _comes(self, turn: asyncio.Future[None]) -> None:
        since = time.monotonic()
        while not turn.done():
            left = max(since, self._ended) + self.stalled - time.monotonic()
            if left <= 0:
                raise Unavailable(
                    "nothing gets on at this moment; send it again in a moment", headers=_SOON
                )
            await asyncio.wait([turn], timeout=left)

    def end(self, weight: int) -> None:
        """What was at work is done: the next may."""
        self.at_work -= weight
        self._ended = time.monotonic()
        while self._queue:
            client, asking = next(iter(self._queue.items()))
            turn, following, most = asking.waiting[0]
            if not (turn.done() or self._fits(following, most)):
                return
            del self._queue[client], asking.waiting[0]
            if asking.waiting:
                self._queue[client] = asking
            if not turn.done():
                self.at_work += following
                turn.set_result(None)

    def out_of_lane(self, asking: _Asking) -> None:
        """It goes on as any other."""
        self.in_lane -= 1
        asking.in_lane -= 1
        self.held += 1
        asking.held += 1

    def into_lane(self, asking: _Asking) -> bool:
        """It is urgent again, if there is room."""
        if not self._has_lane(asking):
            return False
        self.held -= 1
        asking.held -= 1
        self.in_lane += 1
        asking.in_lane += 1
        return True

    def leave(self, client: Hashable, asking: _Asking, *, lane: bool) -> None:
        """One request less."""
        if lane:
            self.in_lane -= 1
            asking.in_lane -= 1
        else:
            self.held -= 1
            asking.held -= 1
        if not asking.held and not asking.in_lane:
            del self._clients[client]

    def _fits(self, weight: int, most: int) -> bool:
        return not self.at_work or self.at_work + weight <= min(self._width(), most)

    def _width(self) -> int:
        if not self.is_shared:
            return ALONE
        if self.in_lane:
            return 1
        return BESIDE_LANE if time.monotonic() < self._lane_until else TOGETHER


class Place:
    """One request's, from when it is known whose it is until it is answered."""

    __slots__ = ("_asking", "_client", "_most", "_places", "_weight", "in_lane", "outside_for")

    def __init__(
        self, places: Places, client: Hashable, asking: _Asking, *, in_lane: bool, proven: bool
    ) -> None:
        self._places, self._client, self._asking = places, client, asking
        self.in_lane, self._weight = in_lane, 0
        self._most = ALONE if proven else TOGETHER
        self.outside_for = 0.0
        """Seconds that it waited for others than the hub."""

    async def turn(self, sent: int = 0, *, large: bool = False) -> None:
        """Wait until it may be done: at once in the lane, unless its answer will be large.

        `sent` is how many bytes its body has.
        """
        weight = HEAVIEST if large else min(HEAVIEST, 1 + (sent > _SMALL) + sent // _BYTES)
        if self.in_lane:
            if not large:
                return
            self._places.out_of_lane(self._asking)
            self.in_lane = False
        self._weight = await self._begun(weight)

    def pause(self) -> None:
        """Somebody outside is asked: meanwhile others may, and then it waits for a turn again."""
        if self._weight:
            self._places.end(self._weight)
            self._weight = 0

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[None]:
        """Likewise for the length of a block, out of the lane too; then it is where it was.

        Raises:
            Unavailable: no turn comes to anybody.
        """
        in_lane, weight, began = self.in_lane, self._weight, time.monotonic()
        self.pause()
        if in_lane:
            self._places.out_of_lane(self._asking)
            self.in_lane = False
        try:
            yield
        finally:
            self.outside_for += time.monotonic() - began
        if in_lane and self._places.into_lane(self._asking):
            self.in_lane = True
        elif in_lane or weight:
            self._weight = await self._begun(weight or 1)

    async def _begun(self, weight: int) -> int:
        await self._places.begin(self._client, self._asking, weight, self._most)
        return weight

    def leave(self) -> None:
        """It is answered."""
        self.pause()
        self._places.leave(self._client, self._asking, lane=self.in_lane)
