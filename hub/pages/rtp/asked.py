"""What is asked for, in words: of an open request that names nobody, or of a full one."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hub.pages.days import date_said
from hub.pages.words import Words
from hub.transfer.open.coding import CARE_TYPE, MATCHING_NEED, own_words
from hub.transfer.open.told import CONDITIONS
from profiles.resource.read import element, objects, pairs, words

Fact = tuple[str, str]
"""A key of the words by which it is labelled, and what it is."""
_YEAR = 4


def care_said(request: Mapping[str, Any]) -> str:
    """Which care; as it is written where we have no words for it, empty where it says none."""
    return _said(request.get("code"), own_words(CARE_TYPE))


def facts_of(request: Mapping[str, Any], today: date, t: Words) -> Iterator[Fact]:
    """What else it says, in the order in which it decides; what it does not say is not there."""
    period = element(request, "occurrencePeriod")
    yield from _told("from", date_said(words(period, "start"), t) or words(period, "start"))
    yield from _told("until", date_said(words(period, "end"), t) or words(period, "end"))
    details = objects(request.get("orderDetail"))
    yield from _told("needs", ", ".join(_said(one, own_words(MATCHING_NEED)) for one in details))
    reasons = objects(request.get("reasonCode"))
    yield from _told("why", ", ".join(_said(one, CONDITIONS) for one in reasons))
    yield from _told("who", _person(_contained(request), today, t))


def wanted_from(request: Mapping[str, Any]) -> date | None:
    """The first day on which it is wanted; None where it does not say a day."""
    try:
        return date.fromisoformat(words(element(request, "occurrencePeriod"), "start")[:10])
    except ValueError:
        return None


def _told(name: str, said: str) -> Iterator[Fact]:
    if said:
        yield name, said


def _said(concept: Any, known: Mapping[tuple[str, str], str]) -> str:
    """Our words for it, else those that stand in it, else its code."""
    if type(concept) is not dict:
        return ""
    ours = next((known[one] for one in pairs(concept) if one in known), "")
    codings = objects(concept.get("coding"))
    written = [words(one, "display") or words(one, "code") for one in codings]
    return ours or words(concept, "text") or ", ".join(filter(None, written)) or "?"


def _contained(request: Mapping[str, Any]) -> Mapping[str, Any]:
    found = objects(request.get("contained"))
    return next((one for one in found if one.get("resourceType") == "Patient"), {})


def _person(patient: Mapping[str, Any], today: date, t: Words) -> str:
    """What is told of him: sex, about how old, where he lives."""
    parts = [t.of("sex", words(patient, "gender"))]
    born = words(patient, "birthDate")[:_YEAR]
    if len(born) == _YEAR and born.isascii() and born.isdigit():
        parts.append(t("asked.age", age=today.year - int(born)))
    codes = [words(one, "postalCode") for one in objects(patient.get("address"))]
    parts += [t("asked.lives", postcode=one) for one in codes if one]
    return ", ".join(filter(None, parts))
