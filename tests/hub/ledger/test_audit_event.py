"""AuditEvent: an organisation reads what its own calls left behind."""

from datetime import timedelta
from uuid import UUID

import pytest

from consent.question import amsterdam_day
from hub.ledger.event_name import place_of
from profiles.issue import Issue
from profiles.packages.definitions import Definitions
from profiles.packages.package import shipped
from profiles.validator import Validator
from tests.builders import a_bsn, a_patient
from tests.hub.dossier import a_dossier, by_bsn, fault, found
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
CODES_OF_BALP = {"AuditEvent.entity.type binding", "AuditEvent.subtype binding"}
VALIDATOR = Validator(Definitions(shipped()))


def faults(event: dict) -> list[Issue]:
    """What R4 holds against it; that BALP has codes of its own beside R4's is no fault."""
    found = VALIDATOR.validate(event)
    assert {one.rule for one in found if not _bad(one)} <= CODES_OF_BALP
    return [one for one in found if _bad(one)]


def _bad(one: Issue) -> bool:
    return one.severity in {"error", "fatal"}


async def events(reader: Caller, query: str = "") -> list[dict]:
    return found(await reader.get(f"AuditEvent{query}"))


async def test_a_call_is_read_back_as_a_valid_audit_event(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    await doctor.get(dossier.patient)

    [event] = await events(doctor)

    assert faults(event) == []
    assert event["subtype"][0]["code"] == "read"
    assert (event["action"], event["outcome"]) == ("R", "0")
    assert event["purposeOfEvent"][0]["coding"][0]["code"] == "TREAT"
    client, _, user, organization = event["agent"]
    assert client["who"]["identifier"]["value"] == f"client-{doctor.ura}"
    assert client["network"]["address"] == "127.0.0.1"
    assert (user["who"]["identifier"]["value"], user["name"]) == ("900000009", "A. Arts")
    assert user["role"][0]["coding"][0]["code"] == "01.015"
    assert organization["who"]["identifier"]["value"] == doctor.ura
    assert organization["policy"][0].startswith("urn:ietf:params:oauth:jti:")
    named = [one.get("what", {}).get("reference") for one in event["entity"]]
    [word] = [one for one in named if one and one.startswith(f"{dossier.patient}/_history/1.")]
    assert (await doctor.get(word)).json()["meta"]["source"].endswith(dossier.source.ura)
    assert dossier.patient in named
    [decision] = [one for one in event["entity"] if one.get("name") == "decision"]
    assert decision["what"] == {"reference": f"{consent}/_history/1"}
    read = await doctor.get(f"AuditEvent/{event['id']}")
    assert read.json() == event


async def test_every_audit_event_is_valid(region: Region) -> None:
    dossier = await a_dossier(region)
    source = dossier.source
    await source.get("Goal/never-was")
    await source.post(a_patient("123"))
    await source("DELETE", await dossier.goal())
    await source.get("Goal")
    await source.get("Nothing/1")
    await by_bsn(source, dossier.bsn)

    written = await events(source)

    assert len(written) == 8
    assert [faults(event) for event in written] == [[]] * 8


async def test_it_needs_a_scope_by_its_own_name(region: Region) -> None:
    source = await region.organization(scopes=("system/*.cruds",))

    for path in ("AuditEvent", "AuditEvent/1", "AuditEvent/1/_history"):
        answer = await source.get(path)
        assert answer.status_code in {403, 404, 405}, path
        fault(answer)
    assert (await source.get("AuditEvent")).status_code == 403


async def test_other_organisations_events_are_not_there(region: Region) -> None:
    dossier, other = await a_dossier(region), await region.organization()
    [event] = await events(dossier.source)

    refused = await other.get(f"AuditEvent/{event['id']}")
    absent = await other.get("AuditEvent/00000000-0000-4000-8000-000000000000")

    assert refused.status_code == 404
    assert refused.content == absent.content
    assert event["id"] not in [one["id"] for one in await events(other)]


async def test_it_is_searched_by_patient_and_date(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.source.post(a_patient())
    today = region.running.clock()
    tomorrow = amsterdam_day(today) + timedelta(days=1)

    assert len(await events(dossier.source, f"?patient={dossier.id}")) == 1
    assert len(await events(dossier.source, f"?patient={dossier.patient}")) == 1
    assert await events(dossier.source, "?patient=never-was") == []
    assert len(await events(dossier.source, "?date=ge2026-01-01")) == 5
    assert await events(dossier.source, f"?date=ge{tomorrow}") == []
    assert len(await events(dossier.source, f"?date=ge2026-01-01&date=lt{tomorrow}")) == 7


@pytest.mark.parametrize(
    "query", ["?colour=blue", "?date=yesterday", "?date=sa2026-01-01", "?_count=x", "?_count=-1"]
)
async def test_another_search_of_it_is_refused(region: Region, query: str) -> None:
    source = await region.organization()

    answer = await source.get(f"AuditEvent{query}")

    assert answer.status_code == 400
    fault(answer)


async def test_the_newest_come_first_and_count_bounds_them(region: Region) -> None:
    source = await region.organization()
    for name in ("a", "b", "c"):
        await source.get(f"Goal/{name}")

    newest, older = await events(source, "?_count=2")

    assert {"reference": "Goal/c"} in [one.get("what") for one in newest["entity"]]
    assert {"reference": "Goal/b"} in [one.get("what") for one in older["entity"]]


async def test_it_does_not_tell_denied_from_absent_either(region: Region) -> None:
    """What was decided about an inhabitant stays with who keeps the log."""
    dossier, stranger = await a_dossier(region), await region.doctor()
    await dossier.choose(user=stranger.ura, permit=False)

    async def told(bsn: str) -> dict:
        await by_bsn(stranger, bsn)
        event = (await events(stranger))[0]
        return {
            key: value
            for key, value in event.items()
            if key not in {"id", "recorded", "agent", "entity"}
        } | {"entity": [one for one in event["entity"] if "identifier" not in one.get("what", {})]}

    assert await told(dossier.bsn) == await told(a_bsn())
    assert await events(stranger, f"?patient={dossier.id}") == []


async def broken(region: Region, event: dict) -> None:
    """What its row says is changed in the database."""
    index = region.running.access.keyring.index_key
    place = place_of(index, UUID(event["id"]))
    assert place is not None
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE ledger SET sealed = sha256(sealed) "
            "WHERE at = $1 AND writer = $2 AND number = $3",
            *place,
        )


async def test_that_a_row_was_changed_is_told_beside_the_others(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.source.get(dossier.patient)
    await dossier.source.get("Goal/never-was")
    second, first = (await events(dossier.source))[:2]
    await broken(region, first)

    for query in ("", f"?patient={dossier.id}"):
        answer = (await dossier.source.get(f"AuditEvent{query}")).json()

        shown = [one["resource"] for one in answer["entry"] if one["search"]["mode"] == "match"]
        [told] = [one["resource"] for one in answer["entry"] if one["search"]["mode"] == "outcome"]
        assert first["id"] not in [one["id"] for one in shown]
        assert told["issue"][0]["severity"] == "error"
        assert told["issue"][0]["diagnostics"].startswith(
            "rows of the ledger that can't be shown: 1;"
        )
        assert "X-Request-Id" in told["issue"][0]["diagnostics"]
        assert answer["total"] == len(shown)
    assert (await dossier.source.get(f"AuditEvent/{second['id']}")).json() == second


async def test_a_row_that_was_changed_is_not_said_to_be_absent(region: Region) -> None:
    dossier, other = await a_dossier(region), await region.organization()
    [event] = await events(dossier.source)
    await broken(region, event)

    answer = await dossier.source.get(f"AuditEvent/{event['id']}")

    assert answer.status_code == 500
    assert "changed outside the hub" in fault(answer)["diagnostics"]
    [row] = await region.left_behind(answer)
    assert (row["interaction"], row["status"], row["type"]) == ("read", 500, "AuditEvent")
    assert (await other.get(f"AuditEvent/{event['id']}")).status_code == 404


async def test_whole_logs_say_nothing_of_damage(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = (await dossier.source.get("AuditEvent")).json()

    assert {one["search"]["mode"] for one in answer["entry"]} == {"match"}
