"""What can't stand beside the rest by a rule of R4, and where the first code would not fit."""

from typing import Any

from profiles.systems import CONSENT_SCOPE
from tests.conformance.values import DATATYPES

LEFT_OUT = frozenset(
    """
    Appointment.cancelationReason
    AuditEvent.entity.query
    Bundle.total Bundle.entry.link Bundle.entry.search Bundle.entry.request Bundle.entry.response
    CapabilityStatement.implementation CapabilityStatement.messaging
    CarePlan.activity.detail
    CodeSystem.concept.concept
    Composition.section.emptyReason
    Condition.abatement[x]
    CoverageEligibilityResponse.insurance.item.productOrService
    DataRequirement.codeFilter.searchParam DataRequirement.dateFilter.searchParam
    FamilyMemberHistory.age[x] FamilyMemberHistory.estimatedAge
    ImplementationGuide.definition.resource.groupingId
    List.emptyReason List.entry.deleted
    Measure.group.stratifier.component
    MeasureReport.group.stratifier.stratum.component
    MolecularSequence.referenceSeq.referenceSeqId MolecularSequence.referenceSeq.referenceSeqPointer
    MolecularSequence.referenceSeq.referenceSeqString
    Observation.dataAbsentReason Observation.component.dataAbsentReason
    OperationDefinition.parameter.part OperationDefinition.parameter.searchType
    OperationDefinition.parameter.targetProfile
    Questionnaire.item.answerOption Questionnaire.item.answerValueSet Questionnaire.item.enableWhen
    TerminologyCapabilities.implementation
    TestReport.setup.action.assert TestReport.test.action.assert
    TestScript.setup.action.assert TestScript.test.action.assert
    TestScript.variable.headerField TestScript.variable.path
    TriggerDefinition.condition TriggerDefinition.timing[x]
    """.split()  # noqa: SIM905 -- a column of names is read more easily
)
_BED = {"resourceType": "Location", "id": "kamer-4", "name": "Kamer 4"}
_FIELD = {"linkId": "1", "text": "Wat telt voor u?", "type": "string", "maxLength": 200}
INSTEAD: dict[str, Any] = {
    "Bundle.entry.resource": _BED,
    "Bundle.entry.fullUrl": "urn:uuid:0d9f3c52-3f0c-4c9e-8a0e-6f5d9f0b7a21",
    "Bundle.type": "collection",
    "Consent.scope": {"coding": [{"system": CONSENT_SCOPE, "code": "research"}]},
    "Linkage.item": {"type": "source", "resource": {"display": "Vlinderhof"}},
    "List.mode": "working",
    "MeasureReport.type": "summary",
    "MolecularSequence.coordinateSystem": 1,
    "Observation.component.code": {"text": "Onderdeel"},
    "Organization.address": DATATYPES["Address"] | {"use": "work"},
    "Questionnaire.item": _FIELD,
    "Subscription.status": "requested",
}
AGAIN = frozenset({"Linkage.item"})
"""What R4 asks two of."""
