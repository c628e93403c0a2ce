"""The act of advance care planning as ACP-Procedure."""

from fhir.resources.R4B.period import Period
from fhir.resources.R4B.procedure import Procedure, ProcedurePerformer

from profiles.invalid import JsonObject
from profiles.pzp.form.coding import ADVANCE_CARE_PLANNING, concept
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import PROCEDURE_KIND, Talk


def procedure(talk: Talk) -> JsonObject:
    """The Procedure, performed by all who took part.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Procedure
    """
    there = [contact.party for contact in talk.attendance.others]
    patient = talk.patient if talk.attendance.patient else None
    performers = [party for party in (talk.performer, *there, patient) if party is not None]
    return plain(
        Procedure(
            meta=talk.guide.profile("ACP-Procedure"),
            identifier=[talk.keys.identifier(PROCEDURE_KIND)],
            status="completed",
            code=concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)"),
            subject=talk.patient.reference(),
            encounter=talk.encounter.reference(),
            performedPeriod=Period(start=talk.day, end=talk.day),
            performer=[ProcedurePerformer(actor=party.typed_reference()) for party in performers]
            or None,
        )
    )
