"""What is asked at the same moment is done together: while one is under way, the rest gathers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")


@dataclass(slots=True)
class Gathered(Generic[Asked, Told]):
    """`act` does at most `most` at once, and tells of each in their order.

    What it raises, each of those who wait gets.
    """

    act: Callable[[Sequence[Asked]], Awaitable[Sequence[Told | Exception]]]
    most: int
    waiting: list[tuple[Asked, asyncio.Future[Told]]] = field(default_factory=list)
    _busy: bool = False
    _gone_on: asyncio.Task[None] | None = None

    async def ask(self, one: Asked) -> Told:
        """What became of this one, with those that came together with it."""
        told: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        if self._busy:
            self.waiting.append((one, told))
        else:
            # Who comes first acts himself: a task for one alone would cost as much as the rest.
            self._busy = True
            try:
                await self._do([(one, told)])
            finally:
                self._go_on()
        return await told

    def _go_on(self) -> None:
        self._busy = bool(self.waiting)
        if self.waiting:
            # It is asked for many, so it goes on in nobody's context.
            self._gone_on = asyncio.create_task(self._next(), context=Context())

    async def _next(self) -> None:
        batch = self.waiting[: self.most]
        del self.waiting[: self.most]
        try:
            await self._do(batch)
        finally:
            self._go_on()

    async def _do(self, batch: Sequence[tuple[Asked, asyncio.Future[Told]]]) -> None:
        told: Sequence[Told | Exception]
        try:
            told = await self.act([one for one, _ in batch])
        except Exception as failure:  # noqa: BLE001 - whatever it is, those who wait get it
            told = [failure] * len(batch)
        except BaseException:
            for _, waits in batch:
                waits.cancel()
            raise
        for (_, waits), one in zip(batch, told, strict=True):
            if waits.done():
                continue  # who asked has gone
            if isinstance(one, Exception):
                waits.set_exception(one)
            else:
                waits.set_result(one)
