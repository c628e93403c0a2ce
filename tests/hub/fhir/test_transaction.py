"""Transaction. https://hl7.org/fhir/R4/http.html#transaction."""

import random

import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, a_treatment_directive, urn
from tests.hub.dossier import a_dossier, addresses, an_observation, found
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def read(reader: Caller, address: str) -> dict:
    answer = await reader.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_answer_has_one_response_an_entry_in_the_order_of_the_request(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    old = await dossier.goal()
    mine = a_goal(dossier.patient, id=f"mine-{dossier.source.ura}")

    answer = await dossier.source.transaction(
        a_transaction(
            (mine, f"PUT Goal/{mine['id']}"),
            (a_goal(dossier.patient), "POST Goal"),
            (None, f"DELETE {old}"),
            (dossier.word, "POST Patient"),
        )
        | {"id": "of-the-sender"}
    )

    bundle = answer.json()
    assert (answer.status_code, bundle["type"]) == (200, "transaction-response")
    responses = [entry["response"] for entry in bundle["entry"]]
    assert [one["status"][:3] for one in responses] == ["201", "201", "204", "200"]
    assert [one["etag"] for one in responses] == ['W/"1"', 'W/"1"', 'W/"2"', 'W/"1"']
    assert responses[0]["location"] == f"Goal/{mine['id']}/_history/1"
    assert "location" not in responses[2]
    assert all(one["lastModified"].endswith("Z") for one in responses)


async def test_references_between_entries_follow_the_ids_that_are_given(region: Region) -> None:
    source = await region.organization()
    observation = an_observation(urn(1), derivedFrom=[{"reference": urn(0)}])
    form = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "subject": {"reference": urn(1)},
    }

    answer = await source.transaction(
        a_transaction(
            (form, "POST QuestionnaireResponse"),
            (a_patient(), "POST Patient"),
            (observation, "POST Observation"),
        )
    )

    form_at, patient, observed = addresses(answer)
    stored = await read(source, observed)
    assert stored["subject"]["reference"] == patient
    assert stored["derivedFrom"][0]["reference"] == form_at
    assert (await read(source, form_at))["subject"]["reference"] == patient


async def test_entries_stand_in_any_order(region: Region) -> None:
    source = await region.organization()
    for _ in range(4):
        bundle = a_transaction(
            (a_patient(), "POST Patient"),
            (a_goal(urn(0)), "POST Goal"),
            (a_treatment_directive(urn(0)), "POST Consent"),
        )
        random.shuffle(bundle["entry"])

        stored = addresses(await source.transaction(bundle))

        [patient] = [one for one in stored if one.startswith("Patient/")]
        [goal] = [one for one in stored if one.startswith("Goal/")]
        assert (await read(source, goal))["subject"]["reference"] == patient


async def test_two_entries_may_refer_to_each_other(region: Region) -> None:
    dossier = await a_dossier(region)
    encounter = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "AMB"},
        "reasonReference": [{"reference": urn(1)}],
    }
    procedure = {
        "resourceType": "Procedure",
        "status": "completed",
        "subject": {"reference": dossier.patient},
        "encounter": {"reference": urn(0)},
    }

    answer = await dossier.source.transaction(
        a_transaction((encounter, "POST Encounter"), (procedure, "POST Procedure"))
    )

    one, other = addresses(answer)
    assert (await read(dossier.source, one))["reasonReference"] == [{"reference": other}]
    assert (await read(dossier.source, other))["encounter"] == {"reference": one}


async def test_an_entry_may_be_named_by_the_id_in_its_url(region: Region) -> None:
    source = await region.organization()
    patient, goal = f"p-{source.ura}", f"g-{source.ura}"

    answer = await source.transaction(
        a_transaction(
            (a_goal(f"Patient/{patient}", id=goal), f"PUT Goal/{goal}"),
            (a_patient(id=patient), f"PUT Patient/{patient}"),
        )
    )

    assert addresses(answer) == [f"Goal/{goal}", f"Patient/{patient}"]


async def test_what_names_no_inhabitant_belongs_to_the_bundles_own(region: Region) -> None:
    source = await region.organization()
    device = {"resourceType": "Device", "status": "active"}
    used = {
        "resourceType": "DeviceUseStatement",
        "status": "active",
        "subject": {"reference": urn(2)},
        "device": {"reference": urn(0)},
    }

    answer = await source.transaction(
        a_transaction(
            (device, "POST Device"),
            (used, "POST DeviceUseStatement"),
            (a_patient(), "POST Patient"),
        )
    )

    device_at, *_ = addresses(answer)
    stranger = await region.doctor()
    assert (await source.get(device_at)).status_code == 200
    assert (await stranger.get(device_at)).status_code == 404


