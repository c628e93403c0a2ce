"""Answers become a QuestionnaireResponse, and come back from it the same."""

import pytest
from hypothesis import given

from profiles.check.structure import check_structure as validate
from profiles.dialect import NEW, OLD, Dialect
from profiles.pzp.form.national import BY_ID, CANONICAL, FORM, SECTIONS
from profiles.pzp.form.question import Kind, Question
from profiles.pzp.form.questions import QUESTIONS
from profiles.pzp.form.response import filled, unfilled
from profiles.pzp.form.said import Said, keys_of, placed, tidy
from profiles.resource.items import items
from tests.profiles.pzp.form.answers import any_answers

ONE_OF_EACH = [
    (path, question, key)
    for path, question in placed()
    for key in (keys_of(question) or ("2026-03-12",))
]


@given(any_answers)
def test_answers_come_back_from_their_response_the_same(said: Said) -> None:
    assert unfilled(filled(said)) == said


@given(any_answers)
def test_a_response_is_valid_whatever_was_answered(said: Said) -> None:
    assert [one for one in validate(filled(said)) if one.severity in {"error", "fatal"}] == []


@pytest.mark.parametrize(("path", "question", "key"), ONE_OF_EACH)
def test_each_answer_that_is_offered_comes_back(path: str, question: Question, key: str) -> None:
    said = tidy({path: (key,)})

    assert unfilled(filled(said)) == said
    assert list(said.values()) == [(key,)]


@pytest.mark.parametrize(("path", "question"), list(placed()))
def test_what_is_not_offered_is_no_answer(path: str, question: Question) -> None:
    if keys_of(question):
        assert tidy({path: ("iets anders", "", "UNKNOWN")}) == {}


def test_nothing_answered_is_a_form_without_items() -> None:
    assert "item" not in filled({})


def test_a_blank_is_no_answer_and_a_line_ends_as_it_does_everywhere() -> None:
    assert tidy({"1190": ("  \n ",), "1196": ("een\r\ntwee ",)}) == {"1196": ("een\ntwee",)}


def test_an_empty_row_between_two_is_none() -> None:
    said = tidy({"976.0": ("0101",), "976.3": ("0303",), "977.3": ("MC",)})

    assert said == {"976.0": ("0101",), "976.1": ("0303",), "977.1": ("MC",)}


def test_what_the_form_is_about_stands_there_only_beside_an_answer() -> None:
    found = {one["linkId"] for one in items(filled(tidy({"1386": ("2",)})))}

    assert found == {"83", "1409", "1410", "1386"}


def test_another_first_contact_has_the_role_that_the_form_gives_him() -> None:
    said = tidy({"984": ("0",), "985": ("Els",)})

    assert "1644" in {one["linkId"] for one in items(filled(said))}
    assert "1644" not in {one["linkId"] for one in items(filled(tidy({"984": ("1",)})))}


def test_the_form_names_the_newest_release() -> None:
    assert filled({})["questionnaire"] == CANONICAL == f"{NEW}Questionnaire/ACP-zib2020|1.0.0-rc3"


def test_every_question_of_a_version_is_asked_but_what_the_newest_has_in_another_place() -> None:
    assert QUESTIONS - BY_ID.keys() == {"1406", "1430"}


def test_no_question_has_two_answers_of_one_key() -> None:
    for question in BY_ID.values():
        keys = [one.key for one in question.options]
        assert len(keys) == len(set(keys))


def test_who_had_the_talk_is_asked_all_but_who_he_and_the_patient_are() -> None:
    asked = {path for path, _ in placed(SECTIONS)}
    known = {path for path, _ in placed(FORM)} - asked

    assert known == {"963", "964", "965", "966", "967", "968", "969", "970", "1405"}
    assert all(one.kind is not Kind.BIRTH for _, one in placed(SECTIONS))


def _of(dialect: Dialect, *items: dict) -> dict:
    base = OLD if dialect is Dialect.BETA3 else NEW
    return {"questionnaire": f"{base}Questionnaire/ACP-zib2020|{dialect}", "item": list(items)}


def _one(link_id: str, code: str, system: str | None = None) -> dict:
    coding = {"code": code} | ({"system": system} if system else {})
    return {"linkId": link_id, "answer": [{"valueCoding": coding}]}


@pytest.mark.parametrize(("said", "kept"), [("1", "1"), ("0", "0"), ("2", None)])
@pytest.mark.parametrize(("link_id", "asked"), [("1406", "1651"), ("984", "984"), ("1200", "1200")])
def test_a_yes_of_an_earlier_release_is_the_yes_of_the_newest(
    link_id: str, asked: str, said: str, kept: str | None
) -> None:
    found = unfilled(_of(Dialect.BETA3, _one(link_id, said)))

    assert found == ({asked: (kept,)} if kept else {})


def test_a_goal_and_an_icd_of_an_earlier_release_have_the_codes_of_the_newest() -> None:
    form = _of(
        Dialect.BETA3, _one("999", "225353007", "http://snomed.info/sct"), _one("1008", "ICD")
    )

    assert unfilled(form) == {"999": ("713148004",), "1008": ("72506001",)}


def test_the_same_code_of_another_system_is_no_answer() -> None:
    assert unfilled(_of(Dialect.RC3, _one("1386", "2", "http://snomed.info/sct"))) == {}


def test_more_rows_than_are_asked_are_not_made_into_one() -> None:
    row = {"linkId": "40", "item": [{"linkId": "976", "answer": [{"valueString": "0"}]}]}
    found = unfilled({"item": [row] * 7})

    assert list(found) == [f"976.{number}" for number in range(5)]
