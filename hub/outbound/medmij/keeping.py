"""The newest good lists, looked for again beside the requests; without all four nobody is let in.

docs/decisions/0043-the-national-layer.md
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, cast

from hub.outbound.fetch import Fetch, TooLong, Unreachable
from hub.outbound.medmij.lists import (
    NAMES,
    BadList,
    Clients,
    Hosts,
    Listing,
    Name,
    Providers,
    ServiceNames,
    Why,
    read,
)
from hub.outbound.medmij.terms import Terms

_LOG = logging.getLogger("hub.medmij")
EVERY = 900.0
"""Seconds between two looks."""
WITHIN = 20.0
"""Seconds that a list may take, whole."""
LARGEST = 32_000_000
AHEAD = timedelta(minutes=5)
"""Clocks differ."""
NEVER = -1.0


class Lists(NamedTuple):
    """What holds now."""

    providers: Providers
    clients: Clients
    services: ServiceNames
    hosts: Hosts


@dataclass(frozen=True, slots=True)
class _Kept:
    """A list that was good, its bytes, and when it was had last."""

    listing: Listing[Providers | Clients | ServiceNames | Hosts]
    content: bytes
    at: datetime


@dataclass(slots=True)
class Keeping:
    """Of one process; `faults` say of each list why its newest is not taken."""

    terms: Terms
    clock: Callable[[], datetime]
    faults: dict[Name, Why] = field(default_factory=dict)
    largest: int = LARGEST
    _kept: dict[Name, _Kept] = field(default_factory=dict, repr=False)
    _fetch: Fetch = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._fetch = Fetch(self.terms.authorities, WITHIN, self.largest, "application/xml")

    def now(self) -> Lists | None:
        """All four; None where one was never had, or too long ago."""
        if not 0 <= self.age <= self.terms.lasts.total_seconds():
            return None
        providers, clients, services, hosts = (self._kept[name].listing.content for name in NAMES)
        return Lists(
            cast("Providers", providers),
            cast("Clients", clients),
            cast("ServiceNames", services),
            cast("Hosts", hosts),
        )

    @property
    def age(self) -> float:
        """Seconds since the oldest of the four was had; negative where one never was."""
        if len(self._kept) < len(NAMES):
            return NEVER
        oldest = min(kept.at for kept in self._kept.values())
        return max(0.0, (self.clock() - oldest).total_seconds())

    async def watch(self) -> None:
        """Look again and again, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Take each list anew, where it is good; else what was had last stays."""
        for name in NAMES:
            try:
                kept = await self._taken(name)
            except BadList as bad:
                self._tell(name, bad.why)
            else:
                self._kept[name] = kept
                if self.faults.pop(name, None):
                    _LOG.warning("MedMij: the list %s is good again", name)

    async def _taken(self, name: Name) -> _Kept:
        content, before = await self._content(name), self._kept.get(name)
        if before is not None and content == before.content:
            listing = before.listing
        else:
            # Lists of the whole country: a thread, that requests go on.
            listing = await asyncio.to_thread(read, name, content)
        now = self.clock()
        _require_of_now(listing.issued, now, self.terms.oldest)
        if before is not None and listing is not before.listing:
            _require_newer(listing.number, before.listing.number)
        return _Kept(listing, content, now)

    async def _content(self, name: Name) -> bytes:
        file = f"MedMij_{name}.xml"
        if "://" not in self.terms.place:
            return await asyncio.to_thread(_of_file, Path(self.terms.place) / file, self.largest)
        try:
            return await self._fetch.get(f"{self.terms.place}/{file}?api=2")
        except TooLong:
            raise BadList("too-large") from None
        except Unreachable:
            raise BadList("unreachable") from None

    def _tell(self, name: Name, why: Why) -> None:
        """Each time: what is not mended must not fall silent."""
        self.faults[name] = why
        kept = self._kept.get(name)
        if kept is None:
            left = "none was had yet, so nobody is let in"
        elif kept.at + self.terms.lasts < self.clock():
            left = "the last good one holds no longer, so nobody is let in"
        else:
            left = f"the last good one holds until {kept.at + self.terms.lasts:%Y-%m-%d %H:%M} UTC"
        _LOG.error("MedMij: the list %s is not taken (%s); %s", name, why, left)


def _of_file(path: Path, largest: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError:
        raise BadList("unreachable") from None
    if len(content) > largest:
        raise BadList("too-large")
    return content


def _require_of_now(issued: datetime, now: datetime, oldest: timedelta) -> None:
    if issued > now + AHEAD:
        raise BadList("early")
    if issued < now - oldest:
        raise BadList("expired")


def _require_newer(number: int, before: int) -> None:
    """Each change has a higher number."""
    if number < before:
        raise BadList("older")
    if number == before:
        raise BadList("changed")
