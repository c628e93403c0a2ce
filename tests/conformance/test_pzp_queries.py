"""The PZP guide's own client queries on its own examples, pushed as one transaction.

The examples stand beside the checkout; the figures are those of the guide's data for Hendrik.
"""

import json
from collections import Counter
from dataclasses import dataclass

import pytest

from profiles import systems
from profiles.text.parse import parse
from tests.builders import a_bsn
from tests.hub.dossier import Dossier, found, names
from tests.plugins.hub import Caller, Region
from tests.plugins.shared_data import shared_data

pytestmark = pytest.mark.anyio

VALUE_SETS = "https://fhir.iknl.nl/fhir/ValueSet"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/consentcategorycodes"
OBSERVED = "http://snomed.info/sct|153851000146100,395091006,340171000146104,247751003"


@dataclass(frozen=True)
class Pushed:
    """What was sent, as parsed, by the address it has at the hub, and who sent it."""

    source: Caller
    patient: str
    sent: dict[str, dict]


@pytest.fixture
async def pushed(region: Region) -> Pushed:
    """Every example of beta 3."""
    return await push(region, "pzp-examples")


async def push(region: Region, folder: str) -> Pushed:
    """Every example there as one transaction, under ids and numbers of this test alone."""
    source = await region.organization()
    mark = source.ura
    texts = {}
    for path in sorted(shared_data(folder).glob("*.json")):
        text = path.read_text("utf-8")
        head = json.loads(text)
        texts[f"{head['resourceType']}/{head['id']}"] = text
    renamed = _renamed(texts, mark)
    entries = ",".join(
        f'{{"fullUrl":"https://example.org/fhir/{name}","resource":{text},'
        f'"request":{{"method":"PUT","url":"{name}"}}}}'
        for name, text in renamed.items()
    )

    answer = await source(
        "POST", "", f'{{"resourceType":"Bundle","type":"transaction","entry":[{entries}]}}'
    )

    assert answer.status_code == 200, answer.text
    stored = [
        "/".join(entry["response"]["location"].split("/")[:2]) for entry in answer.json()["entry"]
    ]
    sent = {
        address: parse(text.encode())
        for address, text in zip(stored, renamed.values(), strict=True)
    }
    [patient] = [address for address in stored if address.startswith("Patient/")]
    return Pushed(source, patient, sent)


def _renamed(texts: dict[str, str], mark: str) -> dict[str, str]:
    """The same with ids of this test, and one BSN that no other test has."""
    ids = {name: f"{name.partition('/')[0]}/{mark}-{number}" for number, name in enumerate(texts)}
    renamed = {}
    for name, text in texts.items():
        new, kind = ids[name], name.partition("/")[0]
        own = text.replace(f'"{name.partition("/")[2]}"', f'"{new.partition("/")[2]}"')
        for old, other in ids.items():
            own = own.replace(f'"{old}"', f'"{other}"')
        if kind == "Patient":
            own = _with_own_bsn(own)
        if kind in {"Practitioner", "Organization"}:
            own = own.replace('"value": "', f'"value": "{mark}-')
        renamed[new] = own
    return renamed


def _with_own_bsn(text: str) -> str:
    for identifier in json.loads(text)["identifier"]:
        if identifier.get("system") == systems.BSN_SYSTEM:
            text = text.replace(f'"{identifier["value"]}"', f'"{a_bsn()}"')
    return text


async def asked(reader: Caller, query: str) -> tuple[Counter[str], Counter[str]]:
    """The types of what matched and of what came along."""
    answer = await reader.get(query)
    kinds = [
        Counter(name.partition("/")[0] for name in names(answer, mode))
        for mode in ("match", "include")
    ]
    assert answer.json()["total"] == kinds[0].total()
    return kinds[0], kinds[1]


