"""The form itself, as it was filled in."""

from adapters.core.bundle import business_identifier
from adapters.core.errors import JsonObject
from adapters.gp.party import Party
from adapters.gp.shape import in_order, plain
from adapters.gp.source import Export, exported_kind

FORM_KIND = exported_kind("QuestionnaireResponse")


def stored_form(export: Export, patient: Party) -> JsonObject:
    """The form, answers untouched, about the Patient and with an identifier to find it by.

    https://hl7.org/fhir/R4/questionnaireresponse.html
    """
    form = {**export.form, "subject": plain(patient.reference())}
    if business_identifier(form) is None:
        form["identifier"] = plain(export.keys.identifier(FORM_KIND))
    return in_order(form)
