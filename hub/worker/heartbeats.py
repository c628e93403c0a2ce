"""Who hears of nothing for a while is told that nothing happened.

https://hl7.org/fhir/uv/subscriptions-backport/notifications.html
docs/decisions/0090-notifications.md
"""

import asyncio
import logging

from hub.errors import whereabouts
from hub.storage.failures import FAILURES
from hub.storage.notifications import Quiet, take_quiet
from hub.worker.telling import Teller

_LOG = logging.getLogger("hub.worker")
AT_ONCE = 16


async def heartbeats(teller: Teller, seconds: float) -> None:
    """Until it is cancelled; it looks again after so many seconds. None is sent where none is set.

    Whatever goes wrong with one stands in the way of no other.
    """
    while teller.terms.quiet is not None:
        try:
            while quiet := await quiet_ones(teller):
                await asyncio.gather(*(_beat(teller, one) for one in quiet))
        except FAILURES as failure:
            _LOG.error("no heartbeats are sent: %s", type(failure).__name__)
        await asyncio.sleep(seconds)


async def quiet_ones(teller: Teller) -> list[Quiet]:
    """Those to which one is due, for this worker alone."""
    now, quiet = teller.clock(), teller.terms.quiet
    if quiet is None:
        return []
    async with teller.access.database.connection() as connection:
        return await take_quiet(connection, now, now - quiet, AT_ONCE)


async def _beat(teller: Teller, one: Quiet) -> None:
    try:
        await teller.beat(one)
    except FAILURES as failure:
        _LOG.error("a heartbeat is not sent: %s", type(failure).__name__)
    # One that is damaged, or not as it was thought, is told here, and is no other's fault.
    except Exception as fault:  # noqa: BLE001
        _LOG.error("a heartbeat is not sent: %s", whereabouts(fault))
