"""A month of a region as it might be: every act goes through the rules of a case."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hub.transfer.case import Case, Wanted
from hub.transfer.circumstances import Circumstances
from hub.transfer.figures.facts import Facts, Site, Statement
from hub.transfer.figures.terms import Hours, Period, Terms
from hub.transfer.handoff import Held
from hub.transfer.moves.answer import Accept, PutOff, Receive, Reject
from hub.transfer.moves.choice import AskPatient, Select
from hub.transfer.moves.describe import Describe
from hub.transfer.moves.intake import PickUp, Refuse, Request, Triage
from hub.transfer.moves.offering import AgreeDate, Expire, MakeOffer, TakeBack
from hub.transfer.moves.waiting import Cancel, Escalate, Reopen, Resume, Wait
from hub.transfer.moves.way import (
    Admit,
    AnswerAbort,
    Arrange,
    AskAbort,
    Begin,
    Complete,
    Correct,
    Fail,
)
from hub.transfer.offer import Offer
from hub.transfer.party import CLOCK, Actor
from hub.transfer.refused import Refused
from hub.transfer.step import Act, Event, step

HOME, HOSPITAL, NURSING = "264362003", "22232009", "42665001"
DESK = Actor("90000102", is_person=True)
ASKING = [Actor(f"9000030{n}", is_person=True) for n in range(4)]
CITIES = ["Almere", "Lelystad", "Dronten"]
REGIONS = ["almere", "almere", "almere", "lelystad"]
CARE = [
    "elv-laag",
    "elv-laag",
    "elv-laag",
    "elv-hoog",
    "elv-hoog",
    "grz",
    "wijkverpleging",
    "hospice",
]
REASONS = ["no-capacity", "no-capacity", "no-staff", "care-not-offered", "too-complex", "infection"]
OCTOBER = Period.month(2026, 10)
AT = datetime(2026, 11, 9, 8, tzinfo=UTC)
MINUTES = timedelta(minutes=5)
HOURS = Hours(time(8), time(18), time(23), time(8, 30), time(17))
TERMS = Terms(
    HOURS, frozenset({HOME}), timedelta(hours=8), timedelta(days=14),
    targets={("time-to-place", "p50"): Decimal(48)},
)  # fmt: skip
HOLIDAYS = frozenset({date(2026, 10, 14)})


@dataclass
class Region:
    """Its sites, and what was told of it."""

    dice: random.Random
    facts: Facts
    events: list[Event] = field(default_factory=list)
    refused: int = 0


@dataclass
class Walk:
    """One case on its way."""

    region: Region
    case: Case
    now: datetime

    def later(self, most: int) -> None:
        """Up to so many times five minutes, or at the same moment."""
        self.now += self.region.dice.randrange(most) * MINUTES

    def does(self, act: Act, actor: Actor) -> bool:
        """Whether it was done."""
        if self.now > AT:
            return False
        try:
            self.case, told = step(self.case, act, actor, self.now)
        except Refused:
            self.region.refused += 1
            return False
        self.region.events += told
        return True

    def chance(self, of: float) -> bool:
        """Whether it comes out so."""
        return self.region.dice.random() < of


def simulated(cases: int, seed: int) -> Region:
    """So many cases at 40 sites, asked for from September's end until November's begin."""
    dice = random.Random(seed)  # noqa: S311 -- it makes cases, and no secrets
    region = Region(dice, Facts(dict(_sites(dice)), holidays=HOLIDAYS))
    said = tuple(_statements(dice, region.facts))
    names = [f"case-{n}" for n in range(cases)]
    region.facts = Facts(region.facts.sites, said, HOLIDAYS)
    for name in names:
        _one(region, name)
    return region


def _sites(dice: random.Random) -> Iterator[tuple[str, Site]]:
    for n in range(40):
        city = dice.choice([*CITIES, None])
        kind = dice.choice([HOME, NURSING, NURSING, None] if n > 30 else [HOME, NURSING])
        yield f"site-{n}", Site(f"9001{n // 2:04}", dice.choice(REGIONS), city, kind)


def _statements(dice: random.Random, facts: Facts) -> Iterator[Statement]:
    for service in list(facts.sites)[:36]:
        for day in range(45):
            at = datetime(2026, 9, 26, tzinfo=UTC) + timedelta(days=day, hours=dice.randrange(24))
            for care in set(CARE):
                if dice.random() < 0.7 and at <= AT:
                    yield Statement(service, care, at, dice.choice([None, 0, 0, 1, 2]))


def _one(region: Region, name: str) -> None:
    dice = region.dice
    # Every hour of the day and every day: the clock goes back in the night of the 25th.
    began = datetime(2026, 9, 28, tzinfo=UTC) + dice.randrange(36 * 288) * MINUTES
    wanted = Wanted(permission=True, care=dice.choice(CARE), start=began, contact=True)
    asks = dice.choice(ASKING)
    case = Case(name, dice.choice(REGIONS), asks.ura, DESK.ura, wanted)
    walk = Walk(region, case, began)
    if walk.chance(0.9):
        walk.does(Describe(_circumstances(dice, began)), asks)
    if walk.chance(0.97):
        walk.does(Request(), asks)
        _intake(walk, asks)


def _circumstances(dice: random.Random, began: datetime) -> Circumstances:
    ready = began + dice.randint(-600, 300) * MINUTES if dice.random() < 0.9 else None
    ended = began.date() + timedelta(days=dice.randint(-5, 3)) if dice.random() < 0.4 else None
    wlz = began.date() + timedelta(days=dice.randint(-9, 4)) if dice.random() < 0.4 else None
    origin = dice.choice([HOME, HOSPITAL, HOSPITAL, NURSING, None])
    return Circumstances(origin, dice.choice([*CITIES, None]), ready, ended, wlz)


def _intake(walk: Walk, asks: Actor) -> None:
    if walk.chance(0.04):
        walk.does(Cancel("patient-withdrew"), asks)
        return
    walk.later(200 if walk.chance(0.3) else 20)
    walk.does(PickUp(), DESK)
    walk.later(30)
    if walk.chance(0.04):
        walk.does(Refuse("better-elsewhere"), DESK)
        return
    if walk.chance(0.96):
        walk.does(Triage(walk.case.wanted.care or ""), DESK)
        if walk.chance(0.15):
            walk.later(20)
            walk.does(Triage(walk.region.dice.choice(CARE)), DESK)
        for _ in range(4):
            if walk.case.has_ended or not _round(walk, asks):
                break


def _round(walk: Walk, asks: Actor) -> bool:
    """One more time looked for a place: whether to go on."""
    walk.later(60)
    sites, dice = walk.region.facts.sites, walk.region.dice
    for service in dice.sample(sorted(sites), dice.randint(1, 4)):
        until = walk.now + dice.randint(12, 96) * MINUTES
        number = f"{walk.case.id}-{len(walk.case.offers)}"
        walk.does(MakeOffer(number, sites[service].provider, service, until), DESK)
    for offer in walk.case.open_offers:
        _answers(walk, offer)
    walk.later(40)
    if walk.chance(0.05):
        walk.does(Cancel("patient-withdrew"), DESK)
        return walk.chance(0.4) and walk.does(Reopen("patient-recovered"), DESK)
    held = [one for one in walk.case.open_offers if one.holds_at(walk.now)]
    if not held:
        return _nothing_found(walk)
    if walk.chance(0.5):
        walk.does(AskPatient(), DESK)
    return _choice(walk, dice.choice(held), asks)


def _answers(walk: Walk, offer: Offer) -> None:
    began, provider = walk.now, Actor(offer.provider, is_person=True)
    walk.later(40)
    by_phone = Actor(DESK.ura, offer.provider, is_person=True)
    who = by_phone if walk.chance(0.2) else provider
    accept = Accept(offer.id, walk.now, walk.now + timedelta(days=3))
    if walk.chance(0.3):
        walk.does(Receive(offer.id, needs_information=walk.chance(0.3)), who)
    said = walk.region.dice.random()
    if said < 0.4:
        walk.does(accept, who)
        if walk.chance(0.12):
            walk.later(10)
            walk.does(Reject(offer.id, "no-staff"), who)
    elif said < 0.75:
        walk.does(Reject(offer.id, walk.region.dice.choice(REASONS)), who)
    elif said < 0.83:
        _other_date(walk, offer, accept, who)
    else:
        _no_answer(walk, offer, said)
    # Candidates answer beside one another: the next one's clock is not of this one.
    if walk.chance(0.5):
        walk.now = max(began, walk.now)


def _no_answer(walk: Walk, offer: Offer, said: float) -> None:
    if said < 0.94:
        walk.now = max(walk.now, offer.answer_by + walk.region.dice.randrange(4) * MINUTES)
        walk.does(Expire(offer.id), CLOCK)
    elif said < 0.97:
        walk.does(TakeBack(offer.id, "went-elsewhere"), DESK)


def _other_date(walk: Walk, offer: Offer, accept: Accept, who: Actor) -> None:
    walk.does(PutOff(offer.id, walk.now.date() + timedelta(days=2)), who)
    if walk.chance(0.6):
        walk.later(10)
        walk.does(AgreeDate(offer.id, walk.now + timedelta(hours=5)), DESK)
        if walk.chance(0.6):
            walk.does(accept, who)


def _nothing_found(walk: Walk) -> bool:
    if walk.case.open_offers:
        return walk.chance(0.6)
    if walk.chance(0.3):
        walk.does(Wait("waiting-list", walk.now + timedelta(days=1)), DESK)
        walk.now += timedelta(days=1)
        return walk.does(Resume(), CLOCK)
    if walk.chance(0.3):
        walk.does(Escalate("no-capacity"), DESK)
        walk.later(300)
        return walk.chance(0.5) and walk.does(Reopen("no-capacity"), DESK)
    return True


def _held(walk: Walk) -> Held | None:
    """How much a handoff has; of some nobody can tell."""
    return Held(walk.region.dice.randint(10, 12), 12) if walk.chance(0.6) else None


def _begins(walk: Walk, name: str, asks: Actor) -> None:
    """With a handoff, of which some are set right."""
    walk.does(Begin(name, has_handoff=True, held=_held(walk)), asks)
    if walk.chance(0.1):
        walk.later(2)
        walk.does(Correct(name, has_handoff=True, held=_held(walk)), asks)


def _choice(walk: Walk, offer: Offer, asks: Actor) -> bool:
    name, provider = offer.id, Actor(offer.provider, is_person=True)
    walk.does(Select(name, is_patients_choice=True), DESK)
    if walk.chance(0.04):
        return walk.does(TakeBack(name, "patient-deteriorated"), DESK)
    walk.later(50)
    if walk.chance(0.05):
        return False
    _begins(walk, name, asks)
    if walk.chance(0.04):
        walk.does(AskAbort(name, "patient-deteriorated"), asks)
        return walk.does(AnswerAbort(name, agrees=walk.chance(0.7)), provider) and walk.chance(0.8)
    if walk.chance(0.07):
        return walk.does(Fail(name, "no-staff"), provider)
    if walk.chance(0.7):
        walk.does(Arrange(), DESK)
    began = walk.now
    walk.later(500)
    at = max(began, walk.now - timedelta(hours=12)) if walk.chance(0.2) else None
    walk.does(Admit(name, at), provider)
    if walk.chance(0.03):
        return walk.does(Fail(name, "no-staff"), provider)
    walk.later(100)
    if walk.chance(0.95):
        walk.does(Complete(name), provider)
    return False
