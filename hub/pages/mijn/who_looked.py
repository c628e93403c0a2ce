"""Who looked: per day, newest first; what was refused and what was an emergency told as such."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from hub.ledger.record import SELF
from hub.pages.days import day_of, day_said, time_said
from hub.pages.mijn.looks import Day, Line, Look, days_of, look_of
from hub.pages.mijn.visit import Visit
from hub.pages.words import Words
from hub.query.audit_event import Period, audit_events

MOST = 500
"""Rows of the log on one page; it says so where there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One line of a day, in words."""

    who: str
    times: str
    ground: str
    what: str
    tag: str
    tag_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDay:
    """A day, with what its closed line says of it."""

    day: str
    summary: str
    emergencies: int
    lines: Sequence[ShownLine]


@dataclass(frozen=True, slots=True)
class Log:
    """The newest looks at a record; `damaged` rows can't be shown; `is_all`: no more are kept."""

    looks: Sequence[Look]
    damaged: int
    is_all: bool


async def log_of(visit: Visit) -> Log:
    """The person's own log: this alone knows where it comes from."""
    period = Period(patient="", since=None, before=None, most=MOST)
    told = await audit_events(visit.parts.access, visit.errand, period, visit.parts.public_url)
    looks = [look_of(event) for event in told.events]
    return Log(looks, told.damaged, len(looks) + told.damaged < MOST)


async def who_looked(visit: Visit) -> Response:
    """The page."""
    log = await log_of(visit)
    days = [_shown(day, visit) for day in days_of(log.looks)]
    return visit.page("who-looked.html", days=days, is_partial=bool(log.damaged), is_all=log.is_all)


def _shown(day: Day, visit: Visit) -> ShownDay:
    words = visit.words
    key = "one" if day.others == 1 else "none" if not day.others else "more"
    return ShownDay(
        day=day_said(day.day, words, day_of(visit.now)),
        summary=words(f"log.others.{key}", count=day.others),
        emergencies=day.emergencies,
        lines=[_line(one, words) for one in day.lines],
    )


def _line(line: Line, words: Words) -> ShownLine:
    look = line.first
    tag = "emergency" if look.emergency else "failed" if look.failed else "plain"
    return ShownLine(
        who=_who(look, words),
        times=_times(line, words),
        ground=_ground(look, words),
        what=_what(line, words),
        tag=tag,
        tag_words=words(f"log.tag.{tag}") if tag != "plain" else "",
    )


def _who(look: Look, words: Words) -> str:
    if look.who == SELF:
        return words("log.who.self")
    if look.who:
        return words.of("log.who", look.who, "stranger")
    organization = look.organization or words("log.who.unknown")
    if not (look.person or look.role):
        return words("log.who.system", organization=organization)
    role = words.of("role", look.role) or words.of("role", look.role.partition(".")[0], "other")
    if not look.person:
        return words("log.who.role", role=role, organization=organization)
    return words("log.who.person", name=look.person, role=role, organization=organization)


def _times(line: Line, words: Words) -> str:
    first, last = (time_said(line.looks[one].at, words) for one in (-1, 0))
    count = len(line.looks)
    if count == 1:
        return words("log.once", time=last)
    if first == last:
        return words("log.at-once", count=count, time=last)
    return words("log.often", count=count, first=first, last=last)


def _ground(look: Look, words: Words) -> str:
    if look.failed:
        return words("log.refused")
    if look.who == SELF or look.wrote:
        return ""
    if not look.shown:
        return words("log.nothing")
    said = [words.of("log.ground", rule, "other") for rule in look.grounds]
    return " ".join(dict.fromkeys(said)) or words("log.ground.other")


def _what(line: Line, words: Words) -> str:
    look = line.first
    if look.failed or not (look.shown or look.wrote):
        return ""
    kinds = list(dict.fromkeys(words.of("kind", one, "other") for one in line.kinds))
    said = ", ".join(kinds) or words("kind.other")
    return words("log.wrote" if look.wrote else "log.shown", what=said)
