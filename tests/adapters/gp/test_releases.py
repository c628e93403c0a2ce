"""What 1.0 has otherwise than beta 3, and that a fact keeps its name when the release changes."""

import pytest

from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.dialect import NEW, OLD
from profiles.pzp.form.guide import BETA3, NEWEST, Guide
from profiles.resource.transaction import business_identifier
from tests.adapters.gp.records import (
    JsonObject,
    a_form,
    a_record,
    answered,
    as_file,
    coded,
    in_each_guide,
    item,
    mapped,
    text,
    yes_no,
)
from tests.adapters.gp.test_versions import TALK

TOLD = "communication"
CAPACITY = "observation/665671000146101"
TALK_EXTENSION = f"{systems.PZP}ext-EncounterReference"


def _types(resources: dict[str, JsonObject]) -> set[str]:
    return {resource["resourceType"] for resource in resources.values()}


def _profiles(resources: dict[str, JsonObject]) -> set[str]:
    return {url for one in resources.values() for url in one.get("meta", {}).get("profile", [])}


def _codes(concepts: list[JsonObject]) -> set[str]:
    return {coding["code"] for concept in concepts for coding in concept["coding"]}


@pytest.mark.parametrize(("guide", "base"), [(BETA3, OLD), (NEWEST, NEW)], ids=["beta3", "1.0"])
@pytest.mark.parametrize("status", ["completed", "amended", "entered-in-error"])
def test_every_claim_is_of_the_one_release(guide: Guide, base: str, status: str) -> None:
    claims = _profiles(mapped(a_record(TALK | {"status": status}), guide))

    assert claims
    assert all(claim.startswith(f"{base}StructureDefinition/ACP-") for claim in claims)


def test_the_renamed_profiles_have_their_new_names() -> None:
    names = {url.rpartition("/")[2] for url in _profiles(mapped(a_record(TALK)))}

    assert {
        "ACP-MedicalPolicyGoal",
        "ACP-SenseOfPurpose",
        "ACP-InformRelativesRequest",
        "ACP-LegallyCapable",
    } <= names
    assert {
        "ACP-Medical-Policy-Goal",
        "ACP-OtherImportantInformation",
        "ACP-Communication",
    }.isdisjoint(names)


def test_a_goal_has_the_category_by_which_it_is_found() -> None:
    assert _codes(mapped(a_record(TALK))["goal"]["category"]) == {"713603004"}
    assert "category" not in mapped(a_record(TALK), BETA3)["goal"]


@pytest.mark.parametrize(
    ("code", "method", "older"),
    [
        ("153851000146100", "370819000", "370819000"),
        ("570801000146104", "1156040003", None),
        ("247751003", None, None),
    ],
)
def test_an_observation_has_the_method_of_the_release(
    code: str, method: str | None, older: str | None
) -> None:
    for guide, expected in ((NEWEST, method), (BETA3, older)):
        found = mapped(a_record(TALK), guide)[f"observation/{code}"]

        assert _codes([found["method"]] if "method" in found else []) == {expected} - {None}


def test_only_beta_3_names_the_talk_by_an_extension() -> None:
    newest, older = mapped(a_record(TALK)), mapped(a_record(TALK), BETA3)

    for kind in ("goal", "icd-use", "treatment-directive/89666000"):
        assert TALK_EXTENSION in {one["url"] for one in older[kind]["extension"]}
        assert "extension" not in newest[kind]


def test_the_patient_is_asked_to_tell_the_contact_persons() -> None:
    resources = mapped(a_record(TALK))

    found = resources[TOLD]
    patient = found["subject"]["reference"]
    assert found["resourceType"] == "CommunicationRequest"
    assert found["status"] == "active"
    assert _codes(found["category"]) == {"223449006"}
    assert _codes(found["reasonCode"]) == {"713603004"}
    assert found["sender"]["reference"] == patient
    assert [one["type"] for one in found["recipient"]] == ["RelatedPerson", "RelatedPerson"]
    assert found["requester"]["type"] == "PractitionerRole"
    assert found["authoredOn"] == "2024-03-05"
    assert found["encounter"]["display"] == "Encounter, 2024-03-05"


