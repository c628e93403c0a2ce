"""One patient, sent by four sources in four releases: each question of each finds the same.

The questions are those that systems of that release send.
docs/decisions/0045-two-releases-of-the-guide.md
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from profiles import systems
from tests.builders import a_bsn, a_privacy_consent
from tests.hub.dossier import addresses, found
from tests.plugins.hub import Caller, Region
from tests.talks import NEW, OLD, RELEASES, Talk

pytestmark = pytest.mark.anyio

SCT = systems.SNOMED
ICDS = f"{SCT}|72506001,465460004,468542000,704707009,1263462004,1236894001"
TREATMENT = {"scope": f"{systems.CONSENT_SCOPE}|treatment", "category": f"{SCT}|129125009"}
WILL = {"scope": f"{systems.CONSENT_SCOPE}|adr", "category": f"{systems.CONSENT_CATEGORY}|acd"}
ACTORS = {"_include": "Consent:actor"}
TALK = {"code": f"{SCT}|713603004", "_include": "Procedure:encounter"}
REASON = {
    "reason-reference:Procedure.code": f"{SCT}|713603004",
    "_include": "Encounter:reason-reference",
}
DEVICE = {"_include": "DeviceUseStatement:device"}
OF_ALL = {
    "1a": ("Procedure", TALK),
    "1b": ("Encounter", REASON),
    "2": ("Consent", TREATMENT | ACTORS),
    "3": ("Consent", WILL | ACTORS),
}
COMMUNICATION = ("Communication", {"reason-code": f"{SCT}|713603004"})
REQUEST = ("CommunicationRequest", {"category": f"{SCT}|223449006"})
GOALS = {"description": f"{SCT}|385987000,1351964001,713148004"}
WISHES = f"{SCT}|153851000146100,395091006,340171000146104,247751003"
OBSERVATIONS = f"{WISHES},570801000146104"
FORM = "Questionnaire/ACP-zib2020"

QUESTIONS: Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "beta3": {
        **OF_ALL,
        "4": ("Goal", {"description:in": f"{OLD}/ValueSet/ACP-MedicalPolicyGoal"}),
        "5": ("Observation", {"code": WISHES}),
        "6": (
            "DeviceUseStatement",
            {"device.type:in": f"{OLD}/ValueSet/ACP-MedicalDeviceProductType-ICD"} | DEVICE,
        ),
        "7": COMMUNICATION,
        "8": ("QuestionnaireResponse", {"questionnaire": f"{OLD}/{FORM}"}),
    },
    "rc1": {
        **OF_ALL,
        "4": ("Goal", GOALS),
        "5": ("Observation", {"code": WISHES}),
        "6": (
            "DeviceUseStatement",
            {"device.type:in": f"{NEW}/ValueSet/ACP-MedicalDeviceProductType-ICD"} | DEVICE,
        ),
        "7": COMMUNICATION,
        "8": ("QuestionnaireResponse", {"questionnaire": f"{NEW}/{FORM}"}),
    },
    "rc2": {
        **OF_ALL,
        "4": ("Goal", {"category": f"{SCT}|713603004"}),
        "5": ("Observation", {"code": OBSERVATIONS}),
        "6": ("DeviceUseStatement", {"device.type": ICDS} | DEVICE),
        "7": REQUEST,
        "8": ("QuestionnaireResponse", {"questionnaire": f"{NEW}/{FORM}"}),
    },
    "rc3": {
        **OF_ALL,
        "4": ("Goal", {"category": f"{SCT}|713603004"}),
        "5": ("Observation", {"code": f"{SCT}|665671000146101,{WISHES[23:]},570801000146104"}),
        "6": ("DeviceUseStatement", {"device.type": ICDS} | DEVICE),
        "7": REQUEST,
        "8": ("QuestionnaireResponse", {"questionnaire": f"{NEW}/{FORM}"}),
    },
}
BY_PROFILE = {
    "Goal": ("Goal", "ACP-Medical-Policy-Goal", "ACP-MedicalPolicyGoal"),
    "247751003": ("Observation", "ACP-OtherImportantInformation", "ACP-SenseOfPurpose"),
    "Consent": ("Consent", "ACP-AdvanceDirective", "ACP-AdvanceDirective"),
}
ICD = ("Device", "465460004")
TOLD = ("told", "223449006", "2026-10-01")
EXPECTED: Mapping[str, set[Any]] = {
    "1a": {("talk", "2026-10-01"), ("met", "2026-10-01")},
    "1b": {("talk", "2026-10-01"), ("met", "2026-10-01")},
    "2": {
        ("limit", "89666000", "deny"),
        ("limit", "305351004", "alleen na overleg"),
        ("limit", "OTH", "permit"),
    },
    "3": {("will", "NR")},
    "4": {("goal", "713148004")},
    "5": {
        ("observed", "153851000146100", "rust"),
        ("observed", "395091006", "UNK"),
        ("observed", "340171000146104", "UNK"),
        ("observed", "247751003", "mijn tuin"),
    },
    "6": {("icd", "465460004"), ("uses", "links onder de schouder")},
    "7": {TOLD},
    "8": {("form", "rust")},
}
DONOR = ("observed", "570801000146104", "373066001")
INCAPABLE = ("observed", "665671000146101", False)


def codes(concept: Mapping[str, Any]) -> str:
    return str(concept["coding"][0]["code"])


def facts(resource: Mapping[str, Any]) -> Iterator[Any]:  # noqa: C901 - a table
    """What a resource says, in words of no release; nothing of who took part."""
    match resource:
        case {"resourceType": "Procedure", "performedPeriod": {"start": day}}:
            yield "talk", day
        case {"resourceType": "Encounter", "period": {"start": day}}:
            yield "met", day
        case {"resourceType": "Consent", "scope": scope, "provision": provision}:
            code = codes(provision["code"][0])
            if codes(scope) == "adr":
                yield "will", code
                return
            said = [one["valueString"] for one in resource.get("modifierExtension", [])]
            yield "limit", code, provision.get("type", *said)
        case {"resourceType": "Goal", "description": description}:
            yield "goal", codes(description)
        case {"resourceType": "Observation", "code": code}:
            coded = resource.get("valueCodeableConcept")
            said = codes(coded) if coded else resource.get("valueString")
            yield "observed", codes(code), resource.get("valueBoolean", said)
        case {"resourceType": "Device", "type": kind}:
            yield "icd", codes(kind)
        case {"resourceType": "DeviceUseStatement", "note": [{"text": text}]}:
            yield "uses", text
        case {"resourceType": "Communication", "topic": topic, "sent": day}:
            yield "told", codes(topic), day
        case {"resourceType": "CommunicationRequest", "category": [advice], "authoredOn": day}:
            yield "told", codes(advice), day
        case {"resourceType": "QuestionnaireResponse", "item": [{"answer": [answer]}]}:
            yield "form", answer["valueString"]


def expected(question: str, release: str) -> set[Any]:
    donor = {DONOR} if question == "5" and release in {"rc2", "rc3"} else set()
    capacity = {INCAPABLE} if question == "5" and release == "rc3" else set()
    return EXPECTED[question] | donor | capacity


class Told:
    """Four sources that sent one talk, each in its own release, and a doctor whom all let in."""

    def __init__(self, doctor: Caller, patient: str, sources: Mapping[str, str]) -> None:
        self.doctor, self.patient, self.sources = doctor, patient, sources

    async def facts(self, kind: str, asked: Mapping[str, str]) -> dict[str, list[Any]]:
        """By release of the source what is found."""
        answer = await self.doctor.find(kind, patient=self.patient, _count="200", **asked)
        by_source = defaultdict(list)
        for one in (*found(answer), *found(answer, "include")):
            by_source[self.sources[one["meta"]["source"].rpartition("#")[2]]] += facts(one)
        return by_source


@pytest.fixture
async def told(region: Region) -> Told:
    bsn, doctor, sources, patient = a_bsn(), await region.doctor(), {}, ""
    for release in RELEASES:
        source = await region.organization("Z3")
        answer = await source.transaction(Talk(release, bsn, source.ura).bundle())
        patient = addresses(answer)[0]
        choice = a_privacy_consent(patient, holder=source.ura, user=doctor.ura)
        assert (await source.post(choice)).status_code == 201
        sources[source.ura] = release
    return Told(doctor, patient, sources)


async def test_each_question_of_each_release_finds_what_each_source_said(told: Told) -> None:
    wrong = {}
    for release, questions in QUESTIONS.items():
        for question, (kind, asked) in questions.items():
            answered = await told.facts(kind, asked)
            for sent in RELEASES:
                if sorted(map(repr, answered[sent])) != sorted(
                    map(repr, expected(question, release))
                ):
                    wrong[question, release, sent] = answered[sent]
    assert wrong == {}


async def test_who_reads_the_patient_as_before_1_0_misses_no_incapacity(told: Told) -> None:
    patient = (await told.doctor.get(told.patient)).json()

    said = {
        one["url"]: one["extension"][0]["valueBoolean"]
        for one in patient["extension"]
        if one["url"] in systems.LEGALLY_CAPABLE
    }
    assert set(said.values()) == {False}


@pytest.mark.parametrize("base", [OLD, NEW])
@pytest.mark.parametrize("what", BY_PROFILE)
async def test_a_profile_by_either_name_finds_the_records_of_both(
    told: Told, what: str, base: str
) -> None:
    kind, *names = BY_PROFILE[what]
    for name in names:
        answered = await told.facts(kind, {"_profile": f"{base}/StructureDefinition/{name}"})
        assert {sent: len(said) for sent, said in answered.items()} == dict.fromkeys(RELEASES, 1)


@pytest.mark.parametrize("asked", [{"categorie": "x"}, {"reason-code": "713603004"}])
async def test_a_parameter_that_the_type_has_not_stays_an_error(
    told: Told, asked: dict[str, str]
) -> None:
    answer = await told.doctor.find("Goal", patient=told.patient, **asked)
    assert answer.status_code == 400


@pytest.mark.parametrize("base", [OLD, NEW])
async def test_who_names_a_version_of_the_form_finds_that_version_alone(
    told: Told, base: str
) -> None:
    asked = {"questionnaire": f"{base}/{FORM}|{RELEASES['rc2'].version}"}
    answered = await told.facts("QuestionnaireResponse", asked)
    assert set(answered) == ({"rc2"} if base == NEW else set())