async def test_a_conditional_entry_is_named_in_its_url_or_in_if_none_exist(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    number = [{"system": "https://example.org/numbers", "value": dossier.source.ura}]
    where = f"identifier={number[0]['system']}|{number[0]['value']}"
    goal = a_goal(dossier.patient, identifier=number)
    update = a_transaction((goal, f"PUT Goal?{where}"))
    create = a_transaction((goal, "POST Goal"))
    create["entry"][0]["request"]["ifNoneExist"] = where

    first = addresses(await dossier.source.transaction(update))
    second = addresses(await dossier.source.transaction(create))
    third = await dossier.source.transaction(update)

    assert first == second == addresses(third)
    assert third.json()["entry"][0]["response"]["status"] == "200 OK"
    assert third.json()["entry"][0]["response"]["etag"] == 'W/"1"'


async def test_a_bundle_sent_twice_changes_nothing_the_second_time(region: Region) -> None:
    source = await region.organization()
    number = [{"system": "https://example.org/numbers", "value": source.ura}]
    bundle = a_transaction(
        (a_patient(), "POST Patient"),
        (
            a_goal(urn(0), identifier=number),
            f"PUT Goal?identifier={number[0]['system']}|{source.ura}",
        ),
    )

    first, second = [await source.transaction(bundle) for _ in range(2)]

    assert addresses(first) == addresses(second)
    assert [one["response"]["etag"] for one in second.json()["entry"]] == ['W/"1"', 'W/"1"']


async def test_conditional_references_are_resolved(region: Region) -> None:
    dossier = await a_dossier(region)
    source = dossier.source
    number = [{"system": systems.AGB_SYSTEM, "value": f"01{source.ura[:6]}"}]
    await source.post({"resourceType": "Practitioner", "identifier": number})
    asserter = f"Practitioner?identifier={systems.AGB_SYSTEM}%7C{number[0]['value']}"
    goal = a_goal(
        f"Patient?identifier={systems.BSN_SYSTEM}|{dossier.bsn}",
        expressedBy={"reference": asserter},
    )

    [stored] = addresses(await source.transaction(a_transaction((goal, "POST Goal"))))

    written = await read(source, stored)
    assert written["subject"]["reference"] == dossier.patient
    assert written["expressedBy"]["reference"].startswith("Practitioner/")


@pytest.mark.parametrize("preference", ["return=representation", "return=OperationOutcome"])
async def test_prefer_holds_for_every_entry(region: Region, preference: str) -> None:
    source = await region.organization()
    bundle = a_transaction((a_patient(), "POST Patient"), (a_goal(urn(0)), "POST Goal"))

    entries = (await source.transaction(bundle, prefer=preference)).json()["entry"]

    if preference == "return=representation":
        assert [one["resource"]["resourceType"] for one in entries] == ["Patient", "Goal"]
    else:
        outcomes = [one["response"]["outcome"]["resourceType"] for one in entries]
        assert outcomes == ["OperationOutcome"] * 2


async def test_an_empty_transaction_is_answered(region: Region) -> None:
    source = await region.organization()

    answer = await source.transaction({"resourceType": "Bundle", "type": "transaction"})

    assert answer.status_code == 200
    assert answer.json()["type"] == "transaction-response"


async def test_a_document_is_kept_whole_and_belongs_to_its_patient(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [{"system": systems.LOINC, "code": "18761-7"}]},
        "subject": {"reference": "urn:uuid:6d7b2e0c-0b8b-4c56-9c39-0a34d6f6e0b1"},
        "date": "2026-10-01",
        "author": [{"display": "Wijkverpleging Duinroos"}],
        "title": "Overdracht",
    }
    document = {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "https://example.org/documents", "value": source.ura},
        "timestamp": "2026-10-01T10:00:00+02:00",
        "entry": [
            {
                "fullUrl": "urn:uuid:0d0f8f0c-2f3b-4b52-a6f5-0b3a9bb9b1aa",
                "resource": composition,
            },
            {
                "fullUrl": composition["subject"]["reference"],
                "resource": a_patient(bsn),
            },
        ],
    }

    answer = await source.transaction(
        a_transaction((document, "POST Bundle"), (a_patient(bsn), "POST Patient"))
    )

    stored, _patient = addresses(answer)
    kept = await read(source, stored)
    assert kept["entry"] == document["entry"]
    by_number = await source.find(
        "Bundle", identifier=f"https://example.org/documents|{source.ura}"
    )
    assert [one["id"] for one in found(by_number)] == [kept["id"]]
    stranger = await region.doctor()
    assert (await stranger.get(stored)).status_code == 404
