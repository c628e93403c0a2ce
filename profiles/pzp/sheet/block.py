"""A subject with all that is said of it, by whom, and what of it is contrary."""

from collections.abc import Sequence
from dataclasses import replace

from profiles.pzp.reading.fact import Fact, Subject, Topic
from profiles.pzp.reading.standing import order
from profiles.pzp.reading.words import table as reading_words
from profiles.pzp.reading.words import title, will_on
from profiles.pzp.sheet.line import Lines
from profiles.pzp.sheet.shown import Block, Line
from profiles.pzp.sheet.words import said

_NOTHING = {
    Subject.WILL: "wills",
    Subject.ICD: "icd",
    Subject.CARE_WISHES: "matters",
    Subject.SENSE_OF_PURPOSE: "matters",
}


def block(topic: Topic, lines: Lines) -> Block:
    """All of a topic, wills on it among the rest; where nothing holds it says that none is."""
    every = (*topic.now, *topic.before)
    holds = sorted((*topic.now, *topic.wills), key=order) if topic.wills else topic.now
    return Block(
        subject=topic.subject,
        title=title(topic.subject, topic.called),
        lines=tuple(_line(one, topic, lines, every) for one in holds),
        nothing="" if holds else said("nothing", _NOTHING.get(topic.subject, "topic")),
        warning=_warning(topic),
        before=lines.before(topic.before),
    )


def _line(fact: Fact, topic: Topic, lines: Lines, every: Sequence[Fact]) -> Line:
    """A will on a treatment in that treatment's own sentence, with what it is called beside it."""
    line = lines.line(fact, every)
    if fact.subject is topic.subject:
        return line
    said = will_on(fact, topic.subject)
    if said == line.decision:
        return line
    return replace(line, decision=said, remarks=(*fact.written, *line.remarks))


def _warning(topic: Topic) -> str:
    words = reading_words()
    found = []
    if topic.differs:
        found.append(str(words["differs"]))
    if any(not one.is_linked for one in topic.contrary):
        found.append(str(words["contrary"]))
    if any(one.is_linked for one in topic.contrary):
        found.append(str(words["linked"]))
    return ". ".join(found)
