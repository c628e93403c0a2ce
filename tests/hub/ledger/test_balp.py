"""Of each kind of event the AuditEvent is what BALP asks, and R4 has nothing against it."""

import base64
from datetime import UTC, datetime

import pytest

from hub.ledger.audit_entities import Names
from hub.ledger.audit_event import audit_event
from hub.ledger.entry import Entry
from hub.ledger.own import changed, expired, probe, started, stopped, verified
from hub.ledger.record import Record
from hub.security.requester import Mandate
from tests.builders import a_goal, a_patient, a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier
from tests.hub.ledger.balp import lacking
from tests.hub.ledger.test_audit_event import events, faults
from tests.hub.oauth.token_exchange import exchange
from tests.hub.security.systems import DOCTOR
from tests.plugins.hub import Caller, Region
from tests.plugins.ledger import left_behind

pytestmark = pytest.mark.anyio
HUB = "https://hub.example"


async def last_event(caller: Caller) -> dict:
    return (await events(caller))[0]


async def a_call(caller: Caller, dossier: Dossier, kind: str) -> None:
    """A call of this kind that comes off well."""
    goal = await dossier.goal()
    match kind:
        case "read":
            answer = await caller.get(goal)
        case "vread":
            answer = await caller.get(f"{goal}/_history/1")
        case "search-type":
            answer = await caller.get(f"Goal?patient={dossier.id}")
        case "create":
            answer = await caller.post(a_goal(dossier.patient))
        case "update":
            stored = (await caller.get(goal)).json()
            answer = await caller.put(stored | {"startDate": "2026-01-01"})
        case _:
            answer = await caller("DELETE", goal)
    assert answer.is_success, answer.text


KINDS = ("read", "vread", "search-type", "create", "update", "delete")


@pytest.mark.parametrize("kind", KINDS)
async def test_the_event_of_a_system_is_what_balp_asks(region: Region, kind: str) -> None:
    dossier = await a_dossier(region)
    await a_call(dossier.source, dossier, kind)

    event = await last_event(dossier.source)

    assert lacking(event, kind, of_patient=True) == []
    assert faults(event) == []


@pytest.mark.parametrize("kind", KINDS)
async def test_the_event_of_a_professional_is_what_balp_asks(region: Region, kind: str) -> None:
    dossier = await a_dossier(region)
    doctor = Caller(region.running, dossier.source.ura, dossier.source.organization_type, "01.015")
    await a_call(doctor, dossier, kind)

    event = await last_event(doctor)

    assert lacking(event, kind, of_patient=True) == []
    assert faults(event) == []
    assert [one["name"] for one in event["agent"] if "name" in one] == ["A. Arts"]


async def test_what_changes_nothing_says_what_it_was_about_too(region: Region) -> None:
    dossier = await a_dossier(region)
    stored = (await dossier.source.get(await dossier.goal())).json()
    await dossier.source.put(stored)

    assert lacking(await last_event(dossier.source), "update", of_patient=True) == []


async def test_a_query_of_the_directory_is_of_nobody(region: Region) -> None:
    source = await region.organization()
    await source.get("Organization?name=x")

    assert lacking(await last_event(source), "search-type", of_patient=False) == []


async def test_a_search_of_the_log_is_a_query_as_well(region: Region) -> None:
    source = await region.organization()
    await source.get("AuditEvent?date=ge2026-01-01")

    event = await last_event(source)

    assert lacking(event, "search-type", of_patient=False) == []
    assert asked(event) == "AuditEvent?date"


def asked(event: dict) -> str:
    [query] = [one["query"] for one in event["entity"] if "query" in one]
    return base64.b64decode(query).decode()


async def test_a_query_is_kept_without_what_names_a_person(region: Region) -> None:
    dossier = await a_dossier(region)
    code = "http://snomed.info/sct|153851000146100"
    await dossier.source.find(
        "Patient", identifier=f"http://fhir.nl/fhir/NamingSystem/bsn|{dossier.bsn}"
    )
    by_number = asked(await last_event(dossier.source))
    await dossier.source.get(f"Observation?patient={dossier.id}&code={code}")

    assert by_number == "Patient?identifier"
    assert asked(await last_event(dossier.source)) == f"Observation?patient&code={code}"


