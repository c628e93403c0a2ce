"""What is shown, each piece as it is read out: words, and nothing to be decided any more.

docs/decisions/0053-one-sheet.md
"""

from dataclasses import dataclass, field
from enum import StrEnum

from profiles.pzp.reading.fact import Subject


class Tone(StrEnum):
    """Which sign stands beside a decision; it says nothing that the words do not."""

    DO = "do"
    DONT = "dont"
    SWITCH_OFF = "switch-off"
    SAID = "said"
    CARE = "care"
    """To be read by a person: in words, or in a way that no machine can read."""
    OPEN = "open"
    """Neither yes nor no: unknown, undecided, not discussed."""


class Urgency(StrEnum):
    """How loud an alert is."""

    STOP = "stop"
    CARE = "care"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Alert:
    """A sentence that is read before all else; `key` names what it is about."""

    key: str
    urgency: Urgency
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """Who it is. `died` is empty of who lives; `bsn` has its last digits alone."""

    name: str
    born: str
    age: str
    gender: str
    bsn: str
    died: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One source's word on a subject: its decision in one sentence, and who says so, when.

    `day` is the day that it was said, `parties` who it was talked over with, `marks` what makes it
    less than it seems, `addresses` what it was read from.
    """

    decision: str
    tone: Tone
    remarks: tuple[str, ...] = ()
    day: str = ""
    source: str = ""
    parties: str = ""
    version: str = ""
    marks: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A subject; of a treatment the wills on it are among its lines, newest first.

    Without lines `nothing` says so; `warning` says that not all says the same.
    """

    subject: Subject
    title: str
    lines: tuple[Line, ...] = ()
    nothing: str = ""
    warning: str = ""
    before: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate:
    """Somebody who stands by the inhabitant; `phones` are a number with what is dialled."""

    name: str
    roles: str
    relations: str
    phones: tuple[tuple[str, str], ...]
    emails: tuple[str, ...]
    represents: bool
    source: str
    marks: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Words under a heading, as they were asked and written: own words, a form's other answers."""

    title: str
    answers: tuple[tuple[str, str], ...]
    day: str
    source: str
    marks: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A talk, a form or a handoff in time: what it was, when, with whom, by whose word."""

    what: str
    day: str
    parties: str
    source: str
    marks: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All of it, in the order of urgency; `not_shown` tells what stands in the record beside it."""

    banners: tuple[Banner, ...]
    alerts: tuple[Alert, ...]
    resuscitation: Block
    limits: tuple[Block, ...]
    goal: Block
    mates: tuple[Mate, ...]
    former_mates: tuple[Mate, ...]
    capacity: Block
    place_of_death: Block
    euthanasia: Block
    donor: Block
    wills: Block
    matters: tuple[Block, ...]
    own_words: tuple[Told, ...]
    icd: Block
    handoffs: tuple[Held, ...]
    told: Block
    talks: tuple[Held, ...]
    answers: tuple[Told, ...]
    not_shown: tuple[str, ...]
    titles: dict[str, str] = field(default_factory=dict)
    """Of the sections, and `nothing-…` for those that are empty."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every subject, in the order in which they are shown."""
        return (
            self.resuscitation, *self.limits, self.goal, self.capacity, self.place_of_death,
            self.euthanasia, self.donor, self.wills, *self.matters, self.icd, self.told,
        )  # fmt: skip

    @property
    def representatives(self) -> tuple[Mate, ...]:
        """Who decides for the inhabitant where he can't."""
        return tuple(one for one in self.mates if one.represents)

    @property
    def silent(self) -> tuple[str, ...]:
        """The subjects, but for the treatments, of which nothing is told at all, by title."""
        limits = {id(one) for one in (self.resuscitation, *self.limits)}
        blocks = [one for one in self.blocks if id(one) not in limits]
        lists = {
            "own-words": self.own_words, "handoffs": self.handoffs, "talks": self.talks,
        }  # fmt: skip
        return (
            *(one.title for one in blocks if not one.lines and not one.before),
            *(self.titles[name] for name, held in lists.items() if not held),
        )

    def is_silent(self) -> bool:
        """Whether nothing at all is told of any wish."""
        return not any(
            (any(one.lines or one.before for one in self.blocks), self.own_words, self.answers,
             self.handoffs)
        )  # fmt: skip
