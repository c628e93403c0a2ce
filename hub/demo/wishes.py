"""A doctor's question: which wishes does this inhabitant have, and whom did they tell?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from profiles import systems
from profiles.pzp.queries import QUERIES
from profiles.pzp.reading.fact import Fact, Subject
from profiles.pzp.reading.read import read
from profiles.pzp.reading.record import ura_of
from profiles.pzp.reading.words import decision, title

Resource = dict[str, Any]

SINCE = frozenset({title(Subject.CAPACITY), title(Subject.DONOR)})
"""What a system of before does not ask by these."""


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """One wish in the words of the one reading; `source` is the URA of who recorded it."""

    about: str
    day: str
    source: str
    said: str


def patients(fhir: httpx.Client, bsn: str) -> list[str]:
    """Ids of the Patients with this BSN: one, or none that the caller may know of."""
    form = {"identifier": f"{systems.BSN_SYSTEM}|{bsn}"}
    answer = fhir.post("Patient/_search", data=form)
    answer.raise_for_status()
    return [resource["id"] for resource in _matches(answer.json())]


def wishes(fhir: httpx.Client, patient: str, queries: Sequence[str] = QUERIES) -> list[Wish]:
    """What holds of all that the sources said, in the order of urgency, newest first."""
    found = read(_all(fhir, patient, queries), datetime.now(UTC))
    return [_wish(fact) for topic in found.topics for fact in topic.now]


def handoffs(fhir: httpx.Client, patient: str) -> list[str]:
    """The days of the nursing handoffs that are known of this Patient."""
    query = f"DocumentReference?patient={patient}&type={systems.SNOMED}%7C11171000146100"
    answer = fhir.get(query)
    answer.raise_for_status()
    return sorted(resource["date"][:10] for resource in _matches(answer.json()))


def _all(fhir: httpx.Client, patient: str, queries: Sequence[str]) -> list[Resource]:
    """What the queries bring, and what came along."""
    found = []
    for query in queries:
        answer = fhir.get(query.format(id=patient))
        answer.raise_for_status()
        found += _entries(answer.json(), "match", "include")
    return found


def _matches(searchset: Resource) -> list[Resource]:
    return _entries(searchset, "match")


def _entries(searchset: Resource, *modes: str) -> list[Resource]:
    entries = searchset.get("entry", [])
    return [one["resource"] for one in entries if one.get("search", {}).get("mode") in modes]


def _wish(fact: Fact) -> Wish:
    return Wish(
        about=title(fact.subject, fact.called),
        day=fact.date[:10],
        source=ura_of(fact.source),
        said=decision(fact),
    )
