"""My wishes, as they are on the screen and, the same, on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from starlette.responses import Response

from hub.pages.days import day_of, day_said, time_said
from hub.pages.mijn.said import ASKED_ALWAYS, said_in, source_of
from hub.pages.mijn.topics import Reading, Topic, topics_of
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
    resources = [msgspec.json.decode(one.body) for one in record.resources]
    today = day_of(visit.now)
    said = [each for one in resources for each in said_in(one, today)]
    moved = [one for one in resources if is_transfer(one)]
    uras = {one.source for one in said} | {ura for one in moved for ura in _named(one)}
    names = await organizations_called(access, uras - {""})
    forms = {f"{one['resourceType']}/{one['id']}": one for one in resources}
    topics = topics_of(said, Reading(visit.words, names, forms))
    there = {topic.key for topic in topics if topic.now}
    silent = [visit.words(f"wish.{key}.title") for key in ASKED_ALWAYS if key not in there]
    return MyWishes(
        whose=whose_in(record, visit.words),
        topics=topics,
        silent=silent if topics else [],
        is_partial=record.is_damaged or not record.is_all,
        transfers=transfers_of(moved, names, visit.words),
        waiting=waiting_about(resources),
    )


def _named(task: Mapping[str, Any]) -> tuple[str, str]:
    return source_of(task), receiver_of(task)


def as_of(now: datetime, words: Words) -> str:
    """The day and the time that the page is of."""
    return words("wishes.as-of", day=day_said(day_of(now), words), time=time_said(now, words))
