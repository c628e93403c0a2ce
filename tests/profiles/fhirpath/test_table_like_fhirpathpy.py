"""Where fhirpathpy answers the cases of the table otherwise, there is a reason, listed by case."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.profiles.fhirpath.inputs import INPUTS
from tests.profiles.fhirpath.peer import NoVerdict, found
from tests.profiles.fhirpath.table import Case, sections, written

_ERRORS = {"unanswered", "invalid"}


def reasons() -> dict[str, str]:
    """By the expression, why the answers differ."""
    listed: dict[str, str] = {}
    reason = ""
    for line in Path(__file__).with_name("differs.tsv").read_text("utf-8").splitlines():
        if line.startswith("# "):
            reason = line.removeprefix("# ")
        else:
            listed[line] = reason
    return listed


def theirs(case: Case) -> str | None:
    """None where it can not tell, or raises what for us is an error too."""
    try:
        items = found(case.expression, INPUTS.get(case.on, {}))
    except NoVerdict:
        return None
    return ";".join(_said(one) for one in items) if items else "empty"


def _said(value: Any) -> str:
    if isinstance(value, Decimal) and not value.is_finite():
        return str(value)
    return str(getattr(value, "asStr", None) or written(value))


def test_none_is_wrong_against_fhirpathpy_without_a_reason() -> None:
    cases = [case for listed in sections().values() for case in listed]
    asked = [case for case in cases if not case.expected.startswith("invalid-as")]
    answers = {case: theirs(case) for case in asked}
    different = {
        case.expression
        for case, answer in answers.items()
        if answer is not None and (answer != case.expected or case.expected in _ERRORS)
    }
    known = reasons()
    assert different == set(known)
    assert all(known.values())
    assert sum(answer is not None for answer in answers.values()) > 300
