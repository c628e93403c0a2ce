"""A choice with what was filled in, and the privacy Consent that it stands for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from consent.category import ura_text
from consent.choices.catalogue import Choice, Language, Text, Version, address_of, catalogue
from consent.choices.written import all_words
from consent.fhir.elements import PRIVACY
from consent.question import amsterdam_day
from consent.section import INHABITANT
from profiles import systems
from profiles.identifiers import InvalidIdentifier
from profiles.instant import instant


class NoSuchChoice(ValueError):
    """There is no such choice or text, or something is filled in wrong; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A choice as somebody makes it: `organization` and `source` by URA, `kind` by its code.

    `version` is that of the text, None where none was shown. It holds from `starts` to `ends`, days
    in Amsterdam, both included.
    """

    code: str
    version: int | None
    organization: str | None = None
    kind: str | None = None
    source: str | None = None
    starts: date | None = None
    ends: date | None = None

    @property
    def choice(self) -> Choice:
        """Of the catalogue; raises KeyError where there is none."""
        return catalogue().choices[self.code]

    def filled(self) -> dict[str, str]:
        """What is filled in, by parameter."""
        said = {"organization": self.organization, "kind": self.kind, "source": self.source}
        return {name: value for name, value in said.items() if value is not None}

    def text(self, language: Language, names: Mapping[str, str]) -> Text | None:
        """What was shown, with organisations by these names; None where none was."""
        version = self.choice.version(self.version) if self.version else None
        if version is None:
            return None
        return version.texts[language].said(self.called(language, names))

    def called(self, language: Language, names: Mapping[str, str]) -> dict[str, str]:
        """What is filled in, in words."""
        kinds, unknown = catalogue().kinds, all_words()[language]["unknown"]
        return {
            name: kinds[value].names[language]
            if name == "kind"
            else names.get(value) or unknown.replace("{name}", value)
            for name, value in self.filled().items()
        }


def made(  # noqa: PLR0913 -- each but the first two may be left out
    code: str,
    day: date,
    version: int | None = None,
    *,
    organization: str | None = None,
    kind: str | None = None,
    source: str | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> Made:
    """A choice as it is offered that day, in its newest version or the one named.

    Raises:
        NoSuchChoice: there is none, or not that day; something is missing, too much or wrong.
    """
    choice = catalogue().choices.get(code)
    if choice is None:
        raise NoSuchChoice("there is no choice of this code")
    shown = _shown(choice, day, version)
    one = Made(
        code=code,
        version=shown.number,
        organization=_ura(organization),
        kind=kind,
        source=_ura(source),
        starts=starts,
        ends=ends,
    )
    for fault in _faults(choice, one):
        raise NoSuchChoice(fault)
    return one


def consent_of(one: Made, patient: str, at: datetime, language: Language = "nl") -> dict[str, Any]:
    """The privacy Consent, made at an aware moment by the inhabitant whose Patient this is.

    It names the text in `policy.uri`, and the language that it was shown in.
    """
    choice, person = one.choice, {"reference": patient}
    consent: dict[str, Any] = {
        "resourceType": "Consent",
        "language": language,
        "status": "active",
        "scope": _concept(systems.CONSENT_SCOPE, PRIVACY),
        "category": [_concept(systems.LOINC, "59284-0")],
        "patient": person,
        "dateTime": instant(at),
        "performer": [person],
        "policy": [{"uri": address_of(one.code, one.version or 0)}],
        "provision": _provision(one, at),
    }
    if "data" in choice.stands:
        consent["category"].append(_concept(systems.OTV_DATA_CATEGORY, choice.stands["data"]))
    if one.source is not None:
        consent["organization"] = [_organization(one.source)]
    return consent


def _provision(one: Made, at: datetime) -> dict[str, Any]:
    period = {"start": (one.starts or amsterdam_day(at)).isoformat()}
    if one.ends is not None:
        period["end"] = one.ends.isoformat()
    base = {**_rule(one.choice.stands, one), "period": period}
    if "exception" in one.choice.stands:
        base["provision"] = [_rule(one.choice.stands["exception"], one)]
    return base


def _rule(stands: Mapping[str, Any], one: Made) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": stands["type"],
        "purpose": [
            {"system": systems.ACT_REASON, "code": purpose} for purpose in stands["purposes"]
        ],
    }
    if "actor" in stands:
        role = _concept(systems.PARTICIPATION_TYPE, "IRCP")
        said["actor"] = [{"role": role, "reference": _who(stands["actor"], one)}]
    return said


def _who(parameter: str, one: Made) -> dict[str, Any]:
    if parameter == "organization":
        return _organization(str(one.organization))
    kind = catalogue().kinds[str(one.kind)]
    extension = {
        "url": systems.OTV_PROVIDER_CATEGORY_EXTENSION,
        "valueCodeableConcept": _concept(systems.OTV_PROVIDER_CATEGORY, kind.category),
    }
    return {"display": kind.names["nl"], "extension": [extension]}


def _organization(ura: str) -> dict[str, Any]:
    return {"identifier": {"system": systems.URA_SYSTEM, "value": ura}}


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _shown(choice: Choice, day: date, number: int | None) -> Version:
    version = choice.offered(day) if number is None else choice.version(number)
    if version is None or not version.is_offered(day):
        raise NoSuchChoice("this text is not shown any more, or not yet")
    return version


def _faults(choice: Choice, one: Made) -> Iterator[str]:
    given, known = one.filled().keys(), {*choice.needed, *choice.free}
    if missing := set(choice.needed) - given:
        yield f"this choice takes {' and '.join(sorted(missing))} too"
    if given - known:
        yield f"this choice takes {' and '.join(sorted(known)) or 'nothing'}"
    if one.kind is not None and one.kind not in catalogue().kinds:
        yield f"a kind is one of {', '.join(catalogue().kinds)}"
    if one.starts and one.ends and one.ends < one.starts:
        yield "the choice would end before it starts"


def _ura(value: str | None) -> str | None:
    """As every statement writes it; raises NoSuchChoice where it names no organisation."""
    if value is None:
        return None
    try:
        ura = ura_text(value)
    except InvalidIdentifier:
        ura = INHABITANT
    if ura == INHABITANT:
        raise NoSuchChoice("an organisation is named by its URA, eight digits at most")
    return ura
