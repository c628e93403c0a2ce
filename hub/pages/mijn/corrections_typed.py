"""A request to correct something as it is typed, and as it is shown: pure."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from hub.pages.days import day_of, day_said
from hub.pages.mijn.wishes import MyWishes
from hub.pages.words import Words
from hub.query.corrections import Correction
from profiles.correction import LONGEST
from profiles.own_words import is_text

TEXT, VERSION, NUMBER = "wat", "versie", "nummer"
_VERSION = re.compile(r"[A-Za-z0-9.-]{1,64}")
_NUMBER = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class TypedWrong:
    """What is wrong in his words; `version` is the one he read, `number` that of the form."""

    text: str
    version: str
    number: str

    @classmethod
    def new(cls, version: str) -> "TypedWrong":
        """Nothing typed yet."""
        return cls("", version, secrets.token_urlsafe(12))

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "TypedWrong":
        """As the form sent it."""
        version, number = fields.get(VERSION, ""), fields.get(NUMBER, "")
        return cls(
            fields.get(TEXT, ""),
            version if _VERSION.fullmatch(version) else "",
            number if _NUMBER.fullmatch(number) else secrets.token_urlsafe(12),
        )

    @property
    def wrong(self) -> str:
        """Why it can't be sent: nothing is said, too much, or something that is no letter."""
        if not self.text.strip():
            return "nothing"
        if len(self.text) > LONGEST:
            return "long"
        return "" if is_text(self.text) else "odd"

    @property
    def fields(self) -> dict[str, str]:
        """As the next form sends them on."""
        return {TEXT: self.text, VERSION: self.version, NUMBER: self.number}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a request can be about: something that a source wrote down of him."""

    address: str
    version: str
    title: str
    says: str
    source: str
    day: str


def wishes_by_address(mine: MyWishes) -> dict[str, Wish]:
    """All on the page of wishes that somebody else wrote."""
    found: dict[str, Wish] = {}
    for topic in mine.topics:
        for one in (*topic.now, *topic.before):
            if one.ura:
                says = " ".join(filter(None, (f"{one.tag_words}.", one.sentence, one.written)))
                for address, version in one.places:
                    found[address] = Wish(
                        address=address,
                        version=version,
                        title=topic.title,
                        says=says,
                        source=one.source,
                        day=one.day,
                    )
    for moved in mine.transfers:
        found[moved.address] = Wish(
            address=moved.address,
            version=moved.version,
            title=moved.title,
            says=moved.sentence,
            source=moved.source,
            day=moved.day,
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCorrection:
    """A request in words; `state` is how far it is, `answer` what the organisation says."""

    title: str
    wrong: str
    source: str
    asked: str
    tag: str
    tag_words: str
    state: str
    answer: str
    is_answered: bool


def shown(one: Correction, wishes: Mapping[str, Wish], words: Words) -> ShownCorrection:
    """As a reader of this page reads it."""
    wish = wishes.get(one.about.partition("/_history/")[0])
    source = one.organization or words("source.unnamed", number=one.ura)
    due = day_said(day_of(one.due), words)
    tag = _tag(one)
    return ShownCorrection(
        title=wish.title if wish else words("correction.gone"),
        wrong=one.wrong,
        source=source,
        asked=day_said(day_of(one.asked_at), words),
        tag=tag,
        tag_words=words(f"correction.tag.{tag}"),
        state=words(f"correction.state.{tag}", due=due),
        answer=one.answer,
        is_answered=one.is_answered,
    )


def _tag(one: Correction) -> str:
    if one.is_answered:
        return one.status
    if one.is_late:
        return "late"
    return "asked" if one.status == "requested" else "taken-up"
