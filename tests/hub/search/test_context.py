"""Every search on inhabitants' data says whose record it is about."""

from urllib.parse import urlencode

import pytest

from profiles import systems
from tests.builders import a_bsn
from tests.hub.dossier import a_dossier, fault, found, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

NUMBERS = "https://example.org/numbers"


@pytest.mark.parametrize(
    "path",
    [
        "Goal",
        "Goal?lifecycle-status=active",
        "Goal?_lastUpdated=ge2020-01-01",
        "Goal?patient:missing=true",
        "Goal?patient:missing=false",
        "Goal?_count=10",
        "Goal?_tag=x",
        f"Goal?identifier={NUMBERS}|",
        "Goal?identifier:not=x",
        "Goal?identifier:missing=false",
        "Goal?patient=https://example.org/fhir/Patient/1",
        "Goal?patient.active=true",
        "Patient",
        "Patient?active=true",
        "Patient?_lastUpdated=ge2020-01-01",
        "QuestionnaireResponse?questionnaire=https://example.org/q",
    ],
)
async def test_a_search_without_a_patient_is_refused(region: Region, path: str) -> None:
    doctor = await region.doctor()

    answer = await doctor.get(path)

    assert answer.status_code == 400
    assert fault(answer)["code"] in {"required", "invalid"}


@pytest.mark.parametrize(
    "query",
    ["patient=1&patient=2", "patient=1,2", "patient=1&subject=Patient/2", "subject=Patient/1,2"],
)
async def test_a_search_about_two_inhabitants_is_refused(region: Region, query: str) -> None:
    doctor = await region.doctor()

    answer = await doctor.get(f"Goal?{query}")

    assert answer.status_code == 400
    assert "one inhabitant" in fault(answer)["diagnostics"]


async def test_two_numbers_of_inhabitants_are_refused(region: Region) -> None:
    doctor = await region.doctor()
    numbers = [f"{systems.BSN_SYSTEM}|{a_bsn()}" for _ in range(2)]

    for kind, name in (("Patient", "identifier"), ("Goal", "patient.identifier")):
        answer = await doctor.find(kind, **{name: ",".join(numbers)})
        assert answer.status_code == 400
        assert numbers[0].rpartition("|")[2] not in answer.text


@pytest.mark.parametrize("number", ["123456789", "12345678", "", "99991112x", "0" * 9])
async def test_a_bsn_that_is_none_is_refused_without_repeating_it(
    region: Region, number: str
) -> None:
    doctor = await region.doctor()

    answer = await doctor.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{number}")

    assert (answer.status_code, fault(answer)["code"]) == (400, "value")
    assert not number or number not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "Patient?identifier={system}|{bsn}",
        "Patient?identifier={bsn}",
        "Patient?identifier:not={bsn}",
        "Goal?patient.identifier={system}|{bsn}",
        "Goal?patient.identifier={bsn}",
        "Goal?subject:Patient.identifier={bsn}",
        "Goal?patient:Patient.identifier={bsn}",
        "Goal?patient:identifier={bsn}",
        "RelatedPerson?identifier={system}%7C{bsn}",
        "Goal?patient=1&_tag={system}|{bsn}",
    ],
)
async def test_a_bsn_in_a_url_is_refused_and_the_way_to_ask_is_told(
    region: Region, query: str
) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(query.format(system=systems.BSN_SYSTEM, bsn=dossier.bsn))

    assert answer.status_code == 405, answer.text
    assert answer.headers["Allow"] == "POST"
    assert "_search" in fault(answer)["diagnostics"]
    assert dossier.bsn not in answer.text


FORM = "application/x-www-form-urlencoded"


async def test_a_post_search_is_what_its_url_and_its_body_ask_together(region: Region) -> None:
    dossier = await a_dossier(region)
    active = await dossier.goal(lifecycleStatus="active")
    await dossier.goal(lifecycleStatus="proposed")
    url, form = f"Goal/_search?patient={dossier.id}", "lifecycle-status=active"

    both = await dossier.source("POST", url, form, Content_Type=FORM)
    alone = await dossier.source("POST", f"{url}&{form}")
    other = await dossier.source("POST", f"{url}&{form}", "x", Content_Type="text/plain")

    assert names(both) == names(alone) == [active]
    assert other.status_code == 415


@pytest.mark.parametrize("path", ["Patient/_search", "Goal/_search", "Patient/1/Goal/_search"])
async def test_the_url_of_a_post_search_names_nobody_by_number(region: Region, path: str) -> None:
    dossier = await a_dossier(region)
    name = "identifier" if path.startswith("Patient/_") else "patient.identifier"
    query = urlencode({name: f"{systems.BSN_SYSTEM}|{dossier.bsn}"})

    answer = await dossier.source("POST", f"{path}?{query}", "_count=1", Content_Type=FORM)

    assert answer.status_code == 400
    assert "body" in fault(answer)["diagnostics"]
    assert dossier.bsn not in answer.text


