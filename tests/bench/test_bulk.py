"""A region that is loaded without the wire is what the hub would have made of it."""

import asyncio
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
import uvloop

from bench.bulk.size import SIZES, Size
from bench.desk import Desk
from bench.region import Inhabitant
from bench.searching import SEARCHES, asked, events, record
from bench.stage import Stage, stage
from bench.target import hub_at
from bench.wire import Line
from bench.words import chance
from bench.works import emergency
from hub.commands.audit import verify
from hub.settings import AuditSettings

SMALL = Size(known=30, wishes=12, choices=100, ledger=48)
_COUNTED = """
SELECT (SELECT count(*) FROM inhabitant) AS known,
       (SELECT count(*) FROM resource WHERE type = 'Consent') AS consents,
       (SELECT count(*) FROM resource WHERE type = 'Goal') AS wishes,
       (SELECT count(*) FROM ledger) AS ledger,
       (SELECT count(DISTINCT date_trunc('month', at)) FROM ledger) AS months,
       (SELECT count(*) FROM ledger_other) AS elsewhere
"""


@pytest.mark.slow
def test_the_hub_serves_a_region_that_was_loaded_in_bulk(tmp_path: Path) -> None:
    with stage(tmp_path) as empty:
        loaded = empty.filled(SMALL)
        counted = asyncio.run(_counted(loaded.database))
    with stage(tmp_path) as again:
        assert again.region == loaded.region
        assert again.filled(SMALL) is again
        with again.hub(1):
            uvloop.run(_asked(again, again.tokens()))
        assert asyncio.run(verify(_settings(again.environment))) == []

    directives = 7 + 1
    # In the first days of a month nobody has looked in it yet.
    assert counted.pop("months") in {6, 7}
    assert counted == {
        "known": SMALL.known,
        "consents": SMALL.choices + directives * SMALL.wishes,
        "wishes": SMALL.wishes,
        "ledger": SMALL.ledger,
        "elsewhere": 0,
    }


async def _counted(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        return dict(await connection.fetchrow(_COUNTED))
    finally:
        await connection.close()


async def _asked(full: Stage, tokens: Mapping[str, str]) -> None:
    """Of everybody each search, and what a night shift does."""
    assert len(full.region.inhabitants) == SMALL.wishes
    with closing(await Line.open(full.port)) as line:
        for one in full.region.inhabitants:
            desk = _desk_about(full, one, line, tokens)
            for each in SEARCHES:
                await asked(desk, each, one)
            for work in (record, emergency, events):
                await work(desk)


def _desk_about(full: Stage, one: Inhabitant, line: Line, tokens: Mapping[str, str]) -> Desk:
    region = replace(full.region, inhabitants=(one, one))
    return Desk(line, chance(one.bsn), region, tokens, hub_at(full.port))


def _settings(environment: Mapping[str, str]) -> AuditSettings:
    names = {f"HUB_{name.upper()}": name for name in AuditSettings.model_fields}
    return AuditSettings(**{names[key]: environment[key] for key in names})


def test_size_m_is_what_it_is_called() -> None:
    assert SIZES["M"] == Size(known=75_000, wishes=10_000, choices=250_000, ledger=2_000_000)
    assert SIZES["S"].wishes == 3_000
