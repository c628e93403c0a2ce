"""A subject with all that is said of it, by whom, and what of it is contrary."""

from profiles.pzp.reading.fact import Subject, Topic
from profiles.pzp.reading.standing import order
from profiles.pzp.reading.words import table as reading_words
from profiles.pzp.reading.words import title
from profiles.pzp.sheet.line import Lines
from profiles.pzp.sheet.shown import Block
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
        lines=lines.now(holds, every),
        nothing="" if holds else said("nothing", _NOTHING.get(topic.subject, "topic")),
        warning=_warning(topic),
        before=lines.before(topic.before),
    )


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
