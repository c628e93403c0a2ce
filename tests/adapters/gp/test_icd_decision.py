"""Switching off an ICD; refusals first."""

from typing import Any

import pytest

from profiles import systems
from tests.adapters.gp.records import Answer, answered, coded, item, meaning, refused_at

DO_IT = coded(systems.TREATMENT_DECISION, "0")
OTHERWISE = coded(systems.TREATMENT_DECISION, "1")
DO_NOT = coded(systems.TREATMENT_DECISION, "2")
UNKNOWN = coded(systems.NULL_FLAVOR, "UNK")
ICD = item("1006", coded(systems.SNOMED, "373066001"))
KIND = "treatment-directive/400231000146108"


@pytest.mark.parametrize("code", [DO_NOT, OTHERWISE, UNKNOWN, coded(None, "0")])
def test_switching_off_an_icd_is_never_denied_or_unknown(code: Answer) -> None:
    assert refused_at(ICD, item("1005", code)) == "1005"


@pytest.mark.parametrize("there", ["373067005", None])
def test_switching_off_an_icd_that_is_not_there_is_refused(there: str | None) -> None:
    no_icd = [item("1006", coded(systems.SNOMED, there))] if there else []

    assert refused_at(*no_icd, item("1005", DO_IT)) == "1005"


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (DO_IT, ("permit", None)),
        (coded(systems.NULL_FLAVOR, "ASKU"), (None, "Nog geen besluit genomen")),
        (coded(systems.NULL_FLAVOR, "NASK"), (None, "Niet besproken")),
    ],
)
def test_switching_off_an_icd_is_agreed_or_told_in_words(
    decision: Answer, expected: tuple[Any, Any]
) -> None:
    directive = answered(ICD, item("1005", decision))[KIND]

    assert meaning(directive) == expected
    [code] = directive["provision"]["code"]
    assert code["coding"] == [{"system": systems.NULL_FLAVOR, "code": "OTH"}]
    assert "400231000146108" in code["text"]
