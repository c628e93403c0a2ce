"""That the patient was told to discuss the agreements with relatives, as ACP-Communication."""

from fhir.resources.R4B.communication import Communication

from profiles.invalid import JsonObject
from profiles.pzp.form.coding import ADVANCE_CARE_PLANNING, INFORMING, concept
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import Talk

COMMUNICATION_PROFILE = "ACP-Communication"
_TOPIC = concept(
    INFORMING,
    "Recommendation to inform someone (procedure)",
    "De patiënt is verteld dat het aan hem of haar is om deze afspraken met naasten te bespreken.",
)


def communication(kind: str, talk: Talk) -> JsonObject:
    """What the professional told the patient.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Communication
    """
    return plain(
        Communication(
            meta=talk.guide.profile(COMMUNICATION_PROFILE),
            identifier=[talk.keys.identifier(kind)],
            status="completed",
            subject=talk.patient.reference(),
            topic=_TOPIC,
            sent=talk.day,
            recipient=[talk.patient.reference()],
            sender=talk.performer.reference() if talk.performer else None,
            reasonCode=[concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)")],
        )
    )