def test_a_request_of_nobody_in_particular_says_that_it_is_not_known_by_whom() -> None:
    found = answered(item("1200", yes_no("1")))[TOLD]

    assert "recipient" not in found
    [absent] = found["requester"]["extension"]
    assert absent["valueCode"] == "unknown"


def test_a_fact_has_one_name_in_each_release() -> None:
    newest, older = mapped(a_record(TALK)), mapped(a_record(TALK), BETA3)

    assert newest.keys() - older.keys() == {CAPACITY}
    assert older.keys() <= newest.keys()
    for kind, resource in older.items():
        assert business_identifier(resource) == business_identifier(newest[kind])
    assert older[TOLD]["resourceType"] == "Communication"


@in_each_guide
@pytest.mark.parametrize("status", ["amended", "entered-in-error"])
def test_what_is_no_longer_said_is_withdrawn_in_both_types_under_one_name(
    guide: Guide, status: str
) -> None:
    resources = mapped(a_record(a_form(status=status)), guide)

    withdrawn = [
        one for one in resources.values() if one["resourceType"].startswith("Communication")
    ]
    assert _types(dict(enumerate(withdrawn))) == {"Communication", "CommunicationRequest"}
    assert {one["status"] for one in withdrawn} == {"entered-in-error"}
    assert len({business_identifier(one) for one in withdrawn}) == 1
    assert resources[CAPACITY]["status"] == "entered-in-error"


@in_each_guide
def test_an_amended_form_withdraws_no_type_of_what_it_says(guide: Guide) -> None:
    resources = mapped(a_record(TALK | {"status": "amended"}), guide)

    found = [one for one in resources.values() if one["resourceType"].startswith("Communication")]
    assert [one["resourceType"] for one in found] == [guide.informing]
    assert found[0]["status"] != "entered-in-error"


@in_each_guide
@pytest.mark.parametrize("status", ["completed", "amended", "entered-in-error"])
def test_all_that_is_made_of_a_form_is_linked_to_it(guide: Guide, status: str) -> None:
    [bundle] = to_transaction(as_file(a_record(TALK | {"status": status})), guide).bundles

    urls = {
        entry["fullUrl"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] not in {"Provenance", "QuestionnaireResponse"}
    }
    [origin] = [
        entry for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Provenance"
    ]
    targets = [target["reference"] for target in origin["resource"]["target"]]
    assert set(targets) == urls
    assert len(targets) == len(urls)
    [source] = origin["resource"]["entity"]
    [form] = urls_of(bundle, "QuestionnaireResponse")
    assert (source["role"], source["what"]["reference"]) == ("source", form)
    assert origin["request"]["url"] == f"Provenance/{origin['resource']['id']}"


def urls_of(bundle: JsonObject, resource_type: str) -> list[str]:
    return [
        entry["fullUrl"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == resource_type
    ]


@pytest.mark.parametrize(
    ("authored", "recorded"),
    [("2024-03-05T11:00:00+01:00", "2024-03-05T11:00:00+01:00"), ("2024-03-05", None)],
)
def test_when_it_was_recorded_is_the_forms_moment_or_not_known(
    authored: str, recorded: str | None
) -> None:
    found = mapped(a_record(a_form(authored=authored)))["provenance"]

    assert found.get("recorded") == recorded
    assert ("_recorded" in found) is (recorded is None)


def test_the_practice_of_the_export_is_not_made_of_the_form() -> None:
    practice = {
        "resourceType": "Organization",
        "id": "o1",
        "identifier": [{"system": systems.URA_SYSTEM, "value": "90000101"}],
    }

    resources = mapped(a_record(a_form(item("970", text("Huissen"))), practice))

    role = resources["exported/PractitionerRole"]
    targets = [one["reference"] for one in resources["provenance"]["target"]]
    assert role["organization"]["reference"] not in targets


def test_the_words_about_an_icd_keep_the_number_by_which_it_is_known() -> None:
    answers = [
        item("1006", coded(systems.SNOMED, "373066001")),
        item("1005", coded(systems.TREATMENT_DECISION, "0")),
    ]
    for guide in (BETA3, NEWEST):
        found = answered(*answers, guide=guide)["treatment-directive/400231000146108"]

        assert "400231000146108" in found["provision"]["code"][0]["text"]
