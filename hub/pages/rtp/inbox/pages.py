"""The list of what was offered, what somebody says to one of them, and the handoff of the chosen.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from starlette.responses import Response

from hub.errors import FhirError, NotFound, PreconditionFailed, Unprocessable, VersionConflict
from hub.pages.days import time_said
from hub.pages.refusals import record_refusal
from hub.pages.rtp.door import PART
from hub.pages.rtp.inbox.answers import HOURS, REASONS, TEXT, USUAL, Said, Wrong
from hub.pages.rtp.inbox.told import GROUPS, shown
from hub.pages.rtp.live import moving
from hub.pages.rtp.named import points_named
from hub.pages.rtp.visit import Visit
from hub.query.inbox import inbox
from hub.query.read import Wanted, current_version
from hub.transfer.open.coding import own_words
from hub.transfer.reading import REJECTION_REASON
from hub.transfer.spoken import without_word
from hub.write.offer_answered import answer_offer
from hub.write.offer_change import OfferChange

NAME = "inbox"
_MOVED = (PreconditionFailed, VersionConflict)
_OK, _BAD, _CONFLICT = 200, 400, 409


@dataclass(frozen=True, slots=True)
class Told:
    """What is said above the list, by the key of its words; of a form that can't be, as typed."""

    words: str = ""
    status: int = _OK
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Whether what was pressed was not done."""
        return self.status != _OK

    def typed_at(self, offer: str, act: str) -> Mapping[str, str]:
        """What was typed in this form of this offer; empty of any other."""
        is_there = self.typed.get("offer") == offer and self.typed.get("doe") == act
        return self.typed if is_there else {}


async def offers(visit: Visit) -> Response:
    """The page; PART behind its name is what of it changes by itself."""
    match visit.rest:
        case ():
            told = f"inbox.done.{visit.request.query_params.get('gedaan', '')}"
            return await _page(visit, "inbox.html", Told(told if visit.words.has(told) else ""))
        case (only,) if only == PART:
            return await _page(visit, "inbox-list.html", Told())
    raise _absent()


async def answered(visit: Visit) -> Response:
    """What was pressed is done, and the list shows it; what was lost meanwhile is told.

    Raises:
        NotFound: there is no such page. FhirError: he may not, or not now.
    """
    if visit.rest:
        raise _absent()
    fields = visit.fields
    try:
        await _send(visit, Said(fields.get("doe", ""), fields, visit.now))
    except Wrong as wrong:
        told = f"inbox.wrong.{wrong.field}"
        return await _page(visit, "inbox.html", Told(told, _BAD, fields))
    except (NotFound, Unprocessable, *_MOVED) as refusal:
        return await _lost(visit, refusal)
    return visit.see(f"{NAME}?gedaan={fields['doe']}")


async def _send(visit: Visit, said: Said) -> None:
    name, version = (visit.fields.get(one, "")[:64] for one in ("offer", "versie"))
    task = await _task(visit, name)
    changed = {**task, **without_word(task), **said.changes(task)}
    change = OfferChange(
        errand=visit.errand,
        resource={key: one for key, one in changed.items() if one is not None},
        id=name,
        if_match=version,
    )
    await answer_offer(visit.parts.access, visit.parts.verdicts, change)


async def _lost(visit: Visit, refusal: FhirError) -> Response:
    """It stands otherwise than he saw, or is no longer his to answer: said, with how it is now."""
    await record_refusal(visit, refusal)
    kind = "gone" if isinstance(refusal, NotFound) else "rule"
    if isinstance(refusal, _MOVED):
        kind = "moved"
    typed = visit.fields if TEXT in visit.fields else {}
    return await _page(visit, "inbox.html", Told(f"inbox.lost.{kind}", _CONFLICT, typed))


async def _task(visit: Visit, name: str) -> Mapping[str, Any]:
    """The offer as it stands; raises NotFound where he sees none."""
    if not name:
        raise NotFound("no offer is named")
    stored = await current_version(visit.parts.access, visit.errand, Wanted("Task", name, "read"))
    task: Mapping[str, Any] = msgspec.json.decode(stored.body)
    return task


async def _page(visit: Visit, template: str, told: Told) -> Response:
    access, t = visit.parts.access, visit.words
    found = await inbox(access, visit.errand, visit.parts.limits)
    found = replace(found, names=points_named(access.transfer_points, found.names, t))
    told_of = [shown(one, found, visit.now, visit.words) for one in found.offers]
    told_of.sort(key=lambda one: not one.is_urgent)
    groups = {name: [one for one in told_of if one.group == name] for name in GROUPS}
    known = own_words(REJECTION_REASON)
    page = visit.page(
        template,
        told.status,
        groups={name: listed for name, listed in groups.items() if listed},
        found=found,
        told=told,
        hours=HOURS,
        usual=USUAL,
        reasons=[(code, known[(REJECTION_REASON, code)]) for code in REASONS],
        as_of=visit.words("inbox.as-of", time=time_said(visit.now, visit.words)),
    )
    return moving(page)


def _absent() -> NotFound:
    return NotFound("no such page", rule="S-NOT-HIS-PAGE")
