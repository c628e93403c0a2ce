"""What one release of the guide says is found by the questions of another: made up, and told so."""

from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from hub.query.along import Moved
from hub.query.derived import derived
from hub.query.whose import whose
from hub.search.parse import Limits, parse
from hub.security.errand import Client
from profiles import systems
from profiles.pzp.derived import DERIVED, DERIVED_FROM
from tests.hub.access.test_access_decision_moved import errand_of, opened_and_withdrawn
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault, found
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

CAPABLE = {"coding": [{"system": systems.SNOMED, "code": "665671000146101"}]}
INFORM = {"coding": [{"system": systems.SNOMED, "code": "223449006"}]}
TALK = {"coding": [{"system": systems.SNOMED, "code": "713603004"}]}
CAPACITY = {"code": f"{systems.SNOMED}|665671000146101,153851000146100"}
ASKED = {"category": f"{systems.SNOMED}|223449006"}
TOLD = {"reason-code": f"{systems.SNOMED}|713603004"}


def an_extension(*, capable: bool, remark: str = "") -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{"url": "legallyCapable", "valueBoolean": capable}]
    if remark:
        parts.append({"url": "legallyCapableComment", "valueString": remark})
    url = f"{systems.PZP}ext-LegallyCapable-MedicalTreatmentDecisions"
    return [{"url": url, "extension": parts}]


def told(patient: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Communication",
        "status": "completed",
        "topic": INFORM,
        "subject": {"reference": patient},
        "recipient": [{"reference": patient}],
        "reasonCode": [TALK],
        "sent": "2026-10-01",
        **more,
    }


def request(patient: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "CommunicationRequest",
        "status": "active",
        "category": [INFORM],
        "subject": {"reference": patient},
        "sender": {"reference": patient},
        "reasonCode": [TALK],
        "authoredOn": "2026-10-01",
        **more,
    }


async def said_of(dossier: Dossier, **patient: Any) -> None:
    """The source sends its Patient again."""
    word = {**dossier.word, "id": dossier.id, **patient}
    answer = await dossier.source.put(word)
    assert answer.status_code == 200, answer.text


async def asked(reader: Caller, dossier: Dossier, kind: str, **what: str) -> list[dict[str, Any]]:
    answer = await reader.find(kind, patient=dossier.patient, **what)
    assert answer.json().get("total") == len(found(answer)), answer.text
    return found(answer)


def is_derived(resource: dict[str, Any]) -> bool:
    return any(one["code"] == "derived" for one in resource["meta"].get("tag", []))


def read_capacity(patient: dict[str, Any]) -> tuple[list[bool], list[str]]:
    said = [one for one in patient.get("extension", []) if one["url"] in systems.LEGALLY_CAPABLE]
    return [one["extension"][0]["valueBoolean"] for one in said], [one["url"] for one in said]


