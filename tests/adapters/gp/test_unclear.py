"""An answer without a single meaning is told by its number, and all the rest is pushed."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.gp.mapping import to_transaction
from adapters.gp.source import read_export
from profiles import systems
from profiles.invalid import InvalidRecord
from profiles.pzp.form.unclear import clear_resources
from tests.adapters.gp.forms import forms
from tests.adapters.gp.records import (
    DAY,
    JsonObject,
    a_form,
    a_patient,
    a_record,
    as_file,
    coded,
    item,
    text,
    yes_no,
)
from tests.plugins.shared_data import shared_data

OWN = Path(__file__).parent / "field"
CPR = "89666000"
# The questions that are told of, and whose treatments are not pushed.
UNCLEAR: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "G1a-otherwise-without-words.json": (("1391",), ("305351004",)),
    "G1b-two-answers-and-a-remark-alone.json": (("1393", "1396"), ("32485007", "281789004")),
    "G1c-icd-off-while-there-is-none.json": (("1005", "1199"), ("OTH",)),
    "C1a-do-not-called-do.json": (("1396",), ("281789004",)),
    "C1b-unknown-called-do-not.json": (("1390",), ("305351004",)),
    "C1c-not-capable-called-yes.json": (("1387", "1406"), ("40617009",)),
    "C1d-treatment-goal-and-place-called-others.json": (
        ("1191", "1418", "999:"),
        ("281789004",),
    ),
}
ELSEWHERE = {
    "G5a-own-gp-by-number-alone.json": "the Patient's generalPractitioner",
    "G5b-managed-by-another-practice.json": "the Patient's "
    "generalPractitioner, managingOrganization",
    "G5c-role-at-a-practice-elsewhere.json": "the PractitionerRole's organization",
}
DO_NOT = coded(systems.TREATMENT_DECISION, "2")


def _mapped(record: JsonObject) -> tuple[list[JsonObject], tuple[str, ...]]:
    mapped = to_transaction(as_file(record))
    return [entry["resource"] for entry in mapped.bundles[0]["entry"]], mapped.notes


def _decided(resources: list[JsonObject]) -> dict[str, str | None]:
    return {
        one["provision"]["code"][0]["coding"][0]["code"]: one["provision"].get("type")
        for one in resources
        if one["resourceType"] == "Consent" and one["status"] == "active"
    }


def _field(name: str) -> JsonObject:
    found: JsonObject = json.loads(shared_data("field", name).read_text(encoding="utf-8"))
    return found


def _own(name: str) -> JsonObject:
    found: JsonObject = json.loads((OWN / name).read_text(encoding="utf-8"))
    return found


def test_every_input_of_our_own_is_tried() -> None:
    assert {path.name for path in OWN.iterdir()} == UNCLEAR.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_is_unclear_is_told_by_its_number_and_the_other_wishes_are_pushed(name: str) -> None:
    questions, treatments = UNCLEAR[name]

    resources, notes = _mapped(_own(name))

    assert _decided(resources) == {CPR: "deny"}
    assert not set(treatments) & _decided(resources).keys()
    told = [note for note in notes if note.startswith("not understood")]
    assert sorted(note.split("Question ")[1][:4] for note in told) == list(questions)


@pytest.mark.parametrize("name", UNCLEAR)
def test_nothing_that_is_told_repeats_an_answer(name: str) -> None:
    _, notes = _mapped(_own(name))

    for said in ("Alleen na overleg", "Wel uitvoeren", "Niet uitvoeren", "Zandkamp", "Nee"):
        assert not any(said in note for note in notes)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_who_is_elsewhere_is_kept_by_display_and_told(name: str) -> None:
    resources, notes = _mapped(_own(name))

    assert _decided(resources) == {CPR: "deny"}
    assert [note.rpartition(": ")[2] for note in notes] == [ELSEWHERE[name]]
    assert "Zandkamp" not in str(notes)
    assert not any(f'"{one}/' in json.dumps(resources) for one in ("Practitioner", "Organization"))


def test_another_limit_that_nobody_named_leaves_no_cpr_as_it_is() -> None:
    resources, notes = _mapped(_field("G1-form-unnamed-other-limit.json"))

    assert _decided(resources) == {CPR: "deny"}
    [note] = notes
    assert "Question 1402" in note


def test_his_own_general_practitioner_is_kept_by_name() -> None:
    resources, notes = _mapped(_field("G5-form-patient-with-own-gp.json"))

    [patient] = [one for one in resources if one["resourceType"] == "Patient"]
    assert patient["generalPractitioner"] == [{"display": "O. Meerstra"}]
    assert _decided(resources) == {CPR: "deny"}
    assert len(notes) == 1


@pytest.mark.parametrize("element", ["link", "subject"])
def test_whom_it_is_about_may_not_be_elsewhere(element: str) -> None:
    form, patient = a_form(), a_patient()
    if element == "link":
        patient["link"] = [{"other": {"reference": "Patient/2"}, "type": "replaces"}]
    talk = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "HH"},
        **({"subject": {"reference": "Patient/2"}} if element == "subject" else {}),
    }

    with pytest.raises(InvalidRecord) as refusal:
        to_transaction(as_file(a_record(form, patient, talk)))

    assert {issue.code for issue in refusal.value.issues} == {"not-found"}


@pytest.mark.parametrize("day", [[DAY, DAY], [item("963", text("gisteren"))]])
def test_a_form_of_which_the_day_is_unclear_is_refused_whole(day: list[JsonObject]) -> None:
    form = {**a_form(), "item": [*day, item("1386", DO_NOT)]}

    with pytest.raises(InvalidRecord) as refusal:
        to_transaction(as_file(a_record(form)))

    [issue] = refusal.value.issues
    assert "963" in issue.expression


def test_two_days_of_birth_refuse_the_record_whole() -> None:
    born = item("967", {"valueDateTime": "1944-02-03"}, {"valueDateTime": "1944-02-04"})

    with pytest.raises(InvalidRecord):
        to_transaction(as_file(a_record(a_form(born, item("1386", DO_NOT)))))


def test_what_a_corrected_form_says_unclearly_is_not_withdrawn() -> None:
    unclear = [item("1386", DO_NOT, DO_NOT), item("999", coded(systems.SNOMED, "1"))]

    resources, notes = _mapped(a_record(a_form(*unclear, status="amended")))

    consents = [one for one in resources if one["resourceType"] == "Consent"]
    named = {one.get("provision", {}).get("code", [{}])[0].get("text") for one in consents}
    assert named == {None}
    assert len(consents) == 7
    assert not any(one["resourceType"] == "Goal" for one in resources)
    assert len([note for note in notes if note.startswith("not understood")]) == 2


def test_two_contact_persons_who_are_both_the_first_are_told_and_the_representative_stays() -> None:
    both = [item("975", text("Hartman")), item("984", yes_no("1")), item("987", text("Jansen"))]

    resources, notes = _mapped(a_record(a_form(*both, item("1386", DO_NOT))))

    [person] = [one for one in resources if one["resourceType"] == "RelatedPerson"]
    assert person["name"][0]["family"] == "Hartman"
    roles = [one["coding"][0]["code"] for one in person["relationship"]]
    assert roles == ["24"]
    [note] = notes
    assert "Question 984" in note


@pytest.mark.parametrize("code", [coded(systems.SNOMED, "1"), text("ja"), yes_no("1")])
def test_an_answer_that_has_no_resource_is_told_where_it_is_unclear(code: JsonObject) -> None:
    for question in ("1197", "1201"):
        _, [note] = _mapped(a_record(a_form(item(question, code))))

        assert f"Question {question}" in note


ODD = st.sampled_from(
    [
        *({"valueCoding": {"system": systems.NULL_FLAVOR, "code": one}} for one in ("NASK", "MSK")),
        coded(systems.SNOMED, "1"),
        coded(systems.TREATMENT_DECISION, "3"),
        coded(systems.TREATMENT_DECISION, "2", display="Wel uitvoeren"),
        {"valueCoding": {"display": "Niet uitvoeren"}},
        text("Niet uitvoeren"),
        {"valueBoolean": True},
        {"valueInteger": 2},
    ]
)


@given(forms, st.lists(st.tuples(st.integers(0, 30), ODD), max_size=6))
def test_no_answer_refuses_the_record_but_the_day_and_the_day_of_birth(
    form: JsonObject, odd: list[tuple[int, Any]]
) -> None:
    others = [one for one in form["item"] if one["linkId"] not in {"963", "967"}]
    for place, answer in odd:
        if others:
            one = others[place % len(others)]
            one["answer"] = [*one["answer"], answer] if place % 2 else [answer]

    mapped = to_transaction(as_file(a_record({**form, "item": [DAY, *others]})))

    assert mapped.bundles


def test_the_clear_answers_come_to_what_a_form_with_them_alone_comes_to() -> None:
    clear = [item("1386", DO_NOT), item("1190", text("Rust"))]
    unclear = [item("1387", DO_NOT, DO_NOT), item("1191", coded(systems.SNOMED, "1"))]

    both = _resources(a_record(a_form(*clear, *unclear)))
    alone = _resources(a_record(a_form(*clear)))

    form = "exported/QuestionnaireResponse"
    assert {kind: one for kind, one in both.items() if kind != form} == {
        kind: one for kind, one in alone.items() if kind != form
    }


def _resources(record: JsonObject) -> dict[str, JsonObject]:
    return clear_resources(read_export(record)).resources
