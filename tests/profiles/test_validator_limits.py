"""However much there is to say, no error is left unsaid for warnings that came before it."""

from typing import Any

from profiles.issue import Issue
from profiles.validator import shipped_validator
from tests.builders import a_treatment_directive

MANY = 1_100


def judged(*resources: dict[str, Any]) -> list[Issue]:
    entries = [
        {"resource": one, "request": {"method": "POST", "url": "Consent"}} for one in resources
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    return shipped_validator().validate(bundle)


def test_an_error_behind_more_warnings_than_are_told_is_told() -> None:
    wish = a_treatment_directive("Patient/1")
    of_nobody = {name: value for name, value in wish.items() if name != "patient"}

    issues = judged(*[wish] * MANY, of_nobody)

    errors = [one for one in issues if one.severity == "error"]
    assert len(issues) < MANY
    assert errors
    assert {one.expression.split(".resource")[0] for one in errors} == {f"Bundle.entry[{MANY}]"}


def test_of_more_errors_than_are_told_it_is_said_that_not_all_was_judged() -> None:
    of_nobody = {
        name: value for name, value in a_treatment_directive("").items() if name != "patient"
    }

    issues = judged(*[of_nobody] * MANY)

    assert [one.code for one in issues if one.severity == "fatal"] == ["too-costly"]
    assert len(issues) < 2 * MANY + 1