async def test_the_eight_queries_give_what_the_guide_lists(pushed: Pushed) -> None:
    at = f"patient={pushed.patient.partition('/')[2]}"
    acp = "http://snomed.info/sct|713603004"
    expected = {
        f"Procedure?{at}&code={acp}&_include=Procedure:encounter": (
            {"Procedure": 1},
            {"Encounter": 1},
        ),
        (
            f"Encounter?{at}&reason-reference:Procedure.code={acp}"
            "&_include=Encounter:reason-reference"
        ): ({"Encounter": 1}, {"Procedure": 1}),
        f"Consent?{at}&scope={systems.CONSENT_SCOPE}|adr&category={CATEGORIES}|acd"
        "&_include=Consent:actor": ({}, {}),
        f"Goal?{at}&description:in={VALUE_SETS}/ACP-MedicalPolicyGoal": ({"Goal": 1}, {}),
        f"Observation?{at}&code={OBSERVED}": ({"Observation": 4}, {}),
        f"Observation?{at}&code={OBSERVED},570801000146104": ({"Observation": 5}, {}),
        (
            f"DeviceUseStatement?{at}&device.type:in="
            f"{VALUE_SETS}/ACP-MedicalDeviceProductType-ICD&_include=DeviceUseStatement:device"
        ): ({"DeviceUseStatement": 1}, {"Device": 1}),
        f"Communication?{at}&reason-code={acp}": ({"Communication": 1}, {}),
        (
            f"QuestionnaireResponse?subject={pushed.patient}"
            f"&questionnaire={systems.PZP_QUESTIONNAIRE}"
        ): ({}, {}),
    }

    for query, kinds in expected.items():
        assert await asked(pushed.source, query) == kinds, query


async def test_the_treatment_directives_come_with_who_agreed_to_them(pushed: Pushed) -> None:
    query = (
        f"Consent?patient={pushed.patient.partition('/')[2]}"
        f"&scope={systems.CONSENT_SCOPE}|treatment&category={systems.SNOMED}|129125009"
        "&_include=Consent:actor"
    )

    matched, along = await asked(pushed.source, query)
    _, further = await asked(
        pushed.source, f"{query}&_include:iterate=PractitionerRole:practitioner"
    )

    assert matched == {"Consent": 7}
    assert set(along) <= {"Patient", "PractitionerRole", "RelatedPerson"}
    assert further - along == {"Practitioner": 1}


async def test_the_device_that_comes_along_is_the_icd(pushed: Pushed) -> None:
    answer = await pushed.source.get(
        f"DeviceUseStatement?patient={pushed.patient}&_include=DeviceUseStatement:device"
    )

    [device] = found(answer, "include")
    assert "465460004" in [coding["code"] for coding in device["type"]["coding"]]


async def test_what_was_pushed_is_read_back_equal_with_decimals_as_written(
    pushed: Pushed,
) -> None:
    assert len(pushed.sent) > 20
    for address, sent in pushed.sent.items():
        answer = await pushed.source.get(address)
        assert answer.status_code == 200
        assert _plain(parse(answer.content)) == _plain(sent), address
        assert answer.headers["ETag"] == 'W/"1"'


def _plain(resource: dict) -> str:
    """As text, so that 1.0 and 1.00 differ; without what the hub itself writes."""
    kept = {name: value for name, value in resource.items() if name not in {"id", "meta"}}
    meta = {
        name: value
        for name, value in resource.get("meta", {}).items()
        if name not in {"versionId", "lastUpdated", "source"}
    }
    return json.dumps({**kept, "meta": meta}, default=str, sort_keys=True)


async def test_a_doctor_who_is_permitted_gets_the_same_answers(
    pushed: Pushed, region: Region
) -> None:
    doctor, stranger = await region.doctor(), await region.doctor()
    await Dossier(pushed.source, "", pushed.patient).open_to(doctor)
    query = f"Observation?patient={pushed.patient}&code={OBSERVED}"

    assert await asked(doctor, query) == ({"Observation": 4}, {})
    assert await asked(stranger, query) == ({}, {})
