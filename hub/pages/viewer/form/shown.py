"""The form as its page shows it: every question with what was answered, and what is wrong: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hub.pages.words import Words
from profiles.pzp.form.findings import Finding, Wrong
from profiles.pzp.form.national import BY_ID, DAY, FORM, PATIENT, SECTIONS
from profiles.pzp.form.question import YES, Condition, Group, Item, Kind, Question
from profiles.pzp.form.said import (
    ROWS,
    Said,
    keys_of,
    path_of,
    placed,
    rows_of,
)

_LONG = frozenset({"39", "61"})
"""Numbers and addresses of a person, which at most talks nobody fills in."""
_FEW = 6
"""So many options at most stand beside each other; of more a list is opened."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option; `name` and `value` are its field."""

    name: str
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question; `look` is how it is answered, `needs` the answer elsewhere that it hangs on.

    `only` says that in words; `earlier` what was decided before, `wrong` why it can't stay so.
    """

    path: str
    words: str
    look: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    earlier: tuple[str, ...] = ()
    only: str = ""
    needs: str = ""
    wrong: str = ""
    beneath: tuple["Asked", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Questions under a heading, or one row of what repeats; it `folds` while nothing is in it."""

    name: str
    words: str
    items: tuple["Asked | Part", ...]
    only: str = ""
    needs: str = ""
    is_row: bool = False
    folds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the numbered parts; of so many questions so many are answered."""

    number: int
    part: Part
    answered: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the template needs: `faults` are every finding with its path and its question."""

    day: Asked
    patient: tuple[Asked | Part, ...]
    sections: tuple[Section, ...]
    faults: Sequence[tuple[str, str, str]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Shower:
    """How the form is shown: what was said, decided earlier and found wrong, in these words."""

    said: Said
    earlier: Mapping[str, tuple[str, ...]]
    found: Mapping[str, Finding]
    others: Mapping[str, str]
    words: Words

    def page(self, *, asks_who: bool) -> Page:
        """All of it; who the inhabitant is where that is not known."""
        day = self._asked(BY_ID[DAY], None)
        patient = tuple(self._items(PATIENT, None)) if asks_who else ()
        sections = tuple(self._section(number, one) for number, one in enumerate(SECTIONS, 1))
        return Page(day=day, patient=patient, sections=sections, faults=tuple(self._faults()))

    def _faults(self) -> Iterator[tuple[str, str, str]]:
        for path, _ in placed():
            if text := self._wrong(path):
                yield anchor(path), called(path), text

    def _section(self, number: int, group: Group) -> Section:
        paths = [path for path, _ in placed(group.items)]
        return Section(
            number=number,
            part=self._part(group, None),
            answered=sum(path in self.said for path in paths),
            wrong=sum(bool(self._wrong(path)) for path in paths),
        )

    def _items(self, items: Sequence[Item], row: int | None) -> Iterator[Asked | Part]:
        for one in items:
            if isinstance(one, Question):
                if one.kind is not Kind.PRESET:
                    yield self._asked(one, row)
            else:
                yield self._part(one, row)

    def _part(self, group: Group, row: int | None) -> Part:
        if group.repeats:
            rows = self._rows(group)
            items: tuple[Asked | Part, ...] = tuple(self._row(group, one) for one in rows)
        else:
            items = tuple(self._items(group.items, row))
        return Part(
            name=group.link_id if row is None else f"{group.link_id}.{row}",
            words=group.words,
            items=items,
            only=self._only(group.when),
            needs=_needs(group.when),
            folds=group.link_id in _LONG and self._is_empty(group),
        )

    def _is_empty(self, group: Group) -> bool:
        paths = [path for path, _ in placed([group])]
        return not any(path in self.said or self._wrong(path) for path in paths)

    def _rows(self, group: Group) -> range:
        """Those that are filled in, and one more."""
        filled = rows_of(group, self.said)
        return range(min(ROWS, (filled[-1] + 1 if filled else 0) + 1))

    def _row(self, group: Group, row: int) -> Part:
        words = self.words("form.row", what=group.words, number=row + 1)
        items = tuple(self._items(group.items, row))
        return Part(name=f"{group.link_id}.{row}", words=words, items=items, is_row=True)

    def _asked(self, question: Question, row: int | None) -> Asked:
        path = path_of(question, row)
        values = self.said.get(path, ())
        return Asked(
            path=path,
            words=question.words,
            look=_look(question),
            value=next(iter(values), ""),
            choices=tuple(self._choices(question, path, values)),
            earlier=self.earlier.get(path, ()),
            only=self._only(question.when),
            needs=_needs(question.when),
            wrong=self._wrong(path),
            beneath=tuple(self._asked(one, row) for one in question.beneath),
        )

    def _choices(self, question: Question, path: str, values: Sequence[str]) -> Iterator[Choice]:
        for key in keys_of(question):
            option = question.option(key)
            words = option.words if option else self.words("form.yes" if key == YES else "form.no")
            several = question.kind is Kind.MANY
            name, value = (f"{path}:{key}", "ja") if several else (path, key)
            yield Choice(name, value, words, key in values)

    def _only(self, when: Condition | None) -> str:
        return self.words("form.only", answer=answer_of(when, self.words)) if when else ""

    def _wrong(self, path: str) -> str:
        found = self.found.get(path)
        if found is None:
            return self.others.get(path, "")
        if found.wrong is Wrong.NOT_ASKED:
            return self.words("wrong.not-asked", answer=answer_of(found.condition, self.words))
        return self.words(f"wrong.{found.wrong}")


def called(path: str) -> str:
    """What a question is called apart from its place on the page."""
    return _CALLED[path.partition(".")[0]]


def _called(items: Sequence[Item], heading: str = "") -> Iterator[tuple[str, str]]:
    for one in items:
        if isinstance(one, Group):
            yield from _called(one.items, one.words)
        else:
            yield one.link_id, f"{heading}: {one.words}" if heading else one.words
            yield from _called(one.beneath, heading)


_CALLED = dict(_called(FORM))


def anchor(path: str) -> str:
    """The id of a question on the page."""
    return f"v-{path.replace('.', '-')}"


def answer_of(condition: Condition | None, words: Words) -> str:
    """A condition in words: the question and its answer."""
    if condition is None:
        return ""
    question = BY_ID[condition.question]
    option = question.option(condition.key)
    answer = option.words if option else words("form.yes" if condition.key == YES else "form.no")
    return words("form.answer", question=called(condition.question), answer=answer)


def _needs(when: Condition | None) -> str:
    return f"{when.question}={when.key}" if when else ""


def _look(question: Question) -> str:
    match question.kind:
        case Kind.ONE if len(question.options) > _FEW:
            return "list"
        case Kind.ONE | Kind.TRUTH:
            return "one"
        case Kind.BIRTH:
            return "day"
    return str(question.kind)
