"""What was not committed was not stored, and nobody is told that it was."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from hub.ledger.row import organization_number
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, urn
from tests.plugins.faults import WAYS, failing
from tests.plugins.hub import Caller, Region
from tests.plugins.keys import INDEX_KEY

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("way", WAYS)]

Write = Callable[[Caller, dict[str, Any]], Awaitable[httpx.Response]]

WRITES: dict[str, Write] = {
    "create": lambda caller, _: caller.post(a_patient()),
    "update as create": lambda caller, goal: caller.put(goal | {"id": f"other-{caller.ura}"}),
    "update": lambda caller, goal: caller.put(goal | {"startDate": "2026-02-01"}),
    "the same again": lambda caller, goal: caller.put(goal),
    "delete": lambda caller, goal: caller("DELETE", f"Goal/{goal['id']}"),
    "a refused write": lambda caller, _: caller("POST", "Goal", "no JSON"),
    "transaction": lambda caller, _: caller.transaction(
        a_transaction((a_patient(), "POST Patient"), (a_goal(urn(0)), "POST Goal"))
    ),
}
READS = {
    "read": "Goal/{goal}",
    "vread": "Goal/{goal}/_history/1",
    "history": "Goal/{goal}/_history",
    "search": "Goal?patient={patient}",
    "a refusal": "Goal/{goal}?unknown=1",
    "what is not there": "Goal/never-was",
}


async def a_source(region: Region) -> tuple[Caller, dict[str, Any]]:
    """An organisation, and the goal that it stored."""
    source = await region.organization()
    goal = a_goal(urn(0)) | {"id": f"goal-{source.ura}"}
    bundle = a_transaction((a_patient(a_bsn()), "POST Patient"), (goal, f"PUT Goal/{goal['id']}"))
    assert (await source.transaction(bundle)).status_code == 200
    stored = (await source.get(f"Goal/{goal['id']}")).json()
    return source, {key: value for key, value in stored.items() if key != "meta"}


async def kept(caller: Caller) -> list[tuple[Any, ...]]:
    """Everything the database holds of this organisation."""
    async with caller.running.database.connection() as connection:
        rows = await connection.fetch(
            "SELECT rid::text, version, 'version' AS kind FROM resource_version "
            "WHERE custodian = $1 UNION ALL SELECT rid::text, version, 'current' FROM resource "
            "WHERE custodian = $1 UNION ALL SELECT patient::text, 0, 'inhabitant' FROM inhabitant "
            "UNION ALL SELECT writer::text, number, 'ledger' FROM ledger WHERE organization = $2 "
            "ORDER BY 1, 2, 3",
            caller.ura,
            organization_number(bytes.fromhex(INDEX_KEY), caller.ura),
        )
    return [tuple(row) for row in rows]


def refused(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.json()["issue"][0]["code"] == "transient"
    assert not {"etag", "location", "last-modified"} & set(answer.headers)


@pytest.mark.parametrize(
    ("table", "write"),
    [
        (table, write)
        for table in ("resource_version", "ledger")
        for write in WRITES
        if table == "ledger" or write not in {"the same again", "a refused write"}
    ],
)
async def test_a_write_that_is_not_committed_is_an_error(
    region: Region, way: str, table: str, write: str
) -> None:
    source, goal = await a_source(region)
    before = await kept(source)

    async with failing(region.running.owner, table, source.ura, way):
        refused(await WRITES[write](source, goal))

    assert await kept(source) == before
    again = await WRITES[write](source, goal)
    assert again.is_success or (write, again.status_code) == ("a refused write", 400)


@pytest.mark.parametrize("read", READS)
async def test_nothing_leaves_that_the_ledger_does_not_hold(
    region: Region, way: str, read: str
) -> None:
    source, goal = await a_source(region)
    path = READS[read].format(goal=goal["id"], patient=goal["subject"]["reference"])
    before = await kept(source)

    async with failing(region.running.owner, "ledger", source.ura, way):
        answer = await source.get(path)

    refused(answer)
    assert goal["id"] not in answer.text
    assert await kept(source) == before
    assert (await source.get(path)).status_code != 503
