"""`metadata` lists exactly what works. https://hl7.org/fhir/R4/http.html#capabilities."""

import tomllib
from functools import cache
from typing import Any

import pytest

from hub.fhir.capabilities import capabilities
from hub.fhir.catalogue import Catalogue
from hub.version import VERSION
from profiles.check.structure import check_structure as validate
from profiles.packages.definitions import Definitions
from profiles.packages.package import shipped
from profiles.r4.tables import resource_types
from profiles.search.definitions import parameters
from profiles.systems import HUB_OPERATIONS
from profiles.text.parse import parse
from tests.architecture.tree import ROOT
from tests.builders import a_goal, a_treatment_directive
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    address,
    an_observation,
    an_organization,
    found,
    names,
)
from tests.hub.write.home import Home
from tests.hub.write.test_choices_in_words import OPTIONS, offered
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

VALUES = {
    "token": "https://example.org/codes|a",
    "reference": "Observation/1",
    "date": "ge2020-01-01",
    "string": "a",
    "uri": "https://example.org/a",
    "number": "5.4",
    "quantity": "gt5.4||mg",
    "special": "52.37|5.22|1|km",
}


def a_value(kind: str, name: str, type_: str) -> str:
    """What a parameter of this kind takes; a composite takes one of each of its components."""
    if type_ != "composite":
        return VALUES[type_]
    return "$".join(VALUES[one.type] for one in parameters(kind)[name].components)


@cache
def statement() -> dict[str, Any]:
    return parse(capabilities("http://127.0.0.1:8000", Catalogue(Definitions(shipped()))))


def test_it_says_which_version_of_the_hub_answers_as_the_project_has_it() -> None:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert statement()["software"]["version"] == VERSION == written
    assert f"## {written}" in (ROOT / "CHANGELOG.md").read_text()


@cache
def listed() -> dict[str, dict[str, Any]]:
    [rest] = statement()["rest"]
    return {resource["type"]: resource for resource in rest["resource"]}


def interactions(kind: str) -> set[str]:
    return {one["code"] for one in listed()[kind]["interaction"]}


def example(dossier: Dossier, kind: str) -> dict[str, Any]:
    """A resource of this type that changes with every call of `changed`."""
    patient = {"reference": dossier.patient}
    return {
        "Goal": a_goal(dossier.patient),
        "Consent": a_treatment_directive(dossier.patient),
        "Observation": an_observation(dossier.patient),
        "Organization": an_organization(dossier.source.ura),
        "Location": {"resourceType": "Location", "name": "Duinroos"},
        "Encounter": {
            "resourceType": "Encounter",
            "status": "planned",
            "class": {"code": "HH"},
            "subject": patient,
        },
        "Flag": {
            "resourceType": "Flag",
            "status": "active",
            "code": {"text": "let op"},
            "subject": patient,
        },
        "AllergyIntolerance": {
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                        "code": "active",
                    }
                ]
            },
            "patient": patient,
        },
        "Task": {"resourceType": "Task", "status": "draft", "intent": "order", "for": patient},
        "CarePlan": {
            "resourceType": "CarePlan",
            "status": "draft",
            "intent": "plan",
            "subject": patient,
        },
    }[kind]


KINDS = [
    *("Goal", "Consent", "Observation", "Organization", "Location"),
    *("Encounter", "Flag", "AllergyIntolerance", "Task", "CarePlan"),
]


READ_ONLY = [
    *("AuditEvent", "CodeSystem", "Measure", "OperationDefinition", "SearchParameter"),
    *("StructureDefinition", "ValueSet"),
]


async def test_it_is_given_without_a_token_and_is_valid(region: Region) -> None:
    source = await region.organization()

    answer = await source.client.get("metadata")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    assert validate(parse(answer.content)) == []
    assert (await source.client.get("metadata/")).content == answer.content


def test_it_says_which_fhir_and_how_to_get_in() -> None:
    said = statement()
    [rest] = said["rest"]

    assert (said["fhirVersion"], said["format"], said["kind"]) == (
        "4.0.1",
        ["json", "xml"],
        "instance",
    )
    assert rest["security"]["service"][0]["coding"][0]["code"] == "SMART-on-FHIR"
    assert said["patchFormat"][0] == "application/json-patch+json"
    assert {one["code"] for one in rest["interaction"]} == {
        *("transaction", "batch", "history-system")
    }


def test_it_lists_every_type_that_is_kept_and_no_other() -> None:
    assert set(listed()) <= resource_types()
    assert {"Parameters", "OperationOutcome"}.isdisjoint(listed())
    for kind in READ_ONLY:
        assert interactions(kind) == {"read", "search-type"}
    for kind in KINDS:
        assert interactions(kind) == {
            *("read", "vread", "history-instance", "history-type", "search-type"),
            *("create", "update", "patch", "delete"),
        }


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_listed_of_a_type_works(region: Region, kind: str) -> None:
    dossier = await a_dossier(region)
    source, resource = dossier.source, example(dossier, kind)

    created = await source.post(resource)
    stored = address(created)
    changed = resource | {"id": stored.partition("/")[2], "language": "nl"}
    answers = [
        created,
        await source.get(stored),
        await source.put(changed),
        await source("PATCH", stored, [], Content_Type="application/json-patch+json"),
        await source.get(f"{stored}/_history/1"),
        await source.get(f"{stored}/_history"),
        await source.get(f"{kind}/_history"),
        await source.find(kind, _id=changed["id"]),
        await source("DELETE", stored),
        await source.get(stored),
    ]

    expected = [201, 200, 200, 200, 200, 200, 200, 200, 204, 410]
    assert [answer.status_code for answer in answers] == expected
    assert names(answers[7]) == [stored]
    own = await source.put(resource | {"id": f"own-{source.ura}"})
    assert own.status_code in {200, 201} if kind == "Organization" else own.status_code == 201


