"""Answers as a QuestionnaireResponse, and back: one of any release, read as the newest asks it.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from profiles.pzp.form.national import CANONICAL, FORM
from profiles.pzp.form.question import NO, YES, Group, Item, Kind, Question
from profiles.pzp.form.said import (
    REPEATED,
    ROWS,
    Said,
    holds,
    is_answered,
    path_of,
    placed,
    rows_of,
    tidy,
)
from profiles.resource.items import items as every_item
from profiles.resource.read import objects, words

Tree = dict[str, Any]

_DAY = 10
_ALSO = {"1406": "1651"}
"""Questions of an earlier release, by what the newest has in their place."""
_ALSO_CODES: Mapping[tuple[str, str], str] = {
    ("999", "225353007"): "713148004",
    ("1008", "ICD"): "72506001",
}


def filled(said: Said) -> Tree:
    """The form with these answers, without a subject: what nobody answered does not stand there."""
    form: Tree = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": CANONICAL,
        "status": "completed",
    }
    answered = list(_items(FORM, said, None))
    return {**form, "item": answered} if answered else form


def unfilled(form: Mapping[str, Any]) -> Said:
    """The answers of a form, as far as the newest release asks them."""
    found: dict[str, list[str]] = {}
    asked = {one.link_id: one for _, one in placed()}
    for row, item in _placed_items(form):
        name = _ALSO.get(words(item, "linkId"), words(item, "linkId"))
        if (question := asked.get(name)) is not None:
            values = [_value(question, answer) for answer in objects(item.get("answer"))]
            found.setdefault(path_of(question, row), []).extend(one for one in values if one)
    return tidy(found)


def _items(items: Sequence[Item], said: Said, row: int | None) -> Iterator[Tree]:
    for one in items:
        if isinstance(one, Question):
            yield from _question(one, said, row, is_told=_is_told(items, said))
        elif one.repeats:
            for number in rows_of(one, said):
                yield _group(one, said, number)
        elif is_answered(one, said):
            yield _group(one, said, row)


def _group(group: Group, said: Said, row: int | None) -> Tree:
    within = list(_items(group.items, said, row))
    return {"linkId": group.link_id, "text": group.words, "item": within}


def _is_told(items: Sequence[Item], said: Said) -> bool:
    """Whether the questions beside it are answered, so that what it is about has to stand there."""
    return any(is_answered(one, said) for one in items if isinstance(one, Question))


def _question(question: Question, said: Said, row: int | None, *, is_told: bool) -> Iterator[Tree]:
    if question.kind is Kind.PRESET:
        if is_told and holds(question.when, said):
            yield _item(question, [{"valueCoding": _coding(question, question.options[0].key)}])
        return
    values = said.get(path_of(question, row), ())
    answers = [_answer(question, value) for value in values]
    beneath = list(_items(question.beneath, said, row))
    if beneath:
        # A remark may stand there without an answer: then it is kept, and nothing is answered.
        answers = [{**(answers[0] if answers else {}), "item": beneath}, *answers[1:]]
    if answers:
        yield _item(question, answers)


def _item(question: Question, answers: list[Tree]) -> Tree:
    return {"linkId": question.link_id, "text": question.words, "answer": answers}


def _answer(question: Question, value: str) -> Tree:
    match question.kind:
        case Kind.TRUTH:
            return {"valueBoolean": value == YES}
        case Kind.DAY:
            return {"valueDateTime": value}
        case Kind.BIRTH:
            return {"valueDate": value}
        case Kind.ONE | Kind.MANY:
            return {"valueCoding": _coding(question, value)}
    return {"valueString": value}


def _coding(question: Question, key: str) -> Tree:
    option = question.option(key)
    assert option is not None  # noqa: S101 - narrowing: `tidy` leaves out what is not offered
    system = {"system": option.code.system} if option.code.system else {}
    return {**system, "code": key, "display": option.words}


def _placed_items(form: Mapping[str, Any]) -> Iterator[tuple[int | None, Mapping[str, Any]]]:
    """Every item with the row in which it stands, if in one."""
    rows: dict[str, int] = {}
    within: dict[int, int] = {}
    for item in every_item(form):
        name = words(item, "linkId")
        if name in _REPEATED:
            row = rows.get(name, 0)
            rows[name] = row + 1
            within |= {id(one): row for one in every_item(item)}
        row_of = within.get(id(item))
        if row_of is None or row_of < ROWS:
            yield row_of, item


_REPEATED = frozenset(one.link_id for one in REPEATED)


def _value(question: Question, answer: Mapping[str, Any]) -> str:
    """The answer as it is held here; empty where it is none that is asked."""
    coding = answer.get("valueCoding")
    code = words(coding, "code") if isinstance(coding, Mapping) else ""
    match question.kind:
        case Kind.TRUTH:
            return _truth(answer, code)
        case Kind.DAY | Kind.BIRTH:
            return (words(answer, "valueDateTime") or words(answer, "valueDate"))[:_DAY]
        case Kind.ONE | Kind.MANY:
            option = question.option(_ALSO_CODES.get((question.link_id, code), code))
            is_known = code in _OLD_CODES or (
                option is not None
                and isinstance(coding, Mapping)
                and (words(coding, "system") or None) == option.code.system
            )
            return option.key if option is not None and is_known else ""
    return words(answer, "valueString")


_OLD_CODES = frozenset(code for _, code in _ALSO_CODES)


def _truth(answer: Mapping[str, Any], code: str) -> str:
    said = answer.get("valueBoolean")
    if isinstance(said, bool):
        return YES if said else NO
    return {"1": YES, "0": NO, _SNOMED_YES: YES, _SNOMED_NO: NO}.get(code, "")


_SNOMED_YES, _SNOMED_NO = "373066001", "373067005"
