"""That the patient was asked to tell relatives of the agreements, as ACP-InformRelativesRequest."""

from fhir.resources.R4B.communicationrequest import CommunicationRequest

from profiles.invalid import JsonObject
from profiles.pzp.form.coding import ADVANCE_CARE_PLANNING, INFORMING, concept, unknown_reference
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import Talk

REQUEST_PROFILE = "ACP-InformRelativesRequest"
_WORDS = "De patiënt is gevraagd deze afspraken met naasten te bespreken."


def communication_request(kind: str, talk: Talk) -> JsonObject:
    """The request to the patient; active, as the form does not tell whether it was done.

    https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-InformRelativesRequest
    """
    contacts = [contact.party.typed_reference() for contact in talk.contacts]
    requester = talk.performer.typed_reference() if talk.performer else unknown_reference()
    return plain(
        CommunicationRequest(
            meta=talk.guide.profile(REQUEST_PROFILE),
            identifier=[talk.keys.identifier(kind)],
            status="active",
            category=[concept(INFORMING, text=_WORDS)],
            subject=talk.patient.reference(),
            encounter=talk.encounter.reference(),
            authoredOn=talk.day,
            requester=requester,
            recipient=contacts or None,
            sender=talk.patient.typed_reference(),
            reasonCode=[concept(ADVANCE_CARE_PLANNING, "Advance care planning (procedure)")],
        )
    )
