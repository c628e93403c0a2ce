"""Promises of a place that a transfer point looks into, on its board.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.errors import NotFound, PreconditionFailed, Unprocessable, VersionConflict
from hub.pages.days import day_of, day_said, time_said
from hub.pages.refusals import record_refusal
from hub.pages.rtp.capacity.said import care_said
from hub.pages.rtp.visit import Visit
from hub.pages.words import Words
from hub.query.promise_list import PromiseTold
from hub.query.read import Wanted, current_version
from hub.query.sites import Site
from hub.security.granted import require_scope
from hub.transfer.capacity.promise_task import ELEMENT, FINDING, found_out
from hub.transfer.open.coding import own_words
from hub.write.promise_found import PromiseFound, keep_found
from profiles.resource.read import element, objects, pairs, words
from profiles.text.parse import parse

_REFUSED = (NotFound, PreconditionFailed, Unprocessable, VersionConflict)
DONE, WRONG, LOST = "done", "wrong", "lost"


@dataclass(frozen=True, slots=True)
class Shown:
    """One of them in words, with what its form sends along."""

    id: str
    version: str
    says: str


def shown(tasks: Iterable[PromiseTold], sites: Mapping[str, Site], t: Words) -> Iterator[Shown]:
    """Each, with where and when it was broken."""
    for one in tasks:
        said = _said(one.task)
        at = datetime.fromisoformat(words(one.task, "authoredOn"))
        care = next(
            (code for _, code in pairs(said.get("care-type", {}).get("valueCodeableConcept"))), ""
        )
        kind = said.get("kind", {}).get("valueCode", "")
        text = t(
            f"capacity.broken.{kind}",
            site=_where(one.task, said, sites, t),
            care=care_said(care),
            day=day_said(day_of(at), t),
            time=time_said(at, t),
        )
        yield Shown(one.id, one.version, text)


def findings() -> list[tuple[str, str]]:
    """What may be found out, by its code."""
    return [(code, text) for (_, code), text in own_words(FINDING).items()]


async def looked_into(visit: Visit, name: str) -> str:
    """What was found out is kept; which of the words above the board tells what became of it."""
    finding = visit.fields.get("uitkomst", "")
    if finding not in dict(findings()):
        return WRONG
    try:
        await _send(visit, name, finding)
    except _REFUSED as refusal:
        await record_refusal(visit, refusal)
        return LOST
    return DONE


async def _send(visit: Visit, name: str, finding: str) -> None:
    access, errand = visit.parts.access, visit.errand
    require_scope(errand.client, "Task", "update")
    stored = await current_version(access, errand, Wanted("Task", name, "read"))
    task = parse(stored.body) | {"status": "completed", "output": [found_out(finding)]}
    said = PromiseFound(
        errand=errand, resource=task, id=name, if_match=visit.fields.get("versie", "")
    )
    await keep_found(access, said)


def _said(task: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What it says, by the code of each."""
    return {
        code: one
        for one in objects(task.get("input"))
        for system, code in pairs(one.get("type"))
        if system == ELEMENT
    }


def _where(
    task: Mapping[str, Any], said: Mapping[str, Any], sites: Mapping[str, Site], t: Words
) -> str:
    site = words(element(task, "focus"), "reference")
    if site in sites:
        return sites[site].name
    ura = words(element(element(said.get("provider", {}), "valueReference"), "identifier"), "value")
    return t("capacity.task.gone", ura=ura)
