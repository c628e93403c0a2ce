"""What is read before all else, the gravest first.

https://www.respectprocess.org.uk: a plan is believed where it is clear who may decide.
"""

from collections.abc import Iterable, Iterator

from profiles.pzp.reading.fact import Topic
from profiles.pzp.reading.observation import NOT_CAPABLE
from profiles.pzp.reading.shown import Reading
from profiles.pzp.reading.words import title
from profiles.pzp.sheet.shown import Alert, Urgency
from profiles.pzp.sheet.words import said


def alerts(reading: Reading, *, is_whole: bool, is_asked: bool) -> tuple[Alert, ...]:
    """Of this reading; where not all of the record could be shown, or asked for, that too."""
    return tuple(_alerts(reading, is_whole=is_whole, is_asked=is_asked))


def _alerts(reading: Reading, *, is_whole: bool, is_asked: bool) -> Iterator[Alert]:
    has_died = any(one.died for one in reading.persons)
    if has_died:
        yield _alert("died", Urgency.STOP)
    if len(reading.persons) > 1:
        yield _alert("several", Urgency.STOP, count=len(reading.persons))
    if any(one.code == NOT_CAPABLE for one in reading.capacity.now):
        yield _alert("not-capable", Urgency.STOP)
    yield from _of_sources(reading)
    if unread := _unread(reading):
        yield _alert("unread", Urgency.CARE, text="; ".join(unread))
    if not is_whole:
        yield _alert("partial", Urgency.CARE)
    if not is_asked:
        yield _alert("not-asked", Urgency.CARE)
    if not has_died:
        yield _alert("ask-first", Urgency.NOTE)


def _of_sources(reading: Reading) -> Iterator[Alert]:
    """Where they do not say the same."""
    for key, urgency, topics in (
        ("contrary", Urgency.STOP, [one for one in reading.topics if _has(one, linked=False)]),
        ("differs", Urgency.STOP, [one for one in reading.topics if one.differs]),
        ("linked", Urgency.CARE, [one for one in reading.topics if _has(one, linked=True)]),
    ):
        if topics:
            yield _alert(key, urgency, titles=_titles(topics))


def _unread(reading: Reading) -> list[str]:
    of_persons = [text for one in reading.persons for text in one.unread]
    return list(
        dict.fromkeys([*of_persons, *(text for one in reading.talks for text in one.unread)])
    )


def _alert(key: str, urgency: Urgency, **parts: object) -> Alert:
    return Alert(key, urgency, said("alert", key, **parts))


def _has(topic: Topic, *, linked: bool) -> bool:
    return any(one.is_linked is linked for one in topic.contrary)


def _titles(topics: Iterable[Topic]) -> str:
    return ", ".join(dict.fromkeys(title(one.subject, one.called) for one in topics))
