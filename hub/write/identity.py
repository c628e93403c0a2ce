"""Who is who: by which numbers the shared types are the same one, whichever source speaks.

docs/decisions/0009-one-inhabitant-one-patient.md
"""

from collections.abc import Iterable, Mapping, Sequence

from hub.errors import Unprocessable
from hub.search.index import identifier_key
from hub.write.draft import Draft
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
    """The BSN of a Patient, or of the Patient inside a document; None for all else.

    Raises:
        Unprocessable: a Patient without exactly one valid BSN.
    """
    if draft.resource is None:
        return None
    if draft.type == "Patient":
        return _one_bsn(draft.identifiers, f"{draft.expression}.identifier")
    if draft.type == "Bundle":
        return _of_document(draft)
    return None


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


def _of_document(draft: Draft) -> BSN | None:
    patient = patient_in(draft.resource or {})
    if patient is None:
        return None
    identifiers = [
        (each.get("system"), each.get("value"))
        for each in patient.get("identifier", [])
        if isinstance(each, dict)
    ]
    return _one_bsn(identifiers, f"{draft.expression}.entry")


def _one_bsn(identifiers: Sequence[tuple[object, object]], at: str) -> BSN:
    numbers = {value for system, value in identifiers if system == systems.BSN_SYSTEM}
    if len(numbers) != 1:
        raise Unprocessable(
            f"a Patient is known by one BSN; send one identifier with system {systems.BSN_SYSTEM}",
            expression=at,
            rule="ONE-BSN",
        )
    try:
        return BSN(str(numbers.pop()))
    except InvalidIdentifier as wrong:
        raise Unprocessable(f"{wrong}; check the number", expression=at, rule="BSN") from None