async def test_what_is_closed_is_not_told_in_another_type_either(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    await said_of(dossier, extension=an_extension(capable=False))
    await dossier.add(told(dossier.patient))

    assert await asked(stranger, dossier, "Observation", **CAPACITY) == []
    assert await asked(stranger, dossier, "CommunicationRequest", **ASKED) == []


async def test_who_may_not_see_the_type_that_it_is_made_of_gets_nothing_of_it(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    await said_of(dossier, extension=an_extension(capable=False))
    await dossier.add(told(dossier.patient))
    scopes = ("system/Observation.rs", "system/CommunicationRequest.rs")
    narrow = replace(dossier.source, scopes=scopes)

    assert await asked(narrow, dossier, "Observation", **CAPACITY) == []
    assert await asked(narrow, dossier, "CommunicationRequest", **ASKED) == []


@pytest.mark.parametrize("asks", [{}, {"code": "247751003"}, {"code:not": "665671000146101"}])
async def test_who_does_not_ask_for_capacity_gets_what_is_stored_and_no_more(
    region: Region, asks: dict[str, str]
) -> None:
    dossier = await a_dossier(region)
    await said_of(dossier, extension=an_extension(capable=False))

    assert await asked(dossier.source, dossier, "Observation", **asks) == []


@pytest.mark.parametrize("capable", [True, False])
async def test_capacity_in_an_extension_is_found_as_an_observation(
    region: Region,
    capable: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    dossier = await a_dossier(region)
    await said_of(dossier, extension=an_extension(capable=capable, remark="na de beroerte"))

    [one] = await asked(dossier.source, dossier, "Observation", **CAPACITY)

    assert one["valueBoolean"] is capable
    assert one["note"] == [{"text": "na de beroerte"}]
    assert one["code"]["coding"] == CAPABLE["coding"]
    assert "id" not in one
    assert "versionId" not in one["meta"]
    assert one["meta"]["tag"] == [DERIVED]
    assert one["meta"]["source"].endswith(f"#{dossier.source.ura}")
    [origin] = [each for each in one["extension"] if each["url"] == DERIVED_FROM]
    reference = origin["valueReference"]["reference"]
    version = await dossier.source.get(reference)
    assert version.json()["extension"] == an_extension(capable=capable, remark="na de beroerte")
    assert "effectiveDateTime" not in one, "the extension has no date"


async def test_a_patient_that_comes_without_the_extension_takes_no_capacity_back(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    await said_of(dossier, extension=an_extension(capable=False))
    await said_of(dossier, gender="female")

    [one] = await asked(dossier.source, dossier, "Observation", **CAPACITY)

    assert one["valueBoolean"] is False
    assert "extension" not in (await dossier.source.get(f"{dossier.patient}/_history/3")).json()
    capable, _ = read_capacity((await dossier.source.get(dossier.patient)).json())
    assert capable == [False] * 3, "what it said before stands with it"


async def test_what_one_source_says_twice_is_told_once_and_what_two_say_twice(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    await said_of(dossier, extension=an_extension(capable=True))
    [told_once] = await asked(dossier.source, dossier, "Observation", **CAPACITY)
    assert is_derived(told_once)
    observed = an_observation(dossier.patient, code=CAPABLE, valueBoolean=False)
    await dossier.add(observed)

    both = await asked(dossier.source, dossier, "Observation", **CAPACITY)

    assert sorted((one["valueBoolean"], is_derived(one)) for one in both) == [
        (False, False),
        (True, True),
    ]


async def test_a_communication_is_found_as_a_request_and_a_request_as_a_communication(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    said, ask = told(dossier.patient), request(dossier.patient)
    one = await dossier.add(said)
    other = await dossier.add(ask)

    requests = await asked(dossier.source, dossier, "CommunicationRequest", **ASKED)
    communications = await asked(dossier.source, dossier, "Communication", **TOLD)

    assert [is_derived(each) for each in requests] == [False, True]
    assert [is_derived(each) for each in communications] == [False, True]
    made = requests[1]
    assert (made["status"], made["authoredOn"]) == ("active", "2026-10-01")
    assert made["category"] == [INFORM]
    assert made["sender"] == {"reference": dossier.patient}
    assert made["extension"][-1]["valueReference"]["reference"] == f"{one}/_history/1"
    back = communications[1]
    assert (back["status"], back["sent"], back["topic"]) == ("completed", "2026-10-01", INFORM)
    assert back["recipient"] == [{"reference": dossier.patient}]
    assert back["extension"][-1]["valueReference"]["reference"] == f"{other}/_history/1"


async def test_one_fact_sent_in_both_types_under_one_identifier_is_told_once(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    number = [{"system": "https://example.org/told", "value": "7"}]
    await dossier.add(told(dossier.patient, identifier=number))
    await dossier.add(request(dossier.patient, identifier=number))

    [one] = await asked(dossier.source, dossier, "CommunicationRequest", **ASKED)

    assert not is_derived(one)


async def test_what_can_not_be_told_of_it_is_not_asked_in_silence(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(told(dossier.patient))

    answer = await dossier.source.find(
        "CommunicationRequest", patient=dossier.patient, authored="ge2020", **ASKED
    )

    texts = [one["issue"][0]["diagnostics"] for one in found(answer, "outcome")]
    assert any("national guide" in text for text in texts)


async def test_it_is_counted_and_is_in_the_ledger(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.add(told(dossier.patient))

    count = await dossier.source.find(
        "CommunicationRequest", patient=dossier.patient, _count="0", **ASKED
    )

    assert count.json()["total"] == 1
    assert found(count) == []
    shown = await dossier.source.find("CommunicationRequest", patient=dossier.patient, **ASKED)
    [row] = await region.left_behind(shown)
    assert (row["found"], row["detail"]["derived"], row["rule"]) == (1, 1, "C-OWN-DOSSIER")


async def test_what_the_hub_made_up_is_not_taken_for_a_record(region: Region) -> None:
    dossier = await a_dossier(region)
    await said_of(dossier, extension=an_extension(capable=False))
    await dossier.add(told(dossier.patient))
    made = await asked(dossier.source, dossier, "Observation", **CAPACITY)
    made += await asked(dossier.source, dossier, "CommunicationRequest", **ASKED)

    for one in made:
        answer = await dossier.source.post(one)
        assert fault(answer)["code"] == "forbidden"
        untagged = {name: value for name, value in one.items() if name != "meta"}
        assert (await dossier.source.post(untagged)).status_code == 403


async def test_what_is_withdrawn_meanwhile_is_not_told_in_another_type(region: Region) -> None:
    dossier, doctor, withdraw = await opened_and_withdrawn(region)
    await dossier.add(told(dossier.patient))
    client = Client(client_id="a", name="a", scopes=("system/*.rs",), token_id="a")
    access, errand = region.running.access, structs.replace(errand_of(doctor), client=client)
    limits = Limits("http://hub.example/fhir", 20, 200)
    pairs = [("patient", dossier.patient), *ASKED.items()]
    query = parse("CommunicationRequest", pairs, limits)
    async with access.database.connection() as connection:
        record = await whose(access, connection, errand, query, anew=True)
    assert record is not None
    assert len((await derived(access, errand, query, limits, record)).made) == 1

    await withdraw()

    with pytest.raises(Moved):
        await derived(access, errand, query, limits, record)
