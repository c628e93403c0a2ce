"""Brings parcels to the hub: in order within a lane, several lanes at once."""

import asyncio
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

from adapters.core.client import HubClient
from adapters.core.dispatch import Dispatch, Leaving, Verdict
from adapters.core.errors import (
    NotAllowed,
    NotAuthorized,
    Refused,
    Unreachable,
    operation_outcome,
)
from adapters.core.gate import Backoff, Gate
from adapters.core.pushing import push
from profiles.invalid import JsonObject
from profiles.issue import Issue

_LOOKS_AGAIN = 0.5  # seconds
_OWN_FAULT = 500
# An answer that is no verdict on the content holds its lane; the content may be the cause all the
# same. After so many attempts, while others got through, it is set aside and the lane goes on.
_HELD_AT_MOST = {403: 3, _OWN_FAULT: 12}


Feed = Callable[[Collection[str]], None]


class Watcher(Protocol):
    """Who hears what happens; no word of it names anybody."""

    def were_judged(self, verdicts: list[Verdict]) -> None:
        """These are on disk."""

    def waits(self, label: str, why: str) -> None:
        """This one could not be brought to the hub now."""

    def stands_still(self, why: str) -> None:
        """Nothing can be brought to the hub now."""

    def fell_silent(self) -> None:
        """The hub gave no answer to a call."""


@dataclass(slots=True)
class _Held:
    """A lane whose first parcel did not get through."""

    failures: int = 0
    until: float = 0.0
    pushed_before: int = 0


