"""The cases of cases.tsv: what an expression is asked of, and what it finds.

`empty` is nothing, `unanswered` an error where it is evaluated, `invalid` one where it is compiled,
`invalid-as` a type one that is told where the type is known.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from profiles.fhirpath import NotEvaluated, NotFHIRPath, compile_path
from tests.profiles.fhirpath.inputs import INPUTS


class Case(NamedTuple):
    """One row."""

    on: str
    expression: str
    expected: str


def sections() -> Mapping[str, list[Case]]:
    """The rows by their heading."""
    found: dict[str, list[Case]] = {}
    rows: list[Case] = []
    file = Path(__file__).with_name("cases.tsv")
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("# "):
            rows = found.setdefault(line.removeprefix("# "), [])
        else:
            rows.append(Case(*line.split("\t")))
    return found


def answer(case: Case) -> str:
    """What our engine says, in the words of the table."""
    resource = INPUTS.get(case.on, {})
    kind = case.expected.partition("invalid-as ")[2]
    try:
        if kind:
            compile_path(case.expression)  # without the type it may mean something
        path = compile_path(case.expression, kind)
    except NotFHIRPath:
        return f"invalid-as {kind}" if kind else "invalid"
    try:
        found = path.found(resource)
    except NotEvaluated:
        return "unanswered"
    return ";".join(written(each.value) for each in found) if found else "empty"


def written(value: Any) -> str:
    """A value as the table writes it; numbers without zeros that say nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value)) if value.as_tuple().exponent != -8 else f"{value:f}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
