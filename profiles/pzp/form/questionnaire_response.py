"""The form itself, as it was filled in."""

from collections.abc import Iterator
from typing import Any

from profiles.invalid import JsonObject
from profiles.pzp.form.export import LOOSE, Export, exported_kind, is_outside
from profiles.pzp.form.party import Party
from profiles.pzp.form.shape import in_order, plain
from profiles.resource.transaction import business_identifier

FORM_KIND = exported_kind("QuestionnaireResponse")


def stored_form(export: Export, patient: Party, there: set[str]) -> JsonObject:
    """The form, answers untouched, about the Patient and with an identifier to find it by.

    Who filled it in is named by their display, where none of the entries `there` is theirs.
    https://hl7.org/fhir/R4/questionnaireresponse.html
    """
    form = {**export.form, "subject": plain(patient.reference())}
    for name in LOOSE:
        if name in form:
            form[name] = _loosened(form[name], there)
    if business_identifier(form) is None:
        form["identifier"] = plain(export.keys.identifier(FORM_KIND))
    return in_order(form)


def loosened(export: Export, stored: JsonObject) -> Iterator[str]:
    """The elements of the form of which somebody was named who is not in the record."""
    for name in LOOSE:
        if _count(export.form.get(name)) > _count(stored.get(name)):
            yield name


def _loosened(element: Any, there: set[str]) -> Any:
    if isinstance(element, list):
        return [_loosened(one, there) for one in element]
    said = element.get("reference")
    if said is None or said in there or is_outside(said):
        return element
    kept = {name: value for name, value in element.items() if name != "reference"}
    # A urn names no type; what a source calls Practitioner/1 does.
    kind = said.rpartition("/")[0].rpartition("/")[2]
    return kept or {"type": kind or "Resource"}


def _count(element: Any) -> int:
    if isinstance(element, list):
        return sum(map(_count, element))
    return int(isinstance(element, dict) and "reference" in element)
