"""What a record in FHIR R4 says of whether its patient can decide for himself.

The Patient by an extension, in beta 3 and the first candidates of 1.0; an Observation since.
https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-LegallyCapable
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from consent.capacity import CapacityWord
from consent.fhir.elements import mapping, sequence
from consent.person import capacity_said
from consent.question import amsterdam_day
from profiles.pzp.wish import LEGALLY_CAPABLE, is_talk
from profiles.resource.read import codes
from profiles.search.dates import span

_SAY_NOTHING = frozenset({"entered-in-error", "cancelled"})


def capacity_words(
    resource: Mapping[str, Any], custodian: str, said_in: str, version: int, at: datetime
) -> list[CapacityWord]:
    """What `custodian` says here; nothing where it is silent, or takes back what it said.

    By the code whatever its system: who says that he can't is not passed over for a slip.
    """
    said = capacity_said(resource) if resource.get("resourceType") == "Patient" else []
    on: date | None = None
    if _observes_it(resource):
        said = [(resource.get("valueBoolean"), _remarks(resource))]
        on = _day(resource, "effective")
    return [
        CapacityWord(
            custodian=custodian,
            said_in=said_in,
            version=version,
            capable=capable,
            said_at=at,
            comment=comment,
            on=on,
        )
        for capable, comment in said
        if isinstance(capable, bool)
    ]


def _observes_it(resource: Mapping[str, Any]) -> bool:
    return (
        resource.get("resourceType") == "Observation"
        and resource.get("status") not in _SAY_NOTHING
        and LEGALLY_CAPABLE[1] in codes(resource.get("code"))
    )


def day_of_talk(resource: Mapping[str, Any]) -> date | None:
    """On which day the talk was held that this Procedure is; None of what is none."""
    if resource.get("resourceType") != "Procedure" or not is_talk(resource):
        return None
    return _day(resource, "performed")


def _remarks(observation: Mapping[str, Any]) -> str:
    notes = [mapping(note).get("text") for note in sequence(observation.get("note"))]
    return "; ".join(note for note in notes if isinstance(note, str))


def _day(resource: Mapping[str, Any], name: str) -> date | None:
    """The first day that it is of; of a year or a month, or of none, none."""
    period = mapping(resource.get(f"{name}Period"))
    for said in (resource.get(f"{name}DateTime"), period.get("start")):
        if isinstance(said, str) and len(said) >= len("2026-11-30"):
            try:
                return amsterdam_day(span(said)[0])
            except ValueError:
                return None
    return None
