"""Patient: an animal is one by an extension in R4, and a contact's name says its use.

https://hl7.org/fhir/R4/patient.html
"""

from profiles.invalid import JsonObject
from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import AsExtension, BothWays
from profiles.stu3.step import Step
from profiles.systems import HL7

_BCP_47, _ISO_639 = "urn:ietf:bcp:47", "urn:oid:1.0.639.1"
_CONCEPT = "CodeableConcept"


class NameOfContact(BothWays):
    """The national profile has the official one there, which STU3 need not say."""

    def up(self, step: Step) -> None:
        """Said where it is not."""
        for one in step.take("name"):
            made = step.convert(one, one.kind, step.row("name"), step.target_row("name"))
            if made.value.keys().isdisjoint({"use", "_use"}):
                made.value["use"] = "official"
                step.lose("name.use", step.walk.say("filled"))
            step.put("name", made)


class Language(BothWays):
    """The national profile of R4 has its codes from another system, which has the same."""

    def up(self, step: Step) -> None:
        """In both."""
        for one in step.take("language"):
            made = step.convert(one, one.kind, step.row("language"), step.target_row("language"))
            made.value.get("coding", []).extend(_alike(made.value))
            step.put("language", made)

    def down(self, step: Step) -> None:
        """In that of STU3."""
        for one in step.take("language"):
            made = step.convert(one, one.kind, step.row("language"), step.target_row("language"))
            value = dict(made.value)
            for count in range(1, len(value.get("coding", ()))):
                before = {"coding": value["coding"][:-count]}
                if _alike(before) == value["coding"][-count:]:
                    value |= before
                    break
            step.put("language", Piece(_CONCEPT, value))


def _alike(concept: JsonObject) -> list[JsonObject]:
    """The codings of the other system for those that have two letters."""
    codings = concept.get("coding", ())
    if any(one.get("system") == _ISO_639 for one in codings):
        return []
    codes = [one.get("code", "") for one in codings if one.get("system") == _BCP_47]
    return [{"system": _ISO_639, "code": one[:2]} for one in codes if one[2:3] in {"", "-"} and one]


RULES = {
    "Patient": (AsExtension("animal", f"{HL7}patient-animal"),),
    "Patient.contact": (NameOfContact(),),
    "Patient.communication": (Language(),),
}
