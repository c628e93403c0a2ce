"""The one sheet: a reading in words, the same on a screen, on paper and as text.

Pure. docs/decisions/0053-one-sheet.md
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from profiles.pzp.reading.fact import Subject, Topic
from profiles.pzp.reading.shown import Form, Handoff, OwnWords, Reading, Talk
from profiles.pzp.reading.words import table as reading_words
from profiles.pzp.sheet.alerts import alerts
from profiles.pzp.sheet.block import block
from profiles.pzp.sheet.days import day_said
from profiles.pzp.sheet.line import Lines
from profiles.pzp.sheet.people import banner, mate
from profiles.pzp.sheet.shown import Block, Held, Sheet, Told
from profiles.pzp.sheet.words import said, table

NAMED = frozenset({"Patient", "RelatedPerson", "Practitioner", "PractitionerRole", "Organization"})
"""Who is named elsewhere tells nothing by himself."""


def sheet(
    reading: Reading,
    at: datetime,
    names: Mapping[str, str],
    *,
    is_whole: bool = True,
    is_asked: bool = True,
) -> Sheet:
    """A reading in words; `names` are those of organisations, by URA.

    Where something of the record could not be shown, or somebody not be asked, the sheet says so.
    """
    lines = Lines(names, at)

    def of(topic: Topic) -> Block:
        return block(topic, lines)

    return Sheet(
        banners=tuple(map(banner, reading.persons)),
        alerts=alerts(reading, is_whole=is_whole, is_asked=is_asked),
        resuscitation=of(reading.resuscitation),
        limits=tuple(of(one) for one in reading.limits if _is_asked(one, reading.icd)),
        goal=of(reading.goal),
        mates=tuple(mate(one, lines) for one in reading.contacts),
        former_mates=tuple(mate(one, lines) for one in reading.former_contacts),
        capacity=of(reading.capacity),
        place_of_death=of(reading.place_of_death),
        euthanasia=of(reading.euthanasia),
        donor=of(reading.donor),
        wills=of(reading.wills),
        matters=(of(reading.care_wishes), of(reading.sense_of_purpose)),
        own_words=tuple(_own(one, lines) for one in reading.own_words),
        icd=of(reading.icd),
        handoffs=tuple(_handoff(one, lines) for one in reading.handoffs),
        told=of(reading.told),
        talks=tuple(_held(one, lines) for one in _by_day(reading)),
        answers=tuple(_answers(one, lines) for one in reading.forms if one.answers),
        not_shown=tuple(_not_shown(reading)),
        titles=_titles(),
    )


def _is_asked(topic: Topic, icd: Topic) -> bool:
    """Of who has no ICD, nobody asks to switch it off."""
    is_said = topic.now or topic.before or icd.now
    return topic.subject is not Subject.ICD_OFF or bool(is_said)


def _by_day(reading: Reading) -> Sequence[Talk | Form]:
    return sorted((*reading.talks, *reading.forms), key=lambda one: one.date, reverse=True)


def _held(one: Talk | Form, lines: Lines) -> Held:
    return Held(
        what=said("talk", "own" if isinstance(one, Talk) else "form"),
        day=day_said(one.date),
        parties=lines.people(one.parties),
        source=lines.source(one.source),
        marks=tuple(_marks(one)),
        addresses=(one.address,),
    )


def _handoff(one: Handoff, lines: Lines) -> Held:
    return Held(
        what=": ".join(filter(None, (one.title, "; ".join(one.needs)))),
        day=day_said(one.date),
        parties=lines.people(one.parties),
        source=lines.source(one.source),
        marks=tuple(_marks(one)),
        addresses=(one.address,),
    )


def _own(one: OwnWords, lines: Lines) -> Told:
    unmarked = () if one.is_marked else (said("own", "unmarked"),)
    standing = str(reading_words()["standing"][one.standing])
    return Told(
        title=one.by,
        answers=tuple((each.question, each.text) for each in one.answers),
        day=day_said(one.date),
        source=lines.source(one.source),
        marks=tuple(filter(None, (*unmarked, standing))),
        addresses=(one.address,),
    )


def _answers(one: Form, lines: Lines) -> Told:
    return Told(
        title=said("talk", "form"),
        answers=tuple((each.question, each.text) for each in one.answers),
        day=day_said(one.date),
        source=lines.source(one.source),
        marks=tuple(_marks(one)),
        addresses=(one.address,),
    )


def _marks(one: Talk | Form | Handoff) -> Iterator[str]:
    words = reading_words()
    if one.is_claimed:
        yield str(words["claimed"])
    if held := str(words["standing"][one.standing]):
        yield held


def _not_shown(reading: Reading) -> Iterator[str]:
    kinds = table()["kind"]
    counted = Counter(
        str(kinds.get(one.kind, kinds[""])) for one in reading.not_read if one.kind not in NAMED
    )
    for name in sorted(counted):
        yield f"{counted[name]}x {name}"


def _titles() -> dict[str, str]:
    of_people = {f"people-{name}": text for name, text in table()["people"].items()}
    nothing = {f"nothing-{name}": text for name, text in table()["nothing"].items()}
    return {**table()["section"], **of_people, **nothing}
