"""Candidates of a case: who they are with each reason, and asking those that somebody ticks.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from hub.errors import FhirError, Invalid, PreconditionFailed, Unprocessable, VersionConflict
from hub.pages.refusals import record_refusal
from hub.pages.rtp.case_words import person_said
from hub.pages.rtp.desk.acts import TERMS, USUAL_TERM, coded
from hub.pages.rtp.desk.case import NAME, Said, absent
from hub.pages.rtp.desk.may import may_offer
from hub.pages.rtp.desk.offers import Offering, resources_of
from hub.pages.rtp.desk.ranked import Shown, shown
from hub.pages.rtp.desk.told import notes_of
from hub.pages.rtp.inbox.answers import Wrong
from hub.pages.rtp.visit import Visit
from hub.query.candidates import Candidates, candidates
from hub.query.case_seen import CaseSeen, case_seen
from hub.query.matching import agreed_of
from hub.query.open_request import open_request
from hub.transfer.lead import ELEMENT
from hub.transfer.matching.ranking import Match
from hub.transfer.open.coding import CARE_TYPE, concept, own_words
from hub.transfer.spoken import without_word
from hub.write.offer_answered import answer_offer
from hub.write.offer_change import OfferChange
from hub.write.offers_sent import OffersSent, send_offers
from profiles.resource.read import objects

CANDIDATES = "kandidaten"
TICKED = "vraag-"
"""Before the id of a service: it is asked."""
_BAD, _CONFLICT, _LONGEST = 400, 409, 300
_MOVED = (PreconditionFailed, VersionConflict)


async def candidates_page(visit: Visit, name: str) -> Response:
    """All of them, in their order.

    Raises:
        NotFound: no case of his desk.
    """
    return await _page(visit, name, Said())


async def asked(visit: Visit, name: str) -> Response:
    """Those that are ticked are asked, all or none; what can't be is told.

    Raises:
        NotFound: no case of his desk. FhirError: he may not.
    """
    try:
        await _ask(visit, await _seen(visit, name))
    except Wrong as wrong:
        return await _page(visit, name, Said(f"desk.wrong.{wrong.field}", _BAD, visit.fields))
    except (Invalid, Unprocessable, *_MOVED) as refusal:
        await record_refusal(visit, refusal)
        kind = "moved" if isinstance(refusal, _MOVED) else "rule"
        return await _page(visit, name, Said(f"desk.lost.{kind}", _CONFLICT, visit.fields))
    return visit.see(f"{NAME}/{name}?gedaan=aanbieden")


async def _seen(visit: Visit, name: str) -> CaseSeen:
    seen = await case_seen(visit.parts.access, visit.errand, name[:64])
    if not seen.is_desk:
        raise absent()
    return seen


async def _found(visit: Visit, seen: CaseSeen) -> Candidates:
    parts = visit.parts
    return await candidates(parts.access, visit.errand, seen, agreed_of(parts.settings))


async def _ask(visit: Visit, seen: CaseSeen) -> None:
    fields, parts = visit.fields, visit.parts
    found = await _found(visit, seen)
    chosen = [one for one in found.matches if TICKED + one.candidate.service in fields]
    hours = fields.get("uren", "")
    if not chosen:
        raise Wrong("kandidaat")
    if hours not in {str(one) for one in TERMS}:
        raise Wrong("uren")
    why = _why(fields, chosen)
    if fields.get("versie", "") != seen.of.version:
        raise PreconditionFailed("the case is not as it was shown")
    request, care = str((seen.of.request or {})["id"]), _care(seen)
    made = await open_request(parts.access, visit.errand, request, parts.open_region, care)
    if why:
        await _overrule(visit, seen, chosen, why)
    offering = Offering(seen, chosen, visit.ura, int(hours), visit.now)
    sent = OffersSent(visit.errand, resources_of(offering, made), f"{parts.public_url}/fhir")
    await send_offers(parts.access, parts.verdicts, sent)


def _care(seen: CaseSeen) -> Mapping[str, Any] | None:
    """What was advised, in the place of what was asked for."""
    advised = (CARE_TYPE, seen.case.care_type or "")
    said = own_words(CARE_TYPE).get(advised)
    return concept(advised, said) if said else None


def _why(fields: Mapping[str, str], chosen: Sequence[Match]) -> str:
    """Why somebody who does not fit is asked all the same; empty where all of them fit."""
    why = " ".join(fields.get("waarom", "").split())
    if all(one.misfit is None for one in chosen):
        return ""
    if not why or len(why) > _LONGEST or not why.isprintable():
        raise Wrong("waarom")
    return why


async def _overrule(visit: Visit, seen: CaseSeen, chosen: Sequence[Match], why: str) -> None:
    """It stands in the case from now on, with what did not fit of whom; no candidate reads it."""
    task: Mapping[str, Any] = seen.of.task
    said = [f"{one.candidate.provider}: {one.misfit}" for one in chosen if one.misfit]
    text = f"{why} ({'; '.join(said)})"
    more = {"type": coded(ELEMENT, "overruled"), "valueString": text}
    changed = {**task, **without_word(task), "input": [*objects(task.get("input")), more]}
    change = OfferChange(
        errand=visit.errand,
        resource={key: one for key, one in changed.items() if one is not None},
        id=seen.of.id,
        if_match=seen.of.version,
    )
    await answer_offer(visit.parts.access, visit.parts.verdicts, change)


async def _page(visit: Visit, name: str, told: Said) -> Response:
    seen = await _seen(visit, name)
    listed, trouble = await _listed(visit, seen)
    return visit.page(
        "desk/candidates.html",
        told.status,
        seen=seen,
        whose=person_said(seen.of.patient, visit.words),
        notes=notes_of(seen.of.request),
        told=told,
        trouble=trouble,
        listed=listed,
        may=may_offer(seen, visit.ura, visit.now),
        terms=TERMS,
        usual=told.typed.get("uren") or str(USUAL_TERM),
        ticked=TICKED,
    )


async def _listed(visit: Visit, seen: CaseSeen) -> tuple[list[Shown], bool]:
    """They, or that the request does not say what is looked for."""
    try:
        found = await _found(visit, seen)
    except FhirError as refusal:
        if not isinstance(refusal, Unprocessable):
            raise
        await record_refusal(visit, refusal)
        return [], True
    asked = frozenset((one.provider, one.service) for one in seen.case.open_offers)
    return [shown(one, found, asked, visit.words) for one in found.matches], False
