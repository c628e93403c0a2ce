"""What is entered in error, with no more than its type and its profile ask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.communication import Communication
from fhir.resources.R4B.communicationrequest import CommunicationRequest
from fhir.resources.R4B.consent import Consent
from fhir.resources.R4B.device import Device
from fhir.resources.R4B.deviceusestatement import DeviceUseStatement
from fhir.resources.R4B.encounter import Encounter
from fhir.resources.R4B.fhirresourcemodel import FHIRResourceModel
from fhir.resources.R4B.goal import Goal
from fhir.resources.R4B.meta import Meta
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.procedure import Procedure
from fhir.resources.R4B.reference import Reference
from fhir.resources.R4B.relatedperson import RelatedPerson

from profiles import systems
from profiles.pzp.form.code import UNKNOWN, Code
from profiles.pzp.form.coding import (
    ADVANCE_CARE_PLANNING,
    INFORMING,
    coding,
    concept,
    unknown_reference,
)
from profiles.pzp.form.communication import COMMUNICATION_PROFILE
from profiles.pzp.form.communication_request import REQUEST_PROFILE
from profiles.pzp.form.contact_person import ROLES
from profiles.pzp.form.guide import Guide
from profiles.pzp.form.icd import DEVICE_KIND
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.legally_capable import CAPACITY_CODE, PROFILE
from profiles.pzp.form.observation import Wish
from profiles.pzp.form.party import Party
from profiles.pzp.form.talk import ENCOUNTER_KIND
from profiles.pzp.form.treatment_directive import POLICY, TREATMENT_LIMIT, TREATMENT_SCOPE

_WITHDRAWN = "entered-in-error"


@dataclass(frozen=True, slots=True)
class Names:
    """What names a withdrawn resource: its form, its patient, and the release it is written in."""

    keys: Keys
    patient: Party
    guide: Guide

    def claim(self, resource_type: str, profile: str) -> Meta | None:
        """The profile, where the release informs relatives by this type; no other has it."""
        is_own = self.guide.informing == resource_type
        return self.guide.profile(profile) if is_own else None


Build = Callable[[Names, str], FHIRResourceModel]


def encounter(names: Names, kind: str) -> Encounter:
    """ACP-Encounter."""
    setting: dict[str, Any] = {"class": coding(UNKNOWN)}
    return Encounter(
        meta=names.guide.profile("ACP-Encounter"),
        identifier=[names.keys.identifier(kind)],
        status=_WITHDRAWN,
        **setting,
    )


def procedure(names: Names, kind: str) -> Procedure:
    """ACP-Procedure."""
    return Procedure(
        meta=names.guide.profile("ACP-Procedure"),
        identifier=[names.keys.identifier(kind)],
        status=_WITHDRAWN,
        code=concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)"),
        subject=names.patient.reference(),
    )


def contact(role: Code) -> Build:
    """ACP-ContactPerson in this role, who is one no longer."""

    def build(names: Names, kind: str) -> RelatedPerson:
        return RelatedPerson(
            meta=names.guide.profile("ACP-ContactPerson"),
            identifier=[names.keys.identifier(kind)],
            active=False,
            patient=names.patient.typed_reference(),
            relationship=[concept(role, ROLES[role])],
        )

    return build


def directive(names: Names, kind: str) -> Consent:
    """ACP-TreatmentDirective."""
    return Consent(
        meta=names.guide.profile("ACP-TreatmentDirective"),
        identifier=[names.keys.identifier(kind)],
        status=_WITHDRAWN,
        scope=concept(TREATMENT_SCOPE),
        category=[concept(TREATMENT_LIMIT)],
        patient=names.patient.reference(),
        policy=[POLICY],
    )


def goal(names: Names, kind: str) -> Goal:
    """A Goal that claims no profile."""
    # It claims no profile, as ACP-Medical-Policy-Goal asks which goal it was, and nobody knows.
    return Goal(
        identifier=[names.keys.identifier(kind)],
        lifecycleStatus=_WITHDRAWN,
        description=CodeableConcept(text="Ingetrokken"),
        subject=names.patient.reference(),
    )


def observation(wish: Wish) -> Build:
    """The Observation of a wish."""

    def build(names: Names, kind: str) -> Observation:
        method = names.guide.methods.get(wish.code)
        return Observation(
            meta=names.guide.profile(wish.profile),
            identifier=[names.keys.identifier(kind)],
            status=_WITHDRAWN,
            code=concept(Code(systems.SNOMED, wish.code), wish.display),
            method=concept(method) if method else None,
            subject=names.patient.reference(),
        )

    return build


def device(names: Names, kind: str) -> Device:
    """ACP-MedicalDevice.Product-ICD."""
    return Device(
        meta=names.guide.profile("ACP-MedicalDevice.Product-ICD"),
        identifier=[names.keys.identifier(kind)],
        status=_WITHDRAWN,
    )


def device_use(names: Names, kind: str) -> DeviceUseStatement:
    """ACP-MedicalDevice."""
    return DeviceUseStatement(
        meta=names.guide.profile("ACP-MedicalDevice"),
        identifier=[names.keys.identifier(kind)],
        status=_WITHDRAWN,
        subject=names.patient.reference(),
        device=Reference(reference=names.keys.url(DEVICE_KIND)),
    )


def communication(names: Names, kind: str) -> Communication:
    """ACP-Communication."""
    return Communication(
        meta=names.claim("Communication", COMMUNICATION_PROFILE),
        identifier=[names.keys.identifier(kind)],
        status=_WITHDRAWN,
        subject=names.patient.reference(),
        reasonCode=[concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)")],
    )


def communication_request(names: Names, kind: str) -> CommunicationRequest:
    """ACP-InformRelativesRequest."""
    return CommunicationRequest(
        meta=names.claim("CommunicationRequest", REQUEST_PROFILE),
        identifier=[names.keys.identifier(kind)],
        status=_WITHDRAWN,
        category=[concept(INFORMING)],
        subject=names.patient.reference(),
        encounter=Reference(reference=names.keys.url(ENCOUNTER_KIND)),
        requester=unknown_reference(),
        sender=names.patient.typed_reference(),
        reasonCode=[concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)")],
    )


def legally_capable(names: Names, kind: str) -> Observation:
    """ACP-LegallyCapable."""
    is_own = names.guide.capacity == "Observation"
    return Observation(
        meta=names.guide.profile(PROFILE) if is_own else None,
        identifier=[names.keys.identifier(kind)],
        status=_WITHDRAWN,
        code=concept(CAPACITY_CODE),
        subject=names.patient.reference(),
    )
