"""Switching off an ICD; refusals first."""

from typing import Any

import pytest

from profiles import systems
from profiles.pzp.form.guide import BETA3
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
    directive = answered(ICD, item("1005", decision), guide=BETA3)[KIND]

    assert meaning(directive) == expected
    [code] = directive["provision"]["code"]
    assert code["coding"] == [{"system": systems.NULL_FLAVOR, "code": "OTH"}]
    assert "400231000146108" in code["text"]


def test_that_nothing_is_decided_yet_is_said_in_the_words_of_the_release() -> None:
    undecided = item("1005", coded(systems.NULL_FLAVOR, "ASKU"))

    directive = answered(ICD, undecided)[KIND]

    assert meaning(directive) == (None, "Nee, nog geen besluit genomen")


@pytest.mark.parametrize(
    "code", ["72506001", "465460004", "468542000", "704707009", "1263462004", "1236894001"]
)
def test_an_icd_has_the_kind_that_the_form_says(code: str) -> None:
    kind = item("1008", coded(systems.SNOMED, code, display="Soort"))

    device = answered(ICD, kind)["exported/Device"]

    assert device["type"]["coding"][0]["code"] == code


def test_another_kind_of_device_is_refused() -> None:
    assert refused_at(ICD, item("1008", coded(systems.SNOMED, "14106009"))) == "1008"
