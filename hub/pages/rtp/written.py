"""What was written in an offer, as both of its sides read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.pages.days import date_said, time_said
from hub.pages.rtp.named import named
from hub.pages.words import Words
from hub.transfer.notes import written

_DAY = len("2026-12-01")


@dataclass(frozen=True, slots=True)
class Line:
    """One note: whose, when, and its words."""

    by: str
    at: str
    text: str


def lines(task: Mapping[str, Any], names: Mapping[str, str], own: str, t: Words) -> Sequence[Line]:
    """Each, in order; of what `own` wrote that it was us."""
    return [
        Line(
            t("written.us") if one.by == own else named(names, one.by, t),
            _at(one.at, t),
            one.text,
        )
        for one in written(task)
    ]


def _at(moment: str, t: Words) -> str:
    """As exactly as it is told."""
    day = date_said(moment, t)
    return f"{day}, {time_said(datetime.fromisoformat(moment), t)}" if len(moment) > _DAY else day
