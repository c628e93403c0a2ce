"""A write of one resource, tried again as long as others come first."""

from collections.abc import Awaitable, Callable

from hub.access.access import Access
from hub.errors import TryAgain
from hub.storage.database import Connection
from hub.storage.failures import LOST_RACE
from hub.write.outcome import Outcome

_TRIES = 12


async def until_won(access: Access, once: Callable[[Connection], Awaitable[Outcome]]) -> Outcome:
    """What became of it, in a transaction of its own that looks at everything anew.

    Raises:
        TryAgain: others kept winning; or as `once`.
    """
    for _ in range(_TRIES):
        try:
            async with access.database.transaction() as connection:
                return await once(connection)
        except LOST_RACE:
            continue
    raise TryAgain("others write the same at this moment; read it and try again")
