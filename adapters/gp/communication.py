"""That the patient was told to discuss the agreements with relatives, as ACP-Communication."""

from fhir.resources.R4B.communication import Communication

from adapters.core.errors import JsonObject
from adapters.gp.coding import ADVANCE_CARE_PLANNING, concept, profile
from adapters.gp.form import YES_NO, Answers, Code
from adapters.gp.shape import plain
from adapters.gp.talk import Talk
from profiles import systems

COMMUNICATION_KIND = "communication"

_INFORMED = "1200"
_TOPIC = concept(
    Code(systems.SNOMED, "223449006"),
    "Recommendation to inform someone (procedure)",
    "De patiënt is verteld dat het aan hem of haar is om deze afspraken met naasten te bespreken.",
)


def communication(answers: Answers, talk: Talk) -> JsonObject | None:
    """The Communication; None when the patient was not told, or the question not answered.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Communication
    """
    if not answers.choice(_INFORMED, YES_NO):
        return None
    return plain(
        Communication(
            meta=profile("ACP-Communication"),
            identifier=[talk.keys.identifier(COMMUNICATION_KIND)],
            status="completed",
            subject=talk.patient.reference(),
            topic=_TOPIC,
            sent=talk.day,
            recipient=[talk.patient.reference()],
            sender=talk.performer.reference() if talk.performer else None,
            reasonCode=[concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)")],
        )
    )
