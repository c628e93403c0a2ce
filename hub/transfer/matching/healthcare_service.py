"""A candidate, as a HealthcareService of the directory tells of it.

https://hl7.org/fhir/R4/healthcareservice.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hub.transfer.capacity.board import Row
from hub.transfer.matching.candidate import Ages, Candidate, Days
from hub.transfer.matching.need import Codes, Need
from profiles import systems
from profiles.resource.read import codes, element, objects, pairs, words

_BASE = "https://example.org/rtp/CodeSystem/"
AT_HOME = frozenset({"wijkverpleging", "msvt", "ptz-thuis", "wmo-hulp"})
"""Kinds of care that come to where one lives."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the directory does not tell of a service; None is not known."""

    asks: Codes = frozenset()
    legal_statuses: Codes | None = None
    area: Codes | None = None
    ages: Ages | None = None
    postcode: str | None = None
    faiths: Codes | None = None
    insurers: Codes | None = None
    answers_in: timedelta | None = None


NOTHING = Facts()


def candidate_of(
    service: Mapping[str, Any], rows: Iterable[Row], need: Need, facts: Facts = NOTHING
) -> Candidate | None:
    """For this need, with its own rows of the board; None where it is not active, or nobody's.

    What it can handle is not known where it tells nothing at all of it.
    """
    provider = provider_of(service)
    if service.get("active") is not True or not provider:
        return None
    sites = {words(one, "reference") for one in objects(service.get("location"))}
    kinds = care_types_of(service)
    handled = [
        code for one in objects(service.get("characteristic"))
        for code in _ours(one, "matching-need")
    ]  # fmt: skip
    spoken = [code for one in objects(service.get("communication")) for code in codes(one)]
    return Candidate(
        provider, words(service, "id"), frozenset(kinds),
        rows=tuple(row for row in rows if row.of.provider == provider and row.of.site in sites),
        is_at_home=need.care_type in AT_HOME,
        handles=frozenset(handled) if handled else None,
        closed=tuple(_closed(service)), languages=frozenset(spoken) if spoken else None,
        asks=facts.asks, legal_statuses=facts.legal_statuses, area=facts.area, ages=facts.ages,
        postcode=facts.postcode, faiths=facts.faiths, insurers=facts.insurers,
        answers_in=facts.answers_in,
    )  # fmt: skip


def provider_of(service: Mapping[str, Any]) -> str:
    """The URA of who gives it; empty where it is not told."""
    identifier = element(element(service, "providedBy"), "identifier")
    return words(identifier, "value") if identifier.get("system") == systems.URA_SYSTEM else ""


def care_types_of(service: Mapping[str, Any]) -> list[str]:
    """The kinds of care that it gives."""
    return [code for one in objects(service.get("type")) for code in _ours(one, "care-type")]


def _ours(concept: Mapping[str, Any], name: str) -> list[str]:
    return [code for system, code in pairs(concept) if system == f"{_BASE}{name}"]


def _closed(service: Mapping[str, Any]) -> list[Days]:
    """Days on which it takes nobody; a part of a day is none, nor what is not read as days."""
    during = [element(one, "during") for one in objects(service.get("notAvailable"))]
    days = [(_day(words(one, "start")), _day(words(one, "end"))) for one in during]
    return [(first, last) for first, last in days if first and last]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
