"""Whether a record says that something is so, and is so now: by its own status alone."""

from collections.abc import Mapping
from typing import Any

from hub.transfer.open.coding import Json, concept
from hub.transfer.open.left_out import Why
from profiles.resource.read import pairs
from profiles.resource.surroundings import Resource

_HL7 = "http://terminology.hl7.org/CodeSystem/"
_CLINICAL, _VERIFICATION = f"{_HL7}condition-clinical", f"{_HL7}condition-ver-status"

_NOW = {
    "Flag": frozenset({"active"}),
    "Procedure": frozenset({"preparation", "in-progress", "on-hold"}),
    "Observation": frozenset({"registered", "preliminary", "final", "amended", "corrected"}),
    "DeviceUseStatement": frozenset({"active", "intended", "on-hold"}),
}
_BEFORE = {
    "Flag": frozenset({"inactive"}),
    "Procedure": frozenset({"completed", "stopped"}),
}
_NOT_SO = frozenset({"entered-in-error", "not-done", "cancelled", "unknown", "completed"})
_CODED: Mapping[str, Mapping[str, bool | None]] = {
    "clinicalStatus": {
        "active": True, "recurrence": True, "relapse": True,
        "inactive": False, "remission": False, "resolved": False,
    },
    "verificationStatus": {
        "confirmed": True, "unconfirmed": True, "provisional": True, "differential": True,
        "refuted": None, "entered-in-error": None,
    },
}  # fmt: skip
"""Whether it is so now; None where it is not so."""
_MODIFIERS = frozenset({"modifierExtension", "implicitRules"})
_SYSTEMS = {"clinicalStatus": _CLINICAL, "verificationStatus": _VERIFICATION}


def why_not(record: Resource) -> Why | None:
    """Why nothing of the record is told, whatever else is in it."""
    if is_modified(record):
        return "changed-meaning"
    if record["resourceType"] == "Condition":
        return _why_not_condition(record)
    status, kind = record.get("status"), record["resourceType"]
    if type(status) is not str:
        return "unreadable"
    if status in _NOW.get(kind, ()) or status in _BEFORE.get(kind, ()):
        return None
    return "not-so" if status in _NOT_SO else "unreadable"


def _why_not_condition(record: Resource) -> Why | None:
    for name, meanings in _CODED.items():
        code = _code(record, name)
        if name in record and code is None:
            return "unreadable"
        if code is not None and meanings[code] is None:
            return "not-so"
    has_ended = any(name.startswith("abatement") for name in record)
    return "unreadable" if has_ended and _code(record, "clinicalStatus") is None else None


def told_status(record: Resource) -> Json:
    """The status, written anew; of a record of which something is told."""
    if record["resourceType"] != "Condition":
        return {"status": record["status"]}
    codes = ((name, _code(record, name)) for name in _CODED)
    return {name: concept((_SYSTEMS[name], code)) for name, code in codes if code}


def is_now(record: Resource) -> bool:
    """Whether what the record says asks something of a place today."""
    if record["resourceType"] != "Condition":
        status = record.get("status")
        return type(status) is str and status in _NOW.get(record["resourceType"], ())
    code = _code(record, "clinicalStatus")
    return code is None or bool(_CODED["clinicalStatus"][code])


def is_sure(record: Resource) -> bool:
    """Whether a diagnosis may be told without its status: it is so now, and not maybe."""
    return is_now(record) and _code(record, "verificationStatus") in {None, "confirmed"}


def _code(record: Resource, name: str) -> str | None:
    known = _CODED[name]
    codes = (code for system, code in pairs(record.get(name)) if system == _SYSTEMS[name])
    return next((code for code in codes if code in known), None)


def is_modified(node: Any) -> bool:
    """Whether something in it changes the meaning of what holds it.

    https://hl7.org/fhir/R4/extensibility.html#modifierExtension
    """
    if type(node) is list:
        return any(map(is_modified, node))
    if type(node) is not dict:
        return False
    return not _MODIFIERS.isdisjoint(node) or any(map(is_modified, node.values()))
