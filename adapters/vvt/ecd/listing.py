"""Which Tasks of transfers changed: the ECD's search, page after page, from where it was.

https://hl7.org/fhir/STU3/search.html
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.core.json import dump
from adapters.vvt.ecd.memory import Place
from adapters.vvt.ecd.server import Closed, EcdServer, Unusable
from adapters.vvt.reading import read
from profiles import systems
from profiles.invalid import InvalidRecord, JsonObject
from profiles.resource.read import has, objects

# A Task that was written while an earlier answer was made has an earlier moment than that answer.
OVERLAP = timedelta(minutes=2)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """The Tasks of one page by address and digest, and where that leaves the list."""

    tasks: tuple[tuple[str, str], ...] = field(repr=False)
    place: Place = field(repr=False)
    nameless: int = 0


async def pages(server: EcdServer, place: Place, now: datetime) -> AsyncIterator[Page]:
    """From the page that was left, else from the moment that was come to.

    Raises Silent, Closed, Unusable, NoAccess, InvalidRecord.
    """
    at = place
    while True:
        bundle, at = await _asked(server, at)
        page = _page(server, bundle, at, now)
        yield page
        at = page.place
        if not at.ahead:
            return


async def _asked(server: EcdServer, at: Place) -> tuple[JsonObject, Place]:
    if at.ahead:
        try:
            return read((await server.get(at.ahead)).body).tree, at
        except (Closed, Unusable, InvalidRecord):
            # A server forgets its pages after some time: the list is begun again.
            at = Place(at.since)
    parameters = {
        "code": "|".join(systems.TRANSFER_OF_CARE),
        "_sort": "_lastUpdated",
        "_count": str(PAGE),
    }
    if at.since:
        parameters["_lastUpdated"] = f"ge{at.since}"
    return read((await server.get("Task", parameters)).body).tree, at


def _page(server: EcdServer, bundle: JsonObject, at: Place, now: datetime) -> Page:
    if (bundle.get("resourceType"), bundle.get("type")) != ("Bundle", "searchset"):
        raise Unusable("the ECD answers a search with something else than a searchset")
    found = [one.get("resource") for one in objects(bundle.get("entry"))]
    tasks = [one for one in found if isinstance(one, dict) and _is_transfer(one)]
    named = [one for one in tasks if isinstance(one.get("id"), str) and one["id"]]
    newest = max([at.newest, *(_moment(one) for one in named)])
    ahead = _next(server, bundle)
    place = Place(at.since, newest, ahead) if ahead else Place(_since(at, newest, now))
    listed = tuple((server.address(f"Task/{one['id']}"), _digest(one)) for one in named)
    return Page(listed, place, len(tasks) - len(named))


def _is_transfer(resource: JsonObject) -> bool:
    """Whether it is a Task of a transfer: a server may answer with more than it was asked."""
    return resource.get("resourceType") == "Task" and has(
        resource.get("code"), systems.TRANSFER_OF_CARE
    )


def _moment(task: JsonObject) -> str:
    """When the ECD wrote it, in UTC so that it can be compared; empty where it does not say."""
    meta = task.get("meta")
    said = meta.get("lastUpdated") if isinstance(meta, dict) else None
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return ""
    return moment.astimezone(UTC).isoformat() if moment and moment.tzinfo else ""


def _since(at: Place, newest: str, now: datetime) -> str:
    """From when is asked next: an ECD whose clock ran ahead does not make us blind."""
    if not newest:
        return at.since
    return (min(datetime.fromisoformat(newest), now) - OVERLAP).isoformat()


def _next(server: EcdServer, bundle: JsonObject) -> str:
    links = [one for one in objects(bundle.get("link")) if one.get("relation") == "next"]
    url: Any = links[0].get("url") if links else None
    return server.address(url) if isinstance(url, str) else ""


def _digest(task: JsonObject) -> str:
    return hashlib.sha256(dump(task)).hexdigest()
