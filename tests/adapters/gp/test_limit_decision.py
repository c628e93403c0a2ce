"""The table of treatment decisions; refusals first."""

from typing import Any

import pytest

from profiles import systems
from profiles.invalid import InvalidRecord
from profiles.pzp.form.treatment_limit import LIMITS, Limit
from tests.adapters.gp.records import (
    Answer,
    JsonObject,
    answered,
    coded,
    item,
    meaning,
    refused_at,
    text,
)

COMMENT = systems.NICTIZ + "ext-Comment"

DO_IT = coded(systems.TREATMENT_DECISION, "0")
OTHERWISE = coded(systems.TREATMENT_DECISION, "1")
DO_NOT = coded(systems.TREATMENT_DECISION, "2")
UNKNOWN = coded(systems.NULL_FLAVOR, "UNK")

every_limit = pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.code)


def _directive(
    limit: Limit, *answers: Answer, within: list[JsonObject] | None = None
) -> JsonObject:
    return answered(item(limit.question.decision, *answers, within=within))[limit.kind]


@every_limit
def test_otherwise_without_the_wish_in_words_is_refused(limit: Limit) -> None:
    assert refused_at(item(limit.question.decision, OTHERWISE)) == limit.question.otherwise


@every_limit
def test_otherwise_with_only_blanks_is_refused(limit: Limit) -> None:
    wish = item(str(limit.question.otherwise), text("  "))

    refused = refused_at(item(limit.question.decision, OTHERWISE, within=[wish]))

    assert refused == limit.question.otherwise


@every_limit
@pytest.mark.parametrize("decision", [DO_IT, DO_NOT, UNKNOWN])
def test_a_decision_beside_another_wish_is_refused(limit: Limit, decision: Answer) -> None:
    wish = item(str(limit.question.otherwise), text("Alleen na overleg"))

    refused = refused_at(item(limit.question.decision, decision, within=[wish]))

    assert refused == limit.question.otherwise


@every_limit
def test_another_wish_without_a_decision_is_refused(limit: Limit) -> None:
    assert (
        refused_at(item(str(limit.question.otherwise), text("Alleen na overleg")))
        == limit.question.otherwise
    )


@every_limit
def test_a_remark_without_a_decision_is_refused(limit: Limit) -> None:
    refused = refused_at(item(limit.question.remark, text("Alleen na overleg")))

    assert refused == limit.question.decision


@every_limit
@pytest.mark.parametrize(
    "code",
    [
        coded(systems.TREATMENT_DECISION, "3"),
        coded(None, "0"),
        coded(None, "2"),
        coded(systems.SNOMED, "373066001"),
        coded(systems.NULL_FLAVOR, "ASKU"),
        coded(systems.NULL_FLAVOR, "NASK"),
        coded(systems.NULL_FLAVOR, "OTH"),
        coded(systems.TREATMENT_DECISION, "02"),
        {"valueCoding": {"system": systems.TREATMENT_DECISION, "display": "Wel uitvoeren"}},
        {"valueString": "Niet uitvoeren"},
        {"valueBoolean": True},
    ],
)
def test_anything_but_the_forms_four_decisions_is_refused(limit: Limit, code: Answer) -> None:
    assert refused_at(item(limit.question.decision, code)) == limit.question.decision


@every_limit
@pytest.mark.parametrize("second", [DO_IT, DO_NOT])
def test_two_answers_are_refused_even_when_they_agree(limit: Limit, second: Answer) -> None:
    decision = limit.question.decision

    assert refused_at(item(decision, DO_IT, second)) == decision
    assert refused_at(item(decision, DO_IT), item(decision, second)) == decision


@every_limit
def test_a_question_that_names_another_treatment_is_refused(limit: Limit) -> None:
    preset = item(limit.preset, coded(systems.SNOMED, "180325003"))

    assert refused_at(preset, item(limit.question.decision, DO_NOT)) == limit.preset


@every_limit
def test_an_unanswered_question_gives_no_directive(limit: Limit) -> None:
    preset = item(limit.preset, coded(systems.SNOMED, limit.code))

    assert limit.kind not in answered(preset)


@every_limit
@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (DO_IT, ("permit", None)),
        (DO_NOT, ("deny", None)),
        (UNKNOWN, (None, "Onbekend")),
    ],
)
def test_each_decision_has_its_onemeaning(
    limit: Limit, decision: Answer, expected: tuple[Any, Any]
) -> None:
    directive = _directive(limit, decision)

    assert meaning(directive) == expected
    assert directive["status"] == "active"
    assert directive["dateTime"] == "2024-03-05"
    [coding] = directive["provision"]["code"][0]["coding"]
    assert (coding["system"], coding["code"]) == (systems.SNOMED, limit.code)


@every_limit
def test_otherwise_keeps_the_wish_in_words_and_has_no_type(limit: Limit) -> None:
    wish = item(str(limit.question.otherwise), text(" Eenmaal proberen "))

    directive = _directive(limit, OTHERWISE, within=[wish])

    assert meaning(directive) == (None, "Eenmaal proberen")


@every_limit
def test_a_remark_goes_along_and_changes_nothing(limit: Limit) -> None:
    remark = item(limit.question.remark, text("Besproken met de zoon"))

    directive = _directive(limit, DO_NOT, within=[remark])

    assert meaning(directive) == ("deny", None)
    assert {"url": COMMENT, "valueString": "Besproken met de zoon"} in directive["extension"]


def test_every_faulty_decision_is_named_at_once() -> None:
    faulty = [item(limit.question.decision, OTHERWISE) for limit in LIMITS]

    with pytest.raises(InvalidRecord) as refusal:
        answered(*faulty)

    assert len(refusal.value.issues) == len(LIMITS)
