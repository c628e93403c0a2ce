"""By which number the Patient of an export is known: his BSN, else one that the source gave him.

docs/decisions/0075-who-has-no-bsn.md
"""

from collections.abc import Iterator

from profiles import systems
from profiles.identifiers import BSN, InvalidIdentifier
from profiles.invalid import JsonObject
from profiles.pzp.form.faults import fault

_NATIONAL = (
    "fhir.nl/fhir/namingsystem/",
    "urn:oid:2.16.528.1.1007.",
    "urn:oid:2.16.840.1.113883.2.4.6.",
)
"""Numbers of persons, professionals and organisations that no source gives out itself."""


def bsn_of(patient: JsonObject) -> str | None:
    """His one valid BSN; None of who has none, and is known by a number of the source's own.

    Raises:
        InvalidRecord: a BSN that is wrong, or more than one, or neither a BSN nor an own number.
    """
    listed = list(_filled(patient))
    bsns = [one["value"] for one in listed if one["system"] == systems.BSN_SYSTEM]
    if not bsns and any(_is_own(one) for one in listed):
        return None
    if len(bsns) != 1:
        text = "The Patient has exactly one BSN, or none and a number of the source's own"
        raise fault("required", "Patient.identifier", text)
    try:
        return BSN(bsns[0]).value
    except InvalidIdentifier as error:
        raise fault("value", "Patient.identifier.value", f"The BSN is not valid: {error}") from None


def known_by_own_number(patient: JsonObject) -> JsonObject:
    """The Patient with the number by which he is known first, as an update names him by that."""
    listed = patient["identifier"]
    own = [one for one in listed if one in list(_filled(patient)) and _is_own(one)]
    return {**patient, "identifier": [*own, *(one for one in listed if one not in own)]}


def _filled(patient: JsonObject) -> Iterator[JsonObject]:
    for one in patient.get("identifier", []):
        if str(one.get("system", "")).strip() and str(one.get("value", "")).strip():
            yield one


def _is_own(identifier: JsonObject) -> bool:
    bare = identifier["system"].strip().lower().rstrip("/")
    for prefix in ("https://", "http://", "www."):
        bare = bare.removeprefix(prefix)
    return identifier.get("use") != "old" and not bare.startswith(_NATIONAL)
