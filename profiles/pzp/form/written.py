"""A talk that is written down here, as it is mapped: the same as a GP system's export of it.

docs/decisions/0050-the-talk-written-down-here.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.export import Export, exported_kind
from profiles.pzp.form.faults import FORM
from profiles.pzp.form.identity import identity_of
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.mapping import to_resources
from profiles.pzp.form.response import filled
from profiles.pzp.form.said import Said, tidy
from profiles.resource.read import objects

ASSEMBLER = "Form of the hub"
_OF_THE_PERSON = ("name", "gender", "birthDate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional:
    """Who had the talk, and where: his UZI number, name and role code; `ura` has eight digits."""

    number: str
    name: str
    role: str
    ura: str
    organization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`name` names the form for ever; `authored` is the moment at which it was signed, in UTC.

    `patient` is whom it is about, as it is known: his numbers, name, sex and day of birth go along.
    """

    name: str
    said: Said
    patient: Mapping[str, Any]
    by: Professional
    authored: str


def resources_of(written: Written) -> dict[str, JsonObject]:
    """All that it comes to, by kind; raises InvalidRecord where the answers can't be mapped."""
    return to_resources(export_of(written))


def export_of(written: Written) -> Export:
    """What the mapping is given."""
    keys = Keys(systems.HUB_FORMS, f"{systems.HUB_FORMS}|{written.name}")
    return Export(keys, {**_beside(written), FORM: form_of(written, keys)}, ASSEMBLER)


def form_of(written: Written, keys: Keys) -> JsonObject:
    """The filled-in form itself, with who he is and who had the talk in its questions for that."""
    said = tidy({**written.said, **identity_of(written.patient, written.by.name, written.by.role)})
    form = filled(said)
    return {
        "resourceType": form["resourceType"],
        "identifier": {"system": systems.HUB_FORMS, "value": written.name},
        "questionnaire": form["questionnaire"],
        "status": form["status"],
        "authored": written.authored,
        "author": {"reference": keys.url(exported_kind("Practitioner")), "type": "Practitioner"},
        "item": form["item"],
    }


def _beside(written: Written) -> dict[str, JsonObject]:
    by = written.by
    return {
        "Patient": patient_of(written.patient),
        "Practitioner": {
            "resourceType": "Practitioner",
            "identifier": [{"system": systems.UZI_PERSON, "value": by.number}],
            "name": [{"text": by.name}],
        },
        "Organization": {
            "resourceType": "Organization",
            "identifier": [{"system": systems.URA_SYSTEM, "value": by.ura}],
            **({"name": by.organization} if by.organization else {}),
        },
    }


def patient_of(patient: Mapping[str, Any]) -> JsonObject:
    """By his BSN, with no more of another source's word than who he is."""
    bsn = [
        {"system": systems.BSN_SYSTEM, "value": one["value"]}
        for one in objects(patient.get("identifier"))
        if one.get("system") == systems.BSN_SYSTEM and "value" in one
    ]
    said = {name: patient[name] for name in _OF_THE_PERSON if name in patient}
    return {"resourceType": "Patient", "identifier": bsn, **said}
