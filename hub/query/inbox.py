"""What an organisation was offered, each offer with what is asked, as its candidate may read it.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from consent.asker import Provider
from hub.access.access import Access
from hub.query.opened_beside import opened_beside
from hub.query.own_record import organizations_called
from hub.query.search import Limits, SearchAsked, search_record
from hub.security.errand import Errand
from hub.security.granted import require_scope
from profiles.resource.read import element, words
from profiles.systems import URA_SYSTEM

_REQUEST = "ServiceRequest"


@dataclass(frozen=True, slots=True)
class Listed:
    """One offer as it stands; `request` is None where what is asked is not open."""

    id: str
    version: str
    task: Mapping[str, Any]
    request: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """The first to be answered first; `names` are those of who asks, by URA.

    `is_whole` is whether all could be read, `has_more` whether there are more than these.
    """

    offers: Sequence[Listed]
    names: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True
    has_more: bool = False


async def inbox(access: Access, errand: Errand, limits: Limits) -> Inbox:
    """The offers of who asks: by the search that its system does, and a read of each request.

    Raises:
        Forbidden: no organisation asks, or it may not search.
    """
    require_scope(errand.client, "Task", "search-type")
    ura = errand.asker.ura if isinstance(errand.asker, Provider) else ""
    owner = ("owner:identifier", f"{URA_SYSTEM}|{ura}")
    answered = await search_record(access, errand, SearchAsked("Task", (owner,), limits))
    tasks = [(one, msgspec.json.decode(one.body)) for one in answered.matches]
    asked = await opened_beside(access, errand, _REQUEST, [_focus(task) for _, task in tasks])
    names = await organizations_called(access, filter(None, (_asks(task) for _, task in tasks)))
    offers = [Listed(one.id, one.version, task, asked.get(_focus(task))) for one, task in tasks]
    return Inbox(offers, names, not answered.damaged, answered.next is not None)


def _focus(task: Mapping[str, Any]) -> str:
    """The id of what is asked, as the reader of the offer calls it."""
    kind, _, name = words(element(task, "focus"), "reference").partition("/")
    return name.partition("/")[0] if kind == _REQUEST else ""


def _asks(task: Mapping[str, Any]) -> str:
    return words(element(element(task, "requester"), "identifier"), "value")