async def test_of_an_inhabitant_who_is_closed_nothing_is_told(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    await stranger.get(f"Goal?patient={dossier.id}")
    await stranger.get(goal)
    await stranger.post(a_goal(dossier.patient))

    for event in (await events(stranger))[:3]:
        kinds = [one.get("type", {}).get("code") for one in event["entity"]]
        assert "1" not in kinds
        assert faults(event) == []


async def test_a_transaction_and_a_batch_are_events_of_their_own(region: Region) -> None:
    dossier = await a_dossier(region)
    set_ = a_transaction((a_patient(dossier.bsn), "POST Patient"), (a_goal(urn(0)), "POST Goal"))
    await dossier.source.transaction(set_)
    transaction = await last_event(dossier.source)
    await dossier.source.transaction({"resourceType": "Bundle", "type": "batch"})
    batch = await last_event(dossier.source)

    for event, code in ((transaction, "transaction"), (batch, "batch")):
        assert event["subtype"][0]["code"] == code
        assert event["action"] == "E"
        assert faults(event) == []
    assert dossier.patient in [
        one.get("what", {}).get("reference") for one in transaction["entity"]
    ]


def of(*rows: Entry) -> list[dict]:
    return [audit_event(row, Names(), HUB) for row in rows]


async def entries_of(region: Region, *records: Record) -> list[Entry]:
    """These, as they are read from the ledger."""
    ledger = region.running.access.ledger
    await ledger.write(*records)
    found = await left_behind(region.running.database, ledger.keyring, records[0].request_id)
    return [row["entry"] for row in found]


NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
OWN = {
    "start": (started(NOW, {"sealing_keys": "1"}), "110100", "110120", "E"),
    "stop": (stopped(NOW, []), "110100", "110121", "E"),
    "client": (changed(NOW, {"place": "client", "name": "x"}), "110113", "110129", "E"),
    "package": (changed(NOW, {"place": "definition_package"}), "110113", "110131", "E"),
    "migrate": (changed(NOW, {"place": "hub migrate"}), "110113", "110131", "E"),
    "verify": (verified(NOW, "hub_app", 0), "110101", None, "R"),
    "expire": (expired(NOW, {"month": "2015-01-01"}), "110101", None, "D"),
    "probe": (probe(NOW), "110100", None, "E"),
}


@pytest.mark.parametrize("kind", OWN)
async def test_what_the_hub_did_of_itself_is_an_event(region: Region, kind: str) -> None:
    record, code, subcode, action = OWN[kind]

    [event] = of(*await entries_of(region, record))

    assert faults(event) == []
    assert (event["type"]["code"], event["action"]) == (code, action)
    assert [one["code"] for one in event.get("subtype", [])] == [subcode] * (subcode is not None)
    [agent] = event["agent"]
    assert agent["who"]["identifier"]["value"] == HUB
    assert agent["requestor"]


async def test_who_comes_without_a_token_is_a_refused_log_in(region: Region) -> None:
    source = await region.organization()
    answer = await source.client.get("Goal/1")
    [row] = await region.left_behind(answer)

    [event] = of(row["entry"])

    assert faults(event) == []
    assert (event["type"]["code"], event["subtype"][0]["code"]) == ("110113", "110126")
    assert event["outcome"] == "4"
    client, _ = event["agent"]
    assert client["who"] == {"display": "unknown"}
    assert client["network"] == {"address": "127.0.0.1", "type": "2"}


async def test_a_token_that_is_given_is_a_log_in(database_url: str, owner_url: str) -> None:
    async with exchange(database_url, owner_url) as hub:
        system = await hub.register()
        doctor = system.claims(extensions={"ihe_iua": DOCTOR.claims()})
        for claims in (system.claims(), doctor):
            answer = await hub.ask(system.form(system.sign(claims)))
            assert answer.status_code == 200
            row = await hub.audited(answer)

            [event] = of(row["entry"])

            assert lacking(event, "token", of_patient=False) == []
            assert faults(event) == []
            assert "grant_type=client_credentials&scope=" in asked(event)
            client = event["agent"][0]
            assert client["who"]["identifier"]["value"] == system.client_id
            assert client["policy"] == [f"urn:ietf:params:oauth:jti:{row['token']}"]


CLERK = DOCTOR.claims() | {"subject_role": ["00.000"]}
MANDATED_BY = {"national_provider_identifier": "900000502", "subject_role": ["01.015"]}


async def test_whose_word_a_person_is_and_whose_mandate_he_has_are_told(
    database_url: str, owner_url: str
) -> None:
    async with exchange(database_url, owner_url) as hub:
        system = await hub.register()
        claims = system.claims(
            extensions={"ihe_iua": CLERK, "mandated_by": MANDATED_BY},
            auth_time=int(hub.now.timestamp()),
        )
        answer = await hub.ask(system.form(system.sign(claims)))
        row = await hub.audited(answer)

    [event] = of(row["entry"])

    assert lacking(event, "token", of_patient=False) == []
    assert faults(event) == []
    [entity] = event["entity"]
    told = {one["type"]: one["valueString"] for one in entity["detail"]}
    assert (told["vouched-by"], told["assurance"]) == ("organization", "substantial")
    assert told["authenticated"].startswith("2026-03-01T12:00:00")
    assert told["mandated-by"] == "900000502"


async def test_each_call_of_a_person_says_whose_word_he_is(region: Region) -> None:
    dossier = await a_dossier(region)
    clerk = Caller(
        region.running,
        dossier.source.ura,
        dossier.source.organization_type,
        "00.000",
        mandate=Mandate("900000502", "01.015"),
    )
    answer = await clerk.get(f"Goal?patient={dossier.id}")
    assert answer.status_code == 200, answer.text

    event = await last_event(clerk)

    assert lacking(event, "search-type", of_patient=True) == []
    assert faults(event) == []
    [word] = [one for one in event["entity"] if one.get("name") == "person"]
    assert word["detail"] == [
        {"type": "vouched-by", "valueString": "organization"},
        {"type": "assurance", "valueString": "substantial"},
        {"type": "mandated-by", "valueString": "900000502"},
    ]
    [clinician] = [one for one in event["agent"] if one["type"]["coding"][0]["code"] == "RESP"]
    assert clinician["who"]["identifier"]["value"] == "900000502"
    assert clinician["role"][0]["coding"][0]["code"] == "01.015"
    assert not clinician["requestor"]


async def test_a_token_that_is_refused_is_one_that_failed(
    database_url: str, owner_url: str
) -> None:
    async with exchange(database_url, owner_url) as hub:
        system = await hub.register()
        answer = await hub.ask(system.form(system.sign(system.claims(aud="elsewhere"))))
        row = await hub.audited(answer)

    [event] = of(row["entry"])

    assert faults(event) == []
    assert (event["type"]["code"], event["outcome"]) == ("110114", "4")
    [entity] = event["entity"]
    assert {"type": "claimed", "valueString": system.client_id} in entity["detail"]
