"""Wishes by subject: the newest word of each source, in fixed words, with its writer and day. Pure.

Known, unknown, not talked about and not written down are told apart, and none is an empty place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hub.pages.days import date_said
from hub.pages.mijn.said import FORM, GOAL, OTHER, TOPICS, Said, answers_of
from hub.pages.words import Words
from profiles.pzp.unknown import State

_TAGS = {"permit": "yes", "deny": "no"}
_STATES = {
    State.OTHERWISE: "otherwise",
    State.UNDECIDED: "undecided",
    State.UNKNOWN: "unknown",
    State.NOT_ASKED: "not-asked",
    State.DECLINED: "declined",
    State.WITHHELD: "withheld",
    State.UNSAID: "unsaid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One word of one source as it stands on the page; `read` where the source's text is all.

    `ura` is that of the source, empty of himself.
    """

    address: str
    version: str
    ura: str
    tag: str
    tag_words: str
    sentence: str
    written: str
    notes: Sequence[str]
    day: str
    source: str
    ended: str
    read: bool
    differs: bool = False
    answers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject: what holds now, newest first, and what was said before.

    `disagrees` where sources differ of one day, so that none is the newest.
    """

    key: str
    title: str
    now: Sequence[Shown]
    before: Sequence[Shown]
    disagrees: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Of whom, and what by which names: all that turning a record into words takes."""

    words: Words
    names: Mapping[str, str]
    forms: Mapping[str, Mapping[str, Any]]


def topics_of(said: Iterable[Said], reading: Reading) -> list[Topic]:
    """All that was said, by subject in the order of the page."""
    grouped: dict[tuple[int, str], list[Said]] = {}
    for one in said:
        grouped.setdefault((TOPICS.index(one.about), one.called), []).append(one)
    return [_topic(some, reading) for _, some in sorted(grouped.items())]


def _topic(said: Sequence[Said], reading: Reading) -> Topic:
    newest_first = sorted(said, key=lambda one: one.day, reverse=True)
    now, before = _latest(newest_first)
    first = now[0] if now else None
    differing = [one for one in now[1:] if first is not None and _differs(one, first)]
    about = said[0].about
    title = said[0].called if about == OTHER else ""
    return Topic(
        key=about,
        title=title or reading.words(f"wish.{about}.title"),
        now=[replace(_shown(one, reading), differs=one in differing) for one in now],
        before=[_shown(one, reading) for one in before],
        disagrees=any(first is not None and one.day == first.day for one in differing),
    )


def _latest(newest_first: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """Of each source the last word that holds, and the rest: two of one day both stand."""
    now: list[Said] = []
    before: list[Said] = []
    last: dict[str, str] = {}
    for one in newest_first:
        stands = not one.ended and last.setdefault(one.source, one.day) == one.day
        (now if stands else before).append(one)
    return now, before


def _differs(one: Said, other: Said) -> bool:
    return (one.what, one.state, one.written) != (other.what, other.state, other.written)


def _shown(one: Said, reading: Reading) -> Shown:
    words, state = reading.words, State[one.state]
    own = f"wish.{one.about}.{one.what}"
    decided = one.what and state in {State.DECIDED, State.OTHERWISE}
    sentence = words.said.get(own, "") if decided else ""
    kind = _STATES.get(state, "")
    # What is asked for in words is answered in words.
    in_words = bool(one.written) and not one.what and state is State.DECIDED
    if in_words:
        sentence = words("wishes.in-words")
    if kind:
        sentence = f"{sentence} {words(f'state.{kind}')}".strip()
    tag = _tag(one, state)
    answers = tuple(answers_of(reading.forms[one.address])) if one.about == FORM else ()
    return Shown(
        address=one.address,
        version=one.version,
        ura=one.source,
        tag=tag,
        tag_words=words(f"tag.{tag}"),
        sentence=sentence or (words("wish.form.filled") if one.about == FORM else ""),
        written=one.written if kind or in_words or not sentence else "",
        notes=one.notes,
        day=date_said(one.day, words) or words("day.unsaid"),
        source=_source(one.source, reading),
        ended=words(f"ended.{one.ended}") if one.ended else "",
        read=not sentence and one.about != FORM,
        answers=answers,
    )


def _source(ura: str, reading: Reading) -> str:
    if not ura:
        return reading.words("source.self")
    return reading.names.get(ura) or reading.words("source.unnamed", number=ura)


def _tag(one: Said, state: State) -> str:
    """By what a reader tells it at a glance, beside its words."""
    if state.is_unknown:
        return "unknown"
    if state is State.WITHHELD:
        return "withheld"
    if state is State.OTHERWISE:
        return "otherwise"
    if one.about == GOAL or one.what not in _TAGS:
        return "said"
    return _TAGS[one.what]
