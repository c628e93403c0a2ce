"""What the region agreed on about its figures, as it is written down in a file.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Annotated

import msgspec

from hub.transfer.figures.clock import AMSTERDAM
from hub.transfer.figures.terms import Hours, Period, Terms
from hub.transfer.figures.words import FIGURES

_FRESH = timedelta(hours=8)
_LEAST = 10
"""Fewer than this are never told outside the transfer point, whatever a region writes."""


class InvalidFigures(ValueError):
    """Not what can be agreed on; the message says where it goes wrong."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A month is told outside the transfer point once, so many days after it ended."""

    terms: Terms
    holidays: frozenset[date]
    published_after: timedelta

    def published_at(self, month: Period) -> datetime:
        """The moment as of which a month is told outside the transfer point, and no other."""
        day = month.last + timedelta(days=1) + self.published_after
        return datetime.combine(day, time(), AMSTERDAM)


class _Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    figure: str
    score: str
    at_most: Decimal | None = None
    at_least: Decimal | None = None


_Count = Annotated[int, msgspec.Meta(ge=1, le=366)]


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hours: Hours
    holidays: frozenset[date]
    homes: frozenset[str]
    old_days: _Count
    smallest: Annotated[int, msgspec.Meta(ge=_LEAST)]
    published_after_days: _Count
    targets: tuple[_Target, ...]


def shipped_figures() -> str:
    """The text of what holds where a region sets nothing: it has no targets."""
    return resources.files("hub.transfer.figures").joinpath("agreed.json").read_text("utf-8")


def load_agreed(path: Path | None, fresh_for: timedelta = _FRESH) -> Agreed:
    """What this file says, or the shipped one; `fresh_for` is said of capacity elsewhere.

    Raises:
        InvalidFigures: the file can't be read, is no JSON, or says what nobody understands.
    """
    try:
        text = shipped_figures() if path is None else path.read_text("utf-8")
        said = msgspec.json.decode(text, type=_Said)
    except OSError as failure:
        raise InvalidFigures(f"the file can't be read: {failure.strerror}") from None
    except (ValueError, RecursionError) as wrong:
        raise InvalidFigures(f"the file says what nobody understands: {wrong}") from None
    return Agreed(_terms(said, fresh_for), said.holidays, timedelta(days=said.published_after_days))


def _terms(said: _Said, fresh_for: timedelta) -> Terms:
    targets, at_least = {}, set()
    for one in said.targets:
        key, bound = (one.figure, one.score), one.at_most
        if one.figure not in FIGURES or key in targets:
            raise InvalidFigures(f"{one.figure}: no figure, or one that has two targets")
        if one.at_least is not None and one.at_most is None:
            bound = one.at_least
            at_least.add(key)
        elif bound is None or one.at_least is not None:
            raise InvalidFigures(f"{one.figure}: a target is either at_most or at_least")
        targets[key] = bound
    return Terms(
        hours=said.hours,
        at_home=said.homes,
        fresh_for=fresh_for,
        old_after=timedelta(days=said.old_days),
        smallest=said.smallest,
        targets=targets,
        at_least=frozenset(at_least),
    )
