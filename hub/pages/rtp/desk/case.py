"""The page of one case: for the transfer point, and for who asked; what is pressed there is done.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from hub.errors import FhirError, NotFound, PreconditionFailed, Unprocessable, VersionConflict
from hub.pages.days import date_said, day_of, time_said
from hub.pages.refusals import record_refusal
from hub.pages.rtp.desk.acts import (
    AGAIN,
    CALLED_OFF,
    NO_PLACE,
    REFUSED,
    TERMS,
    USUAL_TERM,
    Pressed,
    handoffs_in,
)
from hub.pages.rtp.desk.around import known, origins
from hub.pages.rtp.desk.may import Beside, may_offer
from hub.pages.rtp.desk.timeline import reason_of
from hub.pages.rtp.desk.told import shown
from hub.pages.rtp.inbox.answers import HOURS, REASONS, TEXT, USUAL, Changes, Wrong
from hub.pages.rtp.live import moving
from hub.pages.rtp.named import points_named
from hub.pages.rtp.visit import Visit
from hub.query.case_seen import CaseSeen, case_seen
from hub.query.handoffs import handoffs_of
from hub.query.own_cases import named_by
from hub.transfer.open.coding import CARE_TYPE, own_words
from hub.transfer.spoken import without_word
from hub.write.offer_answered import answer_offer
from hub.write.offer_change import OfferChange
from profiles.resource.read import element, words

NAME = "cases"
_MOVED = (PreconditionFailed, VersionConflict)
_OK, _BAD, _CONFLICT = 200, 400, 409
_REASONS: Mapping[str, Sequence[str]] = {
    "afwijzen": REFUSED,
    "opschalen": NO_PLACE,
    "intrekken": CALLED_OFF,
    "heropenen": AGAIN,
    "terug": CALLED_OFF,
    "afzeggen": CALLED_OFF,
    "tel-nee": REASONS,
    "tel-mis": REASONS,
}
_GONE = frozenset({"afwijzen", "opschalen", "intrekken", "overdragen", "tel-klaar"})
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said above the case, by the key of its words; of a form that can't be, as typed."""

    words: str = ""
    status: int = _OK
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Whether what was pressed was not done."""
        return self.status != _OK

    def typed_at(self, offer: str, act: str) -> Mapping[str, str]:
        """What was typed in this form; empty of any other."""
        is_there = self.typed.get("offer", "") == offer and self.typed.get("doe") == act
        return self.typed if is_there else {}


async def case_page(visit: Visit, name: str, *, part: bool) -> Response:
    """The page of the case with this id, or the part of it that changes by itself.

    Raises:
        NotFound: none of his.
    """
    done = f"desk.done.{visit.request.query_params.get('gedaan', '')}"
    return await told(visit, name, Said(done if visit.words.has(done) else ""), part=part)


async def pressed(visit: Visit, name: str) -> Response:
    """What was pressed is done, and the page shows it; what was lost meanwhile is told.

    Raises:
        NotFound: none of his. FhirError: he may not.
    """
    fields = visit.fields
    try:
        seen = await _seen(visit, name)
        await _send(visit, Pressed(fields.get("doe", ""), fields, seen, visit.now))
    except Wrong as wrong:
        return await told(visit, name, Said(f"desk.wrong.{wrong.field}", _BAD, fields))
    except (Unprocessable, *_MOVED) as refusal:
        if refusal.rule == "T-NAMELESS":
            await record_refusal(visit, refusal)
            return await told(visit, name, Said("desk.wrong.naam", _BAD, fields))
        return await lost(visit, name, refusal)
    # What has ended, or is another's, is closed to who looked for the place.
    is_gone = seen.is_desk and fields["doe"] in _GONE
    return visit.see(f"{NAME}{'' if is_gone else f'/{name}'}?gedaan={fields['doe']}")


async def lost(visit: Visit, name: str, refusal: FhirError) -> Response:
    """It stands otherwise than he saw, or a guard stands against it: said, with how it is now."""
    await record_refusal(visit, refusal)
    kind = "moved" if isinstance(refusal, _MOVED) else "rule"
    typed = visit.fields if TEXT in visit.fields else {}
    return await told(visit, name, Said(f"desk.lost.{kind}", _CONFLICT, typed))


async def _send(visit: Visit, what: Pressed) -> None:
    """With the version that he was shown, of the case or of one of its offers."""
    name = visit.fields.get("offer", "")[:64]
    if name:
        offer = what.seen.offer(name)
        if offer is None:
            raise PreconditionFailed("this offer is not one of the case any more")
        await _change(visit, offer.task, what.of_offer(offer))
    else:
        await _change(visit, what.seen.of.task, what.of_case())


async def _change(visit: Visit, task: Mapping[str, object], changes: Changes) -> None:
    # On whose word the last version was says nothing of this one.
    changed = {**task, **without_word(task), **changes}
    change = OfferChange(
        errand=visit.errand,
        resource={key: one for key, one in changed.items() if one is not None},
        id=str(task["id"]),
        if_match=visit.fields.get("versie", "")[:64],
    )
    await answer_offer(visit.parts.access, visit.parts.verdicts, change)


async def _seen(visit: Visit, name: str) -> CaseSeen:
    return await case_seen(visit.parts.access, visit.errand, name[:64])


async def told(visit: Visit, name: str, said: Said, *, part: bool = False) -> Response:
    """The page, with what is `said` above it."""
    seen = await _seen(visit, name)
    points = visit.parts.access.transfer_points
    seen = replace(seen, names=points_named(points, seen.names, visit.words))
    beside = await _beside(visit, seen)
    page = visit.page(
        "desk/case-part.html" if part else "desk/case.html",
        said.status,
        case=shown(seen, beside, visit.ura, visit.now, visit.words),
        seen=seen,
        told=said,
        may_offer=may_offer(seen, visit.ura, visit.now),
        back=NAME if seen.is_desk else "requests",
        choices=lambda act, field: _choices(visit, beside, act, field),
        places=[(one, visit.words.of("origin", one) or one) for one in origins(seen)],
        first=lambda act, field: known(seen, field) or _first(visit, act, field),
        as_of=visit.words("inbox.as-of", time=time_said(visit.now, visit.words)),
    )
    return moving(page)


async def _beside(visit: Visit, seen: CaseSeen) -> Beside:
    """Where a case may go to, and what who asked may put into it that is not there yet."""
    access, whose = visit.parts.access, named_by(seen.of.task, "for", "Patient")
    if seen.is_desk:
        others = {ura: name for ura, name in access.transfer_points.items() if ura != visit.ura}
        return Beside(others)
    if seen.case.has_ended or not whose:
        return Beside()
    there = {
        words(element(one, "valueReference"), "reference") for one in handoffs_in(seen.of.task)
    }
    found = await handoffs_of(access, visit.errand, visit.parts.limits, whose)
    return Beside(handoffs=[one for one in found if f"Composition/{one['id']}" not in there])


def _titled(composition: Mapping[str, Any], visit: Visit) -> str:
    said = [words(composition, "title"), date_said(words(composition, "date"), visit.words)]
    return ", ".join(filter(None, said)) or str(composition["id"])


def _choices(visit: Visit, beside: Beside, act: str, name: str) -> Choices:
    """What there is to choose from in this field; nothing where something is typed."""
    t = visit.words
    match name:
        case "reden":
            return [(one, reason_of(one)) for one in _REASONS[act]]
        case "zorg":
            return [(code, said) for (_, code), said in own_words(CARE_TYPE).items()]
        case "uren":
            hours = HOURS if act == "tel-ja" else TERMS
            return [(str(one), t("inbox.hours", hours=one)) for one in hours]
        case "naar" | "stuk":
            handoffs = [(str(one["id"]), _titled(one, visit)) for one in beside.handoffs]
            return handoffs if name == "stuk" else [*beside.desks.items()]
        case "woord":
            return [("zelf", t("desk.word.own")), ("aanvrager", t("desk.word.requester"))]
    return ()


def _first(visit: Visit, act: str, name: str) -> str:
    """What stands in this field before anybody typed."""
    if name == "uren":
        return str(USUAL if act == "tel-ja" else USUAL_TERM)
    ahead = {"vanaf": 0, "datum": 7 if act == "wacht" else 1}
    return (day_of(visit.now) + timedelta(days=ahead[name])).isoformat() if name in ahead else ""


def absent() -> NotFound:
    """There is no such page."""
    return NotFound("no such page", rule="S-NOT-HIS-PAGE")
