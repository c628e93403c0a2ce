"""Who is who: by which numbers the shared types are the same one, whichever source speaks.

docs/decisions/0009-one-inhabitant-one-patient.md
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hub.errors import Unprocessable
from hub.search.index import identifier_key
from hub.write.draft import Draft
from hub.write.own_number import (
    OwnNumber,
    identifiers_of,
    is_bsn_misnamed,
    own_numbers,
)
from profiles import systems
from profiles.identifiers import BSN, InvalidIdentifier
from profiles.resource.compartment import patient_in

SHARED_BY = {
    "Organization": (systems.URA_SYSTEM,),
    "Practitioner": (systems.UZI_PERSON, systems.BIG, systems.AGB_SYSTEM),
}
"""The systems of these numbers, by which one is known first before those by which it may be."""
SOME_PAIR = "PractitionerRole|pair"
"""The index key of every role that is known by its pair."""


def bsn_of(draft: Draft) -> BSN | None:
    """The BSN of a Patient, or of the Patient inside a document.

    None for all else, and of who has no BSN and a number of the source's own.

    Raises:
        Unprocessable: a Patient with neither, or with another than exactly one valid BSN.
    """
    patient = _patient(draft)
    if patient is None:
        return None
    at = f"{draft.expression}.{'identifier' if draft.type == 'Patient' else 'entry'}"
    return _one_bsn(identifiers_of(patient), at)


def numbers_of_ones_own(draft: Draft) -> tuple[OwnNumber, ...] | None:
    """By which the source itself knows the Patient, or the one in a document; None for all else."""
    patient = _patient(draft)
    return None if patient is None else own_numbers(identifiers_of(patient))


def uras_of(identifiers: Iterable[object]) -> frozenset[str]:
    """The URAs among these identifiers, of eight digits each."""
    return frozenset(
        str(one.get("value", "")).zfill(8)
        for one in identifiers
        if isinstance(one, Mapping) and one.get("system") == systems.URA_SYSTEM
    )


def shared_keys(draft: Draft) -> list[str]:
    """The index keys of the numbers by which a professional or organisation is the same one."""
    if draft.type not in SHARED_BY:
        return []
    return [key for keys in shared_numbers(draft).values() for key in keys]


def shared_numbers(draft: Draft) -> dict[str, list[str]]:
    """The same keys, by the system of the number."""
    systems_of_type = SHARED_BY.get(draft.type)
    keys: dict[str, list[str]] = {}
    if systems_of_type is None:
        return keys
    for system, value in draft.identifiers:
        if system in systems_of_type:
            keys.setdefault(system, []).append(identifier_key(system, value))
    return keys


def pair_key(practitioner: str, organization: str) -> str:
    """The index key of a professional at an organisation; both are `Type/id`."""
    return f"PractitionerRole|pair|{practitioner}|{organization}"


def _patient(draft: Draft) -> Mapping[str, Any] | None:
    if draft.type == "Bundle" and draft.resource is not None:
        return patient_in(draft.resource)
    return draft.resource if draft.type == "Patient" else None


def _one_bsn(identifiers: Sequence[Mapping[str, Any]], at: str) -> BSN | None:
    numbers = {
        one["value"]
        for one in identifiers
        if one.get("system") == systems.BSN_SYSTEM and "value" in one
    }
    if len(numbers) > 1 or (not numbers and is_bsn_misnamed(identifiers)):
        raise Unprocessable(
            f"a Patient is known by one BSN; send one identifier with system {systems.BSN_SYSTEM}",
            expression=at,
            rule="ONE-BSN",
        )
    if not numbers:
        _check_own_number(identifiers, at)
        return None
    try:
        return BSN(str(numbers.pop()))
    except InvalidIdentifier as wrong:
        raise Unprocessable(f"{wrong}; check the number", expression=at, rule="BSN") from None


def _check_own_number(identifiers: Sequence[Mapping[str, Any]], at: str) -> None:
    if not own_numbers(identifiers):
        raise Unprocessable(
            "send by what this Patient is known: his BSN, as an identifier with system "
            f"{systems.BSN_SYSTEM}; or where he has none or it may not be known, the number by "
            "which your own system knows him, as an identifier with a system of your own",
            expression=at,
            rule="ONE-BSN",
        )
