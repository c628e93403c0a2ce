"""A choice about who may look, in words: every text of it comes from here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consent.statement import ANY, CATEGORY, RESOURCE, Statement
from hub.pages.days import date_said
from hub.pages.mijn.choice import ANSWERS, Choice
from hub.pages.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be answered, and who can then see what."""

    value: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A choice as it stands on a page; `lines` is what it says, sentence by sentence."""

    id: str
    standing: str
    tag: str
    who: str
    lines: Sequence[str]
    wrote: str
    since: str
    answers: Sequence[Answer]


def told(choice: Choice, words: Words, names: Mapping[str, str]) -> Told:
    """In the words of this language; `names` are those of organisations by URA."""
    who = _and([_named(one, words, names) for one in choice.actors], words)
    standing = choice.standing
    answers = [
        Answer(
            value=one,
            label=words(f"choice.answer.{standing}.{one}.label", who=who),
            meaning=words(f"choice.answer.{standing}.{one}.meaning", who=who),
        )
        for one in ANSWERS.get(standing, ())
    ]
    return Told(
        id=choice.id,
        standing=standing,
        tag=words(f"choice.tag.{standing}"),
        who=_begun(who or words("choice.who.nobody")),
        lines=list(dict.fromkeys(_line(choice, one, words, names) for one in choice.said)),
        wrote=_named(choice.source, words, names) if choice.source else words("source.self"),
        since=date_said(str(choice.consent.get("dateTime", "")), words) or words("day.unsaid"),
        answers=answers,
    )


def _line(choice: Choice, one: Statement, words: Words, names: Mapping[str, str]) -> str:
    """What they may or may not see, of whom, until when; and who, where they are several."""
    data = "one" if one.data.startswith(RESOURCE) else "all"
    said = [
        words(
            f"choice.line.{'permit' if one.permit else 'deny'}", what=words(f"choice.data.{data}")
        )
    ]
    if len(choice.actors) > 1:
        said.insert(0, words("choice.line.who", who=_begun(_named(one.actor, words, names))))
    if one.custodian != ANY:
        said.append(words("choice.line.kept-by", kept_by=_named(one.custodian, words, names)))
    if one.ends is not None:
        said.append(words("choice.line.until", day=date_said(one.ends.isoformat(), words)))
    return " ".join(said)


def _begun(words: str) -> str:
    """As a sentence begins."""
    return words[:1].upper() + words[1:]


def _named(one: str, words: Words, names: Mapping[str, str]) -> str:
    if one == ANY:
        return words("choice.who.everybody")
    if one.startswith(CATEGORY):
        return words.of("choice.category", one.removeprefix(CATEGORY), "other")
    return names.get(one) or words("source.unnamed", number=one)


def _and(some: Sequence[str], words: Words) -> str:
    if len(some) < 2:  # noqa: PLR2004 - one needs no word between
        return "".join(some)
    return words("choice.and", first=", ".join(some[:-1]), last=some[-1])
