"""What a GP system exports beside the form: a JSON object with a `kind`, in a shape of our own.

Each has, besides what its kind asks:

- `kind`: `letter`, `episode` or `practice-list`.
- `system`: a URL or URN of the source; `id`: its key of this record, the same in a correction.
  Neither may hold a BSN.
- `status`: `current` (as where it is left out) or `entered-in-error`.
- `practice`: `ura` and `name` of the practice where he is registered, which is what the treatment
  relation rests on; asked of a practice list.
- `patient` (of a practice list `patients`): a FHIR R4 Patient with one valid BSN, or none and a
  number of the source's own.

A letter has `document`, the name of a PDF that lies beside it, `title`, `date` (a moment with its
offset) and, if known, `author` (a name). An episode has `icpc` and `start`, and `end` where it is
over. A practice list may have `left`, patients who are registered there no longer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.gp.persons import bsn_of, known_by_own_number
from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.export import exported_kind, loosened
from profiles.pzp.form.faults import fault
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.shape import checked
from profiles.resource.transaction import business_identifier, conditional_update

CURRENT, IN_ERROR = "current", "entered-in-error"
NO_BSN = (
    "the Patient has no BSN, so that nobody but this source sees what is pushed; send the BSN as "
    "soon as it is known"
)
_ELSEWHERE = "who is not in the record is kept by display: the Patient's references"


@dataclass(frozen=True, slots=True)
class Headed:
    """The header, with its names; `practice` is the Reference to it, empty where it names none."""

    header: Mapping[str, Any]
    keys: Keys
    practice: JsonObject

    @property
    def in_error(self) -> bool:
        """Whether it is taken back."""
        return bool(self.header.get("status") == IN_ERROR)


@dataclass(frozen=True, slots=True)
class Known:
    """A Patient as an entry of a transaction; `url` is how others in it refer to him."""

    entry: JsonObject
    url: str
    bsn: str | None
    notes: tuple[str, ...]


def headed(header: Mapping[str, Any]) -> Headed:
    """Raises InvalidRecord where what every kind has is not there."""
    kind, system, key = (header.get(name) for name in ("kind", "system", "id"))
    if not (isinstance(system, str) and system and isinstance(key, str) and key):
        raise fault("required", "system, id", "A record is named by its system and id, in text")
    if header.get("status", CURRENT) not in {CURRENT, IN_ERROR}:
        raise fault("value", "status", f"status is {CURRENT} or {IN_ERROR}")
    return Headed(header, Keys(system, f"{kind}|{key}"), _practice(header.get("practice")))


def known(one: Headed, patient: Any, expression: str = "patient") -> Known:
    """The Patient, registered at the practice that the header names; raises InvalidRecord."""
    found = checked(patient, expression, ["Patient"])
    bsn = bsn_of(found)
    if bsn is None:
        found = known_by_own_number(found)
    elif bsn in one.keys.form or bsn in one.keys.system:
        raise fault("value", "id", "An id may not hold the BSN")
    bare = loosened({name: value for name, value in found.items() if name != "id"}, set())
    notes = (*((NO_BSN,) if bsn is None else ()), *((_ELSEWHERE,) if _differs(bare, found) else ()))
    if one.practice:
        bare = {**bare, "generalPractitioner": [one.practice, *_others(bare, one.practice)]}
    by = business_identifier(bare)
    if by is None:
        raise fault("required", "Patient.identifier", "A resource needs an identifier")
    url = one.keys.url(f"{exported_kind('Patient')}/{by.system}|{by.value}")
    return Known(conditional_update(bare, by, url), url, bsn, notes)


def text_of(header: Mapping[str, Any], name: str) -> str:
    """A text that has to be there; raises InvalidRecord."""
    said = header.get(name)
    if not isinstance(said, str) or not said.strip():
        raise fault("required", name, f"A {header.get('kind')} has a {name}, in text")
    return said.strip()


def _practice(said: Any) -> JsonObject:
    if said is None:
        return {}
    ura = said.get("ura") if isinstance(said, dict) else None
    if not isinstance(ura, str) or not (ura.isascii() and ura.isdigit()):
        raise fault("value", "practice.ura", "A practice is named by its URA, eight digits")
    name = said.get("name")
    shown = {"display": name} if isinstance(name, str) and name else {}
    number = {"system": systems.URA_SYSTEM, "value": ura}
    return {"type": "Organization", "identifier": number, **shown}


def _others(patient: JsonObject, practice: JsonObject) -> list[JsonObject]:
    listed = patient.get("generalPractitioner", [])
    return [one for one in listed if one.get("identifier") != practice["identifier"]]


def _differs(bare: JsonObject, found: JsonObject) -> bool:
    return bare != {name: value for name, value in found.items() if name != "id"}
