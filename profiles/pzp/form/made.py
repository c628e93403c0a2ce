"""A talk that is written down here, as it is mapped: the same as a GP system's export of it.

docs/decisions/0050-the-talk-written-down-here.md
"""

from collections.abc import Mapping
from typing import Any

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.contact_person import FIRST_CONTACT_KIND, REPRESENTATIVE_KIND
from profiles.pzp.form.export import Export, exported_kind
from profiles.pzp.form.faults import FORM, expression_of
from profiles.pzp.form.goal import GOAL_KIND
from profiles.pzp.form.icd import DEVICE_KIND, DEVICE_USE_KIND, SWITCH_OFF_KIND
from profiles.pzp.form.identity import identity_of
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.legally_capable import CAPACITY_KIND
from profiles.pzp.form.mapping import entries, to_resources
from profiles.pzp.form.observation import WISHES
from profiles.pzp.form.relatives import RELATIVES_KIND
from profiles.pzp.form.response import filled
from profiles.pzp.form.said import tidy
from profiles.pzp.form.treatment_limit import LIMITS, OTHER_LIMIT_KIND
from profiles.pzp.form.written import Written
from profiles.resource.read import objects
from profiles.resource.transaction import relinked

__all__ = ["as_stored", "asked_in", "entries", "export_of", "patient_of", "resources_of"]

ASSEMBLER = "Form of the hub"
# His name goes along by the answers to the form, as the guide has names.
_OF_THE_PERSON = ("gender", "birthDate")
_ASKED: Mapping[str, str] = {
    **{limit.kind: limit.question.decision for limit in LIMITS},
    OTHER_LIMIT_KIND: "1402",
    SWITCH_OFF_KIND: "1005",
    DEVICE_KIND: "1008",
    DEVICE_USE_KIND: "1006",
    GOAL_KIND: "999",
    **{wish.kind: wish.answer for wish in WISHES},
    CAPACITY_KIND: "1651",
    RELATIVES_KIND: "1200",
    REPRESENTATIVE_KIND: "975",
    FIRST_CONTACT_KIND: "987",
    exported_kind("Patient"): "966",
}
"""The question at which a fault of what it comes to is told."""


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


def asked_in(resources: Mapping[str, JsonObject]) -> list[str]:
    """Of each resource the question that it comes from, as faults name it; empty where none is."""
    asked = (_ASKED.get(kind, "") for kind in resources)
    return [expression_of(one) if one else "" for one in asked]


def as_stored(written: Written) -> list[JsonObject]:
    """What it comes to as it will be read back: each with an id, and whose word it is."""
    source = f"{systems.URA_SYSTEM}#{written.by.ura}"
    resources, keys = resources_of(written), export_of(written).keys
    ids = {kind: keys.url(kind).removeprefix("urn:uuid:") for kind in resources}
    targets = {
        keys.url(kind): f"{one['resourceType']}/{ids[kind]}" for kind, one in resources.items()
    }
    return [
        {
            **relinked(one, targets),
            "id": ids[kind],
            "meta": {**one.get("meta", {}), "source": source},
        }
        for kind, one in resources.items()
    ]
