"""Legal capacity as 1.0 has it: an Observation of the talk, dated and by whom."""

from fhir.resources.R4B.annotation import Annotation
from fhir.resources.R4B.observation import Observation

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import concept
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import Talk

CAPACITY_CODE = Code(systems.SNOMED, "665671000146101")
CAPACITY_KIND = f"observation/{CAPACITY_CODE.code}"
PROFILE = "ACP-LegallyCapable"


def legally_capable(talk: Talk) -> JsonObject | None:
    """The Observation; None where the release has it in the Patient, or the form says nothing.

    https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-LegallyCapable
    """
    said = talk.capacity
    is_silent = said.capable is None and said.reason is None
    if talk.guide.capacity != "Observation" or is_silent:
        return None
    reason = Code(systems.DATA_ABSENT_REASON, said.reason) if said.reason else None
    return plain(
        Observation(
            meta=talk.guide.profile(PROFILE),
            identifier=[talk.keys.identifier(CAPACITY_KIND)],
            status="final",
            code=concept(CAPACITY_CODE),
            subject=talk.patient.reference(),
            encounter=talk.encounter.reference(),
            effectiveDateTime=talk.day,
            performer=[talk.performer.reference()] if talk.performer else None,
            valueBoolean=said.capable,
            dataAbsentReason=concept(reason) if reason else None,
            note=[Annotation(text=remark) for remark in said.remarks] or None,
        )
    )
