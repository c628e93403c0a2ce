"""Both kinds of patch, case by case: what is left, or why nothing is done.

https://www.rfc-editor.org/rfc/rfc6902 and https://hl7.org/fhir/R4/fhirpatch.html
"""

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from profiles.patch.failed import MalformedPatch, Unapplicable
from profiles.patch.fhirpath_patch import apply_fhirpath_patch
from profiles.patch.json_patch import MOST, apply_json_patch
from profiles.patch.result import patched, result_of

_WORDS = {"type": "valueCode", "path": "valueString", "name": "valueString"}
OWN = {"resourceType": "Patient", "id": "1"}


def cases(name: str) -> list[Any]:
    text = Path(__file__).with_name(f"{name}.json").read_text("utf-8")
    return [pytest.param(one, id=one["name"]) for one in json.loads(text, parse_float=Decimal)]


def parameters(patch: list[dict[str, Any]]) -> dict[str, Any]:
    """The operations as Parameters has them."""
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "operation", "part": [_part(name, said) for name, said in one.items()]}
            for one in patch
        ],
    }


def _part(name: str, said: Any) -> dict[str, Any]:
    if name == "value":
        return {"name": name, **said}
    return {"name": name, _WORDS.get(name, "valueInteger"): said}


def applied(case: dict[str, Any], patch: Any, apply: Any) -> dict[str, Any]:
    """What is left; what was given stays as it was."""
    before = OWN | case["before"]
    kept, sent = deepcopy(before), deepcopy(patch)
    try:
        return result_of(before, apply(before, patch))
    finally:
        assert (before, patch) == (kept, sent)


def check(case: dict[str, Any], patch: Any, apply: Any) -> None:
    if "after" in case:
        assert applied(case, patch, apply) == OWN | case["after"]
        return
    with pytest.raises(MalformedPatch if case.get("malformed") else Unapplicable) as failed:
        applied(case, patch, apply)
    issue = failed.value.issue
    assert issue.code == case.get("fails", "invalid")
    if "at" in case:
        assert issue.expression == case["at"]
    elif apply is apply_fhirpath_patch:
        assert issue.expression.startswith(("Parameters.parameter[", "Patient."))


@pytest.mark.parametrize("case", cases("json_patch"))
def test_json_patch(case: dict[str, Any]) -> None:
    patch = case["patch"]
    check(case, patch * case["doubled"] if "doubled" in case else patch, apply_json_patch)


@pytest.mark.parametrize("case", cases("fhirpath_patch"))
def test_fhirpath_patch(case: dict[str, Any]) -> None:
    check(case, parameters(case["patch"]), apply_fhirpath_patch)


@pytest.mark.parametrize(
    "patch",
    [
        {"resourceType": "Patient"},
        {"resourceType": "Parameters", "parameter": {}},
        {"resourceType": "Parameters", "parameter": [{"name": "other"}]},
        {"resourceType": "Parameters", "parameter": ["operation"]},
        {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": ["x"]}]},
        {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": 5}]},
        {"resourceType": "Parameters", "parameter": [{"name": "operation"}] * (MOST + 1)},
    ],
)
def test_parameters_that_are_no_patch(patch: dict[str, Any]) -> None:
    with pytest.raises(MalformedPatch):
        apply_fhirpath_patch(OWN, patch)


def test_what_is_nested_too_deep_is_refused() -> None:
    deep: Any = []
    for _ in range(50):
        deep = [deep]
    patch = [{"op": "add", "path": "/x" + "/0" * 50 * done, "value": deep} for done in range(100)]

    with pytest.raises(Unapplicable, match="too deep"):
        patched(OWN, patch)


def test_a_patch_of_too_many_operations_is_none() -> None:
    with pytest.raises(MalformedPatch):
        apply_json_patch(OWN, [{"op": "test", "path": "/id", "value": "1"}] * (MOST + 1))


@pytest.mark.parametrize("number", ["1.50", "0.10", "1E+2"])
def test_digits_of_a_number_are_kept(number: str) -> None:
    patch = [{"op": "add", "path": "/x", "value": Decimal(number)}]

    assert str(apply_json_patch(OWN, patch)["x"]) == number
