"""What a question of the form is: its words, what may be answered, and when it is asked.

https://hl7.org/fhir/R4/questionnaire.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from profiles.pzp.form.code import Code


class Kind(StrEnum):
    """How a question is answered; a `PRESET` is answered by the form itself."""

    TEXT = "text"
    LONG = "long"
    DAY = "day"
    BIRTH = "birth"
    ONE = "one"
    MANY = "many"
    TRUTH = "truth"
    PRESET = "preset"

    @property
    def is_written(self) -> bool:
        """Whether it is answered in words."""
        return self in {Kind.TEXT, Kind.LONG}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that is offered; within its question its code names it."""

    code: Code
    words: str

    @property
    def key(self) -> str:
        """What stands for it among the answers."""
        return self.code.code


YES, NO = "1", "0"
"""The keys of a question that is true or false."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Asked only where this question has this answer."""

    question: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`beneath` are those that stand under its answer, and mean nothing without one."""

    link_id: str
    words: str
    kind: Kind = Kind.TEXT
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    beneath: tuple["Question", ...] = ()

    def option(self, key: str) -> Option | None:
        """The option of this key; None where it is not offered."""
        return next((one for one in self.options if one.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions under a heading; `repeats` where they may be answered more than once."""

    link_id: str
    words: str
    items: tuple["Question | Group", ...]
    repeats: bool = False
    when: Condition | None = None


Item = Question | Group


def questions(items: Sequence[Item]) -> Iterator[Question]:
    """Every question of these, in order, those beneath others too."""
    for one in items:
        if isinstance(one, Group):
            yield from questions(one.items)
        else:
            yield one
            yield from questions(one.beneath)
