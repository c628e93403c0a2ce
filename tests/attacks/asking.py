"""One search asked in each way that there is, and whose the rows of its answer are."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from tests.plugins.hub import Caller

WAYS = ("GET", "POST", "batch")
MOST_PAGES = 12
MOST_ENTRIES = 500  # of a batch
_PATIENT = re.compile(r'"(?:[^"]*/)?Patient/([A-Za-z0-9.-]+)[^"]*"')


@dataclass(frozen=True, slots=True)
class Search:
    """A search by its type and its parameters, in order."""

    type: str
    pairs: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """Its type and names, no values."""
        return f"{self.type}?{'&'.join(name for name, _ in self.pairs)}"

    @property
    def url(self) -> str:
        """As it stands behind the base."""
        return f"{self.type}?{urlencode(self.pairs)}"

    def with_(self, *pairs: tuple[str, str]) -> "Search":
        """The same with more parameters."""
        return Search(self.type, self.pairs + pairs)


@dataclass(frozen=True)
class Told:
    """What one call, or one entry of a batch, answered."""

    status: int
    body: dict[str, Any]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Everything that came, matches and what came along."""
        return [
            entry["resource"]
            for entry in self.body.get("entry", [])
            if entry.get("search", {}).get("mode") != "outcome"
        ]

    @property
    def inhabitants(self) -> set[str]:
        """The ids of the Patients that the rows are or refer to."""
        return {name for row in self.rows for name in people_in(row)}

    @property
    def next(self) -> str | None:
        """Where the next page is."""
        links = self.body.get("link", [])
        return next((link["url"] for link in links if link["relation"] == "next"), None)


def people_in(row: dict[str, Any]) -> set[str]:
    """The ids of the Patients that this is or refers to."""
    if row["resourceType"] == "Patient":
        return {row["id"]}
    return set(_PATIENT.findall(json.dumps(row)))


async def ask(caller: Caller, way: str, searches: Sequence[Search], **headers: str) -> list[Told]:
    """The answer to each, its first page."""
    if way == "batch":
        return [
            told
            for start in range(0, len(searches), MOST_ENTRIES)
            for told in await _batch(caller, searches[start : start + MOST_ENTRIES], **headers)
        ]
    return [await _one(caller, way, search, **headers) for search in searches]


async def _one(caller: Caller, way: str, search: Search, **headers: str) -> Told:
    if way == "GET":
        answer = await caller.get(search.url, **headers)
    else:
        sent = {"Content_Type": "application/x-www-form-urlencoded", **headers}
        answer = await caller("POST", f"{search.type}/_search", urlencode(search.pairs), **sent)
    return Told(answer.status_code, answer.json())


async def _batch(caller: Caller, searches: Sequence[Search], **headers: str) -> list[Told]:
    entries = [{"request": {"method": "GET", "url": search.url}} for search in searches]
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    answer = await caller.transaction(bundle, **headers)
    assert answer.status_code == 200, answer.text
    return list(_entries(answer.json()))


def _entries(bundle: dict[str, Any]) -> Iterator[Told]:
    for entry in bundle["entry"]:
        said = entry["response"]
        body = entry.get("resource") or said.get("outcome") or {}
        yield Told(int(said["status"].partition(" ")[0]), body)


async def all_pages(caller: Caller, first: Told) -> list[Told]:
    """This page and those that follow it."""
    pages = [first]
    while (url := pages[-1].next) and len(pages) < MOST_PAGES:
        answer = await caller.get(url.partition("/fhir/")[2])
        pages.append(Told(answer.status_code, answer.json()))
    return pages
