"""The goal, the wishes, the ICD and the Communication."""

import pytest

from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.pzp.form.guide import BETA3, NEWEST, Guide
from profiles.pzp.form.observation import WISHES, Wish
from tests.adapters.gp.records import (
    JsonObject,
    a_form,
    a_record,
    answered,
    as_file,
    coded,
    item,
    refused_at,
    text,
    yes_no,
)

YES, NO = coded(systems.SNOMED, "373066001"), coded(systems.SNOMED, "373067005")
UNKNOWN = coded(systems.NULL_FLAVOR, "UNK")
ICD_KINDS = {"exported/Device", "icd-use"}
every_wish = pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.code)


@pytest.mark.parametrize("code", ["713148005", "225353008"])
def test_a_goal_that_the_form_does_not_offer_is_refused(code: str) -> None:
    assert refused_at(item("999", coded(systems.SNOMED, code))) == "999"


@every_wish
def test_a_question_that_asks_for_another_wish_is_refused(wish: Wish) -> None:
    for preset in (*wish.presets, *([wish.method[0]] if wish.method else [])):
        assert refused_at(item(preset, coded(systems.SNOMED, "1"))) == preset


@pytest.mark.parametrize("wish", [wish for wish in WISHES if wish.options])
def test_a_wish_that_the_form_does_not_offer_is_refused(wish: Wish) -> None:
    assert refused_at(item(wish.answer, coded(systems.SNOMED, "1"))) == wish.answer


@pytest.mark.parametrize("there", [NO, UNKNOWN])
def test_a_product_or_remark_about_no_icd_is_refused(there: JsonObject) -> None:
    assert refused_at(item("1006", there), item("1009", text("Sinds 2018"))) == "1009"


@pytest.mark.parametrize(
    ("in_form", "in_goal"),
    [
        ("385987000", "385987000"),
        ("1351964001", "1351964001"),
        ("225353007", "713148004"),
        ("713148004", "713148004"),
    ],
)
def test_a_goal_has_the_code_of_the_profile(in_form: str, in_goal: str) -> None:
    goal = answered(item("999", coded(systems.SNOMED, in_form)))["goal"]

    assert goal["description"]["coding"][0]["code"] == in_goal
    assert goal["statusDate"] == "2024-03-05"


def test_a_translated_goal_keeps_the_words_of_the_form() -> None:
    words = "Palliatief, alleen symptomen"

    goal = answered(item("999", coded(systems.SNOMED, "225353007", display=words)))["goal"]

    assert goal["description"]["text"] == words


@pytest.mark.parametrize(
    ("guide", "code"), [(BETA3, "UNK"), (BETA3, "ASKU"), (BETA3, "NASK"), (NEWEST, "NASK")]
)
def test_a_goal_that_the_release_can_not_say_to_be_unknown_is_a_note(
    guide: Guide, code: str
) -> None:
    record = a_record(a_form(item("999", coded(systems.NULL_FLAVOR, code))))

    mapped = to_transaction(as_file(record), guide)

    types = {entry["resource"]["resourceType"] for entry in mapped.bundles[0]["entry"]}
    assert "Goal" not in types
    assert len(mapped.notes) == 1


@pytest.mark.parametrize("code", ["UNK", "ASKU"])
def test_a_goal_that_is_asked_and_not_known_is_said_so_where_the_release_can(code: str) -> None:
    mapped = to_transaction(
        as_file(a_record(a_form(item("999", coded(systems.NULL_FLAVOR, code)))))
    )

    goals = [
        entry["resource"]
        for entry in mapped.bundles[0]["entry"]
        if entry["resource"]["resourceType"] == "Goal"
    ]
    [coding] = goals[0]["description"]["coding"]
    assert coding == {"system": systems.NULL_FLAVOR, "code": "UNK"}
    assert mapped.notes == ()


