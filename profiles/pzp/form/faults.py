"""Faults of an export: all are gathered, and one error of them refuses the record whole."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from profiles.invalid import InvalidRecord
from profiles.issue import Issue

_Result = TypeVar("_Result")

FORM = "QuestionnaireResponse"


def fault(code: str, expression: str, text: str) -> InvalidRecord:
    """The refusal of a record for one reason; `text` never repeats what the record says."""
    return InvalidRecord([Issue("error", code, expression, text)])


def answer_fault(code: str, link_id: str, text: str) -> InvalidRecord:
    """The refusal of a record for the answer to one question of the form."""
    return fault(code, expression_of(link_id), f"Question {link_id}: {text}")


def expression_of(link_id: str) -> str:
    """Where a question stands, whatever it is nested in."""
    return f"{FORM}.descendants().where(linkId = '{link_id}')"


def gathered(steps: Iterable[Callable[[], _Result]]) -> list[_Result]:
    """The result of every step; raises InvalidRecord with the faults of all that failed."""
    results: list[_Result] = []
    issues: list[Issue] = []
    for step in steps:
        try:
            results.append(step())
        except InvalidRecord as error:
            issues.extend(error.issues)
    if issues:
        raise InvalidRecord(issues)
    return results
