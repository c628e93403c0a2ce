"""A talk that is being written down and not signed yet: for one professional, of one inhabitant.

docs/decisions/0050-the-talk-written-down-here.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import msgspec


@dataclass(frozen=True, slots=True)
class Whose:
    """The professional at his organisation, and the inhabitant by his BSN."""

    number: str
    ura: str
    bsn: str = field(repr=False)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """`said` is what was answered, by path; `version` counts how often it was kept.

    `checked` is the moment at which it was looked over, from which it is signed: the same each
    time it is sent. Once `signed` nothing of it is kept but that.
    """

    name: str
    said: Mapping[str, tuple[str, ...]]
    version: int
    begun: datetime
    kept: datetime
    checked: datetime | None = None
    signed: datetime | None = None


class DraftMoved(Exception):
    """It was kept in between, signed, thrown away, or its time is over."""


class Drafts(Protocol):
    """What a page asks of who keeps the drafts."""

    async def of(self, whose: Whose, now: datetime) -> list[Draft]:
        """Those that he has of this inhabitant, the oldest first."""

    async def begin(
        self, whose: Whose, said: Mapping[str, tuple[str, ...]], now: datetime
    ) -> Draft:
        """A new one. Raises TooManyRequests where he has as many as may be."""

    async def keep(self, whose: Whose, draft: Draft, now: datetime) -> Draft:
        """This in the place of the version before it. Raises DraftMoved where that is gone."""

    async def forget(self, whose: Whose, name: str, now: datetime) -> None:
        """It is kept no longer."""
