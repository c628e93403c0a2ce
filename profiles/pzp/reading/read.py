"""The one reading: from the resources of an inhabitant's record to what is shown of them.

Pure, whole and in any order: what tells nothing is told to be so. The words stand apart.
docs/decisions/0048-one-reading.md
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from profiles.pzp.contradiction.dated import is_later, span_of
from profiles.pzp.reading.against import contraries
from profiles.pzp.reading.capacity import capacities
from profiles.pzp.reading.contact import contacts, merged
from profiles.pzp.reading.directive import directives
from profiles.pzp.reading.fact import Contrary, Fact, Standing, Subject, Topic
from profiles.pzp.reading.forms import forms
from profiles.pzp.reading.goal import goals
from profiles.pzp.reading.handoff import handoffs
from profiles.pzp.reading.icd import icds
from profiles.pzp.reading.observation import IN_WORDS, observations
from profiles.pzp.reading.own import own_words
from profiles.pzp.reading.person import persons
from profiles.pzp.reading.record import Record, Tree, address, local
from profiles.pzp.reading.shown import Contact, Form, Handoff, NotRead, OwnWords, Reading, Talk
from profiles.pzp.reading.standing import differ, once, order, standing
from profiles.pzp.reading.talk import talks
from profiles.pzp.reading.told import told
from profiles.resource.read import objects, words

_LIMITS = (
    Subject.INTENSIVE_CARE, Subject.VENTILATION, Subject.HOSPITAL, Subject.ANTIBIOTICS,
    Subject.BLOOD,
)  # fmt: skip


def read(resources: Iterable[Mapping[str, Any]], at: datetime) -> Reading:
    """What is shown of one inhabitant's resources at a moment, of whatever sources and releases.

    Never raises on JSON trees; what is derived by a hub may be among them.
    """
    record = Record(resources)
    filled = list(forms(record))
    record.made = tuple(one for _, made, _ in filled for one in made)
    found = [(tree, _not_before(fact, at)) for tree, fact in _found(record, at)]
    facts = _without_a_device(once(fact for _, fact in found))
    people = merged([*contacts(record, at), *chain.from_iterable(named for *_, named in filled)])
    topics = _Topics(facts, contraries(found, facts, at))
    return _reading(record, topics, people, sorted((one for one, *_ in filled), key=_newest), at)


def _found(record: Record, at: datetime) -> Iterator[tuple[Tree, Fact]]:
    yield from directives(record, at)
    yield from goals(record)
    yield from capacities(record)
    yield from observations(record)
    yield from icds(record, at)
    yield from told(record)


def _not_before(fact: Fact, at: datetime) -> Fact:
    """What is dated after this moment nobody can have said: it is shown, and replaces nothing."""
    covered = span_of(fact.date)
    if covered is None or covered[0] <= at or not fact.standing.may_hold:
        return fact
    return replace(fact, standing=Standing.UNSTATED, read_yourself=True)


def _without_a_device(facts: Sequence[Fact]) -> list[Fact]:
    """Of a device that is gone no wish is current, unless it is of after that."""
    devices = [one for one in facts if one.subject is Subject.ICD]
    ended = [one for one in devices if one.standing is Standing.ENDED]
    if not ended or any(one.standing.may_hold for one in devices):
        return list(facts)
    return [
        replace(one, standing=Standing.DEVICE_GONE)
        if one.subject is Subject.ICD_OFF
        and one.standing.may_hold
        and not all(is_later(one.date, device.ended) for device in ended)
        else one
        for one in facts
    ]


class _Topics:
    """The facts by subject."""

    def __init__(
        self, facts: Sequence[Fact], contrary: Mapping[Subject, tuple[Contrary, ...]]
    ) -> None:
        self._by_subject: defaultdict[Subject, list[Fact]] = defaultdict(list)
        self._contrary = contrary
        for one in facts:
            self._by_subject[one.subject].append(one)

    def of(self, subject: Subject) -> Topic:
        """All that is said of one."""
        return self._topic(subject, self._by_subject[subject])

    def wills(self) -> Topic:
        """Each that may hold stands: none takes the place of another."""
        wills = sorted(self._by_subject[Subject.WILL], key=order)
        return Topic(
            subject=Subject.WILL,
            now=tuple(one for one in wills if one.standing.may_hold),
            before=tuple(one for one in wills if not one.standing.may_hold),
        )

    def others(self) -> list[Topic]:
        """Treatments that the guide does not list, each by what it is called."""
        called: defaultdict[str, list[Fact]] = defaultdict(list)
        for one in self._by_subject[Subject.OTHER_LIMIT]:
            called[" ".join(one.called.casefold().split())].append(one)
        return [self._topic(Subject.OTHER_LIMIT, called[name]) for name in sorted(called)]

    def _topic(self, subject: Subject, facts: Sequence[Fact]) -> Topic:
        now, before = standing(facts)
        wills = [one for one in self.wills().now if subject in one.treats]
        return Topic(
            subject=subject,
            called=min((one.called for one in facts), default=""),
            now=now,
            before=before,
            wills=tuple(wills) if subject is not Subject.OTHER_LIMIT else (),
            contrary=self._contrary.get(subject, ()),
            differs=subject not in IN_WORDS and differ(now),
        )


def _reading(
    record: Record, topics: _Topics, people: Sequence[Contact], filled: Sequence[Form],
    at: datetime,
) -> Reading:  # fmt: skip
    own = tuple(sorted(own_words(record), key=_newest))
    held = tuple(sorted(talks(record), key=_newest))
    handed = tuple(sorted(handoffs(record), key=_newest))
    who = tuple(persons(record, at))
    return Reading(
        persons=who,
        resuscitation=topics.of(Subject.RESUSCITATION),
        limits=(*map(topics.of, _LIMITS), *topics.others(), topics.of(Subject.ICD_OFF)),
        goal=topics.of(Subject.GOAL),
        contacts=tuple(one for one in people if one.standing.may_hold),
        former_contacts=tuple(one for one in people if not one.standing.may_hold),
        capacity=topics.of(Subject.CAPACITY),
        place_of_death=topics.of(Subject.PLACE_OF_DEATH),
        euthanasia=topics.of(Subject.EUTHANASIA),
        donor=topics.of(Subject.DONOR),
        care_wishes=topics.of(Subject.CARE_WISHES),
        sense_of_purpose=topics.of(Subject.SENSE_OF_PURPOSE),
        own_words=own,
        wills=topics.wills(),
        icd=topics.of(Subject.ICD),
        told=topics.of(Subject.TOLD),
        handoffs=handed,
        talks=held,
        forms=tuple(filled),
        not_read=tuple(sorted(_not_read(record))),
    )


def _newest(one: Talk | Form | OwnWords | Handoff) -> tuple[object, ...]:
    return tuple(-ord(each) for each in one.date), one.address, one.source, repr(one)


def _not_read(record: Record) -> Iterator[NotRead]:
    read_here = {address(one) for one in record.resources if id(one) in record.used}
    for one in record.resources:
        targets = {local(words(each, "reference")) for each in objects(one.get("target"))}
        is_origin = one.get("resourceType") == "Provenance" and not targets.isdisjoint(read_here)
        if id(one) not in record.used and not is_origin:
            yield NotRead(str(one.get("resourceType")), address(one))
