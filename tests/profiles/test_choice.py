"""Type, code, scope and category choose the profile, whatever a source declares."""

import json
from pathlib import Path
from typing import Any

import pytest

from profiles import systems
from profiles.choice import Choice, chosen
from profiles.dialect import is_of
from profiles.resource.surroundings import Surroundings, others_in
from profiles.validator import shipped_validator
from tests.plugins.shared_data import shared_data
from tests.profiles.pzp.records import bundle, concept, goal, limit, observation, patient, will

PZP, NICTIZ = systems.PZP_NEXT, systems.NICTIZ
TRANSFER = "https://example.org/rtp/StructureDefinition/transfer-"
# In 1.0 another type, of which no other name is kept for the same profile.
TOLD = {f"{systems.PZP}ACP-Communication", f"{PZP}ACP-InformRelativesRequest"}
# Types that nothing in the record itself tells apart.
BY_COMPANY = {"Encounter", "Patient", "RelatedPerson", "Practitioner", "PractitionerRole"}
RECORDS = {
    "24": "",
    "25": "", "26": "",
    "29": "request-open", "30": "request", "31": "lead-task", "32": "offer-task",
    "33": "offer-task", "34": "offer-task", "35": "offer-task", "36": "offer-task",
    "37": "offer-task", "38": "offer-task", "39": "offer-task", "40": "offer-task",
    "41": "cancellation-task", "42": "care-offer", "43": "bed", "44": "capacity",
    "48": "technical-grant",
}  # fmt: skip


def read(folder: str) -> dict[str, Any]:
    return {path.name: json.loads(path.read_bytes()) for path in _files(folder)}


def _files(folder: str) -> list[Path]:
    return sorted(shared_data(*folder.split("/")).glob("*.json"))


def stripped(record: dict[str, Any]) -> dict[str, Any]:
    meta = {name: value for name, value in record.get("meta", {}).items() if name != "profile"}
    return {**record, "meta": meta}


def alone(record: dict[str, Any]) -> tuple[str, ...]:
    return chosen(record, Surroundings(record))


def among(record: dict[str, Any], *others: dict[str, Any]) -> tuple[str, ...]:
    return chosen(record, Surroundings(record, others_in(bundle(record, *others))))


@pytest.mark.parametrize("folder", ["pzp-examples", "pzp-1.0-examples"])
def test_every_record_of_the_guide_is_judged_by_what_it_declared_when_it_declares_nothing(folder):
    talk = read(folder)
    bare = {name: stripped(record) for name, record in talk.items()}
    others = others_in(bundle(*bare.values()))
    choice = Choice(others)
    for name, record in bare.items():
        declared = tuple(talk[name]["meta"].get("profile", ()))
        assert alike(choice.profiles(record, Surroundings(record, others)), declared), name
        # The device is of the talk by its own type, its use by the talk it names, if any.
        is_named = record["resourceType"] != "DeviceUseStatement" or "extension" in record
        if record["resourceType"] not in BY_COMPANY and is_named:
            assert alike(alone(record), declared), name


def alike(found: tuple[str, ...], declared: tuple[str, ...]) -> bool:
    """The same profiles, in whatever release."""
    pairs = zip(found, declared, strict=True)
    return all(is_of(one, other) or {one, other} == TOLD for one, other in pairs)


def test_no_example_of_nl_core_is_taken_for_another_profile_than_its_own_or_the_guides():
    by_guide = {"nl-core-TreatmentDirective2": "ACP-TreatmentDirective",
                "nl-core-AdvanceDirective": "ACP-AdvanceDirective"}  # fmt: skip
    for name, record in read("nictiz-examples").items():
        (declared,) = record["meta"]["profile"]
        guide = by_guide.get(declared.removeprefix(NICTIZ))
        allowed = [(), (declared,)] if guide is None else [(PZP + guide,)]
        assert alone(stripped(record)) in allowed, name


def test_persons_and_places_alone_are_judged_by_nl_core():
    for name, record in read("nictiz-examples").items():
        if record["resourceType"] in (BY_COMPANY - {"Encounter"}) | {"Location", "Organization"}:
            assert alone(stripped(record)) == tuple(record["meta"]["profile"]), name


