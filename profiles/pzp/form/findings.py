"""What of the answers can't be stored so, each at its question: nothing is mended in silence.

All that the mapping refuses is found here, and what it would leave out without a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from profiles.own_words import LONGEST, is_text
from profiles.pzp.form.national import DAY, FORM, OTHER_LIMIT, OTHER_NAME, OTHER_REMARK
from profiles.pzp.form.options import OTHERWISE
from profiles.pzp.form.question import Condition, Group, Item, Question
from profiles.pzp.form.said import ROWS, Said, holds, path_of, placed


class Wrong(StrEnum):
    """Why an answer can't be stored so."""

    DAY = "day"
    NOT_A_DAY = "not-a-day"
    NOT_YET = "not-yet"
    NOT_ASKED = "not-asked"
    NO_ANSWER = "no-answer"
    IN_WORDS = "in-words"
    WHICH = "which"
    NO_NUMBER = "no-number"
    LONG = "long"
    ODD = "odd"
    WHO = "who"


@dataclass(frozen=True, slots=True)
class Finding:
    """`condition` is what would have to be answered elsewhere for it to be asked."""

    path: str
    wrong: Wrong
    condition: Condition | None = None


def findings(said: Said, today: date) -> list[Finding]:
    """In the order of the form, one a question."""
    found = [*_day(said, today), *_beneath(FORM, said, None, ()), *_other_limit(said), *_rows(said)]
    found += _words(said)
    first: dict[str, Finding] = {}
    for one in found:
        first.setdefault(one.path, one)
    order = [path for path, _ in placed()]
    return sorted(first.values(), key=lambda one: order.index(one.path))


def _day(said: Said, today: date) -> Iterator[Finding]:
    written = next(iter(said.get(DAY, ())), "")
    if not written:
        yield Finding(DAY, Wrong.DAY)
        return
    try:
        day = date.fromisoformat(written)
    except ValueError:
        yield Finding(DAY, Wrong.NOT_A_DAY)
        return
    if day.isoformat() != written:
        yield Finding(DAY, Wrong.NOT_A_DAY)
    elif day > today:
        yield Finding(DAY, Wrong.NOT_YET)


def _beneath(
    items: Sequence[Item], said: Said, row: int | None, around: tuple[Condition, ...]
) -> Iterator[Finding]:
    """What is answered though it is not asked, or beneath what is not answered."""
    for one in items:
        conditions = (*around, one.when) if one.when else around
        if isinstance(one, Group):
            for number in range(ROWS) if one.repeats else (row,):
                yield from _beneath(one.items, said, number, conditions)
            continue
        yield from _question(one, said, row, conditions)
        yield from _beneath(one.beneath, said, row, conditions)


def _question(
    question: Question, said: Said, row: int | None, conditions: Sequence[Condition]
) -> Iterator[Finding]:
    path = path_of(question, row)
    answered = said.get(path, ())
    if answered:
        unmet = next((one for one in conditions if not holds(one, said)), None)
        if unmet is not None:
            yield Finding(path, Wrong.NOT_ASKED, unmet)
    elif any(said.get(path_of(one, row)) for one in question.beneath):
        yield Finding(path, Wrong.NO_ANSWER)
    for one in question.beneath:
        is_due = one.when == Condition(question.link_id, OTHERWISE) and OTHERWISE in answered
        if is_due and not said.get(path_of(one, row)):
            yield Finding(path_of(one, row), Wrong.IN_WORDS)


def _other_limit(said: Said) -> Iterator[Finding]:
    """Another treatment is decided about and named, or neither."""
    named, decided = said.get(OTHER_NAME), said.get(OTHER_LIMIT)
    if named and not decided:
        yield Finding(OTHER_LIMIT, Wrong.NO_ANSWER)
    if decided and not (named or said.get(OTHER_REMARK)):
        yield Finding(OTHER_NAME, Wrong.WHICH)


def _rows(said: Said) -> Iterator[Finding]:
    """The kind of a number that is not there."""
    for name, others in _NUMBERS.items():
        for row in range(ROWS):
            if any(said.get(f"{one}.{row}") for one in others) and not said.get(f"{name}.{row}"):
                yield Finding(f"{name}.{row}", Wrong.NO_NUMBER)


_NUMBERS = {
    "976": ("977", "978", "979"),
    "980": ("981",),
    "988": ("989", "990", "991"),
    "992": ("993",),
}


def _words(said: Said) -> Iterator[Finding]:
    for path, question in placed():
        text = "".join(said.get(path, ()))
        if question.kind.is_written and not is_text(text):
            yield Finding(path, Wrong.ODD)
        elif question.kind.is_written and len(text) > LONGEST:
            yield Finding(path, Wrong.LONG)


def unanswered(said: Said) -> list[str]:
    """The decisions that were not taken, in the order of the form: no fault, but to be seen."""
    return [
        path
        for path, one in placed()
        if path in _DECISIVE and not said.get(path) and holds(one.when, said)
    ]


_DECISIVE = frozenset({
    "1651", "999", "1386", "1387", "1390", "1393", "1396", "1399", "1006", "1005", "1191", "1193",
    "1435",
})  # fmt: skip
