"""Whose word is the last: what is said about one inhabitant, in any order, as a model keeps it.

Written from the words of decisions 7, 9, 33 and 34, and from no code of the hub.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple

from tests.model.choices import Choice, Exemption
from tests.model.consent_model import (
    HIMSELF,
    TREATMENT_DATA,
    Asker,
    Model,
    Organisation,
    Statement,
    Thing,
)

By = Literal["himself", "proxy", "practice"]
"""Who speaks: the inhabitant, who he gave a written mandate, the practice where he is treated."""
Status = Literal["active", "proposed", "inactive", "entered-in-error"]
NO_MORE = frozenset({"inactive", "entered-in-error"})


class Terms(NamedTuple):
    """What is chosen: of whom and by whom as places in the cast, days counted from today."""

    permit: bool
    holder: int | None = None
    user: int | None = None
    excepted: int | None = None
    starts: int = -1
    ends: int | None = None
    status: Status = "active"

    def choice(self, cast: "Cast", today: date) -> Choice:
        """The same of these organisations, at this day."""
        uras = [one.ura for one in cast.organisations]
        excepted = self.excepted if self.user is None else None
        return Choice(
            permit=self.permit,
            holders=() if self.holder is None else (uras[self.holder],),
            users=() if self.user is None else (uras[self.user],),
            status=self.status,
            starts=today + timedelta(days=self.starts),
            ends=None if self.ends is None else today + timedelta(max(self.starts, self.ends)),
            exception=None if excepted is None else Exemption(users=(uras[excepted],)),
        )


class Say(NamedTuple):
    """A new choice."""

    by: By
    terms: Terms


class Change(NamedTuple):
    """Another choice in place of one that was made."""

    by: By
    which: int
    terms: Terms


class Turn(NamedTuple):
    """The same choice, confirmed, refused, withdrawn or taken up again."""

    by: By
    which: int
    status: Status


class Wait(NamedTuple):
    """Days that pass."""

    days: int


class Over(NamedTuple):
    """The written mandate ends."""


Step = Say | Change | Turn | Wait | Over


class Cast(NamedTuple):
    """The practice first, then a hospital, which both keep something, and a nursing home."""

    organisations: tuple[Organisation, Organisation, Organisation]

    @property
    def practice(self) -> Organisation:
        """Who writes choices down."""
        return self.organisations[0]


@dataclass(frozen=True, slots=True)
class Word:
    """One Consent as it stands: what it says, whose it is now, and who keeps and recorded it."""

    address: str
    choice: Choice
    signer: By
    kept_by: str
    recorder: str

    def statements(self, *, stands: bool) -> Iterable[Statement]:
        """What it says, as long as who signed it may say so; a no counts whoever said it."""
        for one in self.choice.statements(self.address, self.recorder):
            yield replace(one, by_inhabitant=self.signer != "proxy" or stands)

    @property
    def objects(self) -> bool:
        """Whether a no in it stands, now or on some day."""
        said = self.choice.statements(self.address, self.recorder)
        return self.choice.status == "active" and any(not one.permit for one in said)


@dataclass(slots=True)
class LastWord:
    """All that was said, and whether who has a written mandate stands for him."""

    cast: Cast
    words: dict[str, Word] = field(default_factory=dict)
    stands: bool = False

    def said(self, by: By, address: str, choice: Choice) -> None:
        """A new choice."""
        kept_by = self.cast.practice.ura if by == "practice" else HIMSELF
        recorder = self.cast.practice.ura if by == "practice" else HIMSELF
        signer: By = "proxy" if by == "proxy" else "himself"
        self.words[address] = Word(address, choice, signer, kept_by, recorder)
        self.stands |= by == "proxy"

    def refuses(self, by: By, address: str) -> frozenset[int]:
        """The statuses by which this change of this choice is refused; none where it is taken."""
        word = self.words[address]
        if by == "himself":
            return frozenset()
        if by == "proxy":
            return frozenset({403} if word.signer != "proxy" and word.objects else ())
        if word.kept_by == HIMSELF:
            return frozenset({404, 409, 412, 422})
        return frozenset({409} if word.recorder == HIMSELF else ())

    def changed(self, by: By, address: str, choice: Choice) -> None:
        """Another choice in place of this one."""
        word = self.words[address]
        if by == "practice":
            self.words[address] = replace(word, choice=choice)
            return
        agreed = (
            word.recorder == HIMSELF
            and word.choice.status == "proposed"
            and replace(word.choice, status=choice.status) == choice
        )
        signer = word.signer if by == "proxy" and agreed else by
        self.words[address] = replace(word, choice=choice, signer=signer, recorder=HIMSELF)
        self.stands |= by == "proxy"

    def opens(self, asker: Asker, custodian: str, today: date) -> bool:
        """Whether this asker sees what this custodian keeps."""
        thing = Thing(custodian, "Goal/one", TREATMENT_DATA)
        his, proxys = list[Statement](), list[Statement]()
        for word in self.words.values():
            said = proxys if word.signer == "proxy" else his
            said.extend(word.statements(stands=self.stands))
        # A word for him yields to any no of somebody else that holds, however broad.
        against = Model().decide(asker, thing, [one for one in his if not one.permit], today)
        if any(rule == "C-EXPLICIT-DENY" for rule, _, _ in against.grounds):
            proxys = [one for one in proxys if not one.permit]
        return Model().decide(asker, thing, [*his, *proxys], today).open

    def seen_by(self, asker: Asker) -> set[str]:
        """The choices themselves that this organisation sees: those that it keeps."""
        return {one.address for one in self.words.values() if one.kept_by == asker.of.ura}
