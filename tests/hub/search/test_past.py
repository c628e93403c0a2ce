"""A history walks along an index, however many versions there are."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from bench.scale import M, pretend
from hub.search.past import Past, Span
from hub.search.query import Cursor
from hub.search.statement import Statement
from profiles.r4.tables import resource_types
from tests.hub.dossier import a_dossier, a_practitioner
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio

ALL = tuple(sorted(resource_types()))
SHARED = frozenset({"Practitioner", "Organization"})
DAY = datetime(2026, 11, 1, tzinfo=UTC)
ASKED = {
    "own": Past(("Goal",), SHARED, "00000001", Span()),
    "directory": Past(("Practitioner",), SHARED, "", Span()),
    "all": Past(
        ALL, SHARED, "00000001", Span(DAY, None, DAY), Cursor(DAY.isoformat(), UUID(int=1))
    ),
    "at": Past(("Goal",), SHARED, "00000001", Span(DAY, DAY, DAY)),
    "record": Past(ALL, frozenset(), UUID(int=1), Span()),
}


class _RolledBackError(Exception):
    """What is pretended ends with the transaction."""


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.mark.parametrize("name", ASKED)
async def test_no_table_of_versions_is_read_as_a_whole(region: Region, name: str) -> None:
    await (await a_dossier(region)).goal()  # of a table without a page nothing can be pretended
    with suppress(_RolledBackError):
        await _judge(region.running, name)


async def _judge(hub: Running, name: str) -> None:
    async with hub.owner.transaction() as connection:
        await pretend(connection, M)
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for made in (ASKED[name].page(51), ASKED[name].total(10_001)):
            plan = await _plan(connection, made)
            read = [one for one in nodes(plan) if one.get("Relation Name", "").startswith("res")]
            assert read
            assert {one["Node Type"] for one in read} <= {
                "Index Scan",
                "Index Only Scan",
                "Bitmap Heap Scan",
            }
            if name != "record":
                used = {one.get("Index Name", "")[:20] for one in nodes(plan)}
                assert "resource_version_of_" in used
        raise _RolledBackError


async def _plan(connection: Any, made: Statement) -> dict[str, Any]:
    [row] = await connection.fetch(f"EXPLAIN (FORMAT JSON) {made.sql}", *made.values)
    [told] = json.loads(row["QUERY PLAN"])
    plan: dict[str, Any] = told["Plan"]
    return plan


async def test_the_directory_is_looked_into_for_its_own_types_alone(region: Region) -> None:
    source = await region.organization()
    await source.post(a_practitioner(source.ura.rjust(9, "9")))
    kinds = ("Practitioner",)

    async with region.running.database.connection() as connection:
        for shared, there in ((SHARED, 1), (frozenset[str](), 0)):
            made = Past(kinds, shared, "", Span()).page(1)
            assert len(await connection.fetch(made.sql, *made.values)) == there
