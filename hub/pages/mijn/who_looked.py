"""Who looked: per day, newest first; what was refused and what was an emergency told as such.

Wabvpz article 15e: https://wetten.overheid.nl/BWBR0023864
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from starlette.responses import Response

from hub.pages.days import day_of, day_said, time_said
from hub.pages.mijn.visit import Visit
from hub.pages.words import Words
from hub.query.access_log import AccessLog, Days, access_log
from hub.query.log_line import LogLine

FIRST, LAST = "van", "tot"
_WRONG = 400
_TYPED = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")


class Wrong(NamedTuple):
    """A field of the form that is not filled in well, and what the words for that are called."""

    field: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One line of a day, in words."""

    who: str
    times: str
    did: str
    ground: str
    tag: str
    tag_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDay:
    """A day, with what its closed line says of it."""

    day: str
    summary: str
    emergencies: int
    refused: int
    lines: Sequence[ShownLine]


async def log_of(visit: Visit, days: Days | None = None) -> AccessLog:
    """The person's own log: this alone knows where it comes from."""
    asked = days or Days()
    return await access_log(visit.parts.access, visit.errand, asked, language=visit.words.language)


async def who_looked(visit: Visit) -> Response:
    """The page, of the days that were asked for; all of them where none were."""
    asked = visit.request.query_params
    days, wrong = _days(asked)
    log = await log_of(visit, days)
    words, today = visit.words, day_of(visit.now)
    return visit.page(
        "who-looked.html",
        _WRONG if wrong else 200,
        days=[_day(day, list(lines), words, today) for day, lines in _by_day(log)],
        is_partial=bool(log.damaged),
        since=day_said(log.complete_since, words) if log.complete_since else "",
        asked={name: asked.get(name, "") for name in (FIRST, LAST)},
        wrong=wrong,
        told=_told(days, words) if not wrong else "",
    )


def _days(asked: Mapping[str, str]) -> tuple[Days, Wrong | None]:
    """The days of the form, or what is wrong with one of them; an empty field is no bound."""
    read: dict[str, date | None] = {}
    for name in (FIRST, LAST):
        said = asked.get(name, "").strip()
        try:
            read[name] = _day_typed(said) if said else None
        except ValueError:
            return Days(), Wrong(name, "no-day")
    first, last = read[FIRST], read[LAST]
    if first and last and last < first:
        return Days(), Wrong(LAST, "before")
    return Days(first, last), None


def _day_typed(said: str) -> date:
    """As people write it, 12-3-2026, or as machines do. Raises ValueError where it is no day."""
    typed = _TYPED.fullmatch(said)
    if typed is None:
        return date.fromisoformat(said)
    day, month, year = map(int, typed.groups())
    return date(year, month, day)


def _told(days: Days, words: Words) -> str:
    """Which days these are, where not all."""
    first, last = (day_said(one, words) if one else "" for one in (days.first, days.last))
    if first and last:
        return words("log.period.both", first=first, last=last)
    if first:
        return words("log.period.since", first=first)
    return words("log.period.until", last=last) if last else ""


def _by_day(log: AccessLog) -> Iterator[tuple[date, Iterator[LogLine]]]:
    newest_first = sorted(log.lines, key=lambda one: one.last, reverse=True)
    return groupby(newest_first, key=lambda one: one.day)


def _day(day: date, lines: Sequence[LogLine], words: Words, today: date) -> ShownDay:
    others = sum(one.count for one in lines if not one.himself)
    key = "one" if others == 1 else "none" if not others else "more"
    return ShownDay(
        day=day_said(day, words, today),
        summary=words(f"log.others.{key}", count=others),
        emergencies=sum(one.count for one in lines if one.emergency),
        refused=sum(one.count for one in lines if one.refused),
        lines=[_line(one, words) for one in lines],
    )


def _line(line: LogLine, words: Words) -> ShownLine:
    tag = "failed" if line.refused else "emergency" if line.emergency else "plain"
    return ShownLine(
        who=_who(line, words),
        times=_times(line, words),
        did=_did(line, words),
        ground=line.ground,
        tag=tag,
        tag_words=words(f"log.tag.{tag}") if tag != "plain" else "",
    )


def _who(line: LogLine, words: Words) -> str:
    named = {"role": line.role, "organization": line.organization or words("log.who.unknown")}
    if line.himself:
        return words("log.who.self")
    if line.person:
        return words("log.who.person", name=line.person, **named)
    if line.on_request:
        return words("log.who.on-request", **named)
    if line.is_system:
        return words("log.who.system", **named)
    return f"{line.role[:1].upper()}{line.role[1:]}"


def _times(line: LogLine, words: Words) -> str:
    first, last = (time_said(one, words) for one in (line.first, line.last))
    if line.count == 1:
        return words("log.once", time=last)
    if first == last:
        return words("log.at-once", count=line.count, time=last)
    return words("log.often", count=line.count, first=first, last=last)


def _did(line: LogLine, words: Words) -> str:
    action = f"{line.action[:1].upper()}{line.action[1:]}"
    if not line.data:
        return words("log.did", action=action)
    return words("log.did-what", action=action, what=", ".join(line.data))
