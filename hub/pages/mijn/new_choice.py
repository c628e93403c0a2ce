"""A new choice: one of the catalogue, filled in step by step, shown whole before it is made.

docs/decisions/0039-choices-in-words.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consent.choices.catalogue import Choice, Language, Parameter, Text, catalogue
from consent.choices.made import Made, NoSuchChoice, made
from hub.pages.mijn.choice import known_ura
from hub.query.may_make import MayMake

CHOSEN, VERSION, NUMBER, WAY = "keuze", "tekst", "nummer", "hoe"
ALONE, PROPOSED, NOT_HE = "alleen", "voorstel", "niet"
"""How it can be made: at once, by proposing it to who has to say yes too, or not by him."""
_PARENTS = frozenset({"parent", "guardian"})
FIELDS: Mapping[Parameter, str] = {"organization": "wie", "kind": "soort", "source": "bron"}
"""What is filled in, by the name of its field."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice on the list, by its title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Filling:
    """How far it is: `choice` and what is filled in, by parameter; `lacks` is asked next."""

    choice: Choice | None
    filled: Mapping[Parameter, str]
    lacks: Parameter | None

    @property
    def fields(self) -> dict[str, str]:
        """As the next form sends it on."""
        if self.choice is None:
            return {}
        said = {FIELDS[name]: value for name, value in self.filled.items()}
        return {CHOSEN: self.choice.code, **said}


def offered(day: date, language: Language) -> Sequence[Offered]:
    """All that may be chosen that day, in the order of the catalogue."""
    shown = [(one.code, one.offered(day)) for one in catalogue().choices.values()]
    return [Offered(code, one.texts[language].title) for code, one in shown if one is not None]


def filling(said: Mapping[str, str], day: date, others: Mapping[str, str]) -> Filling:
    """What a form says, without what it may not: only `others` are chosen about."""
    choice = catalogue().choices.get(said.get(CHOSEN, ""))
    if choice is None or choice.offered(day) is None:
        return Filling(None, {}, None)
    filled = {
        name: value for name in choice.needed if (value := _allowed(name, said, others)) is not None
    }
    lacks = next((name for name in choice.needed if name not in filled), None)
    return Filling(choice, filled, lacks)


def shown_whole(one: Filling, day: date, version: int | None = None) -> Made:
    """The choice as it would be made.

    Raises:
        NoSuchChoice: something lacks, or this text is not shown any more.
    """
    if one.choice is None or one.lacks is not None:
        raise NoSuchChoice("something is not filled in")
    return made(
        one.choice.code,
        day,
        version,
        organization=one.filled.get("organization"),
        kind=one.filled.get("kind"),
        source=one.filled.get("source"),
    )


def text_of(one: Made, language: Language, names: Mapping[str, str]) -> Text:
    """What is shown before it is made."""
    text = one.text(language, names)
    assert text is not None  # noqa: S101 - narrowing: it is made of a version that is shown
    return text


def way_of(may: MayMake) -> tuple[str, str]:
    """How who is logged in can make it, and which words there are for who else has to say yes."""
    way = ALONE if "confirm" in may.ways else PROPOSED if "agree" in may.ways else NOT_HE
    return way, "parent" if may.others <= _PARENTS else "other"


def _allowed(name: Parameter, said: Mapping[str, str], others: Mapping[str, str]) -> str | None:
    value = said.get(FIELDS[name], "")
    if name == "kind":
        return value if value in catalogue().kinds else None
    ura = known_ura(value)
    return ura if ura in others else None
