"""The form itself, as it was filled in."""

from profiles.invalid import JsonObject
from profiles.pzp.form.export import Export, exported_kind, loosened
from profiles.pzp.form.party import Party
from profiles.pzp.form.shape import in_order, plain
from profiles.resource.transaction import business_identifier

FORM_KIND = exported_kind("QuestionnaireResponse")


def stored_form(export: Export, patient: Party, there: set[str]) -> JsonObject:
    """The form, answers untouched, about the Patient and with an identifier to find it by.

    Who filled it in is named by their display, where none of the entries `there` is theirs.
    https://hl7.org/fhir/R4/questionnaireresponse.html
    """
    form = loosened({**export.form, "subject": plain(patient.reference())}, there)
    if business_identifier(form) is None:
        form["identifier"] = plain(export.keys.identifier(FORM_KIND))
    return in_order(form)
