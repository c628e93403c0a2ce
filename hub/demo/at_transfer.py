"""`hub demo --check`: a place is sought, three are asked, one is chosen and takes over.

docs/decisions/0086-the-transfer-point.md
"""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.free_places import free_at, tell_places
from hub.demo.organizations import TRANSFER_POINT
from hub.demo.people import PEOPLE, Person
from hub.demo.place import DemoClient
from hub.demo.placing import CANDIDATES, GP, ORGANIZATIONS, WHO, Placing, good, placing
from hub.demo.window import Window
from hub.pages.days import AMSTERDAM
from hub.pages.words import words_of
from profiles.resource.read import has

HERE = "rtp"
CHOSEN, DECLINES, OTHER = CANDIDATES
_DESK = ORGANIZATIONS[TRANSFER_POINT]
_NURSE, _AT_DESK = (
    next(one for one in PEOPLE if one.key == key) for key in ("instroom", "transferpunt")
)
_SAYS = words_of(HERE, "nl")
_COUNTED = ("http://terminology.hl7.org/CodeSystem/measure-population", "denominator")
_OPEN, _CLOSED = 200, 404
_ENOUGH, _PAUSE = 10.0, 0.1
"""Seconds."""


def check_transfer(url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints who says what. Raises DemoFailed where more or less is seen than should be."""
    print("Een huisarts zoekt een plaats:")
    with placing(url, clients) as case:
        _counted(case)
        placed = _placed(case.desk)
        _asked(case)
        _answered(case, url)
        _taken_over(case)
        _counts(case.desk, placed + 1)
    print(f"  De cijfers van de maand: bij {_DESK.name} één plaatsing meer")


def _counts(desk: httpx.Client, wanted: int) -> None:
    """At once, or once a busy machine has counted anew: meanwhile they are told as they were."""
    deadline = time.monotonic() + _ENOUGH
    while _placed(desk) != wanted:
        if time.monotonic() > deadline:
            raise DemoFailed("the figures of the month do not count who was placed")
        time.sleep(_PAUSE)


def _counted(case: Placing) -> None:
    for name, client in case.candidates.items():
        tell_places(client, ORGANIZATIONS[name], _DESK.seeks)
    print(f"  {len(case.candidates)} aanbieders melden wat vrij is")


def _asked(case: Placing) -> None:
    """From the GP's question to the offers."""
    case.ask()
    print(f"  {ORGANIZATIONS[GP].name} vraagt een bed voor {WHO.name}")
    case.triage()
    case.offer()
    for name in CANDIDATES:
        case.listed(name)
    print(f"  {_DESK.name} vraagt {len(case.offers)} aanbieders, zonder naam")


def _answered(case: Placing, url: str) -> None:
    """One at the page, the others by their systems; and the choice."""
    before = free_at(case.desk, ORGANIZATIONS[CHOSEN].ura)
    _accepted_at_page(case, url)
    after = free_at(case.desk, ORGANIZATIONS[CHOSEN].ura)
    if before is None or after != before - 1:
        raise DemoFailed("a place that is kept is still told to be free")
    case.decline(DECLINES)
    case.accept(OTHER)
    _seen_at_desk(url)
    yes = f"{ORGANIZATIONS[CHOSEN].name} en {ORGANIZATIONS[OTHER].name}"
    print(f"  {ORGANIZATIONS[DECLINES].name}: geen plaats; {yes}: ja, en houden die vrij")
    case.choose(CHOSEN)
    _must_see(case)
    print(f"  {WHO.name} kiest {ORGANIZATIONS[CHOSEN].name}; de anderen zien niets meer")


def _accepted_at_page(case: Placing, url: str) -> None:
    """By a nurse at /rtp."""
    with Window(url) as window:
        _log_in(window, _NURSE)
        if any(one in window.words for one in (WHO.name, WHO.bsn)):
            raise DemoFailed(f"/{HERE} says who an offer is about")
        day = {"vanaf": f"{datetime.now(AMSTERDAM):%Y-%m-%d}", "uren": "24"}
        window.press(_SAYS("inbox.do.yes"), day, offer=case.offers[CHOSEN].partition("/")[2])
        if _SAYS("inbox.done.ja") not in window.words:
            raise DemoFailed(f"/{HERE} does not take the answer of a candidate")
    print(f"  {_NURSE.name} van {ORGANIZATIONS[CHOSEN].name} leest het op /{HERE} en zegt ja")


def _seen_at_desk(url: str) -> None:
    """By who looks for the place, for whom it is no secret."""
    with Window(url) as window:
        _log_in(window, _AT_DESK)
        window.follow(WHO.name)
        if ORGANIZATIONS[CHOSEN].name not in window.words:
            raise DemoFailed(f"/{HERE} does not show the transfer point whom it asked")
    print(f"  {_AT_DESK.name} van {_DESK.name} ziet het op /{HERE}, met wie is gevraagd")


def _log_in(window: Window, who: Person) -> None:
    window.open(f"/{HERE}")
    window.follow(_SAYS("welcome.log-in"))
    window.press(who.name, level="high")


def _must_see(case: Placing) -> None:
    for name, client in case.candidates.items():
        expected = _OPEN if name == CHOSEN else _CLOSED
        if client.get(case.offers[name]).status_code != expected:
            raise DemoFailed("another than the chosen one still sees an offer, or he does not")


def _taken_over(case: Placing) -> None:
    """The handoff goes to the chosen one alone, and closes when he took over."""
    handoff = case.hand_over()
    _must_read(case, handoff)
    case.begin(CHOSEN, handoff)
    _must_read(case, handoff, CHOSEN)
    case.arrive(CHOSEN)
    case.take_over(CHOSEN)
    _must_read(case, handoff)
    print(f"  {ORGANIZATIONS[CHOSEN].name} las de overdracht, nam op en nam het dossier over")


def _must_read(case: Placing, handoff: str, *who: str) -> None:
    for name, client in case.candidates.items():
        if client.get(handoff).status_code != (_OPEN if name in who else _CLOSED):
            raise DemoFailed("a handoff is open to another than who takes over, or not to him")


def _placed(desk: httpx.Client) -> int:
    """How many of this month's cases found a place, by the figures of the transfer point."""
    first = datetime.now(AMSTERDAM).date().replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    month = {"periodStart": f"{first}", "periodEnd": f"{last}"}
    report = good(desk.get("Measure/transfer-figures/$evaluate-measure", params=month)).json()
    groups = {one["code"]["coding"][0]["code"]: one["population"] for one in report["group"]}
    # Where there is none, there is no median of them.
    counted = groups.get("time-to-place-p50") or groups["time-to-place"]
    return sum(one["count"] for one in counted if has(one["code"], _COUNTED))
