"""What can't be stored is found at its question; what is found nowhere is stored."""

import pytest
from hypothesis import given

from profiles.check.structure import check_structure as validate
from profiles.invalid import InvalidRecord
from profiles.own_words import LONGEST
from profiles.pzp.form.export import exported_kind
from profiles.pzp.form.findings import Finding, Wrong, findings, unanswered
from profiles.pzp.form.made import resources_of
from profiles.pzp.form.question import Condition
from profiles.pzp.form.said import Said, tidy
from tests.profiles.pzp.form.answers import any_answers, sound_answers
from tests.profiles.pzp.form.mended import DAY, TODAY
from tests.profiles.pzp.form.written import a_talk

ICD = Condition("1006", "373066001")


def _found(**said: str) -> list[tuple[str, Wrong]]:
    answers = {path.removeprefix("q").replace("_", "."): (text,) for path, text in said.items()}
    return [(one.path, one.wrong) for one in findings(tidy({"963": (DAY,)} | answers), TODAY)]


def test_nothing_but_a_day_is_due() -> None:
    assert findings({}, TODAY) == [Finding("963", Wrong.DAY)]
    assert _found() == []


@pytest.mark.parametrize(
    ("said", "path", "wrong"),
    [
        ({"q963": "12 maart"}, "963", Wrong.NOT_A_DAY),
        ({"q963": "20260312"}, "963", Wrong.NOT_A_DAY),
        ({"q963": "2026-03-21"}, "963", Wrong.NOT_YET),
        ({"q1386": "1"}, "1001", Wrong.IN_WORDS),
        ({"q1386": "2", "q1001": "alleen thuis"}, "1001", Wrong.NOT_ASKED),
        ({"q1002": "liever niet"}, "1386", Wrong.NO_ANSWER),
        ({"q1407": "wisselend"}, "1651", Wrong.NO_ANSWER),
        ({"q1192": "bij haar dochter"}, "1191", Wrong.NO_ANSWER),
        ({"q1194": "lang over gesproken"}, "1193", Wrong.NO_ANSWER),
        ({"q1422": "dialyse"}, "1402", Wrong.NO_ANSWER),
        ({"q1402": "2"}, "1422", Wrong.WHICH),
        ({"q1005": "0"}, "1005", Wrong.NOT_ASKED),
        ({"q1006": "373067005", "q1009": "links"}, "1009", Wrong.NOT_ASKED),
        ({"q984": "1", "q987": "Bakker"}, "987", Wrong.NOT_ASKED),
        ({"q988_0": "0612345678"}, "988.0", Wrong.NOT_ASKED),
        ({"q977_0": "MC"}, "976.0", Wrong.NO_NUMBER),
        ({"q411": "buurvrouw"}, "982", Wrong.NO_ANSWER),
        ({"q983": "SIS", "q408": "buurvrouw"}, "408", Wrong.NOT_ASKED),
        ({"q1190": "a\x00b"}, "1190", Wrong.ODD),
        ({"q1190": "a" * (LONGEST + 1)}, "1190", Wrong.LONG),
    ],
)
def test_this_can_not_be_stored(said: dict[str, str], path: str, wrong: Wrong) -> None:
    assert (path, wrong) in _found(**said)


def test_a_treatment_is_named_by_its_name_or_by_the_remark() -> None:
    assert _found(q1402="2", q1404="geen dialyse") == []
    assert _found(q1402="2", q1422="dialyse") == []


def test_what_is_not_asked_says_what_would_have_to_be_answered() -> None:
    [found] = findings(tidy({"963": (DAY,), "1005": ("0",)}), TODAY)

    assert found.condition == ICD


@given(any_answers)
def test_what_the_mapping_refuses_was_found(said: Said) -> None:
    try:
        resources_of(a_talk(said))
    except InvalidRecord:
        assert findings(tidy({"963": (DAY,)} | dict(said)), TODAY)


@given(sound_answers)
def test_where_nothing_is_found_all_of_it_is_stored_and_valid(said: Said) -> None:
    for resource in resources_of(a_talk(said)).values():
        errors = [one for one in validate(resource) if one.severity in {"error", "fatal"}]
        assert errors == []


@given(sound_answers)
def test_each_decision_is_answered_or_told_to_be_not(said: Said) -> None:
    open_ones = unanswered(said)

    assert {"1386", "1387"} <= {*open_ones, *said}
    assert not set(open_ones) & said.keys()
    assert ("1005" in open_ones) == ("373066001" in said.get("1006", ()) and "1005" not in said)


def test_the_form_goes_along_as_it_was_filled_in() -> None:
    made = resources_of(a_talk({"1201": ("441898007",)}))

    form = made[exported_kind("QuestionnaireResponse")]
    assert form["authored"] == "2026-03-12T14:05:00Z"
    assert any(one["linkId"] == "119" for one in form["item"])
