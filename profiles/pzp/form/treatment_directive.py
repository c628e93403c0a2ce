"""One decision about a treatment as ACP-TreatmentDirective."""

from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.consent import (
    Consent,
    ConsentPolicy,
    ConsentProvision,
    ConsentProvisionActor,
)
from fhir.resources.R4B.extension import Extension

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import comment, concept
from profiles.pzp.form.decision import Decision
from profiles.pzp.form.party import Party
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import Talk

OTHER_TREATMENT = Code(systems.NULL_FLAVOR, "OTH")
TREATMENT_SCOPE = Code(systems.CONSENT_SCOPE, "treatment")
TREATMENT_LIMIT = Code(systems.SNOMED, "129125009")
POLICY = ConsentPolicy(uri="https://wetten.overheid.nl/")

_SPECIFICATION_OTHER = systems.NICTIZ + "ext-TreatmentDirective2.SpecificationOther"
_CONSENTER = Code(systems.ROLE_CODE, "CONSENTER")


def treatment_directive(
    kind: str, treatment: CodeableConcept, decided: tuple[Decision, str | None], talk: Talk
) -> JsonObject:
    """The Consent about a treatment; `decided` is the decision and the remark about it.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective
    """
    decision, remark = decided
    return plain(
        Consent(
            meta=talk.guide.profile("ACP-TreatmentDirective"),
            extension=[*talk.encounter_extension(), *comment(remark)],
            modifierExtension=_specification_other(decision),
            identifier=[talk.keys.identifier(kind)],
            status="active",
            scope=concept(TREATMENT_SCOPE),
            category=[concept(TREATMENT_LIMIT)],
            patient=talk.patient.reference(),
            dateTime=talk.day,
            policy=[POLICY],
            provision=ConsentProvision(
                type=decision.type,
                actor=[_agreement_party(party) for party in _agreement_parties(talk)],
                code=[treatment],
            ),
        )
    )


def _specification_other(decision: Decision) -> list[Extension] | None:
    if decision.specification is None:
        return None
    return [Extension(url=_SPECIFICATION_OTHER, valueString=decision.specification)]


def _agreement_parties(talk: Talk) -> list[Party]:
    """The patient, unless absent and not capable; then who decides instead; the professional."""
    patient = talk.patient if talk.capable is not False or talk.attendance.patient else None
    parties = (patient, talk.representative, talk.performer)
    return [party for party in parties if party is not None]


def _agreement_party(party: Party) -> ConsentProvisionActor:
    return ConsentProvisionActor(role=concept(_CONSENTER), reference=party.typed_reference())
