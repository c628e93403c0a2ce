"""The word on who came in another's place: by which numbers he was known before, and as whom.

A source that sends him anew says neither; the hub keeps it. https://hl7.org/fhir/R4/patient.html
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hub.access.merged import Replaced
from hub.storage.body import with_members

Members = dict[str, Any]


def members_of(
    patient: Mapping[str, Any], address: str, custodian: str, listed: Iterable[Replaced]
) -> Members:
    """The members of this Patient that are otherwise by what was merged into him."""
    own = [one for one in listed if one.custodian == custodian]
    if not own:
        return {}
    identifiers = _identifiers(patient, own)
    links = _links(patient, address, own)
    return {"identifier": identifiers, **({"link": links} if links else {})}


def succeeded(raw: bytes, members: Members) -> bytes:
    """The bytes of a Patient with these."""
    return with_members(raw, members) if members else raw


def _identifiers(patient: Mapping[str, Any], own: Sequence[Replaced]) -> list[Any]:
    said = [one for one in patient.get("identifier", ()) if isinstance(one, Mapping)]
    known = {(one.get("system"), one.get("value")) for one in said}
    numbers = dict.fromkeys(number for one in own for number in one.numbers)
    before = [
        {"use": "old", "system": system, "value": value}
        for system, value in numbers
        if (system, value) not in known
    ]
    return [*said, *before]


def _links(patient: Mapping[str, Any], address: str, own: Sequence[Replaced]) -> list[Any]:
    """Who sends back what he read names nobody twice, and not himself."""
    listed = patient.get("link", ())
    said = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    patients = dict.fromkeys(one.patient for one in own if one.patient)
    ours = {address, *patients}
    kept = [one for one in said if not (one.get("type") == "replaces" and _named(one) in ours)]
    return kept + [{"other": {"reference": one}, "type": "replaces"} for one in patients]


def _named(link: Mapping[str, Any]) -> object:
    other = link.get("other")
    return other.get("reference") if isinstance(other, Mapping) else None
