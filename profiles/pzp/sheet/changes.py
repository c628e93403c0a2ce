"""What is otherwise on one sheet than on an earlier one, in the words of both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from profiles.pzp.sheet.shown import Line, Mate, Sheet, Told


@dataclass(frozen=True, slots=True)
class Change:
    """A subject: what stood there and stands no more, and what stands there now and did not."""

    title: str
    was: tuple[str, ...]
    now: tuple[str, ...]


def changes(before: Sheet, after: Sheet) -> tuple[Change, ...]:
    """In the order of the sheet; what only grew older, or was said again on one day, is none."""
    return tuple(_changes(_told(before), _told(after)))


def _changes(
    was: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]]
) -> Iterator[Change]:
    for title in dict.fromkeys((*now, *was)):
        old, new = was.get(title, ()), now.get(title, ())
        gone = tuple(one for one in old if one not in new)
        come = tuple(one for one in new if one not in old)
        if gone or come:
            yield Change(title, gone, come)


def _told(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """By subject what stands there, each as one text."""
    found: dict[str, tuple[str, ...]] = {}
    for block in sheet.blocks:
        found[block.title] = (*found.get(block.title, ()), *map(_line, block.lines))
    found[sheet.titles["people"]] = tuple(map(_mate, sheet.mates))
    found[sheet.titles["own-words"]] = tuple(map(_words, sheet.own_words))
    found[sheet.titles["answers"]] = tuple(map(_words, sheet.answers))
    found[sheet.titles["handoffs"]] = tuple(
        _joined(one.what, one.day, one.source) for one in sheet.handoffs
    )
    return found


def _line(line: Line) -> str:
    return _joined(line.decision, *line.remarks, line.day, line.source)


def _mate(one: Mate) -> str:
    numbers = [number for number, _ in one.phones]
    return _joined(one.name, one.relations, one.roles, *numbers, *one.emails)


def _words(one: Told) -> str:
    said = [f"{question}: {answer}" for question, answer in one.answers]
    return _joined(*said, one.day, one.source)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
