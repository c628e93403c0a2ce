"""One row per call, whatever came of it. docs/decisions, audit."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

import asyncpg
import httpx
import pytest

from hub.app import Application, create_app, wire
from hub.ledger.row import organization_number
from hub.storage.database import Database
from hub.storage.pseudonym import inhabitant
from profiles import systems
from profiles.identifiers import BSN
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, urn
from tests.hub.dossier import a_dossier, an_observation, by_bsn, fault, kept_by
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


def a_name() -> str:
    return f"call-{secrets.token_urlsafe(9)}"


async def row_of(region: Region, answer: httpx.Response) -> asyncpg.Record:
    found = await region.left_behind(answer)
    assert len(found) == 1, [dict(one) for one in found]
    assert found[0]["status"] == answer.status_code
    return found[0]


CALLS: list[tuple[str, str, Any, str, int]] = [
    ("POST", "Patient", a_patient("999911120") | {"gender": "x"}, "create", 422),
    ("POST", "Patient", "{", "create", 400),
    ("POST", "Patient", {"resourceType": "Goal"}, "create", 400),
    ("PUT", "Goal/1", {"resourceType": "Goal", "id": "2"}, "update", 400),
    ("DELETE", "Goal/never-was", None, "delete", 204),
    ("GET", "Goal/never-was", None, "read", 404),
    ("GET", "Goal/a_b", None, "read", 400),
    ("GET", "Goal/never-was/_history", None, "history-instance", 404),
    ("GET", "Goal/never-was/_history/1", None, "vread", 404),
    ("GET", "Goal?patient=never-was", None, "search-type", 200),
    ("GET", "Goal", None, "search-type", 400),
    ("GET", "NoSuchType", None, "search-type", 404),
    ("PATCH", "Goal/1", {}, "patch", 400),
    ("POST", "", "{", "transaction", 400),
    ("POST", "", {"resourceType": "Bundle", "type": "transaction"}, "transaction", 200),
    ("POST", "", {"resourceType": "Bundle", "type": "batch"}, "batch", 200),
    ("POST", "", {"resourceType": "Bundle", "type": "batch", "entry": 5}, "transaction", 422),
    ("GET", "AuditEvent", None, "search-type", 200),
    ("GET", "AuditEvent/1", None, "read", 404),
    ("GET", "AuditEvent?colour=blue", None, "search-type", 400),
]


@pytest.mark.parametrize(("method", "path", "body", "interaction", "status"), CALLS)
async def test_a_call_leaves_one_row_that_says_what_was_asked(
    region: Region, method: str, path: str, body: Any, interaction: str, status: int
) -> None:
    source = await region.organization()

    answer = await source(method, path, body)

    assert answer.status_code == status, answer.text
    row = await row_of(region, answer)
    assert row["interaction"] == interaction
    assert row["ura"] == source.ura
    assert row["client_id"] == f"client-{source.ura}"
    assert row["rule"]


async def test_every_way_to_data_leaves_one_row_with_the_inhabitant(region: Region) -> None:
    dossier = await a_dossier(region)
    source, goal = dossier.source, await dossier.goal()
    whose = inhabitant(region.running.access.keyring, BSN(dossier.bsn)).pat

    for answer in (
        await source.get(goal),
        await source.get(goal, if_none_match='W/"9"'),
        await source.get(f"{goal}/_history"),
        await source.get(f"{goal}/_history/1"),
        await source.get(f"Goal?patient={dossier.id}"),
        await source.get(f"Goal?_id={goal.partition('/')[2]}"),
        await by_bsn(source, dossier.bsn),
        await source.post(a_goal(dossier.patient)),
        await source.transaction(a_transaction((a_goal(dossier.patient), "POST Goal"))),
        await source("DELETE", goal),
        await source.get(goal),
    ):
        assert (await row_of(region, answer))["pat"] == whose


async def test_a_call_without_a_token_is_refused_and_audited(region: Region) -> None:
    source = await region.organization()
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = await source.client.get("Goal/1", headers=headers)

        assert answer.status_code == 401
        row = await row_of(region, answer)
        assert (row["ura"], row["client_id"], row["type"]) == (None, None, "Goal")


async def test_a_batch_leaves_one_row_for_each_of_its_calls(region: Region) -> None:
    dossier, name = await a_dossier(region), a_name()
    goal = await dossier.goal()
    asked = [("GET", goal), ("GET", "Goal/a_b"), ("DELETE", goal), ("FETCH", goal)]
    bundle = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"request": {"method": method, "url": url}} for method, url in asked[:3]],
    }

    answer = await dossier.source.transaction(bundle, x_request_id=name)

    rows = await region.left_behind(answer)
    assert [(row["interaction"], row["status"]) for row in rows] == [
        ("read", 200),
        ("read", 400),
        ("delete", 204),
    ]


async def test_the_rule_and_the_version_of_the_consent_that_decided_are_kept(
    region: Region,
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()

    before = await row_of(region, await doctor.get(goal))
    consent = await dossier.open_to(doctor)
    during = await row_of(region, await doctor.get(goal))
    said = (await dossier.source.get(consent)).json()
    await dossier.source.put(said | {"status": "inactive"})
    after = await row_of(region, await doctor.get(f"Goal?patient={dossier.id}"))
    own = await row_of(region, await dossier.source.get(goal))

    assert [row["rule"] for row in (before, during, after, own)] == [
        *("C-NO-CHOICE", "C-EXPLICIT-PERMIT", "C-WITHDRAWN", "C-OWN-DOSSIER")
    ]
    grounds = [row["grounds"] for row in (before, during, after, own)]
    assert [[one.version for one in each] for each in grounds] == [[None], [1], [2], [None]]
    assert {one.custodian for each in grounds for one in each} == {dossier.source.ura}


async def test_the_number_found_is_the_number_given(region: Region) -> None:
    dossier = await a_dossier(region)
    for _ in range(3):
        await dossier.goal()

    for count, found in (("1", 1), ("2", 2), ("3", 3), ("9", 3), ("0", 0)):
        answer = await dossier.source.get(f"Goal?patient={dossier.id}&_count={count}")
        assert (await row_of(region, answer))["found"] == found, count
    bundle = a_transaction((dossier.word, "POST Patient"), (a_goal(urn(0)), "POST Goal"))
    stored = await row_of(region, await dossier.source.transaction(bundle))
    assert stored["found"] == 1


async def test_a_refused_transaction_leaves_one_row_and_nothing_else(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    bundle = a_transaction(
        (a_patient(bsn), "POST Patient"), (a_goal("Patient/never-was"), "POST Goal")
    )

    answer = await source.transaction(bundle)

    assert answer.status_code == 422
    row = await row_of(region, answer)
    assert (row["interaction"], row["rule"], row["found"]) == ("transaction", "REFERENCE", 0)


async def test_nothing_of_a_person_stands_in_clear_in_a_row(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    name = a_name()
    wish = an_observation(dossier.patient, valueString="Vlinderhof wil naar huis")
    for caller in (dossier.source, doctor):
        await caller.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{dossier.bsn}")
        await caller("POST", "Observation", wish, x_request_id=name)
        await caller("GET", f"Goal?patient={dossier.id}&code={dossier.bsn}", x_request_id=name)
        await caller("GET", f"Goal/{dossier.bsn}", x_request_id=name)
        await caller("GET", f"{dossier.bsn}/1", x_request_id=name)
        await caller("POST", "Patient", {"identifier": dossier.bsn}, x_request_id=name)

    index = region.running.access.keyring.index_key
    organizations = [organization_number(index, one.ura) for one in (dossier.source, doctor)]
    async with region.running.database.connection() as connection:
        written = await connection.fetch(
            "SELECT * FROM ledger WHERE organization = ANY ($1)", organizations
        )
        words = await connection.fetch("SELECT * FROM ledger_word")
    text = "\n".join(str(dict(row)) for row in [*written, *words])
    assert len(written) > 10
    for private in (dossier.bsn, "Vlinderhof", "Arts", "900000009", dossier.id, doctor.ura):
        assert private not in text


async def test_a_row_is_never_changed_or_removed(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.source.get(dossier.patient)

    for table, column in (
        ("ledger", "person"),
        ("ledger_word", "sealed"),
        ("resource_version", "custodian"),
    ):
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            async with region.running.owner.connection() as connection:
                with pytest.raises(asyncpg.RaiseError, match="never changed or removed"):
                    await connection.execute(statement)


async def test_a_month_by_itself_is_guarded_too(region: Region) -> None:
    await (await region.organization()).get("Goal/1")
    async with region.running.owner.connection() as connection:
        month = await connection.fetchval("SELECT tableoid::regclass::text FROM ledger LIMIT 1")

    for statement in (f"DELETE FROM {month}", f"TRUNCATE {month}"):
        async with region.running.owner.connection() as connection:
            with pytest.raises(asyncpg.RaiseError, match="never changed or removed"):
                await connection.execute(statement)


async def test_a_row_that_was_changed_is_not_shown_and_that_is_audited(region: Region) -> None:
    """A seal in the database was broken."""
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, id=f"goal-{dossier.source.ura}")
    await dossier.source.put(goal)
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE resource SET last_updated = last_updated - interval '1 day' "
            "WHERE custodian = $1 AND type = 'Goal'",
            dossier.source.ura,
        )

    answer = await dossier.source.put(goal)

    assert answer.status_code == 500
    assert fault(answer)["code"] == "exception"
    assert goal["id"] not in answer.text
    assert (await row_of(region, answer))["interaction"] == "update"


async def test_an_answer_to_a_fault_of_the_hub_tells_nothing(region: Region) -> None:
    """Its own clock fails, as a part that was wired wrongly would."""
    running, source = region.running, await region.organization()
    app: Application = create_app(running.settings)
    wire(app, running.settings, running.database, _broken_clock)
    caller = Caller(running, source.ura, "Z3")
    caller.client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url=f"{running.settings.public_url}/fhir"
    )

    answer = await caller.get("Goal/1")

    assert answer.status_code == 500
    assert fault(answer)["code"] == "exception"
    assert "hands" not in answer.text


def _broken_clock() -> datetime:
    raise ArithmeticError("the hands fell off")


async def test_a_database_that_does_not_answer_is_said_and_nothing_else(region: Region) -> None:
    running = region.running
    app: Application = create_app(running.settings)
    database = await Database.open(running.settings.database_url.get_secret_value(), 1)
    wire(app, running.settings, database, running.clock)
    await database.close()
    source = await region.organization()
    caller = Caller(running, source.ura, "Z3")
    caller.client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url=f"{running.settings.public_url}/fhir"
    )

    for answer in (
        await caller.get("Goal/1"),
        await caller.post(a_patient()),
        await caller.client.get("Goal/1"),
    ):
        assert answer.status_code == 503
        assert fault(answer)["code"] == "transient"
        assert answer.headers["Retry-After"] == "1"
    assert (await caller.client.get("metadata")).status_code == 200


async def test_a_write_that_is_refused_says_whom_it_was_about(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.organization()
    goal = await dossier.goal()
    whose = inhabitant(region.running.access.keyring, BSN(dossier.bsn)).pat
    broken = a_goal(dossier.patient, addresses=[{"reference": "Condition/never-was"}])
    by_bsn = a_transaction(
        (a_patient(dossier.bsn), "POST Patient"), (a_goal("Patient/never-was"), "POST Goal")
    )

    for answer in (
        await dossier.source.post(broken),
        await dossier.source.transaction(by_bsn),
        await dossier.source("DELETE", goal, if_match='W/"9"'),
        await stranger.post(a_goal(dossier.patient)),
        await stranger("DELETE", goal),
    ):
        assert answer.status_code >= 400 or answer.status_code == 204, answer.text
        assert (await row_of(region, answer))["pat"] == whose


async def test_a_refused_write_about_several_is_told_to_each_and_to_none_of_the_others(
    region: Region,
) -> None:
    one, other = await a_dossier(region), await a_dossier(region)
    source = one.source
    keyring = region.running.access.keyring
    both = a_transaction(
        (a_patient(one.bsn), "POST Patient"),
        (a_patient(other.bsn), "POST Patient"),
        (a_goal(urn(0)), "POST Goal"),
    )

    answer = await source.transaction(both)

    rows = await region.left_behind(answer)
    assert answer.status_code == 422, answer.text
    assert {row["pat"] for row in rows} == {
        inhabitant(keyring, BSN(bsn)).pat for bsn in (one.bsn, other.bsn)
    }
    assert len(rows) == 2
    assert {row["rule"] for row in rows} == {"P-MULTI-PATIENT"}
    assert all(row["entities"] == () for row in rows)


async def test_a_search_that_would_find_several_is_told_to_each(region: Region) -> None:
    dossier = await a_dossier(region)
    himself = replace(dossier.source, role="01.015")
    other = await kept_by(dossier.source, a_bsn())
    goals = [await dossier.goal(), await other.goal()]
    keyring = region.running.access.keyring
    names = ",".join(goal.partition("/")[2] for goal in goals)

    answer = await himself.get(f"Goal?_id={names}")

    assert answer.status_code == 400
    rows = await region.left_behind(answer)
    assert {row["pat"] for row in rows} == {
        inhabitant(keyring, BSN(one.bsn)).pat for one in (dossier, other)
    }
