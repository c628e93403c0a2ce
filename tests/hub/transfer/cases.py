"""Cases and acts, as a test of the rules needs them."""

from datetime import UTC, date, datetime, timedelta

from hub.transfer.case import Case, Wanted
from hub.transfer.moves.answer import Accept
from hub.transfer.moves.choice import Select
from hub.transfer.moves.intake import PickUp, Request, Triage
from hub.transfer.moves.offering import MakeOffer
from hub.transfer.moves.way import Begin
from hub.transfer.party import Actor
from hub.transfer.step import Act, step

NOW = datetime(2026, 11, 22, 9, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOSPITAL, DESK = Actor("90000101", is_person=True), Actor("90000102", is_person=True)
HAVEN, BUITEN, LINDE = (Actor(f"9000020{n}", is_person=True) for n in range(3))
PROVIDERS = {"haven": HAVEN, "buiten": BUITEN, "linde": LINDE}
WANTED = Wanted(permission=True, care="elv-hoog", start=NOW + DAY, contact=True)
TOMORROW: date = (NOW + DAY).date()


def a_draft() -> Case:
    """Of the hospital, at the desk."""
    return Case("case", "almere", HOSPITAL.ura, DESK.ura, WANTED)


def behind(case: Case, *acts: tuple[Act, Actor], now: datetime = NOW) -> Case:
    """The case behind all of these."""
    for act, actor in acts:
        case, _ = step(case, act, actor, now)
    return case


def offered(name: str, now: datetime = NOW, **more: str) -> MakeOffer:
    """To one of `PROVIDERS`, who has until the afternoon."""
    return MakeOffer(name, PROVIDERS[name].ura, f"service-{name}", now + 6 * HOUR, **more)


def accepted(name: str, now: datetime = NOW) -> Accept:
    """He keeps a place for eight hours, for tomorrow."""
    return Accept(name, now + DAY, now + 8 * HOUR)


def matching() -> Case:
    """A case whose care is settled."""
    return behind(a_draft(), (Request(), HOSPITAL), (PickUp(), DESK), (Triage("elv-hoog"), DESK))


def with_offers(*names: str) -> Case:
    """A case that is offered to these."""
    return behind(matching(), *((offered(name), DESK) for name in names))


def all_accepted() -> Case:
    """A case that all candidates keep a place for."""
    acts = ((accepted(name), PROVIDERS[name]) for name in PROVIDERS)
    return behind(with_offers(*PROVIDERS), *acts)


def chosen(name: str = "haven", *others: str) -> Case:
    """A case for which this one was chosen, of several who accepted."""
    names = (name, *others)
    case = behind(with_offers(*names), *((accepted(one), PROVIDERS[one]) for one in names))
    return behind(case, (Select(name, is_patients_choice=True), DESK))


def under_way(name: str = "haven") -> Case:
    """A case whose handoff can be read by who takes over."""
    return behind(chosen(name), (Begin(name, has_handoff=True), HOSPITAL))
