"""Which form is mapped, and by which name all that comes of it is known for ever.

https://hl7.org/fhir/R4/questionnaireresponse-definitions.html#QuestionnaireResponse.status
"""

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.faults import FORM, fault
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.questionnaire import asked, is_national

FINISHED = ("completed", "amended", "entered-in-error")


def check_form(form: JsonObject) -> None:
    """Raises InvalidRecord for a form that is another, or that nobody finished."""
    if not is_national(asked(form)):
        text = f"The form is not {systems.PZP_QUESTIONNAIRE}, on any base and of any version"
        raise fault("not-supported", f"{FORM}.questionnaire", text)
    if form["status"] not in FINISHED:
        text = f"Only a form that is {', '.join(FINISHED)} is passed on"
        raise fault("business-rule", f"{FORM}.status", text)


def keys_of(form: JsonObject, system: str, key: object, bsn: str | None) -> Keys:
    """The form's own identifier names it, else this `key` of its `system`.

    Raises:
        InvalidRecord: nothing names it, or what does holds the BSN.
    """
    own = form.get("identifier", {})
    if own.get("value"):
        key = f"{own.get('system', '')}|{own['value']}"
    if not (system and isinstance(key, str)):
        text = "The form has no identifier, and the record no key that stays the same"
        raise fault("required", f"{FORM}.identifier", text)
    if bsn is not None and (bsn in key or bsn in system):
        raise fault("value", f"{FORM}.identifier", "An identifier of the form may not hold the BSN")
    return Keys(system, key)
