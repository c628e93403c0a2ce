from decimal import Decimal
from typing import Any

import pytest

from profiles.check.context import Context
from profiles.check.primitives import MAX_STRING, PRIMITIVE_CHECKS
from profiles.check.structure import check_structure as validate

GOOD: dict[str, list[Any]] = {
    "base64Binary": ["aGFs", "aA==", "aGE=", "aGFs\naGFs\n", "+/+/"],
    "boolean": [True, False],
    "canonical": ["http://example.org/a|1.0", "#a", "urn:a:b"],
    "code": ["a", "a b", "final", "é"],
    "date": ["2026", "2026-02", "2026-02-28", "2024-02-29", "0001", "1900-12-31"],
    "dateTime": [
        *("2026", "2026-02", "2026-02-28", "2026-02-28T23:59:60Z"),
        *("2026-02-28T00:00:00.123456789-13:59", "2026-02-28T00:00:00+14:00"),
    ],
    "decimal": [1, -1, Decimal("72.50"), Decimal("1E+2"), 0.5],
    "id": ["a", "A.b-1", "a" * 64],
    "instant": ["2026-02-28T12:00:00Z", "2026-02-28T12:00:00.1+01:00"],
    "integer": [0, -(2**31), 2**31 - 1],
    "markdown": ["# a\n\n* b", " indented"],
    "oid": ["urn:oid:2.16.840", "urn:oid:0.0"],
    "positiveInt": [1, 2**31 - 1],
    "string": ["a", "é\t\r\n😀", "\N{NO-BREAK SPACE}a", " a", "a" * MAX_STRING],
    "time": ["00:00:00", "23:59:60.5"],
    "unsignedInt": [0, 2**31 - 1],
    "uri": ["a", "http://example.org/é", "urn:oid:1.2"],
    "url": ["mailto:a@example.org"],
    "uuid": ["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"],
}
BAD: dict[str, list[Any]] = {
    "base64Binary": ["", "a", "aGFsbG8", "====", "a-b_", "aG=s", " \n", "aé==", 1],
    "boolean": ["true", 0, 1, None, "", Decimal(1)],
    "canonical": ["", "a b", "a", "Questionnaire/1", "%zz", "urn:oid:1", 1],
    "code": ["", " a", "a ", "a  b", "a\nb", "a\tb", 1, None],
    "date": [
        *("", "0000", "26", "2026-13", "2026-00", "2026-02-29", "2100-02-29", "2026-04-31"),
        *("2026-1-1", "2026-02-28T12:00:00Z", "2026-02-28\n", "28-02-2026", "٢٠٢٦", 2026, True),
    ],
    "dateTime": [
        *("2026-02-28T12:00", "2026-02-28T12:00:00", "2026-02-28T24:00:00Z", "2026-02T12:00:00Z"),
        *("2026-02-30T12:00:00Z", "2026-02-28T12:00:00+14:01", "2026-02-28 12:00:00Z", ""),
        *("2026-02-28T12:00:00.Z", "2026-02-28T12:00:00z", None),
    ],
    "decimal": ["1", None, True, Decimal("NaN"), float("inf"), [1]],
    "id": ["", "a" * 65, "a_b", "a b", "a\n", "é", 1],
    "instant": ["2026-02-28", "2026-02-28T12:00:00", "2026-02-29T12:00:00Z", 1],
    "integer": [2**31, -(2**31) - 1, "1", 1.0, Decimal("1.0"), True, 10**60],
    "markdown": ["", " \n", "\x00", 1],
    "oid": ["urn:oid:3.1", "2.16.840", "urn:oid:2.01", "urn:oid:2", ""],
    "positiveInt": [0, -1, 2**31, "1", True],
    "string": ["", " ", "\n", "\N{NO-BREAK SPACE}", "a\x00", "a\x1fb", "a" * (MAX_STRING + 1), 1],
    "time": ["24:00:00", "12:00", "12:00:00Z", "", 12],
    "unsignedInt": [-1, 2**31, "0"],
    "uri": ["", " ", "a b", "a\n", "a\x00", "urn:oid:2.16.840.", "urn:oid:a", "urn:oid:1.02", None],
    "url": ["", "a b"],
    "uuid": [
        "c757873d-ec9a-4326-a141-556f43239520",
        "urn:uuid:C757873D-EC9A-4326-A141-556F43239520",
    ],
}


def cases(table: dict[str, list[Any]]) -> list[Any]:
    return [
        pytest.param(kind, value, id=f"{kind}-{index}")
        for kind, values in table.items()
        for index, value in enumerate(values)
    ]


@pytest.mark.parametrize(("kind", "value"), cases(GOOD))
def test_a_value_of_the_right_form_is_accepted(kind: str, value: Any) -> None:
    assert not PRIMITIVE_CHECKS[kind](value, Context())


@pytest.mark.parametrize(("kind", "value"), cases(BAD))
def test_a_value_of_the_wrong_form_is_refused(kind: str, value: Any) -> None:
    faults = PRIMITIVE_CHECKS[kind](value, Context())
    assert faults
    assert faults[0].code in {"value", "structure", "too-long"}
    assert faults[0].text.endswith(".")


@pytest.mark.parametrize("system", ["bsn", "Patient/1", "%zz", "#a", "urn:oid:1."])
def test_a_system_that_means_nothing_elsewhere_is_refused(system: str) -> None:
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": system, "value": "1"}],
        "maritalStatus": {"coding": [{"system": system, "code": "M"}]},
    }
    assert [issue.expression for issue in validate(patient)] == [
        "Patient.identifier[0].system",
        "Patient.maritalStatus.coding[0].system",
    ]


@pytest.mark.parametrize("tag", ["nl", "nl-NL", "en-US", "zh-Hant-TW", "sl-rozaj-1994", "x-almere"])
def test_a_language_is_a_tag(tag: str) -> None:
    assert validate({"resourceType": "Basic", "language": tag, "code": {"text": "a"}}) == []


@pytest.mark.parametrize("tag", ["Nederlands", "nl NL", "nl_NL", "nl-", "-", "1", "nl-Nederlands"])
def test_a_language_that_is_no_tag_is_refused(tag: str) -> None:
    note = {"contentType": "text/plain", "language": tag}
    person = {"resourceType": "Patient", "language": tag, "photo": [note]}
    assert {issue.expression for issue in validate(person)} == {
        "Patient.language",
        "Patient.photo[0].language",
    }


def test_every_primitive_has_good_and_bad_cases() -> None:
    assert GOOD.keys() == BAD.keys() == PRIMITIVE_CHECKS.keys() - {"xhtml"}


@pytest.mark.parametrize(
    "value", ["a" * 200_000 + "!", "aaa=" * 50_000, " " * 200_000, "a " * 100_000 + " "]
)
def test_long_hostile_text_is_judged_in_linear_time(value: str) -> None:
    for check in PRIMITIVE_CHECKS.values():
        check(value, Context())