@pytest.mark.parametrize(("number", "profile"), RECORDS.items(), ids=RECORDS)
def test_the_records_of_the_transfer_point_are_known(number, profile):
    (path,) = shared_data("transfer", "r4").glob(f"{number}-*.json")
    expected = (TRANSFER + profile,) if profile else ()
    assert alone(stripped(json.loads(path.read_bytes()))) == expected


_SCT = "http://snomed.info/sct"
_PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
_TASK = "http://hl7.org/fhir/CodeSystem/task-code"
ANYBODYS = {
    "a bed": {"resourceType": "Location", "physicalType": concept("bd", _PHYSICAL)},
    "a bed with a name": {
        "resourceType": "Location",
        "identifier": [{"system": "https://ziekenhuis.example/bed", "value": "3-12"}],
        "physicalType": concept("bd", _PHYSICAL),
        "mode": "instance",
    },
    "a transfer between wards": {
        "resourceType": "ServiceRequest",
        "category": [concept("308292007", _SCT)],
    },
    "a task to transfer": {"resourceType": "Task", "code": concept("308292007", _SCT)},
    "one of a group": {
        "resourceType": "Task",
        "code": concept("308292007", _SCT),
        "groupIdentifier": {"system": "https://ziekenhuis.example/groep", "value": "1"},
    },
    "a task that is to be stopped": {"resourceType": "Task", "code": concept("abort", _TASK)},
    "a summary at a transfer": {"resourceType": "Composition", "type": concept("371535009", _SCT)},
    "a request for home care": {
        "resourceType": "Composition",
        "type": concept("57830-2", systems.LOINC),
    },
}


@pytest.mark.parametrize("record", ANYBODYS.values(), ids=ANYBODYS)
def test_a_code_that_anybody_uses_makes_no_record_of_the_transfer_point(record):
    assert not any(one.startswith(TRANSFER) for one in alone(record))


@pytest.mark.parametrize("name", ["a bed", "a transfer between wards", "one of a group"])
def test_a_name_of_the_transfer_point_in_what_it_only_carries_is_not_its_own(name):
    own = {"system": "https://example.org/rtp/transfer-id", "value": "1"}
    carried = {"meta": {"tag": [{"system": own["system"], "code": "x"}]}, "contained": [own]}

    assert not any(one.startswith(TRANSFER) for one in alone({**ANYBODYS[name], **carried}))
    found = alone({**ANYBODYS[name], "identifier": [own]})
    assert [one.startswith(TRANSFER) for one in found] == [True]


@pytest.mark.parametrize("code", ["371535009", "57830-2"])
def test_the_former_code_of_a_document_counts_where_a_day_of_transfer_is_told(code):
    system = systems.LOINC if "-" in code else _SCT
    dated = {"extension": [{"url": f"{NICTIZ}eOverdracht-TransferDate"}]}
    record = {"resourceType": "Composition", "type": concept(code, system), "section": [dated]}
    assert [one.startswith(TRANSFER) for one in alone(record)] == [True]


@pytest.mark.parametrize(
    ("number", "profile"),
    [("20", "nursing-handoff"), ("22", "nursing-handoff"), ("24", "advance-notice")],
)
def test_a_document_is_known_by_its_composition(number, profile):
    (path,) = shared_data("transfer", "r4").glob(f"{number}-*.json")
    document = json.loads(path.read_bytes())
    composition = stripped(document["entry"][0]["resource"])
    assert alone(composition) == (TRANSFER + profile,)
    others = others_in(document)
    for entry in document["entry"]:
        record = stripped(entry["resource"])
        found = chosen(record, Surroundings(record, others))
        assert not any(canonical.startswith(PZP) for canonical in found)


@pytest.mark.parametrize("half", ["scope", "category"])
@pytest.mark.parametrize(
    ("record", "profile"),
    [(limit(), "ACP-TreatmentDirective"), (will(), "ACP-AdvanceDirective")],
    ids=["limit", "will"],
)
def test_scope_or_category_suffices(half, record, profile):
    assert alone({name: value for name, value in record.items() if name != half}) == (
        PZP + profile,
    )


def test_a_consent_of_two_kinds_is_judged_by_both():
    record = limit(category=will()["category"])
    assert alone(record) == (f"{PZP}ACP-TreatmentDirective", f"{PZP}ACP-AdvanceDirective")


