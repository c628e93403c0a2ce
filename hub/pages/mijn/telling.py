"""A fact of the one reading in the words of this page. Pure.

docs/decisions/0048-one-reading.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub.pages.days import date_said
from hub.pages.words import Words
from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.record import source, ura_of
from profiles.resource.read import objects, words

KEYS: Mapping[Subject, str] = {
    Subject.CAPACITY: "665671000146101",
    Subject.GOAL: "goal",
    Subject.RESUSCITATION: "89666000",
    Subject.VENTILATION: "40617009",
    Subject.INTENSIVE_CARE: "305351004",
    Subject.HOSPITAL: "32485007",
    Subject.ANTIBIOTICS: "281789004",
    Subject.BLOOD: "116762002",
    Subject.ICD_OFF: "400231000146108",
    Subject.ICD: "icd",
    Subject.OTHER_LIMIT: "other",
    Subject.CARE_WISHES: "153851000146100",
    Subject.PLACE_OF_DEATH: "395091006",
    Subject.EUTHANASIA: "340171000146104",
    Subject.DONOR: "570801000146104",
    Subject.SENSE_OF_PURPOSE: "247751003",
    Subject.WILL: "will",
    Subject.TOLD: "told",
}
"""What there may be a wish about, in the order of the page, by what its words are called."""
_LIMITS = frozenset({
    Subject.RESUSCITATION, Subject.VENTILATION, Subject.INTENSIVE_CARE, Subject.HOSPITAL,
    Subject.ANTIBIOTICS, Subject.BLOOD, Subject.ICD_OFF, Subject.OTHER_LIMIT,
})  # fmt: skip
"""Of these "otherwise" is a condition; of the rest it is another answer."""
_WAYS = {Says.DO: "permit", Says.DONT: "deny", Says.SWITCH_OFF: "permit"}
_STATES = {
    Says.OTHERWISE: "otherwise",
    Says.UNDECIDED: "undecided",
    Says.UNKNOWN: "unknown",
    Says.NOT_DISCUSSED: "not-asked",
    Says.DECLINED: "declined",
    Says.WITHHELD: "withheld",
    Says.UNSAID: "unsaid",
}
_TAGS = {
    Says.DO: "yes",
    Says.DONT: "no",
    Says.SWITCH_OFF: "yes",
    Says.OTHERWISE: "otherwise",
    Says.ANSWER: "said",
    Says.UNREAD: "said",
    Says.WITHHELD: "withheld",
}
_ENDED = {
    Standing.ENDED: "ended",
    Standing.REJECTED: "ended",
    Standing.DEVICE_GONE: "ended",
    Standing.IN_ERROR: "mistake",
    Standing.NOT_YET: "draft",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One word of one source as it stands on the page; `read` where the source's text is all.

    It stands in `places`, each an address with its version. `ura` is that of the source, empty of
    himself.
    """

    places: tuple[tuple[str, str], ...]
    ura: str
    tag: str
    tag_words: str
    sentence: str
    written: str
    notes: tuple[str, ...]
    day: str
    source: str
    ended: str
    read: bool
    differs: bool = False
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """Of the first of its places."""
        return self.places[0][0]

    @property
    def version(self) -> str:
        """Of the first of its places."""
        return self.places[0][1]


@dataclass(frozen=True, slots=True)
class Telling:
    """In whose words, of which organisations by what name, and which version each address has."""

    words: Words
    names: Mapping[str, str]
    versions: Mapping[str, str]

    def shown(self, fact: Fact) -> Shown:
        """A fact as it stands on the page."""
        words_, kind = self.words, _STATES.get(fact.says, "")
        in_words = fact.says is Says.ANSWER and not fact.code
        sentence = words_("wishes.in-words") if in_words else self._sentence(fact)
        if kind and not (fact.says is Says.OTHERWISE and fact.subject not in _LIMITS):
            sentence = words_(f"state.{kind}")
        doubtful = fact.read_yourself or not sentence
        tag = "otherwise" if doubtful and fact.says in _WAYS else _TAGS.get(fact.says, "unknown")
        return Shown(
            places=self.places(fact.addresses),
            ura=ura_of(fact.source),
            tag=tag,
            tag_words=words_(f"tag.{tag}"),
            sentence=sentence,
            written=_written(fact, is_all=in_words or bool(kind) or doubtful),
            notes=(*self._treats(fact), *fact.remarks),
            day=date_said(fact.date, words_) or words_("day.unsaid"),
            source=self.source(fact.source),
            ended=words_(f"ended.{_ENDED[fact.standing]}") if fact.standing in _ENDED else "",
            read=doubtful,
        )

    def places(self, addresses: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Each with its version; of a form and what is made of it the latter first."""
        ordered = sorted(addresses, key=lambda one: one.startswith("QuestionnaireResponse/"))
        return tuple((one, self.versions.get(one, "")) for one in ordered)

    def source(self, written: str) -> str:
        """Whose word it is."""
        ura = ura_of(written)
        if not ura:
            return self.words("source.self")
        return self.names.get(ura) or self.words("source.unnamed", number=ura)

    def _sentence(self, fact: Fact) -> str:
        key = KEYS[fact.subject]
        what = _WAYS.get(fact.says, fact.code)
        codes = what.split("+") if fact.subject is Subject.WILL else [what]
        if fact.subject is Subject.WILL:
            codes = fact.code.split("+")
        said = (self.words.said.get(f"wish.{key}.{code}", "") for code in codes if code)
        return " ".join(dict.fromkeys(filter(None, said)))

    def _treats(self, fact: Fact) -> Iterator[str]:
        for subject in fact.treats:
            yield self.words(f"wish.{KEYS[subject]}.title")


def source_of(resource: Mapping[str, Any]) -> str:
    """The URA of who wrote it; empty of what the inhabitant said here himself."""
    return ura_of(source(resource))


def answers_of(form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each question of a form that has words, with its answer, as they were written."""
    for item in objects(form.get("item")):
        texts = [_answer(one) for one in objects(item.get("answer"))]
        text = "; ".join(one for one in texts if one)
        if text and words(item, "text"):
            yield words(item, "text"), text
        yield from answers_of(item)


def _written(fact: Fact, *, is_all: bool) -> str:
    """The source's own text: where there is nothing else, and of a will its name."""
    if not (is_all or fact.subject is Subject.WILL):
        return ""
    own = fact.written or (fact.displays if fact.says is Says.UNREAD else ())
    return "; ".join(own)


def _answer(answer: Mapping[str, Any]) -> str:
    for name, value in answer.items():
        match value:
            case bool():
                return "ja" if value else "nee"
            case str() | int() | float() if name.startswith("value"):
                return str(value)
            case {"display": str(display)}:
                return display
    return ""
