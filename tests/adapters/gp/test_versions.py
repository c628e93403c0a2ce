"""One talk, as a form of each version: the same resources, in each release they are written in."""

import copy
import json

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.gp.mapping import to_transaction
from adapters.gp.telling import told_of_form
from profiles import systems
from profiles.dialect import NEW, OLD, Dialect
from profiles.invalid import InvalidRecord
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.capacity import Capacity
from profiles.pzp.form.guide import BETA3, NEWEST, Guide
from tests.adapters.gp.forms import forms
from tests.adapters.gp.records import (
    FALSE,
    TRUE,
    JsonObject,
    a_form,
    a_patient,
    a_record,
    as_file,
    coded,
    in_each_guide,
    item,
    mapped,
    text,
    yes_no,
)
from tests.adapters.gp.versions import NAME, as_version
from tests.plugins.shared_data import shared_data

FORM = "exported/QuestionnaireResponse"
in_each_version = pytest.mark.parametrize("version", list(Dialect))
TALK = a_form(
    item("967", {"valueDateTime": "1961-01-01T14:27:36Z"}),
    item("970", text("Huissen")),
    item("1406", yes_no("0"), within=[item("1407", text("Wisselend"))]),
    item("975", text("Hartman")),
    item("984", yes_no("0")),
    item("987", text("Jansen")),
    item("995", coded(systems.ROLE_CODE, "BRO")),
    item("82", coded(None, "Patiënt")),
    item("998", coded(systems.ROLE_CODE, "BRO")),
    item("999", coded(systems.SNOMED, "225353007", display="Alleen symptomen")),
    item("1386", coded(systems.TREATMENT_DECISION, "2")),
    item("1006", coded(systems.SNOMED, "373066001")),
    item("1008", coded(None, "ICD")),
    item("1005", coded(systems.NULL_FLAVOR, "NASK")),
    item("1190", text("Rust")),
    item("1430", coded(systems.SNOMED, "395091006")),
    item("1191", coded(systems.NULL_FLAVOR, "UNK")),
    item("1435", coded(systems.NULL_FLAVOR, "UNK")),
    item("1196", text("De tuin")),
    item("1200", yes_no("1")),
)


def _told(form: JsonObject, *others: JsonObject) -> tuple[str, ...]:
    return to_transaction(as_file(a_record(form, *others))).notes


def _outcome(form: JsonObject, guide: Guide) -> object:
    """The resources but for the form itself, or the reasons why there are none."""
    try:
        resources = mapped(a_record(form), guide)
    except InvalidRecord as refusal:
        return {(issue.code, issue.expression) for issue in refusal.issues}
    return {kind: found for kind, found in resources.items() if kind != FORM}


@in_each_guide
@in_each_version
def test_a_talk_gives_the_same_resources_as_any_version_of_the_form(
    guide: Guide, version: Dialect
) -> None:
    form = as_version(copy.deepcopy(TALK), version)

    assert _outcome(form, guide) == _outcome(TALK, guide)
    assert _told(form) == ()
    assert mapped(a_record(form), guide)[FORM]["questionnaire"] == form["questionnaire"]


