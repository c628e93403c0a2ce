"""Terms that have passed: each is a row, taken by one worker at a time."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from hub.access.access import Access
from hub.errors import FhirError
from hub.storage.failures import FAILURES
from hub.write.terms import expire_one, resume_one

_LOG = logging.getLogger("hub.worker")


async def deadlines(access: Access, clock: Callable[[], datetime], seconds: float) -> None:
    """Until it is cancelled; whatever goes wrong is logged, and tried again after `seconds`."""
    left = set[UUID]()
    while True:
        try:
            before = set(left)
            for passes in (expire_one, resume_one):
                while await passes(access, clock(), left):
                    pass
            for name in left - before:
                _LOG.error("the term of Task %s is not kept: what is stored is not as it was", name)
        except FhirError as failure:
            _LOG.error("a deadline is not kept: %s", type(failure).__name__)
        except FAILURES as failure:
            _LOG.error("a deadline is not kept: %s", type(failure).__name__)
        await asyncio.sleep(seconds)
