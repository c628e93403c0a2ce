"""Faults of an export, all gathered; what is wrong with one answer is told from the rest."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from profiles.invalid import InvalidRecord
from profiles.issue import Issue

_Result = TypeVar("_Result")

FORM = "QuestionnaireResponse"


class UnclearAnswer(InvalidRecord):
    """Answers that have no single meaning; `questions` are those that nothing is made of for it."""

    def __init__(self, issues: Iterable[Issue], questions: Iterable[str]) -> None:
        super().__init__(list(issues))
        self.questions = frozenset(questions)


def fault(code: str, expression: str, text: str) -> InvalidRecord:
    """The refusal of a record for one reason; `text` never repeats what the record says."""
    return InvalidRecord([Issue("error", code, expression, text)])


def answer_fault(code: str, link_id: str, text: str, *others: str) -> UnclearAnswer:
    """The answer to one question of the form, that has no single meaning; with it `others` fall."""
    issue = Issue("error", code, expression_of(link_id), f"Question {link_id}: {text}")
    return UnclearAnswer([issue], (link_id, *others))


def expression_of(link_id: str) -> str:
    """Where a question stands, whatever it is nested in."""
    return f"{FORM}.descendants().where(linkId = '{link_id}')"


def gathered(steps: Iterable[Callable[[], _Result]]) -> list[_Result]:
    """The result of every step; raises InvalidRecord with the faults of all that failed.

    Where all of them are of single answers, it is UnclearAnswer.
    """
    results: list[_Result] = []
    faults: list[InvalidRecord] = []
    for step in steps:
        try:
            results.append(step())
        except InvalidRecord as error:
            faults.append(error)
    issues = [issue for error in faults for issue in error.issues]
    unclear = [error for error in faults if isinstance(error, UnclearAnswer)]
    if issues and len(unclear) == len(faults):
        raise UnclearAnswer(issues, (one for error in unclear for one in error.questions))
    if issues:
        raise InvalidRecord(issues)
    return results
