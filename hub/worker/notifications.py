"""What others are to know is told them, one at a time for each of them and several at once."""

import asyncio
import logging
from datetime import timedelta

from hub.errors import whereabouts
from hub.outbound.notifications.sending import NotTaken
from hub.storage.failures import FAILURES
from hub.storage.notifications import Taken, forget, take
from hub.worker.telling import Teller

_LOG = logging.getLogger("hub.worker")
AT_ONCE = 16
LEASE = timedelta(seconds=60)
"""For so long one is a worker's own: who ends within that time leaves it to the next."""
KEPT = timedelta(days=30)


async def notify(teller: Teller, seconds: float) -> None:
    """Until it is cancelled; what fails is logged, and looked at again after `seconds`."""
    under_way = set[asyncio.Task[None]]()
    try:
        while True:
            for one in await _taken(teller, AT_ONCE - len(under_way)):
                doing = asyncio.create_task(_told(teller, one))
                under_way.add(doing)
                doing.add_done_callback(under_way.discard)
            if under_way:
                await asyncio.wait(under_way, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.sleep(seconds)
    finally:
        for doing in under_way:
            doing.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _taken(teller: Teller, most: int) -> list[Taken]:
    now = teller.clock()
    try:
        async with teller.access.database.connection() as connection:
            return await take(connection, now, now + LEASE, most) if most else []
    except FAILURES as failure:
        _LOG.error("nothing is told: %s", type(failure).__name__)
        return []


async def _told(teller: Teller, one: Taken) -> None:
    try:
        await teller.tell(one)
    except FAILURES as failure:
        _LOG.error("what came of event %d is not kept: %s", one.event, type(failure).__name__)
    # Whatever it is, it stands in the way of no other, and is given up in the end.
    except Exception as fault:  # noqa: BLE001
        _LOG.error("event %d: %s", one.event, whereabouts(fault))
        await teller.failed(one, NotTaken("fault", of_the_partner=False))


async def forgotten(teller: Teller, seconds: float = 3_600.0) -> None:
    """Until it is cancelled: what ended long ago is kept no longer."""
    while True:
        try:
            async with teller.access.database.connection() as connection:
                await forget(connection, teller.clock() - KEPT)
        except FAILURES as failure:
            _LOG.error("old notifications stay: %s", type(failure).__name__)
        await asyncio.sleep(seconds)
