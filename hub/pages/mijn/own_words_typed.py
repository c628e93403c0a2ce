"""Own words as they were typed, and as they are shown: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from hub.pages.days import day_of, day_said
from hub.pages.mijn.visit import Visit
from hub.pages.words import Language, Words
from hub.query.choice_shown import Choices
from hub.query.own_words import Discussed, OwnWords
from profiles.own_words import LONGEST, is_text, questions

VERSION, FIELD = "versie", "woord-"
_MOST_NAMED = 20
_MOST_DIGITS = 6


@dataclass(frozen=True)
class TypedWords:
    """Answers by question, and the version that who typed them had read; 0 where none was there."""

    said: Mapping[str, str]
    version: int

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "TypedWords":
        """As the form sent them."""
        read = fields.get(VERSION, "")
        number = int(read) if read.isascii() and read.isdigit() and len(read) <= _MOST_DIGITS else 0
        said = {one.link_id: fields.get(f"{FIELD}{one.link_id}", "") for one in questions()}
        return cls(said, number)

    @cached_property
    def answers(self) -> dict[str, str]:
        """Those that say something."""
        return {name: text for name, text in self.said.items() if text.strip()}

    @cached_property
    def wrong(self) -> dict[str, str]:
        """By question why it can't be kept: it is too long, or has something that is no letter."""
        found = {name: "odd" for name, text in self.said.items() if not is_text(text)}
        return found | {name: "long" for name, text in self.said.items() if len(text) > LONGEST}

    @property
    def fields(self) -> dict[str, str]:
        """As the next form sends them on."""
        return {VERSION: str(self.version)} | {
            f"{FIELD}{name}": text for name, text in self.said.items()
        }

    def asked(self, language: Language) -> Sequence[tuple[str, str]]:
        """Each question that is answered, with its answer."""
        return _asked(self.answers, language)

    def differs(self, answers: Mapping[str, str]) -> bool:
        """Whether it says anything else: a browser writes the end of a line in its own way."""
        return _lines(self.answers) != _lines(answers)

    def at(self, version: int) -> "TypedWords":
        """The same, by who has read this version."""
        return replace(self, version=version)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWords:
    """In words; `discussed` says each time that a professional read and discussed it."""

    title: str
    wrote: str
    answers: Sequence[tuple[str, str]]
    discussed: Sequence[str]
    is_withdrawn: bool


def shown(one: OwnWords, visit: Visit) -> ShownWords:
    """As a reader of this page reads it."""
    words, day = visit.words, day_said(day_of(one.written_at), visit.words)
    acting = visit.known.who.ground is not None
    whose = {False: ("self", "other"), True: ("himself", "for")}[acting]
    key = whose[one.ground is not None]
    ground = words.of("ground", one.ground, "other")
    state = "withdrawn" if one.is_withdrawn else "wrote"
    return ShownWords(
        title=words(f"own.title.{key}"),
        wrote=words(f"own.{state}.{key}", day=day, ground=ground),
        answers=_asked(one.answers, visit.language),
        discussed=[_discussed(mark, one.version, words) for mark in one.discussed],
        is_withdrawn=one.is_withdrawn,
    )


def readers_said(found: Choices, words: Words) -> Mapping[str, object]:
    """The names of the organisations that may read own words today, and how many more there are."""
    uras = [one.ura for one in found.audience if one.own_words]
    named = sorted(found.names.get(ura) or words("source.unnamed", number=ura) for ura in uras)
    return {"names": named[:_MOST_NAMED], "more": max(len(named) - _MOST_NAMED, 0)}


def _asked(answers: Mapping[str, str], language: Language) -> Sequence[tuple[str, str]]:
    return [
        (one.text[language], answers[one.link_id])
        for one in questions()
        if answers.get(one.link_id)
    ]


def _lines(answers: Mapping[str, str]) -> dict[str, str]:
    return {name: text.replace("\r\n", "\n") for name, text in answers.items()}


def _discussed(mark: Discussed, version: int, words: Words) -> str:
    organization = mark.organization or words("source.unnamed", number=mark.ura)
    who = words("own.discussed.who", name=mark.name, organization=organization)
    return words(
        f"own.discussed.{'now' if mark.version == version else 'before'}",
        who=who if mark.name else organization,
        day=day_said(day_of(mark.at), words),
    )
