"""The talk itself as ACP-Encounter."""

from typing import Any

from fhir.resources.R4B.encounter import Encounter, EncounterParticipant
from fhir.resources.R4B.period import Period

from profiles.invalid import JsonObject
from profiles.pzp.form.code import UNKNOWN
from profiles.pzp.form.coding import coding
from profiles.pzp.form.export import Export
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import ENCOUNTER_KIND, Talk


def encounter(export: Export, talk: Talk) -> JsonObject:
    """The Encounter; its subject stands there only when the patient took part.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Encounter
    """
    there = [contact.party for contact in talk.attendance.others]
    participants = [talk.performer, *there] if talk.performer else there
    # `class` is a word of Python; the form does not say where the talk was held.
    setting: dict[str, Any] = {
        "class": export.resources.get("Encounter", {}).get("class") or coding(UNKNOWN)
    }
    return plain(
        Encounter(
            meta=talk.guide.profile("ACP-Encounter"),
            identifier=[talk.keys.identifier(ENCOUNTER_KIND)],
            status="finished",
            subject=talk.patient.reference() if talk.attendance.patient else None,
            participant=[
                EncounterParticipant(individual=party.typed_reference()) for party in participants
            ]
            or None,
            period=Period(start=talk.day, end=talk.day),
            reasonReference=[talk.procedure.reference()],
            **setting,
        )
    )