@every_wish
def test_an_unanswered_wish_is_no_observation(wish: Wish) -> None:
    presets = [item(preset, coded(systems.SNOMED, wish.code)) for preset in wish.presets]

    assert wish.kind not in answered(*presets)


@pytest.mark.parametrize("wish", [wish for wish in WISHES if wish.options])
def test_each_option_of_a_wish_becomes_its_value(wish: Wish) -> None:
    for system, code in wish.options:
        observation = answered(item(wish.answer, coded(system, code)))[wish.kind]

        assert observation["status"] == "final"
        value = observation["valueCodeableConcept"]["coding"][0]
        assert (value["system"], value["code"]) == (system, code)
        assert "dataAbsentReason" not in observation


@pytest.mark.parametrize("wish", [wish for wish in WISHES if wish.options])
@pytest.mark.parametrize(
    ("code", "reason"),
    [("UNK", "asked-unknown"), ("ASKU", "asked-unknown"), ("NASK", "not-asked")],
)
def test_a_wish_that_is_not_known_says_why(wish: Wish, code: str, reason: str) -> None:
    observation = answered(item(wish.answer, coded(systems.NULL_FLAVOR, code)))[wish.kind]

    if (systems.NULL_FLAVOR, code) in wish.options:
        assert observation["valueCodeableConcept"]["coding"][0]["code"] == code
    else:
        absent = {"system": systems.DATA_ABSENT_REASON, "code": reason}
        assert observation["dataAbsentReason"]["coding"] == [absent]
        assert "valueCodeableConcept" not in observation


@pytest.mark.parametrize("wish", [wish for wish in WISHES if not wish.options])
def test_a_wish_in_words_keeps_its_words(wish: Wish) -> None:
    observation = answered(item(wish.answer, text("Thuis blijven ")))[wish.kind]

    assert observation["valueString"] == "Thuis blijven"


def test_a_remark_on_a_wish_is_its_note() -> None:
    remark = item("1192", text("Bij de dochter"))
    place = item("1191", coded(systems.NULL_FLAVOR, "OTH"), within=[remark])

    assert answered(place)["observation/395091006"]["note"] == [{"text": "Bij de dochter"}]


@pytest.mark.parametrize("answers", [[item("1006", NO)], [item("1006", UNKNOWN)], []])
def test_no_icd_or_not_known_is_nothing(answers: list[JsonObject]) -> None:
    assert not ICD_KINDS & answered(*answers).keys()


def test_an_icd_is_a_device_in_use() -> None:
    resources = answered(item("1006", YES, within=[item("1009", text("Sinds 2018"))]))

    device, use = resources["exported/Device"], resources["icd-use"]
    assert device["type"]["coding"][0]["code"] == "72506001"
    assert use["device"]["reference"].endswith(device["identifier"][0]["value"])
    assert use["note"] == [{"text": "Sinds 2018"}]
    assert "timingPeriod" not in use


def test_the_export_may_know_which_icd_it_is() -> None:
    kind = {"coding": [{"system": systems.SNOMED, "code": "465460004"}]}
    device = {"resourceType": "Device", "type": kind}
    record = a_record(a_form(item("1006", YES)), device)

    entries = to_transaction(as_file(record)).bundles[0]["entry"]

    [found] = [entry["resource"] for entry in entries if "Device?" in entry["request"]["url"]]
    assert found["type"] == kind


@pytest.mark.parametrize(("answer", "told"), [("1", True), ("0", False)])
def test_only_a_patient_who_was_told_has_a_communication(answer: str, told: bool) -> None:  # noqa: FBT001 - a row of the table
    assert ("communication" in answered(item("1200", yes_no(answer)))) is told


def test_agreement_with_sharing_is_no_resource_and_never_a_consent() -> None:
    agreed = item("1201", coded(systems.SNOMED, "441898007"))
    earlier = [item(link_id, YES) for link_id in ("1197", "1199")]

    assert answered(agreed, *earlier).keys() == answered().keys()
