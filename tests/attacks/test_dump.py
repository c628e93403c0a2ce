"""A dump, with rows of a source of one's own beside it, tells nothing of what others wish.

The attacker is a registered source that pushes each wish that there is for an inhabitant of its
own, gets a copy of the database, and looks for what its row of a wish has in common with rows of
others and with no row of another wish. All wishes here have one type and one shape, so that what
stands in clear tells nothing.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from hub.storage.database import Connection
from profiles import systems
from tests.attacks.dump import Traits, dumped, now, traits
from tests.builders import a_goal, a_treatment_directive
from tests.hub.dossier import a_dossier, an_observation
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

OTHERS = 20
Wish = Callable[[str, str], dict[str, Any]]  # of a patient and a code
Dump = tuple[dict[str, Traits], list[tuple[str, Traits]]]


def coded(code: str) -> dict[str, Any]:
    """One coding, as long as every other."""
    return {"coding": [{"system": systems.SNOMED, "code": code}]}


def an_observed_wish(patient: str, code: str) -> dict[str, Any]:
    return an_observation(patient, code=coded(code), effectiveDateTime="2026-10-01")


def a_wished_value(patient: str, code: str) -> dict[str, Any]:
    return an_observation(patient, valueCodeableConcept=coded(code))


def a_wished_goal(patient: str, code: str) -> dict[str, Any]:
    return a_goal(patient, description=coded(code))


def a_directive(patient: str, code: str) -> dict[str, Any]:
    """Of which category it is, and the treatment that it is about: three that the profile knows."""
    directive = a_treatment_directive(patient, category=[coded("129125009"), coded(code)])
    treatments = ("305351004", "116762002", "281789004")
    directive["provision"]["code"] = [coded(treatments[int(code) % len(treatments)])]
    return directive


WISHES: dict[str, tuple[str, Wish, list[str]]] = {
    "codes of observations": (
        "Observation",
        an_observed_wish,
        ["395091006", "247751003", "364980006", "225908003", "116762002"],
    ),
    "values of observations": (
        "Observation",
        a_wished_value,
        ["305351004", "281789004", "447295008", "373066001", "373067005"],
    ),
    "goals": (
        "Goal",
        a_wished_goal,
        ["385987000", "713148004", "709137006", "704127004", "736366004"],
    ),
    "treatment directives": (
        "Consent",
        a_directive,
        ["305351004", "116762002", "281789004", "447295008", "225908003"],
    ),
}


async def pushed(region: Region, made: Wish, wishes: Sequence[str]) -> str:
    """A new source that tells these wishes of one new inhabitant, in order; the source's URA."""
    dossier = await a_dossier(region)
    for wish in wishes:
        await dossier.add(made(dossier.patient, wish))
    return dossier.source.ura


@pytest.fixture(scope="module")
def dumps() -> dict[str, Dump]:
    """One of each kind, for all questions about it."""
    return {}


async def a_dump(region: Region, hand: Connection, kind: str, dumps: dict[str, Dump]) -> Dump:
    """By wish what the attacker's own row has; of each other row its wish and what it has.

    The others are as many sources, so that the test knows by the URA whose wish a row is.
    """
    if kind not in dumps:
        dumps[kind] = await _dumped(region, hand, *WISHES[kind])
    return dumps[kind]


async def _dumped(
    region: Region, hand: Connection, type_: str, made: Wish, codes: list[str]
) -> Dump:
    since = await now(hand)
    wished = [codes[number % len(codes)] for number in range(OTHERS)]
    random.shuffle(wished)
    others = [await pushed(region, made, [wish]) for wish in wished]
    attacker = await pushed(region, made, codes)
    dump = await dumped(hand, since)
    mine = dict(zip(codes, traits(dump, type_, attacker), strict=True))
    theirs = [found for ura in others for found in traits(dump, type_, ura)]
    return mine, list(zip(wished, theirs, strict=True))


def guess(mine: dict[str, Traits], row: Traits) -> str | None:
    """The wish whose row has most in common with this one that no other wish's row has."""
    likeness = {
        wish: len(
            (own & row) - frozenset().union(*(mine[other] for other in mine if other != wish))
        )
        for wish, own in mine.items()
    }
    best = max(likeness, key=lambda wish: likeness[wish])
    return best if likeness[best] else None


@pytest.mark.parametrize("kind", WISHES)
async def test_a_dump_and_rows_of_ones_own_tell_no_wish_of_another(
    region: Region, hand: Connection, dumps: dict[str, Dump], kind: str
) -> None:
    mine, theirs = await a_dump(region, hand, kind, dumps)

    right = sum(guess(mine, row) == wish for wish, row in theirs)

    assert len(theirs) == OTHERS
    assert right == 0, f"{right} of {OTHERS} wishes of others are told"


@pytest.mark.parametrize("kind", WISHES)
async def test_a_dump_does_not_tell_who_wishes_the_same(
    region: Region, hand: Connection, dumps: dict[str, Dump], kind: str
) -> None:
    """Else the wish that many have would be known by how often it occurs."""
    _, theirs = await a_dump(region, hand, kind, dumps)
    wishes = {wish for wish, _ in theirs}
    rows = {wish: [row for said, row in theirs if said == wish] for wish in wishes}
    seen = {wish: frozenset().union(*rows[wish]) for wish in wishes}

    alike = 0
    for wish in wishes:
        elsewhere = frozenset().union(*(seen[other] for other in wishes - {wish}))
        counted = Counter(trait for row in rows[wish] for trait in row - elsewhere)
        alike += any(times > 1 for times in counted.values())

    assert alike == 0, f"of {alike} of {len(wishes)} wishes it shows who have them in common"


async def test_a_dump_and_rows_about_the_same_inhabitant_tell_no_wish_of_another_source(
    region: Region, hand: Connection
) -> None:
    """Who knows a BSN and owns a source can push each wish for that very inhabitant."""
    _, made, codes = WISHES["goals"]
    told: list[tuple[str, str, str]] = []
    since = await now(hand)
    for number in range(OTHERS):
        dossier, wish = await a_dossier(region), codes[number % len(codes)]
        await dossier.add(made(dossier.patient, wish))
        attacker = await a_dossier(region, bsn=dossier.bsn)
        for code in codes:
            await attacker.add(made(attacker.patient, code))
        told.append((wish, dossier.source.ura, attacker.source.ura))
    dump = await dumped(hand, since)

    right = 0
    for wish, theirs, own in told:
        mine = dict(zip(codes, traits(dump, "Goal", own), strict=True))
        [row] = traits(dump, "Goal", theirs)
        right += guess(mine, row) == wish

    assert right == 0, f"{right} of {OTHERS} wishes of others are told"
