"""What is shown of an inhabitant, in the order of urgency: plain values, in nobody's words yet.

docs/decisions/0048-one-reading.md
"""

from dataclasses import dataclass

from profiles.pzp.reading.fact import Fact, Party, Standing, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who it is; `bsn` is masked. `died` is a date, or "true" where only that is known.

    `unread` is what may change all the rest, and nobody here understands.
    """

    name: str
    birth: str
    age: int | None
    gender: str
    bsn: str
    died: str
    address: str
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who stands by the inhabitant; `roles` and `relations` are codes, or as written.

    `represents` by the role alone. What ended is no contact any more, and is told.
    """

    name: str
    roles: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    represents: bool = False
    is_first: bool = False
    standing: Standing = Standing.IN_FORCE
    source: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk about advance care: when, and who were there; `unread` as of a Person."""

    date: str
    parties: tuple[Party, ...]
    standing: Standing
    source: str
    address: str
    is_claimed: bool = False
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a form that has no other place, as it was asked and written."""

    question: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A filled-in national form; `answers` are those that are shown nowhere else."""

    date: str
    authored: str
    parties: tuple[Party, ...]
    answers: tuple[Answer, ...]
    standing: Standing
    source: str
    address: str
    is_claimed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What the inhabitant wrote himself; `is_marked` where the hub says that it is so."""

    date: str
    by: str
    answers: tuple[Answer, ...]
    standing: Standing
    source: str
    address: str
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A nursing handoff: its title, and what the inhabitant and his relatives `needs`."""

    date: str
    title: str
    needs: tuple[str, ...]
    parties: tuple[Party, ...]
    standing: Standing
    source: str
    address: str
    is_claimed: bool = False


@dataclass(frozen=True, slots=True, order=True)
class NotRead:
    """A resource that nothing here is told from."""

    kind: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that is shown of the resources that were given, and which of them told nothing.

    Of `capacity`, who says "not capable" stands first.
    """

    persons: tuple[Person, ...]
    resuscitation: Topic
    limits: tuple[Topic, ...]
    goal: Topic
    contacts: tuple[Contact, ...]
    former_contacts: tuple[Contact, ...]
    capacity: Topic
    place_of_death: Topic
    euthanasia: Topic
    donor: Topic
    care_wishes: Topic
    sense_of_purpose: Topic
    own_words: tuple[OwnWords, ...]
    wills: Topic
    icd: Topic
    told: Topic
    handoffs: tuple[Handoff, ...]
    talks: tuple[Talk, ...]
    forms: tuple[Form, ...]
    not_read: tuple[NotRead, ...]

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Every subject, in the order of urgency."""
        return (
            self.resuscitation, *self.limits, self.goal, self.capacity, self.place_of_death,
            self.euthanasia, self.donor, self.care_wishes, self.sense_of_purpose, self.wills,
            self.icd, self.told,
        )  # fmt: skip

    @property
    def representatives(self) -> tuple[Contact, ...]:
        """Who decides for the inhabitant where he can't."""
        return tuple(one for one in self.contacts if one.represents)

    def facts(self) -> tuple[Fact, ...]:
        """Every fact once, what holds and what is history."""
        return tuple(one for topic in self.topics for one in (*topic.now, *topic.before))
