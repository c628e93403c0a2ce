"""What a source pushes: small resources of each kind, with a text that tells versions apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.builders import a_goal, a_patient, a_treatment_directive
from tests.hub.dossier import a_practitioner, an_observation
from tests.model.choices import Choice
from tests.model.consent_model import Asker
from tests.model.record import Record, Version

CLINICAL_KINDS = ("Goal", "Observation", "Procedure", "MedicationStatement", "Consent")
SEARCHED_KINDS = (*CLINICAL_KINDS, "Encounter", "RelatedPerson")
REFERENCE = {
    "Observation": "Practitioner",
    "Procedure": "Encounter",
    "MedicationStatement": "Encounter",
}
"""To what each of these kinds refers, if at all."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a push: what is sent, and what the model makes of it."""

    request: str
    body: dict[str, Any] | None
    version: Version
    shared_as: str | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """One transaction of one source."""

    source: Asker
    items: tuple[Item, ...]

    def apply(self, record: Record) -> list[Version]:
        """Add it to the record; what is new by it."""
        for item in self.items:
            if item.shared_as is not None:
                record.shared.setdefault(item.shared_as, item.version.address)
        return [item.version for item in self.items if record.add(item.version)]


@dataclass(frozen=True, slots=True)
class Kept:
    """A resource that a source keeps, which it may say anew."""

    kind: str
    address: str
    inhabitant: int
    refers_to: str | None = None
    choice: Choice | None = None


def body_of(kept: Kept, patient: str, text: str) -> dict[str, Any]:
    """The resource as FHIR; `text` makes it differ from its former version."""
    if kept.choice is not None:
        return kept.choice.fhir(kept.address, patient)
    body = BODIES[kept.kind](patient, text) | {"id": kept.address.partition("/")[2]}
    referred = {"reference": kept.refers_to}
    if kept.refers_to and kept.kind == "Observation":
        body["performer"] = [referred]
    elif kept.refers_to:
        body["encounter" if kept.kind == "Procedure" else "context"] = referred
    return body


def _of(kind: str, **members: Any) -> dict[str, Any]:
    return {"resourceType": kind, **members}


BODIES: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "Goal": lambda patient, text: a_goal(patient, note=[{"text": text}]),
    "Observation": lambda patient, text: an_observation(patient, note=[{"text": text}]),
    "Consent": lambda patient, text: a_treatment_directive(
        patient, policy=[{"uri": f"urn:x:{text.replace(' ', '-')}"}]
    ),
    "Encounter": lambda patient, text: _of(
        "Encounter",
        status="finished",
        subject={"reference": patient},
        reasonCode=[{"text": text}],
        **{"class": {"code": "HH"}},
    ),
    "RelatedPerson": lambda patient, text: _of(
        "RelatedPerson", patient={"reference": patient}, name=[{"text": text}]
    ),
    "Procedure": lambda patient, text: _of(
        "Procedure", status="completed", code={"text": text}, subject={"reference": patient}
    ),
    "MedicationStatement": lambda patient, text: _of(
        "MedicationStatement",
        status="active",
        medicationCodeableConcept={"text": text},
        subject={"reference": patient},
    ),
}


def put(kept: Kept, custodian: str, patient: str, text: str) -> Item:
    """An entry that says this resource, as the source has it now."""
    says = kept.choice
    statements = says and says.statements(kept.address.partition("/")[2], custodian)
    version = Version(
        address=kept.address,
        number=0,
        custodian=custodian,
        inhabitant=kept.inhabitant,
        content=text if says is None else repr(says),
        refers_to=frozenset({kept.refers_to} if kept.refers_to else ()),
        says=None if statements is None else tuple(statements),
    )
    return Item(f"PUT {kept.address}", body_of(kept, patient, text), version)


def a_word_on_the_patient(record: Record, ura: str, inhabitant: int, bsn: str, text: str) -> Item:
    """An entry with a Patient, under the source's own id."""
    own, shared_as = f"Patient/p{inhabitant}{ura}", f"inhabitant {inhabitant}"
    address = record.address_of(own, shared_as)
    body = a_patient(bsn, id=own.partition("/")[2], name=[{"family": text}])
    version = Version(address, 0, ura, inhabitant, text)
    return Item(f"PUT {own}", body, version, shared_as)


def a_word_on_the_professional(record: Record, ura: str, uzi: str, text: str) -> Item:
    """An entry with the professional of this dossier, under the source's own id."""
    own, shared_as = f"Practitioner/d{ura}", "the professional"
    address = record.address_of(own, shared_as)
    body = a_practitioner(uzi, id=own.partition("/")[2], name=[{"text": text}])
    return Item(f"PUT {own}", body, Version(address, 0, ura, None, text), shared_as)


def a_deletion(kept: Kept, custodian: str) -> Item:
    """An entry that deletes it."""
    version = Version(kept.address, 0, custodian, kept.inhabitant, None)
    return Item(f"DELETE {kept.address}", None, version)
