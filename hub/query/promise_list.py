"""The promises of a place that a transfer point is to look into, as its own list has them.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from consent.asker import Provider
from hub.access.access import Access
from hub.query.promises_search import PROMISES, promises_search
from hub.query.search import Limits, SearchAsked
from hub.search.context import CODE, OWNER
from hub.security.errand import Errand
from hub.security.granted import require_scope
from profiles.systems import URA_SYSTEM


@dataclass(frozen=True, slots=True)
class PromiseTold:
    """One of them as it stands."""

    id: str
    version: str
    task: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PromisesTold:
    """The oldest first; `has_more` is whether there are more than these."""

    tasks: Sequence[PromiseTold]
    has_more: bool = False


async def promises_told(access: Access, errand: Errand, limits: Limits) -> PromisesTold:
    """The open ones of who asks, by the search that its system does.

    Raises:
        Forbidden: no organisation asks, or it may not search.
    """
    require_scope(errand.client, "Task", "search-type")
    ura = errand.asker.ura if isinstance(errand.asker, Provider) else ""
    pairs = ((OWNER, f"{URA_SYSTEM}|{ura}"), (CODE, PROMISES))
    found = await promises_search(access, errand, SearchAsked("Task", pairs, limits))
    if found is None:
        return PromisesTold(())
    tasks = [
        PromiseTold(one.id, one.version, msgspec.json.decode(one.body)) for one in found.matches
    ]
    return PromisesTold(tasks, found.next is not None)
