"""An invented EHR's export: one file an inhabitant, with what was agreed about care."""

import json
from pathlib import Path
from typing import Any

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_treatment_directive
from tests.plugins.leaks import LEAKS

EHR = "https://ehr.example/kenmerk"
JsonObject = dict[str, Any]


def an_export(number: int, bsn: str) -> JsonObject:
    """A Bundle of one inhabitant; everything in it has a business identifier."""

    def known_as(kind: str) -> dict[str, Any]:
        return {"identifier": [{"system": EHR, "value": f"{kind}-{number}"}]}

    patient = a_patient(bsn, id=f"p{number}")
    subject = {"reference": f"Patient/p{number}"}
    practitioner = {
        "resourceType": "Practitioner",
        "id": f"arts{number % 3}",
        "identifier": [{"system": systems.UZI_PERSON, "value": f"90000{number % 3:04d}"}],
        "name": [{"family": "Wielewaal", "given": ["Nadia"]}],
    }
    talk = {
        "resourceType": "Encounter",
        "id": f"e{number}",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": subject,
        "participant": [{"individual": {"reference": f"Practitioner/{practitioner['id']}"}}],
        **known_as("talk"),
    }
    about = {"reference": f"Encounter/e{number}"}
    wish = a_treatment_directive(f"Patient/p{number}", id=f"c{number}", **known_as("wish"))
    goal = a_goal(f"Patient/p{number}", id=f"g{number}", **known_as("goal"))
    remark = {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "final",
        "code": {"coding": [{"system": systems.SNOMED, "code": "247751003"}]},
        "subject": subject,
        "encounter": about,
        "valueString": "Mevrouw wil graag thuis blijven, dicht bij haar tuin",
        **known_as("remark"),
    }
    resources = [patient, practitioner, talk, wish, goal, remark]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
    }


def leave_exports(folder: Path, how_many: int) -> list[str]:
    """Write so many files; the BSNs of the inhabitants in them."""
    folder.mkdir(parents=True)
    people = [a_bsn() for _ in range(how_many)]
    for number, bsn in enumerate(people):
        export = an_export(number, bsn)
        LEAKS.known.learn(export)
        name = f"{number:04d}-vlinderhof.json"
        (folder / name).write_text(json.dumps(export, ensure_ascii=False))
    return people
