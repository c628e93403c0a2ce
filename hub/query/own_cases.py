"""The cases that an organisation asked a transfer point for, each with its request and whose it is.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from consent.asker import Provider
from hub.access.access import Access
from hub.query.search import Limits, SearchAsked, Stored, search_record
from hub.search.context import CODE, COORDINATES
from hub.security.errand import Errand
from hub.security.granted import require_scope
from profiles.resource.read import element, words
from profiles.systems import URA_SYSTEM

_BESIDE = (("_include", "Task:focus:ServiceRequest"), ("_include", "Task:patient"))
Resource = Mapping[str, Any]
Side = Literal["requester", "owner"]


@dataclass(frozen=True, slots=True)
class OwnCase:
    """The Task that leads it; `request` and `patient` are None where they are not open."""

    id: str
    version: str
    task: Resource
    request: Resource | None = None
    patient: Resource | None = None


@dataclass(frozen=True, slots=True)
class OwnCases:
    """The oldest first; `is_whole` is whether all could be read, and all are here."""

    cases: Sequence[OwnCase]
    is_whole: bool = True


async def own_cases(access: Access, errand: Errand, limits: Limits) -> OwnCases:
    """Those that it asked for and that go on: by the search that its system does.

    Raises:
        Forbidden: it may not search.
    """
    require_scope(errand.client, "Task", "search-type")
    ura = errand.asker.ura if isinstance(errand.asker, Provider) else ""
    pairs = asked_of("requester", ura)
    found = await search_record(access, errand, SearchAsked("Task", pairs, limits))
    beside = {one.address: msgspec.json.decode(one.body) for one in found.along}
    cases = [_case(one, beside) for one in found.matches]
    return OwnCases(cases, not found.damaged and found.next is None)


def asked_of(side: Side, ura: str) -> list[tuple[str, str]]:
    """How the cases of this organisation on this side are searched, with what they refer to."""
    return [(f"{side}:identifier", f"{URA_SYSTEM}|{ura}"), (CODE, COORDINATES), *_BESIDE]


def _case(one: Stored, beside: Mapping[str, Resource]) -> OwnCase:
    task: Resource = msgspec.json.decode(one.body)
    request, patient = (
        beside.get(f"{kind}/{named_by(task, name, kind)}")
        for name, kind in (("focus", "ServiceRequest"), ("for", "Patient"))
    )
    return OwnCase(one.id, one.version, task, request, patient)


def named_by(task: Resource, name: str, kind: str) -> str:
    """The id of what this element of it refers to; empty where that is of another kind."""
    said, _, rest = words(element(task, name), "reference").partition("/")
    return rest.partition("/")[0] if said == kind else ""