async def test_nothing_found_is_a_bundle_with_nothing_in_it(region: Region) -> None:
    """Whether there is something that is closed, or nothing, and whoever asks."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.goal()

    for asker in (doctor, await region.organization()):
        for patient in (dossier.id, "nobody"):
            answer = await asker.get(f"Goal?patient={patient}")
            assert answer.json()["total"] == 0
            assert "entry" not in answer.json()


@pytest.mark.parametrize("media_type", ["application/fhir+json", "application/json", "text/plain"])
async def test_a_post_search_is_sent_as_a_form(region: Region, media_type: str) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source(
        "POST", "Goal/_search", f"patient={dossier.id}", Content_Type=media_type
    )

    assert answer.status_code == 415


async def test_the_bsn_is_in_no_part_of_the_answer_but_the_patient(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.goal()

    answer = await dossier.source.find(
        "Goal", **{"patient.identifier": f"{systems.BSN_SYSTEM}|{dossier.bsn}"}
    )

    assert len(found(answer)) == 1
    assert dossier.bsn not in answer.text
    assert dossier.bsn not in str(answer.headers)


async def test_an_unknown_parameter_is_refused_unless_lenient_is_asked(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    url = f"Goal?patient={dossier.id}&colour=blue"

    refused = await dossier.source.get(url)
    strict = await dossier.source.get(url, prefer="handling=strict")
    lenient = await dossier.source.get(url, prefer="handling=lenient")

    assert refused.status_code == strict.status_code == 400
    assert "colour" in fault(refused)["diagnostics"]
    assert "blue" not in refused.text
    assert names(lenient) == [goal]
    [told] = [issue for one in found(lenient, "outcome") for issue in one["issue"]]
    assert (told["severity"], told["code"]) == ("warning", "not-supported")
    assert "colour" in told["diagnostics"]
    assert "blue" not in lenient.text
    [self_link] = [one["url"] for one in lenient.json()["link"] if one["relation"] == "self"]
    assert "colour" not in self_link


@pytest.mark.parametrize(
    "query",
    [
        "lifecycle-status:exact=active",
        "lifecycle-status:contains=active",
        "lifecycle-status:above=active",
        "lifecycle-status:text=active",
        "start-date:not=2026-01-01",
        "_sort=patient",
        "_sort=start-date,colour",
        "_sort=start-date,,target-date",
        "_sort=-",
        "_sort=_tag",
        "_sort=_lastUpdated,_id,start-date,target-date,lifecycle-status,identifier",
        "_has:Observation:focus=x",
        "_has:Observation:patient:code=x",
        "_has:AuditEvent:entity:type=x",
        "_has:Observation:code:code=x",
        "_has:NoSuchType:patient:code=x",
        "_has:Observation:focus:_has:Observation:focus:_has:Observation:focus:_has:Observation:focus:code=x",
        "_has=x",
        "_list:missing=true",
        "_type=Goal",
        "_total=some",
        "_count=-1",
        "_count=x",
        "_count=٣",
        "_format=turtle",
        "_summary=some",
        "_summary=",
        "_summary=true&_summary=data",
        "_summary=true&_elements=id",
        "_summary=text&_include=Goal:patient",
        "_summary=text&_revinclude=Goal:patient",
        "_elements=",
        "_elements=colour",
        "_elements=id,,status",
        "_pretty=x",
        "_contained=true",
        "_filter=x",
        "_text=x",
        "_content=x",
        "_query=x",
        "_include=Goal",
        "_include=Goal:colour",
        "_include=Goal:lifecycle-status",
        "_include=NoSuchType:patient",
        "_include=Goal:patient:Organization",
        "_include=NoSuchType:*",
        "_include=*:*",
        "_revinclude=*",
        "_revinclude=NoSuchType:*",
        "_include:recurse=Goal:patient",
        "_revinclude=Goal",
        "lifecycle-status=",
        "lifecycle-status=a,,b",
        "lifecycle-status=,",
        "patient:Organization=1",
        "patient=Organization/1",
        "patient=a b",
        "lifecycle-status.code=x",
        "subject:Practitioner.active=true",
        "patient.general-practitioner.organization.endpoint.organization.name=x",
        "_id=",
        "_lastUpdated=yesterday",
        "_cursor=x",
        "_cursor=",
        "=x",
        "&&==&",
    ],
)
async def test_what_is_not_done_is_refused_and_not_passed_over(region: Region, query: str) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.get(f"Goal?patient={dossier.id}&{query}")

    if query == "&&==&":
        assert answer.status_code in {200, 400}
    else:
        assert answer.status_code in {400, 406}, answer.text
        assert fault(answer)["severity"] == "error"


@pytest.mark.parametrize(
    "typo",
    [
        "_include:Procedure:encounter",
        "_include:Procedure:encounter=",
        "_include:Consent:actor",
        "_include:DeviceUseStatment:device",
    ],
)
async def test_the_misprints_of_the_pzp_guide_are_refused_with_what_to_write(
    region: Region, typo: str
) -> None:
    doctor = await region.doctor()

    answer = await doctor.get(f"Procedure?patient=1&{typo}")

    assert answer.status_code == 400
    assert "_include=" in fault(answer)["diagnostics"]


@pytest.mark.parametrize("query", ["%FF=x", "patient=%C3%28", "patient=%ED%A0%80"])
async def test_parameters_are_utf_8(region: Region, query: str) -> None:
    doctor = await region.doctor()

    answer = await doctor.get(f"Goal?{query}")

    assert answer.status_code == 400