@dataclass(slots=True)
class Lanes:
    """At most `bound` parcels are under way at a time, one of each lane.

    With `attempts` a run ends when each lane is empty or has failed so often; without, at `stop`.
    """

    dispatch: Dispatch
    client: HubClient
    watcher: Watcher
    backoff: Backoff = field(default_factory=Backoff)
    bound: int = 4
    attempts: int | None = None
    _gate: Gate = field(init=False)
    _held: dict[str, _Held] = field(default_factory=dict)
    _under_way: dict[asyncio.Task[Verdict | None], str] = field(default_factory=dict)
    _unwritten: list[Verdict] = field(default_factory=list)
    _pushed: int = 0
    _unkept: int = 0
    _refused_entry: NotAuthorized | None = None

    def __post_init__(self) -> None:
        self._gate = Gate(self.backoff)

    async def run(self, stop: asyncio.Event, feed: Feed = lambda _: None) -> None:
        """Until `stop`, or in a run with `attempts` until it is done.

        There it raises NotAuthorized, and sqlite3.OperationalError or OSError on a full disk.

        `feed` is called whenever there is room for more, with the lanes that take none now.
        """
        try:
            while not stop.is_set() and not self._is_given_up():
                self._write()
                if self._has_room():
                    feed(self._closed())
                    self._start()
                if not self._under_way and not self._unwritten and self._is_done():
                    break
                await self._next(stop)
        finally:
            await self._settle()
        if self._refused_entry is not None and self.attempts is not None:
            raise self._refused_entry

    def _is_given_up(self) -> bool:
        if self.attempts is None:
            return False
        return self._refused_entry is not None or self._gate.failures >= self.attempts

    def _is_done(self) -> bool:
        return self.attempts is not None and not self.dispatch.heads(self._given_up(), 1)

    def _has_room(self) -> bool:
        return not self._gate.left and not self._unwritten and len(self._under_way) < self.bound

    def _start(self) -> None:
        busy = self._closed() | {*self._under_way.values()}
        # A hub that was silent is asked by one lane, and by the others once it answers.
        at_once = 1 if self._gate.failures else self.bound
        for leaving in self.dispatch.heads(busy, max(0, at_once - len(self._under_way))):
            task = asyncio.create_task(self._brought(leaving))
            self._under_way[task] = leaving.parcel.lane

    def _closed(self) -> set[str]:
        """The lanes whose first parcel is not brought now."""
        now = asyncio.get_running_loop().time()
        resting = {lane for lane, held in self._held.items() if held.until > now}
        return resting | self._given_up()

    def _given_up(self) -> set[str]:
        if self.attempts is None:
            return set()
        return {lane for lane, held in self._held.items() if held.failures >= self.attempts}

    async def _next(self, stop: asyncio.Event) -> None:
        """Until something has ended, or it is time to look again."""
        stopping = asyncio.create_task(stop.wait())
        waits = [one for one in (self._gate.left, *self._rests()) if one > 0.0]
        patience = min([_LOOKS_AGAIN, *waits])
        await asyncio.wait(
            [stopping, *self._under_way], timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        stopping.cancel()
        self._gather()

    def _rests(self) -> list[float]:
        now = asyncio.get_running_loop().time()
        return [held.until - now for held in self._held.values()]

    def _gather(self) -> None:
        for task in [task for task in self._under_way if task.done()]:
            verdict = task.result()
            if verdict is None:
                del self._under_way[task]
            else:
                self._unwritten.append(verdict)
                self._under_way.pop(task)
        self._write()

    async def _settle(self) -> None:
        """What is under way is waited for, so that it is not brought again for nothing."""
        if self._under_way:
            await asyncio.wait([*self._under_way])
            self._gather()

    def _write(self) -> None:
        """Tick off what was judged; where there is no room on the disk, later."""
        if not self._unwritten:
            return
        try:
            self.dispatch.judge(self._unwritten)
        except (sqlite3.OperationalError, OSError) as error:
            self.watcher.stands_still(f"what was done can not be written down: {_disk(error)}")
            self._unkept += 1
            if self.attempts is not None and self._unkept >= self.attempts:
                raise
            return
        verdicts, self._unwritten = self._unwritten, []
        self._unkept = 0
        for verdict in verdicts:
            self._held.pop(verdict.leaving.parcel.lane, None)
            self._pushed += verdict.outcome is None
        self.watcher.were_judged(verdicts)

    async def _brought(self, leaving: Leaving) -> Verdict | None:
        """What the hub said; None where it has to be brought again."""
        sent_at = asyncio.get_running_loop().time()
        try:
            await push(self.client, leaving)
        except Refused as refusal:
            self._gate.open(sent_at)
            return Verdict(leaving, refusal.status, refusal.outcome)
        except NotAllowed as error:
            self._gate.open(sent_at)
            return self._hold(leaving, 403, error.outcome, str(error))
        except NotAuthorized as error:
            self._refused_entry = error
            self._gate.close(sent_at, None)
            self.watcher.stands_still(str(error))
        except Unreachable as error:
            return self._failed(leaving, sent_at, error)
        except Exception as error:  # noqa: BLE001 -- a fault of ours at one parcel stops no other
            why = f"the adapter fails at it ({type(error).__name__}): tell whoever made it"
            outcome = operation_outcome([Issue("fatal", "exception", "", why)])
            return self._hold(leaving, _OWN_FAULT, outcome, why)
        else:
            self._gate.open(sent_at)
            self._refused_entry = None
            return Verdict(leaving, 200)
        return None

    def _failed(self, leaving: Leaving, sent_at: float, error: Unreachable) -> Verdict | None:
        if error.outcome is not None and error.status == _OWN_FAULT:
            return self._hold(leaving, _OWN_FAULT, error.outcome, str(error))
        self._gate.close(sent_at, error.asked)
        self.watcher.fell_silent()
        self.watcher.waits(leaving.parcel.label, str(error))
        return None

    def _hold(self, leaving: Leaving, status: int, outcome: JsonObject, why: str) -> Verdict | None:
        held = self._held.setdefault(leaving.parcel.lane, _Held(pushed_before=self._pushed))
        held.until = asyncio.get_running_loop().time() + self.backoff.wait(held.failures, None)
        held.failures += 1
        if held.failures >= _HELD_AT_MOST[status] and self._pushed > held.pushed_before:
            return Verdict(leaving, status, outcome)
        self.watcher.waits(leaving.parcel.label, why)
        return None


def _disk(error: Exception) -> str:
    full = isinstance(error, sqlite3.OperationalError) and "full" in str(error)
    return "the disk of the state is full" if full else type(error).__name__
