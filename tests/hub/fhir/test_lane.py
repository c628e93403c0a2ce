"""Who asks at a bedside is answered while others hold all that is not kept for that."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from hub.app import create_app
from profiles.systems import BSN_SYSTEM
from tests.builders import a_goal
from tests.hub.dossier import Dossier, a_dossier, fault, names
from tests.hub.fhir.summary.asking import by_number
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio

POOL, RESERVE = 3, 1
SMALL: dict[str, Any] = {
    "pool_size": POOL,
    "urgent_connections": RESERVE,
    "requests": 8,
    "urgent_requests": 4,
}
PATIENCE = 30  # seconds, on the busiest of machines


@dataclass
class Bed:
    """A hub with few of everything, a source that pushes there, and a doctor."""

    running: Running
    dossier: Dossier
    goal: str
    doctor: Caller

    @asynccontextmanager
    async def stuck(self, number: int) -> AsyncIterator[list[asyncio.Task[httpx.Response]]]:
        """So many writes wait for the database as long as the block."""
        body = a_goal(self.dossier.patient, id=self.goal.partition("/")[2], startDate="2026-01-02")
        async with self.running.owner.transaction() as connection:
            await connection.execute("LOCK TABLE resource IN SHARE ROW EXCLUSIVE MODE")
            yield [asyncio.create_task(self.dossier.source.put(body)) for _ in range(number)]

    async def waiting(self, number: int) -> None:
        """Until so many statements wait for a lock."""
        ask = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        async with asyncio.timeout(PATIENCE), self.running.owner.connection() as connection:
            while await connection.fetchval(ask) < number:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)


@pytest.fixture
async def bed(region: Region, request: pytest.FixtureRequest) -> AsyncIterator[Bed]:
    """The dossier is written by the ordinary hub, then both callers ask the small one."""
    running, doctor = region.running, await region.doctor()
    dossier = await a_dossier(region)
    await dossier.open_to(doctor)
    goal = await dossier.goal()
    settings = running.settings.model_copy(update=SMALL | getattr(request, "param", {}))
    app = create_app(settings, running.clock)
    async with app.web.router.lifespan_context(app.web):
        for caller in (doctor, dossier.source):
            caller.client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app), base_url=f"{settings.public_url}/fhir"
            )
        yield Bed(running, dossier, goal, doctor)


async def emergency(bed: Bed) -> list[str]:
    """The Patient by BSN, and what is wished."""
    identifier = f"{BSN_SYSTEM}|{bed.dossier.bsn}"
    patient = await bed.doctor.find("Patient", identifier=identifier)
    goals = await bed.doctor.get(f"Goal?patient={bed.dossier.patient}")
    read = await bed.doctor.get(bed.goal)
    summary = await by_number(bed.doctor, bed.dossier.bsn)
    assert (read.status_code, summary.status_code) == (200, 200)
    return [*names(patient), *names(goals)]


async def test_writes_that_wait_for_the_database_leave_a_connection_to_the_doctor(bed: Bed) -> None:
    async with bed.stuck(4) as writes:
        await bed.waiting(POOL - RESERVE)
        async with asyncio.timeout(PATIENCE):
            seen = await emergency(bed)
        assert not any(write.done() for write in writes)

    assert seen == [bed.dossier.patient, bed.goal]
    assert {write.status_code for write in await asyncio.gather(*writes)} <= {200, 409}


async def test_one_system_has_half_of_the_places_and_hears_so_at_once(bed: Bed) -> None:
    async with bed.stuck(4) as writes:
        await bed.waiting(POOL - RESERVE)
        refused = await bed.dossier.source.get(bed.goal)
        seen = await emergency(bed)

    assert fault(refused)["code"] == "throttled"
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert seen == [bed.dossier.patient, bed.goal]
    await asyncio.gather(*writes)


async def test_of_many_who_hear_so_the_ledger_has_a_row_a_second(bed: Bed) -> None:
    source = bed.dossier.source
    async with bed.stuck(4) as writes:
        await bed.waiting(POOL - RESERVE)
        refused = [await source.get(bed.goal) for _ in range(20)]
    await asyncio.gather(*writes)

    rows = [row for row in await bed.running.left_behind() if row["ura"] == source.ura]
    assert {answer.status_code for answer in refused} == {429}
    assert 1 <= [row["status"] for row in rows].count(429) <= 4


@pytest.mark.parametrize("bed", [{"lock_timeout": 0.3}], indirect=True)
async def test_a_write_that_waits_for_another_too_long_is_told_so(bed: Bed) -> None:
    async with bed.stuck(1) as [write]:
        async with asyncio.timeout(PATIENCE):
            answer = await write

    assert fault(answer)["code"] == "transient"
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
