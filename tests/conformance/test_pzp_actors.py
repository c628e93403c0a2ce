"""What the guide asks of who provides wishes, and of who takes them: each line of it is sent."""

import json
from functools import cache
from typing import Any

import pytest

from profiles import systems
from tests.builders import a_bsn
from tests.conformance.test_capability_statement import listed, statement
from tests.hub.dossier import addresses, found
from tests.hub.query.test_releases import QUESTIONS
from tests.plugins.hub import Caller, Region
from tests.plugins.shared_data import shared_data
from tests.talks import NEW, Talk

pytestmark = pytest.mark.anyio

ACTORS = ("Provider", "Consulter")
# The guide's own slip: it names the type of before for the profile of now.
MEANT = {"Communication": "CommunicationRequest"}
# R4 has a parameter of its own for these, and does not list them among those of clinical-patient.
OF_R4 = {
    (kind, "patient"): f"http://hl7.org/fhir/SearchParameter/{kind}-patient"
    for kind in ("CommunicationRequest",)
}
VALUES = {
    ("Consent", "scope"): f"{systems.CONSENT_SCOPE}|treatment",
    ("Consent", "category"): f"{systems.SNOMED}|129125009",
    ("Procedure", "code"): f"{systems.SNOMED}|713603004",
    ("Goal", "category"): f"{systems.SNOMED}|713603004",
    ("Observation", "code"): f"{systems.SNOMED}|665671000146101,247751003",
    ("CommunicationRequest", "category"): f"{systems.SNOMED}|223449006",
    ("QuestionnaireResponse", "questionnaire"): f"{NEW}/Questionnaire/ACP-zib2020",
}


@cache
def published(actor: str) -> dict[str, Any]:
    """What the guide asks of it."""
    name = f"CapabilityStatement-ACP-CapabilityStatement{actor}.json"
    text = (shared_data("pzp-1.0-definitions") / name).read_text("utf-8")
    return json.loads(text)


def asks(actor: str) -> list[dict[str, Any]]:
    """The types that it lists."""
    return [
        one | {"type": MEANT.get(one["type"], one["type"])}
        for rest in published(actor)["rest"]
        for one in rest["resource"]
    ]


@pytest.fixture
async def talk(region: Region) -> tuple[Caller, dict[str, list[str]]]:
    """A source that sent a talk in the newest release; what it stored, by type."""
    source = await region.organization()
    stored: dict[str, list[str]] = {}
    answer = await source.transaction(Talk("rc3", a_bsn(), source.ura).bundle())
    for address in addresses(answer):
        stored.setdefault(address.partition("/")[0], []).append(address)
    return source, stored


def test_the_hub_says_that_it_is_both() -> None:
    assert statement()["instantiates"] == [
        f"{NEW}/CapabilityStatement/ACP-CapabilityStatement{actor}" for actor in ACTORS
    ]


@pytest.mark.parametrize("actor", ACTORS)
def test_each_profile_interaction_and_parameter_is_listed(actor: str) -> None:
    for one in asks(actor):
        ours = listed()[one["type"]]
        assert set(one.get("supportedProfile", ())) <= set(ours.get("supportedProfile", ()))
        assert {each["code"] for each in one["interaction"]} <= {
            each["code"] for each in ours["interaction"]
        }
        wanted = {
            (each["name"], OF_R4.get((one["type"], each["name"]), each["definition"]))
            for each in one.get("searchParam", ())
        }
        assert wanted <= {(each["name"], each.get("definition")) for each in ours["searchParam"]}
        assert set(one.get("referencePolicy", ())) <= set(ours["referencePolicy"])
        of_type = {
            each for each in one.get("searchInclude", ()) if each.startswith(f"{one['type']}:")
        }
        assert of_type <= set(ours.get("searchInclude", ()))


@pytest.mark.parametrize("actor", ACTORS)
async def test_each_resource_of_a_talk_is_taken_and_can_be_read_in_each_format(
    talk: tuple[Caller, dict[str, list[str]]], actor: str
) -> None:
    source, stored = talk
    formats = published(actor)["format"]
    assert set(formats) <= set(statement()["format"])
    for one in asks(actor):
        for address in stored[one["type"]]:
            for form in formats:
                media = f"application/fhir+{form}"
                answer = await source.get(address, accept=media)
                assert answer.status_code == 200
                assert answer.headers["Content-Type"].startswith(media)


@pytest.mark.parametrize("actor", ACTORS)
async def test_each_parameter_finds_what_was_sent(
    talk: tuple[Caller, dict[str, list[str]]], actor: str
) -> None:
    source, stored = talk
    values = VALUES | {
        ("DeviceUseStatement", "device"): stored["Device"][0],
        ("Encounter", "reason-reference"): stored["Procedure"][0],
    }
    [patient] = stored["Patient"]
    for one in asks(actor):
        kind = one["type"]
        for parameter in one.get("searchParam", ()):
            value = values.get((kind, parameter["name"]))
            if value is not None:
                answer = await source.find(kind, patient=patient, **{parameter["name"]: value})
                assert found(answer), (kind, parameter["name"])


async def test_each_chain_include_and_modifier_finds_what_was_sent(
    talk: tuple[Caller, dict[str, list[str]]],
) -> None:
    source, stored = talk
    [patient] = stored["Patient"]
    for kind, asked in (*QUESTIONS["rc1"].values(), *QUESTIONS["rc3"].values()):
        answer = await source.find(kind, patient=patient, **asked)
        assert found(answer), asked
        assert bool(found(answer, "include")) is ("_include" in asked), asked


@pytest.mark.parametrize("kind", ["Goal", "Observation", "Consent"])
async def test_who_takes_wishes_takes_one_of_which_an_element_is_withheld(
    talk: tuple[Caller, dict[str, list[str]]], kind: str
) -> None:
    source, stored = talk
    resource = (await source.get(stored[kind][0])).json()
    masked = {"url": f"{systems.HL7}data-absent-reason", "valueCode": "masked"}
    element = {"Goal": "statusDate", "Observation": "effectiveDateTime", "Consent": "dateTime"}
    del resource[element[kind]]
    resource[f"_{element[kind]}"] = {"extension": [masked]}

    answer = await source.put(resource)

    assert answer.status_code == 200, answer.text
    kept = (await source.get(stored[kind][0])).json()
    assert kept[f"_{element[kind]}"] == {"extension": [masked]}
