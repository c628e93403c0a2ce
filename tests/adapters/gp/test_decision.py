"""The table of treatment decisions; refusals first."""

from typing import Any

import pytest

from adapters.core.errors import InvalidRecord
from adapters.gp.treatment_limit import LIMITS, Limit
from profiles import systems
from tests.adapters.gp.records import Answer, JsonObject, answered, coded, item, text

COMMENT = systems.NICTIZ + "ext-Comment"
SPECIFICATION_OTHER = systems.NICTIZ + "ext-TreatmentDirective2.SpecificationOther"

DO_IT = coded(systems.TREATMENT_DECISION, "0")
OTHERWISE = coded(systems.TREATMENT_DECISION, "1")
DO_NOT = coded(systems.TREATMENT_DECISION, "2")
UNKNOWN = coded(systems.NULL_FLAVOR, "UNK")
ICD = item("1006", coded(systems.SNOMED, "373066001"))
ICD_KIND = "treatment-directive/400231000146108"
OTHER_KIND = "treatment-directive/other"

every_limit = pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.code)


def _directive(
    limit: Limit, *answers: Answer, within: list[JsonObject] | None = None
) -> JsonObject:
    return answered(item(limit.question.decision, *answers, within=within))[limit.kind]


def _meaning(directive: JsonObject) -> tuple[str | None, str | None]:
    """The type and the specification of a directive."""
    extensions = directive.get("modifierExtension", [])
    assert all(extension["url"] == SPECIFICATION_OTHER for extension in extensions)
    words = [extension["valueString"] for extension in extensions]
    return directive["provision"].get("type"), words[0] if words else None


def _refusal(*items: JsonObject) -> str:
    """The linkId of the question for which the record is refused."""
    with pytest.raises(InvalidRecord) as refusal:
        answered(*items)
    [issue] = refusal.value.issues
    assert issue.severity == "error"
    return issue.expression.split("'")[1]


@every_limit
def test_otherwise_without_the_wish_in_words_is_refused(limit: Limit) -> None:
    assert _refusal(item(limit.question.decision, OTHERWISE)) == limit.question.otherwise


@every_limit
def test_otherwise_with_only_blanks_is_refused(limit: Limit) -> None:
    wish = item(str(limit.question.otherwise), text("  "))

    refused = _refusal(item(limit.question.decision, OTHERWISE, within=[wish]))

    assert refused == limit.question.otherwise


@every_limit
@pytest.mark.parametrize("decision", [DO_IT, DO_NOT, UNKNOWN])
def test_a_decision_beside_another_wish_is_refused(limit: Limit, decision: Answer) -> None:
    wish = item(str(limit.question.otherwise), text("Alleen na overleg"))

    refused = _refusal(item(limit.question.decision, decision, within=[wish]))

    assert refused == limit.question.otherwise


@every_limit
def test_another_wish_without_a_decision_is_refused(limit: Limit) -> None:
    assert (
        _refusal(item(str(limit.question.otherwise), text("Alleen na overleg")))
        == limit.question.otherwise
    )


@every_limit
def test_a_remark_without_a_decision_is_refused(limit: Limit) -> None:
    refused = _refusal(item(limit.question.remark, text("Alleen na overleg")))

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
    assert _refusal(item(limit.question.decision, code)) == limit.question.decision


@every_limit
@pytest.mark.parametrize("second", [DO_IT, DO_NOT])
def test_two_answers_are_refused_even_when_they_agree(limit: Limit, second: Answer) -> None:
    decision = limit.question.decision

    assert _refusal(item(decision, DO_IT, second)) == decision
    assert _refusal(item(decision, DO_IT), item(decision, second)) == decision


@every_limit
def test_a_question_that_names_another_treatment_is_refused(limit: Limit) -> None:
    preset = item(limit.preset, coded(systems.SNOMED, "180325003"))

    assert _refusal(preset, item(limit.question.decision, DO_NOT)) == limit.preset


@every_limit
def test_an_unanswered_question_gives_no_directive(limit: Limit) -> None:
    preset = item(limit.preset, coded(systems.SNOMED, limit.code))

    assert limit.kind not in answered(preset)


@every_limit
@pytest.mark.parametrize(
    ("decision", "meaning"),
    [
        (DO_IT, ("permit", None)),
        (DO_NOT, ("deny", None)),
        (UNKNOWN, (None, "Onbekend")),
    ],
)
def test_each_decision_has_its_one_meaning(
    limit: Limit, decision: Answer, meaning: tuple[Any, Any]
) -> None:
    directive = _directive(limit, decision)

    assert _meaning(directive) == meaning
    assert directive["status"] == "active"
    assert directive["dateTime"] == "2024-03-05"
    [coding] = directive["provision"]["code"][0]["coding"]
    assert (coding["system"], coding["code"]) == (systems.SNOMED, limit.code)


