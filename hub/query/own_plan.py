"""A person's own plan as professionals read it: to know on paper which one it was."""

import asyncio

from hub.access.access import Access
from hub.query.own_record import own_patient
from hub.query.search import Limits
from hub.query.wishes import Wishes, wishes_of_patient
from hub.security.errand import Errand
from profiles.pzp.reading.read import read
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.shown import Sheet


async def own_plan(access: Access, errand: Errand, limits: Limits) -> Sheet:
    """All of it that is kept.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, or may not see this record.
    """
    name = await own_patient(access, errand)
    found = await wishes_of_patient(access, errand, limits, name)
    # Of a record that grew large it takes long enough for others to wait.
    return await asyncio.to_thread(_sheet, found, errand)


def _sheet(found: Wishes, errand: Errand) -> Sheet:
    reading = read(found.resources(), errand.now)
    return sheet(reading, errand.now, found.names, is_whole=found.is_whole)
