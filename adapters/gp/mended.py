"""What of an export is written as FHIR R4 and today's form have it, before it is read.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from typing import Any

from adapters.gp.moments import as_fhir
from profiles.invalid import JsonObject
from profiles.pzp.form.faults import FORM
from profiles.pzp.form.zib2017 import as_of_2020, is_of_2017

_IN_UTC = "a moment with an offset in seconds, which FHIR does not have, is written in UTC"
_OF_2017 = "the form has the questions of ACP-zib2017, and is pushed with the numbers of 2020"
_CANONICAL = "the form named its questionnaire as STU3 does, and names it as R4 does"


def mended(written: JsonObject) -> tuple[JsonObject, tuple[str, ...]]:
    """The same record, and what was changed in it.

    Raises:
        InvalidRecord: the form answers questions of two versions.
    """
    in_utc: JsonObject = as_fhir(written)
    told = [_IN_UTC] if in_utc != written else []
    listed = in_utc.get("entry")
    if not isinstance(listed, list):
        return in_utc, tuple(told)
    entries = [_entry(one, told) for one in listed]
    return {**in_utc, "entry": entries}, tuple(dict.fromkeys(told))


def _entry(entry: Any, told: list[str]) -> Any:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict) or resource.get("resourceType") != FORM:
        return entry
    return {**entry, "resource": _form(resource, told)}


def _form(form: JsonObject, told: list[str]) -> JsonObject:
    asked = form.get("questionnaire")
    if isinstance(asked, dict) and isinstance(asked.get("reference"), str):
        form = {**form, "questionnaire": asked["reference"]}
        told.append(_CANONICAL)
    if is_of_2017(form):
        form = as_of_2020(form)
        told.append(_OF_2017)
    return form