@every_limit
def test_otherwise_keeps_the_wish_in_words_and_has_no_type(limit: Limit) -> None:
    wish = item(str(limit.question.otherwise), text(" Eenmaal proberen "))

    directive = _directive(limit, OTHERWISE, within=[wish])

    assert _meaning(directive) == (None, "Eenmaal proberen")


@every_limit
def test_a_remark_goes_along_and_changes_nothing(limit: Limit) -> None:
    remark = item(limit.question.remark, text("Besproken met de zoon"))

    directive = _directive(limit, DO_NOT, within=[remark])

    assert _meaning(directive) == ("deny", None)
    assert {"url": COMMENT, "valueString": "Besproken met de zoon"} in directive["extension"]


@pytest.mark.parametrize("decision", [DO_IT, DO_NOT, UNKNOWN])
def test_another_limit_without_a_name_or_a_remark_is_refused(decision: Answer) -> None:
    assert _refusal(item("1402", decision)) == "1402"
    preset = item("1422", coded(systems.NULL_FLAVOR, "OTH", display="Other"))
    assert _refusal(preset, item("1402", decision)) == "1402"


def test_another_limit_has_no_otherwise() -> None:
    assert _refusal(item("1422", text("Dialyse")), item("1402", OTHERWISE)) == "1402"


def test_a_named_treatment_without_a_decision_is_refused() -> None:
    assert _refusal(item("1422", text("Dialyse"))) == "1402"


def test_another_limit_that_is_coded_as_a_treatment_is_refused() -> None:
    named = item("1422", coded(systems.SNOMED, "89666000"))

    assert _refusal(named, item("1402", DO_IT)) == "1422"


@pytest.mark.parametrize(
    ("decision", "meaning"),
    [(DO_IT, ("permit", None)), (DO_NOT, ("deny", None)), (UNKNOWN, (None, "Onbekend"))],
)
def test_another_limit_carries_the_named_treatment_as_text(
    decision: Answer, meaning: tuple[Any, Any]
) -> None:
    directive = answered(item("1422", text("Dialyse")), item("1402", decision))[OTHER_KIND]

    assert _meaning(directive) == meaning
    [code] = directive["provision"]["code"]
    assert code["coding"] == [{"system": systems.NULL_FLAVOR, "code": "OTH"}]
    assert code["text"] == "Dialyse"


def test_another_limit_named_in_its_remark_points_to_the_remark() -> None:
    remark = item("1404", text("Geen dialyse"))

    directive = answered(item("1402", DO_NOT, within=[remark]))[OTHER_KIND]

    assert "toelichting" in directive["provision"]["code"][0]["text"]
    assert {"url": COMMENT, "valueString": "Geen dialyse"} in directive["extension"]


@pytest.mark.parametrize("code", [DO_NOT, OTHERWISE, UNKNOWN, coded(None, "0")])
def test_switching_off_an_icd_is_never_denied_or_unknown(code: Answer) -> None:
    assert _refusal(ICD, item("1005", code)) == "1005"


@pytest.mark.parametrize("there", ["373067005", None])
def test_switching_off_an_icd_that_is_not_there_is_refused(there: str | None) -> None:
    no_icd = [item("1006", coded(systems.SNOMED, there))] if there else []

    assert _refusal(*no_icd, item("1005", DO_IT)) == "1005"


@pytest.mark.parametrize(
    ("decision", "meaning"),
    [
        (DO_IT, ("permit", None)),
        (coded(systems.NULL_FLAVOR, "ASKU"), (None, "Nog geen besluit genomen")),
        (coded(systems.NULL_FLAVOR, "NASK"), (None, "Niet besproken")),
    ],
)
def test_switching_off_an_icd_is_agreed_or_told_in_words(
    decision: Answer, meaning: tuple[Any, Any]
) -> None:
    directive = answered(ICD, item("1005", decision))[ICD_KIND]

    assert _meaning(directive) == meaning
    [code] = directive["provision"]["code"]
    assert code["coding"] == [{"system": systems.NULL_FLAVOR, "code": "OTH"}]
    assert "400231000146108" in code["text"]


def test_every_faulty_decision_is_named_at_once() -> None:
    faulty = [item(limit.question.decision, OTHERWISE) for limit in LIMITS]

    with pytest.raises(InvalidRecord) as refusal:
        answered(*faulty)

    assert len(refusal.value.issues) == len(LIMITS)
