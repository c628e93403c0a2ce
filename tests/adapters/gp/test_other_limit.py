"""A limit on a treatment that the form does not name; refusals first."""

from typing import Any

import pytest

from profiles import systems
from tests.adapters.gp.records import Answer, answered, coded, item, meaning, refused_at, text

COMMENT = systems.NICTIZ + "ext-Comment"
DO_IT = coded(systems.TREATMENT_DECISION, "0")
OTHERWISE = coded(systems.TREATMENT_DECISION, "1")
DO_NOT = coded(systems.TREATMENT_DECISION, "2")
UNKNOWN = coded(systems.NULL_FLAVOR, "UNK")
KIND = "treatment-directive/other"


@pytest.mark.parametrize("decision", [DO_IT, DO_NOT, UNKNOWN])
def test_another_limit_without_a_name_or_a_remark_is_refused(decision: Answer) -> None:
    assert refused_at(item("1402", decision)) == "1402"
    preset = item("1422", coded(systems.NULL_FLAVOR, "OTH", display="Other"))
    assert refused_at(preset, item("1402", decision)) == "1402"


def test_another_limit_has_no_otherwise() -> None:
    assert refused_at(item("1422", text("Dialyse")), item("1402", OTHERWISE)) == "1402"


def test_a_named_treatment_without_a_decision_is_refused() -> None:
    assert refused_at(item("1422", text("Dialyse"))) == "1402"


def test_another_limit_that_is_coded_as_a_treatment_is_refused() -> None:
    named = item("1422", coded(systems.SNOMED, "89666000"))

    assert refused_at(named, item("1402", DO_IT)) == "1422"


@pytest.mark.parametrize(
    ("decision", "expected"),
    [(DO_IT, ("permit", None)), (DO_NOT, ("deny", None)), (UNKNOWN, (None, "Onbekend"))],
)
def test_another_limit_carries_the_named_treatment_as_text(
    decision: Answer, expected: tuple[Any, Any]
) -> None:
    directive = answered(item("1422", text("Dialyse")), item("1402", decision))[KIND]

    assert meaning(directive) == expected
    [code] = directive["provision"]["code"]
    assert code["coding"] == [{"system": systems.NULL_FLAVOR, "code": "OTH"}]
    assert code["text"] == "Dialyse"


def test_another_limit_named_in_its_remark_points_to_the_remark() -> None:
    remark = item("1404", text("Geen dialyse"))

    directive = answered(item("1402", DO_NOT, within=[remark]))[KIND]

    assert "toelichting" in directive["provision"]["code"][0]["text"]
    assert {"url": COMMENT, "valueString": "Geen dialyse"} in directive["extension"]
