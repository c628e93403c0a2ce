"""What a corrected form no longer says is marked entered-in-error, so that it can not linger.

A wish that was ticked by mistake and then cleared has no resource in the new mapping; without this
its earlier version would stay in force at the hub.
"""

from collections.abc import Callable
from typing import Any

from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.communication import Communication
from fhir.resources.R4B.consent import Consent
from fhir.resources.R4B.device import Device
from fhir.resources.R4B.deviceusestatement import DeviceUseStatement
from fhir.resources.R4B.encounter import Encounter
from fhir.resources.R4B.fhirresourcemodel import FHIRResourceModel
from fhir.resources.R4B.goal import Goal
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.procedure import Procedure
from fhir.resources.R4B.reference import Reference
from fhir.resources.R4B.relatedperson import RelatedPerson

from adapters.core.errors import JsonObject
from adapters.gp.coding import ADVANCE_CARE_PLANNING, coding, concept, profile
from adapters.gp.communication import COMMUNICATION_KIND
from adapters.gp.contact_person import (
    FIRST_CONTACT,
    FIRST_CONTACT_KIND,
    REPRESENTATIVE,
    REPRESENTATIVE_KIND,
    ROLES,
)
from adapters.gp.form import UNKNOWN, Code
from adapters.gp.goal import GOAL_KIND
from adapters.gp.icd import DEVICE_KIND, DEVICE_USE_KIND, SWITCH_OFF_KIND
from adapters.gp.keys import Keys
from adapters.gp.observation import WISHES, Wish
from adapters.gp.party import Party
from adapters.gp.shape import plain
from adapters.gp.talk import ENCOUNTER_KIND, PROCEDURE_KIND
from adapters.gp.treatment_directive import POLICY, TREATMENT_LIMIT, TREATMENT_SCOPE
from adapters.gp.treatment_limit import LIMITS, OTHER_LIMIT_KIND
from profiles import systems

_WITHDRAWN = "entered-in-error"

Build = Callable[[Keys, str, Party], FHIRResourceModel]


def withdrawals(said: dict[str, JsonObject], keys: Keys, patient: Party) -> dict[str, JsonObject]:
    """A withdrawn resource for all that a form can say and this one does not, by kind.

    https://hl7.org/fhir/R4/resource.html#status
    """
    return {
        kind: plain(build(keys, kind, patient))
        for kind, build in _builders().items()
        if kind not in said
    }


def _builders() -> dict[str, Build]:
    directives = (*(limit.kind for limit in LIMITS), OTHER_LIMIT_KIND, SWITCH_OFF_KIND)
    return {
        ENCOUNTER_KIND: _encounter,
        PROCEDURE_KIND: _procedure,
        REPRESENTATIVE_KIND: _contact(REPRESENTATIVE),
        FIRST_CONTACT_KIND: _contact(FIRST_CONTACT),
        **dict.fromkeys(directives, _directive),
        GOAL_KIND: _goal,
        **{wish.kind: _observation(wish) for wish in WISHES},
        DEVICE_KIND: _device,
        DEVICE_USE_KIND: _device_use,
        COMMUNICATION_KIND: _communication,
    }


def _encounter(keys: Keys, kind: str, _: Party) -> Encounter:
    setting: dict[str, Any] = {"class": coding(UNKNOWN)}
    return Encounter(
        meta=profile("ACP-Encounter"),
        identifier=[keys.identifier(kind)],
        status=_WITHDRAWN,
        **setting,
    )


def _procedure(keys: Keys, kind: str, patient: Party) -> Procedure:
    return Procedure(
        meta=profile("ACP-Procedure"),
        identifier=[keys.identifier(kind)],
        status=_WITHDRAWN,
        code=concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)"),
        subject=patient.reference(),
    )


def _contact(role: Code) -> Build:
    def build(keys: Keys, kind: str, patient: Party) -> RelatedPerson:
        return RelatedPerson(
            meta=profile("ACP-ContactPerson"),
            identifier=[keys.identifier(kind)],
            active=False,
            patient=patient.typed_reference(),
            relationship=[concept(role, ROLES[role])],
        )

    return build


def _directive(keys: Keys, kind: str, patient: Party) -> Consent:
    return Consent(
        meta=profile("ACP-TreatmentDirective"),
        identifier=[keys.identifier(kind)],
        status=_WITHDRAWN,
        scope=concept(TREATMENT_SCOPE),
        category=[concept(TREATMENT_LIMIT)],
        patient=patient.reference(),
        policy=[POLICY],
    )


def _goal(keys: Keys, kind: str, patient: Party) -> Goal:
    # It claims no profile, as ACP-Medical-Policy-Goal asks which goal it was, and nobody knows.
    return Goal(
        identifier=[keys.identifier(kind)],
        lifecycleStatus=_WITHDRAWN,
        description=CodeableConcept(text="Ingetrokken"),
        subject=patient.reference(),
    )


def _observation(wish: Wish) -> Build:
    def build(keys: Keys, kind: str, patient: Party) -> Observation:
        return Observation(
            meta=profile(wish.profile),
            identifier=[keys.identifier(kind)],
            status=_WITHDRAWN,
            code=concept(Code(systems.SNOMED, wish.code), wish.display),
            subject=patient.reference(),
        )

    return build


def _device(keys: Keys, kind: str, _: Party) -> Device:
    return Device(
        meta=profile("ACP-MedicalDevice.Product-ICD"),
        identifier=[keys.identifier(kind)],
        status=_WITHDRAWN,
    )


def _device_use(keys: Keys, kind: str, patient: Party) -> DeviceUseStatement:
    return DeviceUseStatement(
        meta=profile("ACP-MedicalDevice"),
        identifier=[keys.identifier(kind)],
        status=_WITHDRAWN,
        subject=patient.reference(),
        device=Reference(reference=keys.url(DEVICE_KIND)),
    )


def _communication(keys: Keys, kind: str, patient: Party) -> Communication:
    return Communication(
        meta=profile("ACP-Communication"),
        identifier=[keys.identifier(kind)],
        status=_WITHDRAWN,
        subject=patient.reference(),
        reasonCode=[concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)")],
    )
