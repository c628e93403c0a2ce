"""My wishes, as they are on the screen and, the same, on paper."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from starlette.responses import Response

from hub.pages.days import day_of, day_said, time_said
from hub.pages.mijn.telling import Telling, source_of
from hub.pages.mijn.topics import Topic, silent_of, topics_of
from hub.pages.mijn.transfers import (
    ShownTransfer,
    is_transfer,
    receiver_of,
    transfers_of,
    waiting_about,
)
from hub.pages.mijn.visit import Visit
from hub.pages.mijn.whose import Whose, whose_in
from hub.pages.words import Words
from hub.query.own_record import WISHES, organizations_called, own_record
from profiles.pzp.reading.read import read
from profiles.resource.read import element, words


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWishes:
    """Of whom, about what, and about what nothing is written; `is_partial`: not all is here.

    `waiting` are the addresses of what he asked to be corrected.
    """

    whose: Whose
    topics: Sequence[Topic]
    silent: Sequence[str]
    is_partial: bool
    transfers: Sequence[ShownTransfer]
    waiting: frozenset[str]


async def wishes(visit: Visit) -> Response:
    """The page."""
    return visit.page(
        "wishes.html", mine=await my_wishes(visit), as_of=as_of(visit.now, visit.words)
    )


async def my_wishes(visit: Visit) -> MyWishes:
    """All that is written down, in the words of this visit's language."""
    access = visit.parts.access
    record = await own_record(access, visit.errand, visit.parts.limits, WISHES)
    kept = [record.patient, *record.resources] if record.patient else record.resources
    resources = [msgspec.json.decode(one.body) for one in kept]
    uras = {source_of(one) for one in resources} | {
        receiver_of(one) for one in resources if is_transfer(one)
    }
    names = await organizations_called(access, uras - {""})
    by_address = {f"{one['resourceType']}/{one['id']}": one for one in resources}
    versions = {name: words(element(one, "meta"), "versionId") for name, one in by_address.items()}
    # Of a record that grew large it takes long enough for others to wait.
    reading = await asyncio.to_thread(read, resources, visit.now)
    telling = Telling(visit.words, names, versions)
    topics = topics_of(reading, telling, by_address)
    return MyWishes(
        whose=whose_in(record, visit.words),
        topics=topics,
        silent=list(silent_of(reading, telling)) if topics else [],
        is_partial=record.is_damaged or not record.is_all,
        transfers=transfers_of(resources, names, visit.words),
        waiting=waiting_about(resources),
    )


def as_of(now: datetime, said: Words) -> str:
    """The day and the time that the page is of."""
    return said("wishes.as-of", day=day_said(day_of(now), said), time=time_said(now, said))
