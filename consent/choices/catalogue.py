"""The choices that an inhabitant is offered: each with its versions, in words of his language.

A version is never changed or taken out: a Consent names the one that was shown.
docs/decisions/0039-choices-in-words.md
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from profiles.systems import HUB_CHOICES

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
Parameter = Literal["organization", "kind", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One choice in words; what is chosen stands in it as `{organization}`, `{kind}`, `{source}`.

    `about` is which data, `about_source` the same where one source is named; `sees` who then sees
    it, `haste` what holds in an emergency, `otherwise` what a no changes, `stays` what does not.
    """

    title: str
    question: str
    about: str
    sees: str
    haste: str
    otherwise: str
    stays: str
    about_source: str = ""

    def said(self, names: Mapping[str, str]) -> "Text":
        """The same with these names in their places; a name is never a place itself."""
        about = self.about_source if self.about_source and "source" in names else self.about
        parts = asdict(self) | {"about": about}
        return Text(**{name: _filled(text, names) for name, text in parts.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording of a choice; `starts` and `ends` are days in Amsterdam, both included."""

    number: int
    starts: date
    ends: date | None
    texts: Mapping[Language, Text]

    def is_offered(self, day: date) -> bool:
        """Whether it is shown to who chooses that day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What may be chosen; `stands` is the rule that it stands for, as the catalogue has it.

    `needed` are the parameters that it takes, `free` those that may be left out.
    """

    code: str
    stands: Mapping[str, Any]
    needed: tuple[Parameter, ...]
    free: tuple[Parameter, ...]
    versions: tuple[Version, ...]

    def version(self, number: int) -> Version | None:
        """The version of this number, offered or not."""
        return next((one for one in self.versions if one.number == number), None)

    def offered(self, day: date) -> Version | None:
        """The newest of those that are shown that day."""
        shown = [one for one in self.versions if one.is_offered(day)]
        return max(shown, key=lambda one: one.number, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of organisations by the OTV category that a Consent names it by."""

    code: str
    category: str
    names: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All choices and kinds, by code, in the order in which they are shown.

    `notes` hold for all of them: without a choice, of several together, and later.
    """

    choices: Mapping[str, Choice]
    kinds: Mapping[str, Kind]
    notes: Mapping[Language, Mapping[str, str]]


@cache
def catalogue() -> Catalogue:
    """What is offered, read once."""
    text = files("consent.choices").joinpath("catalogue.json").read_text("utf-8")
    return catalogue_of(json.loads(text))


def catalogue_of(said: Mapping[str, Any]) -> Catalogue:
    """As its file has it."""
    kinds = [
        Kind(code=code, category=one["category"], names={name: one[name] for name in LANGUAGES})
        for code, one in said["kinds"].items()
    ]
    choices = [_choice(one) for one in said["choices"]]
    return Catalogue(
        choices={one.code: one for one in choices},
        kinds={one.code: one for one in kinds},
        notes={name: said["notes"][name] for name in LANGUAGES},
    )


def address_of(code: str, version: int) -> str:
    """How a Consent names this text, in `policy.uri`."""
    return f"{HUB_CHOICES}/{code}/{version}"


def _choice(said: Mapping[str, Any]) -> Choice:
    needed: list[Parameter] = []
    if said.get("organization"):
        needed.append("organization")
    if said.get("kind"):
        needed.append("kind")
    if said.get("source") == "required":
        needed.append("source")
    return Choice(
        code=said["code"],
        stands=said["stands"],
        needed=tuple(needed),
        free=("source",) if said.get("source") == "optional" else (),
        versions=tuple(_version(one) for one in said["versions"]),
    )


def _version(said: Mapping[str, Any]) -> Version:
    return Version(
        number=said["version"],
        starts=date.fromisoformat(said["starts"]),
        ends=date.fromisoformat(said["ends"]) if "ends" in said else None,
        texts={name: Text(**said[name]) for name in LANGUAGES},
    )


def _filled(text: str, names: Mapping[str, str]) -> str:
    """In one pass, so that what a name has in braces stays as it is."""
    parts = text.split("{")
    told = [parts[0]]
    for part in parts[1:]:
        slot, _, rest = part.partition("}")
        told.append(f"{names[slot]}{rest}" if slot in names else f"{{{part}")
    return "".join(told)
