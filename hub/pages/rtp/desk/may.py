"""What can be done now in a case, and nothing else: what its own guards let through.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hub.pages.days import day_of
from hub.pages.rtp.desk.acts import PHONE, handoffs_in
from hub.pages.rtp.desk.around import FIELDS as AROUND
from hub.query.case_seen import CaseSeen
from hub.transfer.moves.answer import Accept, PutOff, Receive, Reject
from hub.transfer.moves.choice import AskPatient, Select
from hub.transfer.moves.describe import Describe
from hub.transfer.moves.intake import PickUp, Refuse, Triage
from hub.transfer.moves.offering import AgreeDate, MakeOffer, TakeBack
from hub.transfer.moves.saying import Say
from hub.transfer.moves.waiting import AskAgain, Cancel, Escalate, HandOver, Reopen, Resume, Wait
from hub.transfer.moves.way import Admit, AnswerAbort, Arrange, AskAbort, Begin, Complete, Fail
from hub.transfer.offer import Offer
from hub.transfer.party import Actor
from hub.transfer.refused import Refused
from hub.transfer.step import Act, step

_WHY = "some-reason"


@dataclass(frozen=True, slots=True)
class Form:
    """What is pressed, and what is filled in with it."""

    act: str
    fields: Sequence[str] = ()


_FIELDS: Mapping[str, Sequence[str]] = {
    "advies": ("zorg",),
    "wacht": ("datum",),
    "afwijzen": ("reden",),
    "opschalen": ("reden",),
    "intrekken": ("reden",),
    "heropenen": ("reden",),
    "terug": ("reden",),
    "afzeggen": ("reden",),
    "akkoord": ("uren",),
    "overdragen": ("naar",),
    "stuk": ("stuk",),
    "gegevens": AROUND,
    "kies": ("gekozen", "woord"),
    "schrijf": ("tekst",),
    "tel-vraag": ("tekst",),
    "tel-ja": ("vanaf", "uren"),
    "tel-nee": ("reden",),
    "tel-mis": ("reden",),
    "tel-later": ("datum",),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """What there is to choose from: other transfer points, with their regions, and handoffs."""

    desks: Mapping[str, str] = field(default_factory=dict)
    handoffs: Sequence[Mapping[str, Any]] = ()


def forms_of_case(seen: CaseSeen, beside: Beside, ura: str, now: datetime) -> list[Form]:
    """What this organisation may do to the case now, what is usual first."""
    actor = Actor(ura, is_person=True)
    acts = [*_of_case(seen, now), *_beside(seen, beside)]
    return [_form(name, seen) for name, act in acts if _can(seen, act, actor, now)]


def forms_of_offer(seen: CaseSeen, offer: Offer, ura: str, now: datetime) -> list[Form]:
    """What it may do to this offer now; the transfer point on the candidate's word too."""
    own = Actor(ura, is_person=True)
    may = [name for name, act in _of_offer(seen, offer, now) if _can(seen, act, own, now)]
    if seen.is_desk and offer.provider != ura:
        heard = Actor(ura, for_whom=offer.provider, is_person=True)
        acts = _by_phone(offer, now)
        may += [PHONE + name for name, act in acts if _can(seen, act, heard, now)]
    return [_form(name, seen) for name in may]


def may_offer(seen: CaseSeen, ura: str, now: datetime) -> bool:
    """Whether one more candidate may be asked: by the transfer point, whose task that is here."""
    act = MakeOffer("new", "new", "", now + timedelta(hours=1))
    return seen.is_desk and _can(seen, act, Actor(ura, is_person=True), now)


def _form(name: str, seen: CaseSeen) -> Form:
    fields = _FIELDS.get(name, ())
    return Form(name, [one for one in fields if one != "woord" or seen.is_desk])


def _can(seen: CaseSeen, act: Act, actor: Actor, now: datetime) -> bool:
    try:
        step(seen.case, act, actor, now)
    except Refused:
        return False
    return True


def _of_case(seen: CaseSeen, now: datetime) -> Iterator[tuple[str, Act]]:
    chosen = seen.case.chosen
    yield "oppakken", PickUp()
    yield "advies", Triage(_WHY)
    yield "verder", Resume()
    yield "keuze", AskPatient()
    yield "vervoer", Arrange()
    if chosen is not None:
        yield "opgenomen", Admit(chosen.id)
    yield "wacht", Wait("waiting-list", now + timedelta(days=1))
    yield "opschalen", Escalate(_WHY)
    yield "afwijzen", Refuse(_WHY)
    yield "intrekken", Cancel(_WHY)
    yield "heropenen", Reopen(_WHY)
    yield "opnieuw", AskAgain()


def _beside(seen: CaseSeen, beside: Beside) -> Iterator[tuple[str, Act]]:
    if beside.handoffs and not seen.is_desk and not seen.case.has_ended:
        yield "stuk", Describe(seen.case.circumstances)
    if not seen.case.has_ended:
        yield "gegevens", Describe(seen.case.circumstances)
    for ura, region in beside.desks.items():
        yield "overdragen", HandOver(ura, region)
        return


def _of_offer(seen: CaseSeen, offer: Offer, now: datetime) -> Iterator[tuple[str, Act]]:
    name = offer.id
    yield "kies", Select(name, is_patients_choice=True)
    yield "begin", Begin(name, has_handoff=bool(handoffs_in(seen.of.task)))
    yield "akkoord", AgreeDate(name, now + timedelta(hours=1))
    yield "schrijf", Say(name)
    yield "terug", TakeBack(name, _WHY)
    if offer.abort_asked is None:
        yield "afzeggen", AskAbort(name, _WHY)


def _by_phone(offer: Offer, now: datetime) -> Iterator[tuple[str, Act]]:
    name, soon = offer.id, now + timedelta(hours=1)
    if offer.status == "requested":
        yield "zie", Receive(name)
    yield "ja", Accept(name, soon, soon)
    yield "vraag", Say(name)
    yield "later", PutOff(name, day_of(now))
    yield "nee", Reject(name, _WHY)
    yield "klaar", Complete(name)
    yield "stop", AnswerAbort(name, agrees=True)
    yield "door", AnswerAbort(name, agrees=False)
    yield "mis", Fail(name, _WHY)
