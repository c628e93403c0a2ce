"""Of a simulated month every number over the API is what a plain reckoning makes of its events."""

import csv
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from uuid import NAMESPACE_OID, uuid5

import pytest

from hub.query.transfer_facts import transfer_facts
from hub.transfer.figures.agreed import load_agreed
from hub.transfer.figures.facts import Facts, Site
from hub.transfer.figures.sheet import MASKED
from hub.transfer.figures.words import DIMENSIONS, SCORES
from hub.transfer.step import Event
from tests.hub.fhir.figures.months import Month, a_month, kept
from tests.hub.sites import a_service, a_site
from tests.hub.transfer.figures.plain import same, table
from tests.hub.transfer.figures.plain_figures import BY, Plain
from tests.hub.transfer.figures.simulated import OCTOBER, simulated
from tests.hub.transfer.figures.simulated import Region as Simulated
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
CASES = int(os.environ.get("SIMULATED_CASES", "100"))
SITES = 40 if CASES > 1000 else 6
FIRST = 7 * 10**15
OF_ALL = frozenset({"open-cases", "capacity-freshness"})
"""What is of every case and site that the database has, of whatever test."""
NOWHERE = "HealthcareService/none"
Said = tuple[int, dict[str, int], dict[str, int], dict[str, float]]
"""Counted, left out by reason, parts, and what it comes to."""
_SAID = (
    "INSERT INTO site_capacity (rid, version, number, region, provider, site, care_type, unit, "
    "said_at, starts, ends, available, expected, entered, is_behind) VALUES (gen_random_uuid(), "
    "1, 0, $1, $2, $3, $4, 'beds', $5, $5, $6, $7, array_fill(NULL::int, ARRAY[7]), 'person', true)"
)
Row = tuple[str, str, str]
"""A figure, what it is by, and of what."""


@dataclass(frozen=True)
class Kept:
    """The month as it was put here, and what the hub knows of its sites."""

    month: Month
    events: Sequence[Event]
    facts: Facts


@pytest.fixture(scope="module")
async def there(hub) -> AsyncIterator[Kept]:
    region, plain = Region(hub), simulated(CASES, seed=15)
    await untold(region)
    async with a_month(region) as month:
        month.period = OCTOBER
        services = await sites_of(region, plain)
        events = [_named(one, services) for one in plain.events]
        await kept(region, events)
        now = hub.clock()
        begin = month.begin - timedelta(days=35)
        facts = await transfer_facts(hub.access, load_agreed(None), begin, now, now)
        yield Kept(month, events, facts)
    async with hub.owner.connection() as connection:
        for name in ("transfer_event", "transfer_offer"):
            await connection.execute(f"DELETE FROM {name} WHERE family >= $1", FIRST)
    await untold(region)


async def untold(region: Region) -> None:
    """Nobody was told of this month yet."""
    async with region.running.owner.connection() as connection:
        await connection.execute(
            "DELETE FROM transfer_figures WHERE month = $1", OCTOBER.first
        )  # fmt: skip


async def sites_of(region: Region, plain: Simulated) -> dict[str, str]:
    """The services that the hub has, by their names there, with what was stated of each."""
    services = {}
    for name, site in list(plain.facts.sites.items())[:SITES]:
        place = await a_site(region, **({"address": {"city": site.city}} if site.city else {}))
        said = [one for one in plain.facts.statements if one.service == name]
        cares = sorted({one.care_type for one in said}) or ["elv-hoog"]
        services[name] = await a_service(place, *cares)
        rows = [
            (site.region, place.provider.ura, place.location, one.care_type, one.at,
             one.at + timedelta(hours=8), one.available)
            for one in said
        ]  # fmt: skip
        async with region.running.database.transaction() as connection:
            await connection.executemany(_SAID, rows)
    return services


def _named(event: Event, services: Mapping[str, str]) -> Event:
    """The same by the names that the hub has for cases, offers and services."""
    number = FIRST + int(event.case.removeprefix("case-"))
    offer = str(uuid5(NAMESPACE_OID, event.offer)) if event.offer else None
    service = services.get(event.service, NOWHERE) if event.service else None
    return replace(event, case=str(number), offer=offer, service=service)


def plain_of(there: Kept, at: datetime) -> Mapping[Row, Said]:
    """What every line has to say."""
    facts = replace(there.facts, sites={**there.facts.sites, NOWHERE: Site("", "")})
    plain = Plain(there.events, facts, load_agreed(None).terms, "2026-10", at)
    return {
        (code, ", ".join(DIMENSIONS[name] for name in by), ", ".join(of)): values
        for (code, by, of), values in table(plain.found(), BY).items()
        if code not in OF_ALL
    }


async def told(there: Kept, caller: Caller) -> Mapping[Row, dict[str, str]]:
    """What every line says."""
    answer = await there.month.get(caller, Accept="text/csv")
    assert answer.status_code == 200, answer.text
    found: dict[Row, dict[str, str]] = {}
    for one in csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))):
        if one["code"] not in OF_ALL:
            found.setdefault((one["code"], one["per"], one["van"]), {})[one["maat"]] = one["waarde"]
    return found


def differs(said: Mapping[str, str], plain: Said) -> list[str]:
    """Which of the numbers are others; what is masked is not told."""
    counted, out, parts, scores = plain
    counts = {"geteld": counted, "weggelaten": sum(out.values())}
    counts |= {f"aantal {name}": number for name, number in parts.items()}
    names = {SCORES.get(name, f"aandeel {name}"): score for name, score in scores.items()}
    whys = {f"weggelaten: {name}": number for name, number in out.items()}
    wrong = []
    for name, value in said.items():
        if value == MASKED:
            continue
        if name in names:
            found = same({"one": Decimal(value)}, {"one": names[name]})
        else:
            found = (counts | whys).get(name) == int(value)
        wrong += [] if found else [f"{name}: {value}"]
    return wrong + [name for name in (*counts, *names) if name not in said]


async def test_the_transfer_point_is_told_what_a_plain_reckoning_makes(there: Kept) -> None:
    at = there.month.region.running.clock()

    said, plain = await told(there, there.month.desk), plain_of(there, at)

    assert said.keys() == plain.keys()
    assert {row: wrong for row, one in plain.items() if (wrong := differs(said[row], one))} == {}
    assert not [row for row, one in said.items() if MASKED in one.values()]
    for code in ("time-to-place", "wait-nights", "answer", "flow", "refused-with-place"):
        assert int(said[code, "", ""]["geteld"]) > 0, code


async def test_others_are_told_the_same_numbers_and_none_of_a_few(there: Kept) -> None:
    at = load_agreed(None).published_at(OCTOBER)

    said, plain = await told(there, there.month.others), plain_of(there, at)

    assert said.keys() <= plain.keys()
    assert {row: wrong for row in said if (wrong := differs(said[row], plain[row]))} == {}
    assert not [row for row in said if "aanbieder" in row[1]]
    counts = [
        int(value) for row in said.values() for name, value in row.items()
        if value != MASKED and not name.startswith("aandeel") and name not in SCORES.values()
    ]  # fmt: skip
    assert not [one for one in counts if 0 < one < 10]
    assert [row for row in said.values() if MASKED in row.values()]


@pytest.mark.skipif(CASES < 1000, reason="of few it is counted anew each time")
async def test_a_month_that_is_counted_already_is_answered_at_once(there: Kept) -> None:
    took = []
    for _ in range(20):
        began = time.perf_counter()
        await told(there, there.month.desk)
        took.append(time.perf_counter() - began)

    assert sorted(took)[-2] < 2.0, "far more than it takes, and less than counting it each time"
