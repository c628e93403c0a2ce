"""Reading the answers of a completed form by their linkId."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from fhir.resources.R4B.questionnaireresponse import (
    QuestionnaireResponseItem,
    QuestionnaireResponseItemAnswer,
)

from profiles.pzp.form.code import ABSENT, YES_NO, Code
from profiles.pzp.form.faults import answer_fault
from profiles.pzp.form.moment import Written
from profiles.pzp.form.naming import is_called_otherwise

_Result = TypeVar("_Result")


class Answers:
    """The answers under one node of the form, but for those to questions that are left out.

    Every method raises UnclearAnswer on a wrong shape.

    https://hl7.org/fhir/R4/questionnaireresponse.html
    """

    def __init__(
        self, items: Sequence[QuestionnaireResponseItem], without: frozenset[str] = frozenset()
    ) -> None:
        self._without = without
        self._items: dict[str, list[QuestionnaireResponseItem]] = defaultdict(list)
        for item in _descendants(items):
            if item.linkId not in without:
                self._items[item.linkId or ""].append(item)

    def text(self, link_id: str) -> str | None:
        """The text without blanks around it; None when there is none."""
        value = self._value(link_id, ("valueString",))
        return (value.strip() or None) if value is not None else None

    def code(self, link_id: str) -> Code | None:
        """The one code that was chosen."""
        value = self._value(link_id, ("valueCoding",))
        return _code(link_id, value) if value is not None else None

    def code_or_text(self, link_id: str) -> Code | str | None:
        """What was chosen, or written where no option fits."""
        value = self._value(link_id, ("valueCoding", "valueString"))
        if isinstance(value, str):
            return value.strip() or None
        return _code(link_id, value) if value is not None else None

    def codes(self, link_id: str) -> list[Code]:
        """Every code of a question with several answers, in order, each once."""
        values = [_filled(link_id, answer, ("valueCoding",)) for answer in self._answers(link_id)]
        return list(dict.fromkeys(_code(link_id, value) for value in values if value is not None))

    def display(self, link_id: str) -> str | None:
        """The words in which the form showed the one chosen option."""
        value = self._value(link_id, ("valueCoding",))
        return value.display if value is not None else None

    def moment(self, link_id: str) -> Written | None:
        """The day that was filled in, with or without a time, as it was written."""
        found: Written | None = self._value(link_id, ("valueDateTime", "valueDate"))
        return found

    def choice(self, link_id: str, options: Mapping[Code, _Result]) -> _Result | None:
        """What the chosen option means; a code that is no option of the question is refused."""
        chosen = self.code(link_id)
        return option(link_id, chosen, options) if chosen is not None else None

    def yes_no(self, link_id: str) -> bool | None:
        """Yes or no, as a code or as a boolean; None where it is not answered, or not known."""
        value = self._value(link_id, ("valueCoding", "valueBoolean"))
        if value is None or isinstance(value, bool):
            return value
        chosen = _code(link_id, value)
        return None if chosen in ABSENT else option(link_id, chosen, YES_NO)

    def reason(self, link_id: str) -> str | None:
        """Why there is no answer, as far as the answer says that."""
        value = self._value(link_id, ("valueCoding", "valueBoolean"))
        is_coded = value is not None and not isinstance(value, bool)
        return ABSENT.get(_code(link_id, value)) if is_coded else None

    def options(self, link_id: str, options: Mapping[Code, object]) -> list[Code]:
        """Every chosen option, in order; a code that is no option of the question is refused."""
        chosen = self.codes(link_id)
        for code in chosen:
            option(link_id, code, options)
        return chosen

    def groups(self, link_id: str) -> list["Answers"]:
        """The answers within each repetition of a group."""
        return [Answers(item.item or [], self._without) for item in self._items.get(link_id, [])]

    def kinds(self, link_id: str) -> list[str]:
        """The type of value of each answer, as `valueCoding`."""
        found = (
            name
            for answer in self._answers(link_id)
            for name, value in answer
            if name.startswith("value") and value is not None
        )
        return list(found)

    def every(self) -> list[str]:
        """Every question with an answer, in the order of the form."""
        return [link_id for link_id in self._items if self._answers(link_id)]

    def answered(self, *link_ids: str) -> list[str]:
        """Which of the questions have an answer."""
        return [link_id for link_id in link_ids if self._answers(link_id)]

    def _answers(self, link_id: str) -> list[QuestionnaireResponseItemAnswer]:
        return [answer for item in self._items.get(link_id, []) for answer in item.answer or []]

    def _value(self, link_id: str, kinds: tuple[str, ...]) -> Any:
        answers = self._answers(link_id)
        if len(answers) > 1:
            raise answer_fault("invariant", link_id, "has more than one answer; give one")
        return _filled(link_id, answers[0], kinds) if answers else None


def option(link_id: str, chosen: Code, options: Mapping[Code, _Result]) -> _Result:
    """What an option means; raises InvalidRecord for a code that the question does not offer."""
    if chosen not in options:
        allowed = ", ".join(f"{code.system or ''}|{code.code}" for code in options)
        raise answer_fault("code-invalid", link_id, f"the code is none of {allowed}")
    return options[chosen]


def _descendants(items: Sequence[QuestionnaireResponseItem]) -> Iterator[QuestionnaireResponseItem]:
    for item in items:
        yield item
        yield from _descendants(item.item or [])
        for answer in item.answer or []:
            yield from _descendants(answer.item or [])


def _filled(link_id: str, answer: QuestionnaireResponseItemAnswer, kinds: tuple[str, ...]) -> Any:
    values = {name: value for name, value in answer if name.startswith("value")}
    filled = [name for name, value in values.items() if value is not None]
    if filled and filled[0] not in kinds:
        raise answer_fault("value", link_id, f"the answer has to be {' or '.join(kinds)}")
    return values[filled[0]] if filled else None


def _code(link_id: str, coding: Any) -> Code:
    if coding.code is None:
        raise answer_fault("required", link_id, "the answer has no code")
    code = Code(coding.system, coding.code)
    if coding.display is not None and is_called_otherwise(link_id, code, coding.display):
        text = (
            "the words beside the code are those of another answer; it is not known which is meant"
        )
        raise answer_fault("code-invalid", link_id, text)
    return code