def test_a_choice_about_exchange_has_no_profile_of_a_wish():
    privacy = concept("patient-privacy", systems.CONSENT_SCOPE)
    assert alone(limit(scope=privacy, category=[])) == ()


def test_a_lax_profile_does_not_escape_the_strict_one():
    lax = f"{PZP}ACP-AdvanceDirective"
    record = limit()
    found = Choice({}).profiles(record, Surroundings(record), [lax])
    assert found == (f"{PZP}ACP-TreatmentDirective",)


def test_the_type_chooses_for_nobody_who_declares_something():
    person = patient()
    assert Choice({}).profiles(person, Surroundings(person), ["http://else.example"]) == ()


@pytest.mark.parametrize("code", ["385987000", "1351964001", "713148004", "225353007"])
def test_a_goal_of_the_guide_is_known_by_its_code(code):
    assert alone(goal(code)) == (f"{PZP}ACP-MedicalPolicyGoal",)
    assert alone(goal("1")) == ()


def test_a_goal_that_names_its_talk_is_the_guides_whatever_its_code():
    talk = [{"url": f"{PZP}ext-EncounterReference", "valueReference": {"reference": "Encounter/e"}}]
    assert alone(goal("1", extension=talk)) == (f"{PZP}ACP-MedicalPolicyGoal",)


def test_an_encounter_is_a_talk_by_its_reason_or_by_what_came_of_it():
    talk = {"resourceType": "Encounter", "id": "e"}
    reason = [{"reference": "Procedure/t"}]
    procedure = {"resourceType": "Procedure", "id": "t", "code": concept("713603004")}
    own = (f"{PZP}ACP-Encounter",)
    assert alone({**talk, "reasonReference": reason}) == ()
    assert among({**talk, "reasonReference": reason}, procedure) == own
    wish = observation(encounter={"reference": "Encounter/e"}, id="o")
    assert among(talk, wish) == own
    assert among(talk, {**wish, "code": concept("27113001")}) == ()


def test_a_device_in_use_is_the_guides_when_it_is_an_icd():
    use = {"resourceType": "DeviceUseStatement", "device": {"reference": "Device/d"}}
    device = {"resourceType": "Device", "id": "d", "type": concept("72506001")}
    assert alone(use) == ()
    assert among(use, device) == (f"{PZP}ACP-MedicalDevice",)
    assert among(use, {**device, "type": concept("1")}) == ()


def test_a_patient_is_the_guides_among_wishes_and_nl_cores_elsewhere():
    assert alone(patient()) == (f"{NICTIZ}nl-core-Patient",)
    assert among(patient(), {"resourceType": "Basic", "id": "b"}) == (f"{NICTIZ}nl-core-Patient",)
    assert among(patient(), limit(id="c")) == (f"{PZP}ACP-Patient",)


@pytest.mark.parametrize(
    "record",
    [{}, {"resourceType": 1}, {"resourceType": "Consent", "scope": [], "category": {}},
     {"resourceType": "Task", "code": {"coding": [1]}, "meta": []},
     {"resourceType": "ServiceRequest", "category": [{"coding": [None]}], "subject": "x"}],
    ids=str,
)  # fmt: skip
def test_rubbish_chooses_nothing(record):
    assert among(record, record) == ()


def test_a_wish_within_another_resource_is_judged_as_any_other():
    url = "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther"
    inner = {
        "resourceType": "Consent",
        "id": "c",
        "status": "active",
        "scope": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/consentscope",
                    "code": "treatment",
                }
            ]
        },
        "provision": {"type": "deny"},
        "modifierExtension": [{"url": url, "valueString": "x"}],
    }
    outer = {
        "resourceType": "Basic",
        "code": {"text": "x"},
        "extension": [{"url": "http://x.example/y", "valueReference": {"reference": "#c"}}],
        "contained": [inner],
    }
    found = {(one.rule, one.expression) for one in shipped_validator().validate(outer)}
    assert ("PZP-01", "Basic.contained[0].modifierExtension[0]") in found


def test_a_type_of_no_standard_is_not_repeated():
    resource = {"resourceType": "Jansen", "meta": {"profile": ["http://x.example/y"]}}
    assert not any("Jansen" in str(one) for one in shipped_validator().validate(resource))