@pytest.mark.parametrize("kind", sorted({*KINDS, *sorted(listed())[::5]}))
async def test_every_listed_search_parameter_is_taken(region: Region, kind: str) -> None:
    doctor = await region.doctor()
    whose = {"patient": "1"} if "patient" in _parameters(kind) else {"_id": "1"}

    for name, parameter in _parameters(kind).items():
        value = a_value(kind, name, parameter["type"])
        if parameter["type"] == "reference":
            value = "https://example.org/elsewhere"
        context = {} if name in {"patient", "subject", "_id"} else whose
        answer = await doctor.find(kind, **context, **{name: value})
        assert answer.status_code in {200, 400}, f"{kind}.{name}: {answer.text}"
        if answer.status_code == 400:
            assert answer.json()["issue"][0]["code"] == "required", f"{kind}.{name}: {answer.text}"


def _parameters(kind: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in listed()[kind]["searchParam"]}


@pytest.mark.parametrize("kind", ["Patient", "Goal", "Consent", "Practitioner", "Task"])
async def test_a_search_parameter_that_is_not_listed_is_refused(region: Region, kind: str) -> None:
    doctor = await region.doctor()
    everywhere = {name for one in listed() for name in _parameters(one)}

    for name in sorted(everywhere - set(_parameters(kind)))[::20]:
        answer = await doctor.find(kind, **{"_id": "1", name: "1"})
        assert answer.status_code == 400, f"{kind}.{name}"


@pytest.mark.parametrize("kind", ["Goal", "Consent", "DeviceUseStatement", "PractitionerRole"])
async def test_every_listed_include_is_taken(region: Region, kind: str) -> None:
    doctor = await region.doctor()

    for include in listed()[kind]["searchInclude"]:
        answer = await doctor.find(kind, _id="1", _include=include)
        assert answer.status_code == 200, include
        assert found(answer) == []


@pytest.mark.parametrize("kind", ["Goal", "Organization", *READ_ONLY])
async def test_what_is_not_listed_does_not_work(region: Region, kind: str) -> None:
    source = await region.organization()

    refused = {
        "operation": await source.get(f"{kind}/1/$everything"),
        "delete-conditional": await source("DELETE", f"{kind}?_id=1"),
    }
    if kind in READ_ONLY:
        refused["patch"] = await source("PATCH", f"{kind}/1", [])
        refused["create"] = await source.post({"resourceType": kind})
        refused["update"] = await source.put({"resourceType": kind, "id": "1"})
        refused["history-type"] = await source.get(f"{kind}/_history")
        refused["vread"] = await source.get(f"{kind}/1/_history/1")
        refused["history-instance"] = await source.get(f"{kind}/1/_history")

    for name, answer in refused.items():
        assert name not in interactions(kind)
        assert answer.status_code in {400, 404, 405}, name
        assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("kind", ["NoSuchType", "OperationOutcome", "Parameters"])
async def test_a_type_that_is_not_listed_is_not_there(region: Region, kind: str) -> None:
    source = await region.organization()

    assert kind not in listed()
    assert (await source.get(f"{kind}/1")).status_code == 404


async def test_the_base_has_a_history_and_no_search(region: Region) -> None:
    source = await region.organization()

    assert (await source.get("?_type=Goal")).status_code == 405
    assert (await source.get("_history")).status_code == 200
    assert (await source("POST", "_search", "a=b")).status_code in {400, 404, 405, 415}


def outputs(definition: dict[str, Any]) -> dict[str, set[str]]:
    """What an operation answers: each parameter with the names of its parts."""
    return {
        one["name"]: {part["name"] for part in one.get("part", [])}
        for one in definition["parameter"]
        if one["use"] == "out"
    }


async def test_every_operation_of_our_own_is_defined_and_answers_as_it_says(
    region: Region,
) -> None:
    home = await Home.of(region)
    await home.doctor.get(f"Goal?patient={home.patient}")
    choice = "choice=one-organization&organization=90000101&source=90000102&end=2199-01-01"
    asked = {
        "consent-options": (OPTIONS, f"{OPTIONS}?{choice}"),
        "consent-status": ("Consent/$consent-status",),
        "access-log": ("Patient/$access-log?start=2026-01-01", f"{home.patient}/$access-log"),
    }
    await home.himself.post(home.choice(period={"start": "2026-01-01", "end": "2199-01-01"}))
    await home.holder.post(await offered(home.himself, choice="everyone", patient=home.patient))

    operations = [(kind, one["name"]) for kind in listed() for one in _operations(kind)]
    for kind, code in operations:
        url = f"{HUB_OPERATIONS}/{kind}-{code}"
        [definition] = found(await home.himself.get(f"OperationDefinition?url={url}"))
        assert (definition["code"], definition["resource"]) == (code, [kind])
        known = outputs(definition)
        for path in asked.get(code, ()):
            answer = await home.himself.get(path)
            assert answer.status_code == 200, path
            for said in answer.json()["parameter"]:
                parts = {part["name"] for part in said.get("part", [])}
                assert parts <= known[said["name"]], path


def _operations(kind: str) -> list[dict[str, str]]:
    said = listed()[kind].get("operation", [])
    return [one for one in said if one["definition"].startswith(HUB_OPERATIONS)]
