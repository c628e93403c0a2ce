"""The sheet as plain text, for a system that has one field: narrow, the resuscitation first.

What others wrote begins no line, so that none of it passes for a heading or a decision of ours.
"""

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from textwrap import wrap
from zoneinfo import ZoneInfo

from profiles.pzp.sheet.days import day_said
from profiles.pzp.sheet.sections import Item, Section, sections, who
from profiles.pzp.sheet.shown import Alert, Sheet, Urgency
from profiles.pzp.sheet.words import said

WIDTH = 76
"""Columns: what old systems show of a line."""
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def text(sheet: Sheet, at: datetime) -> str:
    """All that holds; of what does not it is told that there is such."""
    return "".join(f"{line}\n" for line in _lines(sheet, at))


def as_of(at: datetime) -> str:
    """The moment that it was asked at, as a clock here has it."""
    here = at.astimezone(_AMSTERDAM)
    return said("summary", "as-of", day=day_said(here.date().isoformat()), time=f"{here:%H.%M}")


def _lines(sheet: Sheet, at: datetime) -> Iterator[str]:
    for banner in sheet.banners:
        yield from _wrapped(who(banner), "", "  ")
    grave = [one for one in sheet.alerts if one.urgency is Urgency.STOP]
    yield from _alerts(grave)
    first, *others = sections(sheet)
    yield ""
    yield from _section(first)
    yield from _alerts([one for one in sheet.alerts if one not in grave])
    for one in others:
        if not one.is_silent:
            yield ""
            yield from _section(one)
    yield ""
    yield from _silent([one for one in others if one.is_silent])
    yield ""
    yield from _wrapped(as_of(at), "", "")


def _alerts(alerts: list[Alert]) -> Iterator[str]:
    for one in alerts:
        yield from _wrapped(one.text, "! ", "  ")


def _silent(those: list[Section]) -> Iterator[str]:
    """All of which nothing was said, together: a page is short where little was."""
    usual = said("nothing", "topic")
    titles = ", ".join(one.title for one in those if one.nothing == usual)
    if titles:
        yield from _wrapped(said("summary", "not-said", titles=titles), "", "  ")
    others = dict.fromkeys(one.nothing for one in those if one.nothing != usual)
    yield from _wrapped(" ".join(others), "", "  ")


def _section(one: Section) -> Iterator[str]:
    yield from _wrapped(one.title.upper(), "", "  ")
    if one.warning:
        yield from _wrapped(one.warning, "! ", "  ")
    if one.nothing:
        yield from _wrapped(one.nothing, "  ", "  ")
    for item in one.items:
        yield from _item(item)
    if one.before:
        yield from _wrapped(said("summary", "before-count", count=len(one.before)), "  ", "  ")


def _item(item: Item) -> Iterator[str]:
    yield from _wrapped(item.says, "- ", "  ")
    for one in item.beside:
        yield from _wrapped(one, "    ", "    ")


def _wrapped(written: str, first: str, then: str) -> list[str]:
    return wrap(_plain(written), WIDTH, initial_indent=first, subsequent_indent=then)


def _plain(written: str) -> str:
    """On one line, and in the order in which it is read: nothing that turns or hides text."""
    kept = (one if unicodedata.category(one)[0] != "C" else " " for one in written)
    return " ".join("".join(kept).split())
