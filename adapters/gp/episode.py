"""An episode on the end of life, as a hint that the practice knows wishes; never as one of them.

ICPC-1 A20. https://hl7.org/fhir/R4/flag.html
"""

from adapters.core.run import Mapped
from adapters.gp.headed import Headed, known, text_of
from profiles.invalid import JsonObject
from profiles.pzp.form.faults import fault
from profiles.resource.transaction import Identifier, conditional_update, transaction

KIND, CODE = "episode", "A20"
ICPC = "http://hl7.org/fhir/sid/icpc-1-nl"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/flag-category"
_TEXT = "De huisarts heeft een episode over het levenseinde: vraag de praktijk naar wensen"


def episode(one: Headed) -> Mapped:
    """A Flag on his Patient; raises InvalidRecord, of another episode too."""
    if one.header.get("icpc") != CODE:
        # What else he comes for is nobody's business here.
        text = f"An episode is passed on where its ICPC code is {CODE}, and no other"
        raise fault("not-supported", "icpc", text)
    patient = known(one, one.header.get("patient"))
    named = one.keys.identifier(KIND)
    by = Identifier(str(named.system), str(named.value))
    entry = conditional_update(_flag(one, patient.url), by, one.keys.url(KIND))
    return Mapped((transaction([patient.entry, entry]),), patient.notes)


def _flag(one: Headed, patient: str) -> JsonObject:
    end = one.header.get("end")
    is_over = isinstance(end, str) and bool(end)
    status = "inactive" if is_over else "active"
    return {
        "resourceType": "Flag",
        "identifier": [one.keys.identifier(KIND).model_dump(mode="json")],
        "status": "entered-in-error" if one.in_error else status,
        "category": [{"coding": [{"system": _CATEGORY, "code": "clinical"}]}],
        "code": {"coding": [{"system": ICPC, "code": CODE}], "text": _TEXT},
        "subject": {"reference": patient},
        "period": {
            "start": text_of(one.header, "start"),
            **({"end": end} if is_over else {}),
        },
        **({"author": one.practice} if one.practice else {}),
    }