@settings(max_examples=settings.default.max_examples // 4)  # each is mapped eight times
@given(forms, st.sampled_from([BETA3, NEWEST]))
def test_any_answers_give_the_same_resources_as_any_version_of_the_form(
    form: JsonObject, guide: Guide
) -> None:
    expected = json.dumps(_plain(_outcome(form, guide)))

    for version in Dialect:
        found = _outcome(as_version(copy.deepcopy(form), version), guide)

        assert json.dumps(_plain(found)) == expected


def _plain(outcome: object) -> object:
    if isinstance(outcome, set):
        # The question of capacity has another number in the newest version.
        return sorted((code, where.replace("1651", "1406")) for code, where in outcome)
    return outcome


@pytest.mark.parametrize(
    "canonical",
    [
        f"{OLD}{NAME}|0.2.0",
        f"{NEW}{NAME}|1.0.0",
        f"{OLD}{NAME}|1.0.0-rc3",
        f"https://example.org/fhir/{NAME}",
    ],
)
def test_a_version_that_is_not_known_is_read_by_its_answers_and_told(canonical: str) -> None:
    for version in Dialect:
        form = as_version(copy.deepcopy(TALK), version) | {"questionnaire": canonical}

        assert _outcome(form, NEWEST) == _outcome(TALK, NEWEST)
        [note] = _told(form)
        assert "version" in note


@pytest.mark.parametrize("canonical", [f"{OLD}{NAME}", f"{NEW}{NAME}"])
def test_a_canonical_without_a_version_is_known(canonical: str) -> None:
    assert _told(a_form(questionnaire=canonical)) == ()


@pytest.mark.parametrize(
    ("version", "question"),
    [
        (Dialect.RC3, item("984", yes_no("0"))),
        (Dialect.RC3, item("1200", yes_no("1"))),
        (Dialect.RC3, item("1406", yes_no("0"))),
        (Dialect.RC3, item("1430", coded(systems.SNOMED, "395091006"))),
        (Dialect.RC2, item("1649", coded(systems.SNOMED, "395091006"))),
        (Dialect.RC2, item("967", {"valueDateTime": "1961-01-01"})),
        (Dialect.RC2, item("1200", TRUE)),
        (Dialect.BETA3, item("1200", TRUE)),
        (Dialect.BETA3, item("1651", FALSE)),
        (Dialect.BETA3, item("1644", coded(systems.CONTACT_ROLE, "01"))),
        (Dialect.BETA3, item("967", {"valueDate": "1961-01-01"})),
    ],
)
def test_an_answer_as_another_version_has_it_is_taken_and_told(
    version: Dialect, question: JsonObject
) -> None:
    form = as_version(a_form(), version)
    form["item"].append(question)

    [note] = _told(form)

    assert note.endswith(f"question {question['linkId']}")


def test_an_answer_to_an_unknown_question_is_kept_and_told_without_what_it_says() -> None:
    others = [
        item("1700", text("Geheim")),
        item("8", within=[item("Hendrik Hartman", text("Geheim"))]),
        item("1701"),
    ]

    resources, [note] = mapped(a_record(a_form(*others))), _told(a_form(*others))

    assert resources[FORM]["item"][1:] == others
    assert "question 1700, 1 whose linkId is no number" in note
    assert "1701" not in note
    assert "Geheim" not in note
    assert "Hendrik" not in note


def test_a_question_within_an_unknown_group_is_read() -> None:
    form = a_form(item("1800", within=[item("1386", coded(systems.TREATMENT_DECISION, "2"))]))

    assert "treatment-directive/89666000" in mapped(a_record(form))
    assert _told(form) == ()


def test_nothing_is_told_of_a_form_that_is_taken_back() -> None:
    form = a_form(item("1700", text("Rust")), item("1651", text("ja")), status="entered-in-error")

    assert _told(form) == ()


def test_a_form_that_contains_its_questionnaire_is_known_by_it_and_keeps_it() -> None:
    questions = [{"linkId": str(n), "type": "string", "text": "Vraag " * 20} for n in range(800)]
    inner = {
        "resourceType": "Questionnaire",
        "id": "form",
        "url": NEW + NAME,
        "version": Dialect.RC2.value,
        "status": "active",
        "item": questions,
    }
    assert len(json.dumps(inner)) > 114_000

    for said in ("#form", f"{NEW}{NAME}|{Dialect.RC2}"):
        form = as_version(copy.deepcopy(TALK), Dialect.RC2)
        form |= {"questionnaire": said, "contained": [inner]}

        assert _outcome(form, NEWEST) == _outcome(TALK, NEWEST)
        assert mapped(a_record(form))[FORM]["contained"] == [inner]
        assert _told(form) == ()


def test_who_filled_it_in_is_linked_if_there_and_else_kept_by_display_and_told() -> None:
    role = {"resourceType": "PractitionerRole", "id": "r1"}
    form = a_form(
        subject={"reference": "Patient/p1"},
        author={"reference": "PractitionerRole/r1"},
        source={"reference": "RelatedPerson/x", "display": "Michiel"},
        encounter={"reference": "Encounter/e1"},
        basedOn=[{"reference": "CarePlan/1"}],
    )

    resources = mapped(a_record(form, a_patient(id="p1"), role))
    [note] = _told(form, a_patient(id="p1"), role)

    stored = resources[FORM]
    known = resources["provenance"]["target"]
    assert {"reference": stored["author"]["reference"]} in known
    assert stored["source"] == {"display": "Michiel"}
    assert stored["encounter"] == {"type": "Encounter"}
    assert stored["basedOn"] == [{"type": "CarePlan"}]
    assert note.endswith("the form's basedOn, encounter, source")


def test_the_talk_in_the_record_is_the_talk_of_the_form() -> None:
    talk = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"system": systems.ACT_CODE, "code": "HH"},
    }
    form = a_form(encounter={"reference": "Encounter/e1"})

    bundle = to_transaction(as_file(a_record(form, talk))).bundles[0]

    urls = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    stored = mapped(a_record(form, talk))[FORM]
    assert urls[stored["encounter"]["reference"]] == "Encounter"


def test_the_forms_questions_are_all_known() -> None:
    for name in ("pzp-definitions", "pzp-1.0-definitions"):
        for path in sorted(shared_data(name).glob("Questionnaire-*.json")):
            items = [_answered(one) for one in json.loads(path.read_text())["item"]]

            assert not any("other answers" in note for note in _told_of(items))


def _told_of(items: list[JsonObject]) -> tuple[str, ...]:
    form = QuestionnaireResponse.model_validate(a_form(*items))
    return tuple(told_of_form(f"{NEW}{NAME}", Answers(form.item), Capacity()))


def _answered(question: JsonObject) -> JsonObject:
    """Every question answered, in words; groups are none."""
    within = [_answered(one) for one in question.get("item", [])]
    if question["type"] == "group":
        return item(question["linkId"], within=within)
    return item(question["linkId"], text("x"), within=within)
