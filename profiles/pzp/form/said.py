"""What was answered, by question: the same whether a page, a draft or a stored form holds it.

The path of an answer is its question's linkId, with the row behind it in what repeats: `976.0`.
"""

from collections.abc import Iterator, Mapping, Sequence

from profiles.pzp.form.national import FORM
from profiles.pzp.form.options import THERE
from profiles.pzp.form.question import NO, YES, Condition, Group, Item, Kind, Option, Question

Said = Mapping[str, tuple[str, ...]]
"""By path: the words, the day, or the keys of the options, in the order of the form."""

ROWS = 5
"""So many times at most is answered what repeats."""
TRUTHS = (YES, NO)


def placed(items: Sequence[Item] = FORM, row: int | None = None) -> Iterator[tuple[str, Question]]:
    """Every question that somebody answers with the path of its answer, each row of it."""
    for one in items:
        if isinstance(one, Question):
            if one.kind is not Kind.PRESET:
                yield path_of(one, row), one
            yield from placed(one.beneath, row)
        elif one.repeats:
            for number in range(ROWS):
                yield from placed(one.items, number)
        else:
            yield from placed(one.items, row)


def path_of(question: Question, row: int | None) -> str:
    """Where its answer is."""
    return question.link_id if row is None else f"{question.link_id}.{row}"


def keys_of(question: Question) -> tuple[str, ...]:
    """What may be answered to a question that offers something; empty where words are asked."""
    return TRUTHS if question.kind is Kind.TRUTH else tuple(one.key for one in question.options)


def tidy(said: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """In the order of the form, without blanks around words; what has no place is left out."""
    found = {path: _tidied(one, said.get(path, ())) for path, one in placed()}
    there = {path: values for path, values in found.items() if values}
    came = {path: one for group in REPEATED for path, one in _came_from(group, there)}
    found = {path: there.get(came.get(path, path), ()) for path, _ in placed()}
    return {path: values for path, values in found.items() if values}


def _came_from(group: Group, said: Said) -> Iterator[tuple[str, str]]:
    """Where what stands in its rows comes from, so that none between is empty."""
    rows = rows_of(group, said)
    for number in range(ROWS):
        for path, one in placed(group.items, number):
            yield path, path_of(one, rows[number]) if number < len(rows) else ""


def groups(items: Sequence[Item] = FORM) -> Iterator[Group]:
    """Every group, in order."""
    for one in items:
        if isinstance(one, Group):
            yield one
            yield from groups(one.items)


REPEATED = tuple(one for one in groups() if one.repeats)


def holds(condition: Condition | None, said: Said) -> bool:
    """Whether this is asked, by what was answered."""
    return condition is None or condition.key in said.get(condition.question, ())


def is_answered(item: Item, said: Said) -> bool:
    """Whether anything of it was."""
    return any(said.get(path) for path, _ in placed([item]))


def rows_of(group: Group, said: Said) -> list[int]:
    """The rows of what repeats that have an answer."""
    return [
        row for row in range(ROWS) if any(said.get(path) for path, _ in placed(group.items, row))
    ]


def chosen(question: Question, said: Said, row: int | None = None) -> list[Option]:
    """The options that were chosen."""
    found = map(question.option, said.get(path_of(question, row), ()))
    return [one for one in found if one is not None]


def _tidied(question: Question, values: Sequence[str]) -> tuple[str, ...]:
    if keys := keys_of(question):
        there = tuple(one for one in keys if one in values)
        return there if question.kind is Kind.MANY else there[:1]
    text = next(iter(values), "").replace("\r\n", "\n").strip()
    return (text,) if text else ()


PATIENT_THERE = THERE[0].key
