"""A doctor's question: which wishes does this inhabitant have, and whom did they tell?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from profiles import systems
from profiles.pzp.queries import QUERIES

Resource = dict[str, Any]

SINCE = frozenset({"Wilsbekwaam", "Donorregister"})
"""What a system of before does not ask by these."""

_ABOUT = {
    "89666000": "Reanimatie",
    "40617009": "Beademing",
    "305351004": "Intensive care",
    "32485007": "Ziekenhuisopname",
    "281789004": "Antibiotica",
    "116762002": "Bloedproducten",
    "153851000146100": "Wens",
    "395091006": "Plek van overlijden",
    "340171000146104": "Euthanasie",
    "247751003": "Ook belangrijk",
    "570801000146104": "Donorregister",
    "665671000146101": "Wilsbekwaam",
}
_SAID = {
    "385987000": "gericht op genezing",
    "1351964001": "gericht op langer leven",
    "713148004": "gericht op minder klachten",
    "264362003": "thuis",
    "22232009": "ziekenhuis",
    "108344006": "verpleeghuis",
    "284546000": "hospice",
    "340181000146102": "heeft een verklaring",
    "340201000146103": "wil geen euthanasie",
    "340191000146100": "zou het soms kunnen vragen",
    "373066001": "ja",
    "373067005": "nee",
}
_SWITCHING_OFF = "400231000146108"  # in words only: the treatment is a text in the guide
_DECIDED = {"permit": "wel doen", "deny": "niet doen"}
_UNKNOWN = "nog onbekend"


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """One wish in a reader's words; `source` is the URA of the organisation that recorded it."""

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
    """What every source said last, by subject, newest first."""
    return latest_words(_all(fhir, patient, queries))


def handoffs(fhir: httpx.Client, patient: str) -> list[str]:
    """The days of the nursing handoffs that are known of this Patient."""
    query = f"DocumentReference?patient={patient}&type={systems.SNOMED}%7C11171000146100"
    answer = fhir.get(query)
    answer.raise_for_status()
    return sorted(resource["date"][:10] for resource in _matches(answer.json()))


def latest_words(said: Iterable[Wish]) -> list[Wish]:
    """Per subject and source the last word, by subject, newest first.

    Two words of one source on one day both stand: which is the later, nobody can tell.
    """
    found = set(said)
    latest = {(wish.about, wish.source): wish.day for wish in sorted(found, key=_day)}
    valid = sorted(wish for wish in found if wish.day == latest[wish.about, wish.source])
    return sorted(sorted(valid, key=_day, reverse=True), key=lambda wish: wish.about)


def _day(wish: Wish) -> str:
    return wish.day


def _all(fhir: httpx.Client, patient: str, queries: Sequence[str]) -> Iterator[Wish]:
    for query in queries:
        answer = fhir.get(query.format(id=patient))
        answer.raise_for_status()
        for resource in _matches(answer.json()):
            yield from _wish(resource)


def _matches(searchset: Resource) -> Iterator[Resource]:
    for entry in searchset.get("entry", []):
        if entry.get("search", {}).get("mode") == "match":
            yield entry["resource"]


def _wish(resource: Resource) -> Iterator[Wish]:
    source = resource["meta"]["source"].rpartition("#")[2]
    match resource:
        case {"resourceType": "Consent", "status": "active", "provision": provision}:
            about = _word(provision.get("code", []), _ABOUT)
            about = "ICD uitzetten" if _SWITCHING_OFF in about else about
            yield Wish(about, resource.get("dateTime", "")[:10], source, _decision(resource))
        case {"resourceType": "Goal", "description": description}:
            said = _word([description], _SAID)
            yield Wish("Doel van de zorg", resource.get("statusDate", ""), source, said)
        case {"resourceType": "Observation", "code": code}:
            day = resource.get("effectiveDateTime", "")[:10]
            yield Wish(_word([code], _ABOUT), day, source, _value(resource))
        case {"resourceType": "DeviceUseStatement"}:
            notes = "; ".join(note["text"] for note in resource.get("note", []))
            yield Wish("ICD", "", source, notes or "aanwezig")


def _decision(consent: Resource) -> str:
    kind = consent["provision"].get("type")
    if kind is not None:
        return _DECIDED[kind]
    extensions = consent.get("modifierExtension", [])
    return next((one["valueString"] for one in extensions if "valueString" in one), _UNKNOWN)


def _value(observation: Resource) -> str:
    if "valueBoolean" in observation:
        return "ja" if observation["valueBoolean"] else "nee"
    if "valueString" in observation:
        return str(observation["valueString"])
    coded = observation.get("valueCodeableConcept")
    return _word([coded], _SAID) if coded else _UNKNOWN


def _word(concepts: Iterable[Resource], words: dict[str, str]) -> str:
    """Our own word for the code; else what the source wrote."""
    for concept in concepts:
        for coding in concept.get("coding", []):
            if coding.get("code") in words:
                return words[coding["code"]]
        if "text" in concept:
            return str(concept["text"])
    return _UNKNOWN
