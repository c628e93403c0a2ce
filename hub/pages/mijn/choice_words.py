"""A choice about who may look, in words: of the catalogue where it is one of those, and our own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consent.choices.catalogue import Text, catalogue
from consent.statement import ANY, CATEGORY
from hub.pages.days import day_of, day_said
from hub.pages.mijn.choice import actors_of, answers_of, standing_of
from hub.pages.words import Words
from hub.query.choice_shown import ChoiceShown


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be answered, and who can then see what."""

    value: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A choice as it stands on a page; `lines` is what it says, sentence by sentence.

    `for_asker` is whether it waits for who is logged in: else for another, if it is proposed.
    """

    id: str
    standing: str
    tag: str
    title: str
    who: str
    lines: Sequence[str]
    wrote: str
    since: str
    answers: Sequence[Answer]
    for_asker: bool


def told(choice: ChoiceShown, words: Words) -> Told:
    """In the words of this language."""
    names, standing = choice.names, standing_of(choice)
    who = _and([_named(one, words, names) for one in actors_of(choice)], words)
    answers = [
        Answer(
            value=one,
            label=words(f"choice.answer.{_group(choice)}.{one}.label"),
            meaning=words(f"choice.answer.{_group(choice)}.{one}.meaning", who=who),
        )
        for one in answers_of(choice)
    ]
    text = choice.text(words.language)
    lines = lines_of(text) if text else list(choice.written(words.language))
    last = choice.period[1]
    if last is not None:
        lines.append(words("choice.until", day=day_said(last, words)))
    recorder = choice.recorder
    waits_for_another = standing == "proposed" and not choice.for_asker
    return Told(
        id=choice.stored.id,
        standing=standing,
        tag=words(f"choice.tag.{'waiting' if waits_for_another else standing}"),
        title=text.title if text else words("choice.other"),
        who=who[:1].upper() + who[1:] or words("choice.who.nobody"),
        lines=lines,
        wrote=_named(recorder, words, names) if recorder else words("source.self"),
        since=day_said(day_of(choice.recorded), words),
        answers=answers,
        for_asker=standing == "proposed" and choice.for_asker,
    )


def lines_of(text: Text) -> list[str]:
    """What it is about, who then sees it, and what holds when there is haste."""
    return [text.about, text.sees, text.haste]


def _group(choice: ChoiceShown) -> str:
    """By which answers are called: what waits is asked about, whatever it says."""
    if choice.waits:
        acts = {"confirm": "proposed", "agree": "agree"}
        return next((group for act, group in acts.items() if act in choice.acts), "waiting")
    standing = standing_of(choice)
    return standing if standing in {"permit", "deny"} else "mixed"


def _named(one: str, words: Words, names: Mapping[str, str]) -> str:
    if one == ANY:
        return words("choice.who.everybody")
    if one.startswith(CATEGORY):
        kinds = catalogue().kinds.values()
        called = (kind.names for kind in kinds if f"{CATEGORY}{kind.category}" == one)
        return next((said[words.language] for said in called), words("choice.who.kind"))
    return names.get(one) or words("source.unnamed", number=one)


def _and(some: Sequence[str], words: Words) -> str:
    if len(some) < 2:  # noqa: PLR2004 - one needs no word between
        return "".join(some)
    return words("choice.and", first=", ".join(some[:-1]), last=some[-1])
