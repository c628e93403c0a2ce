"""Wishes by subject as the one reading has them, in this page's fixed words. Pure.

Known, unknown, not talked about and not written down are told apart, and none is an empty place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hub.pages.days import date_said
from hub.pages.mijn.telling import KEYS, Shown, Telling, answers_of
from profiles.pzp.reading.fact import Fact, Standing, Subject
from profiles.pzp.reading.fact import Topic as Read
from profiles.pzp.reading.record import ura_of
from profiles.pzp.reading.shown import Form, Reading

FORM = "form"
ASKED_ALWAYS = (
    Subject.GOAL, Subject.RESUSCITATION, Subject.VENTILATION, Subject.INTENSIVE_CARE,
    Subject.HOSPITAL, Subject.ANTIBIOTICS, Subject.BLOOD, Subject.PLACE_OF_DEATH,
    Subject.EUTHANASIA,
)  # fmt: skip
"""Of these the page says so where nothing is written down."""
_ORDER = list(KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject: what holds now, newest first, and what was said before.

    `disagrees` where sources differ of one day, so that none is the newest; `contrary` where a
    letter of his own says otherwise.
    """

    key: str
    title: str
    now: Sequence[Shown]
    before: Sequence[Shown]
    disagrees: bool = False
    contrary: bool = False


def topics_of(
    reading: Reading, telling: Telling, forms: Mapping[str, Mapping[str, Any]]
) -> list[Topic]:
    """All that was said, by subject in the order of the page; `forms` are by address."""
    read = sorted(reading.topics, key=lambda one: _ORDER.index(one.subject))
    found = [_topic(one, telling) for one in read if one.now or one.before]
    filled = [_form(one, telling, forms) for one in reading.forms]
    if filled:
        now = [one for one in filled if not one.ended]
        before = [one for one in filled if one.ended]
        title = telling.words(f"wish.{FORM}.title")
        found.append(Topic(key=FORM, title=title, now=now, before=before))
    return found


def silent_of(reading: Reading, telling: Telling) -> Iterator[str]:
    """What is always asked, and nothing that holds is written about."""
    said = {one.subject for one in reading.topics if one.now}
    for subject in ASKED_ALWAYS:
        if subject not in said:
            yield telling.words(f"wish.{KEYS[subject]}.title")


def _topic(read: Read, telling: Telling) -> Topic:
    now = [_shown(one, read, telling) for one in read.now]
    return Topic(
        key=KEYS[read.subject],
        title=read.called or telling.words(f"wish.{KEYS[read.subject]}.title"),
        now=now,
        before=[telling.shown(one) for one in read.before],
        disagrees=any(one.differs and one.day == now[0].day for one in now),
        contrary=bool(read.contrary),
    )


def _shown(fact: Fact, read: Read, telling: Telling) -> Shown:
    differs = read.differs and fact.content != read.now[0].content
    return replace(telling.shown(fact), differs=differs)


def _form(form: Form, telling: Telling, forms: Mapping[str, Mapping[str, Any]]) -> Shown:
    words = telling.words
    ended = "mistake" if form.standing is Standing.IN_ERROR else "ended"
    return Shown(
        places=telling.places((form.address,)),
        ura=ura_of(form.source),
        tag="said",
        tag_words=words("tag.said"),
        sentence=words("wish.form.filled"),
        written="",
        notes=(),
        day=date_said(form.authored or form.date, words) or words("day.unsaid"),
        source=telling.source(form.source),
        ended="" if form.standing.may_hold else words(f"ended.{ended}"),
        read=False,
        answers=tuple(answers_of(forms.get(form.address, {}))),
    )
