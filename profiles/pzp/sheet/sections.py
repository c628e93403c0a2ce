"""The sheet as headings with lines beneath, in its order, for what has no layout of its own.

Pure; text and narrative are made of these, and say the same. docs/decisions/0052-summary.md
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from profiles.pzp.reading.fact import Subject
from profiles.pzp.reading.words import title
from profiles.pzp.sheet.shown import Banner, Block, Held, Line, Mate, Sheet, Told
from profiles.pzp.sheet.words import said


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence, with what stands beside it: the words of the source first, who and when last."""

    says: str
    beside: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Without items `nothing` says so; of `before` nothing holds any more."""

    title: str
    warning: str = ""
    items: tuple[Item, ...] = ()
    nothing: str = ""
    before: tuple[Item, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether nothing was ever said of it."""
        return not (self.items or self.before or self.warning)

    @property
    def read_from(self) -> tuple[str, ...]:
        """What it was read from that holds."""
        return _addresses(self.items)

    @property
    def read_before(self) -> tuple[str, ...]:
        """What it was read from that holds no more."""
        return _addresses(self.before)


def _addresses(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for item in items for one in item.addresses))


def who(banner: Banner) -> str:
    """One patient on one line."""
    parts = (banner.name, banner.born, banner.age, banner.gender, banner.bsn, banner.died)
    return said("summary", "patient", who=", ".join(filter(None, parts)))


def sections(sheet: Sheet) -> tuple[Section, ...]:
    """All of it, the resuscitation first; each has its place, though it be empty."""
    return tuple(_sections(sheet))


def _sections(sheet: Sheet) -> Iterator[Section]:
    yield _block(sheet.resuscitation)
    yield from map(_block, (*sheet.limits, sheet.goal))
    yield _people(sheet)
    subjects = (sheet.capacity, sheet.place_of_death, sheet.euthanasia, sheet.donor, sheet.wills)
    yield from map(_block, (*subjects, *sheet.matters))
    yield _listed(sheet, "own-words", [_told(one) for one in sheet.own_words])
    yield _block(sheet.icd)
    yield _listed(sheet, "handoffs", [_held(one) for one in sheet.handoffs])
    yield _block(sheet.told)
    yield _listed(sheet, "talks", [_held(one) for one in sheet.talks])
    if sheet.answers:
        yield _listed(sheet, "answers", [_told(one) for one in sheet.answers])
    if sheet.not_shown:
        yield _listed(sheet, "not-shown", [Item(one) for one in sheet.not_shown])


def _block(block: Block) -> Section:
    own = title(block.subject)
    # What a source calls a treatment never stands where a heading of ours does.
    is_ours = block.subject is not Subject.OTHER_LIMIT or block.title == own
    return Section(
        title=block.title if is_ours else f"{own}: {block.title}",
        warning=block.warning,
        items=tuple(map(_line, block.lines)),
        nothing=block.nothing,
        before=tuple(map(_line, block.before)),
    )


def _line(line: Line) -> Item:
    origin = _beside(line.day, _by(line.source), line.parties, line.version)
    return Item(line.decision, (*line.remarks, *origin, *line.marks), line.addresses)


def _people(sheet: Sheet) -> Section:
    warning = "" if sheet.representatives else sheet.titles["people-no-representative"]
    return Section(
        title=sheet.titles["people"],
        warning=warning,
        items=tuple(map(_mate, sheet.mates)),
        nothing="" if sheet.mates else sheet.titles["people-no-contacts"],
        before=tuple(map(_mate, sheet.former_mates)),
    )


def _mate(one: Mate) -> Item:
    called = ", ".join(filter(None, (one.name, one.relations, one.roles)))
    reached = _beside(*(number for number, _ in one.phones), *one.emails)
    return Item(called, (*reached, *_beside(_by(one.source)), *one.marks), one.addresses)


def _told(one: Told) -> Item:
    """Whose words they are, then each question with its answer."""
    answers = (f"{question}: {answer}" if question else answer for question, answer in one.answers)
    said_by = " · ".join(filter(None, (one.title, one.day, _by(one.source))))
    return Item(said_by, (*answers, *one.marks), one.addresses)


def _held(one: Held) -> Item:
    beside = (*_beside(one.day, one.parties, _by(one.source)), *one.marks)
    return Item(one.what, beside, one.addresses)


def _by(source: str) -> str:
    """Whose word it is; that nobody says so is told as it is."""
    if source in {"", said("line", "source-unknown")}:
        return source
    return said("line", "source", name=source)


def _listed(sheet: Sheet, name: str, items: Sequence[Item]) -> Section:
    nothing = "" if items else sheet.titles.get(f"nothing-{name}", "")
    return Section(title=sheet.titles[name], items=tuple(items), nothing=nothing)


def _beside(*parts: str) -> tuple[str, ...]:
    """What there is of it, on one line."""
    found = " · ".join(filter(None, parts))
    return (found,) if found else ()
