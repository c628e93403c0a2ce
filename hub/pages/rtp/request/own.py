"""What an organisation asked for, and how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.days import date_said, day_of, time_said
from hub.pages.rtp.asked import Fact, care_said, facts_of
from hub.pages.rtp.door import PART
from hub.pages.rtp.live import moving
from hub.pages.rtp.visit import Visit
from hub.pages.words import Words
from hub.query.own_cases import OwnCase, own_cases
from hub.transfer.open.coding import own_words
from hub.transfer.reading import CANCEL_REASON, REJECTION_REASON, STATUS
from hub.transfer.urgency import is_urgent
from profiles.pzp.reading.record import name_of
from profiles.resource.read import element, pairs, words

NAME = "requests"
_LATELY = timedelta(days=14)
_OK = 200
_EARLY = frozenset({"requested", "received", "accepted"})
"""While a case stands in one of these nobody was asked for a place yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One case in words; `is_early` is whether who asked may take it back himself."""

    id: str
    version: str
    is_early: bool
    who: str
    care: str
    is_urgent: bool
    facts: Sequence[Fact]
    asked: str
    standing: str
    reason: str


async def requests(visit: Visit) -> Response:
    """The page; PART behind its name is what of it changes by itself.

    Raises:
        NotFound: no such page.
    """
    match visit.rest:
        case ():
            done = visit.request.query_params.get("gedaan") == "ingetrokken"
            return await listed(visit, "requests.html", told="own.done" if done else "")
        case (only,) if only == PART:
            return await listed(visit, "requests-list.html")
    raise NotFound("no such page", rule="S-NOT-HIS-PAGE")


async def listed(visit: Visit, template: str, status: int = _OK, *, told: str = "") -> Response:
    """All that he asked for, with what is to be told above it."""
    access, errand, limits = visit.parts.access, visit.errand, visit.parts.limits
    going = await own_cases(access, errand, limits)
    over = await own_cases(access, errand, limits, ended=True)
    lately = [one for one in over.cases if _is_of(one, visit.now - _LATELY)]
    known = own_words(CANCEL_REASON).items()
    page = visit.page(
        template,
        status,
        told=told,
        is_wrong=status != _OK,
        going=[_shown(one, visit.now, visit.words) for one in reversed(going.cases)],
        over=[_shown(one, visit.now, visit.words) for one in reversed(lately)],
        is_whole=going.is_whole,
        reasons=[(code, said) for (_, code), said in known if code != "not-selected"],
        as_of=visit.words("inbox.as-of", time=time_said(visit.now, visit.words)),
    )
    return moving(page)


def _is_of(one: OwnCase, since: datetime) -> bool:
    try:
        return datetime.fromisoformat(words(one.task, "lastModified")) >= since
    except (ValueError, TypeError):
        return True


def _shown(one: OwnCase, now: datetime, t: Words) -> Shown:
    request, today = one.request or {}, day_of(now)
    return Shown(
        id=one.id,
        version=one.version,
        is_early=one.task.get("status") in _EARLY,
        who=person_said(one.patient, t),
        care=care_said(request),
        is_urgent=is_urgent(one.task, request),
        facts=[fact for fact in facts_of(request, today, t) if fact[0] != "who"],
        asked=date_said(words(one.task, "authoredOn"), t),
        standing=_standing(one.task, t),
        reason=reason_said(one.task),
    )


def person_said(patient: Mapping[str, Any] | None, t: Words) -> str:
    """Who it is, as far as that is open."""
    if patient is None:
        return t("own.no-person")
    named = name_of(dict(patient)) or t("own.no-name")
    born = date_said(words(patient, "birthDate"), t)
    return t("handoff.person", name=named, born=born) if born else named


def _standing(task: Mapping[str, Any], t: Words) -> str:
    """By how far it is, else by its status; as it is written where we have no words for it."""
    status = words(task, "status")
    phases = [code for system, code in pairs(task.get("businessStatus")) if system == STATUS]
    said = [t.of("own.phase", one) for one in phases]
    return next(filter(None, said), "") or t.of("own.status", status) or status or "?"


def reason_said(task: Mapping[str, Any]) -> str:
    """Why it stands so, in the words of the list; a code that it does not have as it is."""
    known = {**own_words(CANCEL_REASON), **own_words(REJECTION_REASON)}
    found = pairs(element(task, "statusReason"))
    return ", ".join(known.get(one, one[1]) for one in found)
