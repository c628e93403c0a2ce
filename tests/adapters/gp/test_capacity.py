"""Legal capacity in each version of the form and each release; "not capable" is never hidden."""

import pytest

from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.pzp.form.guide import BETA3, NEWEST, Guide
from profiles.pzp.form.legally_capable import CAPACITY_KIND
from tests.adapters.gp.records import (
    FALSE,
    TRUE,
    JsonObject,
    a_form,
    a_patient,
    a_record,
    answered,
    as_file,
    coded,
    in_each_guide,
    item,
    mapped,
    refused_at,
    text,
    truth,
    yes_no,
)

PATIENT, REPRESENTATIVE = "exported/Patient", "contact/representative"
REMARK = item("1407", text("Wisselend"))
CPR = "treatment-directive/89666000"
DO_NOT = item("1386", coded(systems.TREATMENT_DECISION, "2"))


def _said(resources: JsonObject, guide: Guide) -> tuple[bool | None, list[str]]:
    """The capacity that the resources of a release say, and the remarks beside it."""
    if guide is NEWEST:
        assert "extension" not in resources[PATIENT]
        found = resources[CAPACITY_KIND]
        return found.get("valueBoolean"), [note["text"] for note in found.get("note", [])]
    assert CAPACITY_KIND not in resources
    [extension] = resources[PATIENT]["extension"]
    parts = {part["url"]: part for part in extension["extension"]}
    remark = parts.get("legallyCapableComment", {}).get("valueString")
    return parts["legallyCapable"]["valueBoolean"], [remark] if remark else []


@pytest.mark.parametrize("link_id", ["1406", "1651"])
@pytest.mark.parametrize(
    "answer", [coded(None, "2"), coded(systems.SNOMED, "0"), text("ja"), coded(None, "true")]
)
def test_what_is_neither_yes_nor_no_is_refused(link_id: str, answer: JsonObject) -> None:
    assert refused_at(item(link_id, answer)) == link_id


@in_each_guide
@pytest.mark.parametrize("capable", [True, False])
@pytest.mark.parametrize("link_id", ["1406", "1651"])
def test_capacity_is_what_was_answered_by_code_or_boolean(
    guide: Guide,
    capable: bool,  # noqa: FBT001 - a row of the table
    link_id: str,
) -> None:
    for answer in (yes_no("1" if capable else "0"), truth(capable)):
        resources = answered(item(link_id, answer, within=[REMARK]), guide=guide)

        assert _said(resources, guide) == (capable, ["Wisselend"])


@in_each_guide
@pytest.mark.parametrize(("older", "newer"), [("0", True), ("1", False)])
def test_two_answers_that_differ_are_not_capable_with_a_remark_and_told(
    guide: Guide,
    older: str,
    newer: bool,  # noqa: FBT001 - a row of the table
) -> None:
    items = [item("1406", yes_no(older)), item("1651", truth(newer)), DO_NOT]
    record = a_record(a_form(*items))

    resources, notes = mapped(record, guide), to_transaction(as_file(record), guide).notes

    capable, remarks = _said(resources, guide)
    assert capable is False
    assert "1406" in remarks[-1]
    assert "1651" in remarks[-1]
    assert any("not capable" in note for note in notes)
    assert resources["exported/QuestionnaireResponse"]["item"][1:] == items
    assert resources[CPR]["provision"]["type"] == "deny"


@in_each_guide
def test_two_answers_that_agree_are_one(guide: Guide) -> None:
    resources = answered(item("1406", yes_no("1")), item("1651", TRUE), guide=guide)

    assert _said(resources, guide) == (True, [])


@pytest.mark.parametrize(
    ("code", "reason"),
    [("UNK", "asked-unknown"), ("ASKU", "asked-unknown"), ("NASK", "not-asked")],
)
def test_a_capacity_that_is_not_known_is_said_so_where_the_release_can(
    code: str, reason: str
) -> None:
    unknown = item("1406", coded(systems.NULL_FLAVOR, code))

    found = answered(unknown)[CAPACITY_KIND]

    assert "valueBoolean" not in found
    assert found["dataAbsentReason"]["coding"][0]["code"] == reason
    assert "extension" not in answered(unknown, guide=BETA3)[PATIENT]


@in_each_guide
def test_one_answer_unknown_and_the_other_not_capable_is_not_capable(guide: Guide) -> None:
    unknown, no = coded(systems.NULL_FLAVOR, "UNK"), FALSE

    resources = answered(item("1406", unknown), item("1651", no), guide=guide)

    assert _said(resources, guide) == (False, [])
    assert "dataAbsentReason" not in resources.get(CAPACITY_KIND, {})


@in_each_guide
def test_no_answer_says_nothing(guide: Guide) -> None:
    resources = answered(guide=guide)

    assert "extension" not in resources[PATIENT]
    assert CAPACITY_KIND not in resources


def test_a_remark_without_an_answer_is_told() -> None:
    [note] = to_transaction(as_file(a_record(a_form(REMARK)))).notes

    assert "remark" in note
    assert "Wisselend" not in note


@pytest.mark.parametrize("url", sorted(systems.LEGALLY_CAPABLE))
def test_what_the_export_says_of_capacity_is_not_wiped_by_a_form_of_the_newest(url: str) -> None:
    parts = [{"url": "legallyCapable", "valueBoolean": False}]
    other = {"url": systems.HL7 + "patient-nationality"}
    patient = a_patient(extension=[{"url": url, "extension": parts}, other])

    for items in ([], [item("1651", TRUE)]):
        resources = mapped(a_record(a_form(*items), patient))

        assert resources[PATIENT]["extension"] == patient["extension"]


def test_in_beta_3_the_form_stands_in_the_place_of_what_the_export_said() -> None:
    for url in systems.LEGALLY_CAPABLE:
        parts = [{"url": "legallyCapable", "valueBoolean": True}]
        patient = a_patient(extension=[{"url": url, "extension": parts}])

        record = a_record(a_form(item("1406", yes_no("0"))), patient)

        assert _said(mapped(record, BETA3), BETA3) == (False, [])


def test_the_observation_is_of_the_talk_and_by_whom() -> None:
    people = [item("970", text("Huissen")), item("1651", FALSE)]

    found = answered(*people)[CAPACITY_KIND]

    assert found["effectiveDateTime"] == "2024-03-05"
    assert found["encounter"]["display"] == "Encounter, 2024-03-05"
    assert found["performer"][0]["display"].endswith("Huissen")
    assert found["subject"]["display"] == "Patient"


@in_each_guide
@pytest.mark.parametrize("link_id", ["1406", "1651"])
def test_who_decides_for_a_patient_who_is_not_capable_is_in_each_agreement(
    guide: Guide, link_id: str
) -> None:
    known = [item("975", text("Hartman")), item(link_id, FALSE), DO_NOT]

    actors = answered(*known, guide=guide)[CPR]["provision"]["actor"]

    assert [actor["reference"]["type"] for actor in actors] == ["RelatedPerson"]
