"""What is told of one subject by one source, with how it was written down beside how it is read.

docs/decisions/0048-one-reading.md
"""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What a fact is about; in the order of urgency."""

    RESUSCITATION = "resuscitation"
    INTENSIVE_CARE = "intensive-care"
    VENTILATION = "ventilation"
    HOSPITAL = "hospital"
    ANTIBIOTICS = "antibiotics"
    BLOOD = "blood"
    OTHER_LIMIT = "other-limit"
    ICD_OFF = "icd-off"
    GOAL = "goal"
    CAPACITY = "capacity"
    PLACE_OF_DEATH = "place-of-death"
    EUTHANASIA = "euthanasia"
    DONOR = "donor"
    CARE_WISHES = "care-wishes"
    SENSE_OF_PURPOSE = "sense-of-purpose"
    WILL = "will"
    ICD = "icd"
    TOLD = "told"


class Says(StrEnum):
    """How a fact reads."""

    DO = "do"
    DONT = "dont"
    SWITCH_OFF = "switch-off"
    OTHERWISE = "otherwise"
    """Neither yes nor no: its words tell, and are shown as they are written."""
    ANSWER = "answer"
    """By its code, or in words where words are asked."""
    UNDECIDED = "undecided"
    UNKNOWN = "unknown"
    NOT_DISCUSSED = "not-discussed"
    DECLINED = "declined"
    WITHHELD = "withheld"
    UNSAID = "unsaid"
    UNREAD = "unread"
    """Something is written that a machine can't read: a person is to."""

    @property
    def decides(self) -> bool:
        """Whether there is a wish to go by, so that it can take the place of an earlier one."""
        return self in _DECIDING


_DECIDING = frozenset({Says.DO, Says.DONT, Says.SWITCH_OFF, Says.OTHERWISE, Says.ANSWER})
_WORDED = frozenset({Says.OTHERWISE, Says.UNREAD})


class Standing(StrEnum):
    """Whether a fact holds; of what is not told, nobody knows, and it is shown as if it did."""

    IN_FORCE = "in-force"
    UNSTATED = "unstated"
    ENDED = "ended"
    NOT_YET = "not-yet"
    REJECTED = "rejected"
    IN_ERROR = "in-error"
    DEVICE_GONE = "device-gone"

    @property
    def may_hold(self) -> bool:
        """Whether it is to be shown as current."""
        return self in {Standing.IN_FORCE, Standing.UNSTATED}


WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """Somebody named: `kind` is the type of resource, `role` as written.

    Of who is withheld nothing is known but that, and `kind` is WITHHELD.
    """

    name: str
    role: str = ""
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One subject as one source tells it.

    `code` is that of the answer, where it is known here; `written` and `displays` are the source's
    own words and the names beside its codes. `called` is what it calls a treatment without a code.
    `date` is as written, and empty where none is; `source` is meta.source. `treats` are the
    treatments that a will names by code. `addresses` are all resources that say this same thing.
    """

    subject: Subject
    says: Says
    standing: Standing = Standing.IN_FORCE
    called: str = ""
    code: str = ""
    written: tuple[str, ...] = ()
    displays: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    date: str = ""
    ended: str = ""
    source: str = ""
    parties: tuple[Party, ...] = ()
    treats: tuple[Subject, ...] = ()
    is_claimed: bool = False
    is_derived: bool = False
    read_yourself: bool = False
    addresses: tuple[str, ...] = ()

    @property
    def content(self) -> tuple[str, ...]:
        """What it says, told apart from who says so and when."""
        words: tuple[str, ...] = ()
        if self.says in _WORDED or (self.says.decides and not self.code):
            words = tuple(" ".join(one.casefold().split()) for one in self.written)
        return (self.says, self.code, *words)


@dataclass(frozen=True, slots=True)
class Contrary:
    """An agreement and a will of which one says do and the other don't.

    `is_linked` where the agreement says that it was made with the will.
    """

    agreement: Fact
    will: Fact
    is_linked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """All that is said of a subject: what may hold `now`, newest first, and what is history.

    `differs` where what holds is not the same; nothing is merged. No fact at all is nothing said.
    """

    subject: Subject
    called: str = ""
    now: tuple[Fact, ...] = ()
    before: tuple[Fact, ...] = ()
    wills: tuple[Fact, ...] = ()
    contrary: tuple[Contrary, ...] = ()
    differs: bool = False
