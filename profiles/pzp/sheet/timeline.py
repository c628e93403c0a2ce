"""What was said when, and by whom: talks and words of all sources, the newest first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from profiles.pzp.reading.day import day_here
from profiles.pzp.reading.shown import Form, Reading, Talk
from profiles.pzp.reading.words import decision, held, title
from profiles.pzp.sheet.days import day_said
from profiles.pzp.sheet.line import Lines
from profiles.pzp.sheet.words import said


@dataclass(frozen=True, slots=True)
class Moment:
    """One day of one source: who talked, and each thing that was said."""

    day: str
    source: str
    parties: str
    said: tuple[str, ...]


def timeline(reading: Reading, at: datetime, names: Mapping[str, str]) -> tuple[Moment, ...]:
    """Everything that has a day, what holds no more too; what has none comes first."""
    lines = Lines(names, at)
    said_on: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    parties: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for day, source, words in _said(reading):
        said_on[day, source].append(words)
    talks: list[Talk | Form] = [*reading.talks, *reading.forms]
    for talk in talks:
        key = (day_here(talk.date), talk.source)
        said_on.setdefault(key, [])
        parties[key] |= set(filter(None, [lines.people(talk.parties)]))
    return tuple(
        Moment(
            day_said(day),
            lines.source(source),
            "; ".join(sorted(parties[day, source])),
            tuple(dict.fromkeys(said_on[day, source])),
        )
        for day, source in sorted(said_on, key=_newest)
    )


def _newest(key: tuple[str, str]) -> tuple[object, ...]:
    day, source = key
    return bool(day), tuple(-ord(each) for each in day), source


def _said(reading: Reading) -> Iterator[tuple[str, str, str]]:
    for topic in reading.topics:
        for fact in (*topic.now, *topic.before):
            stands = held(fact)
            words = f"{title(fact.subject, fact.called)}: {decision(fact)}"
            yield day_here(fact.date), fact.source, f"{words} ({stands})" if stands else words
    for handoff in reading.handoffs:
        yield day_here(handoff.date), handoff.source, handoff.title
    for own in reading.own_words:
        yield day_here(own.date), own.source, said("section", "own-words")
