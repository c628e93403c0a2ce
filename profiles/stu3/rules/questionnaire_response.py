"""QuestionnaireResponse: its form is named by a canonical in R4.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from profiles.invalid import JsonObject
from profiles.stu3.piece import Piece
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step
from profiles.systems import HL7

_DISPLAY = f"{HL7}display"
_SCHEME = ":"


class Form(BothWays):
    """What is no absolute address is no canonical, and is kept."""

    def up(self, step: Step) -> None:
        """The address of the form, with what it is called beside."""
        for one in step.take("questionnaire"):
            said = one.value.get("reference", "")
            if _SCHEME not in said or not one.value.keys() <= {"reference", "display"}:
                step.keep("questionnaire", [one])
                continue
            beside = None
            if "display" in one.value:
                called = {"url": _DISPLAY, "valueString": one.value["display"]}
                beside = {"extension": [called]}
            step.put("questionnaire", Piece("canonical", said, beside))

    def down(self, step: Step) -> None:
        """A reference to it."""
        for one in step.take("questionnaire"):
            made: JsonObject = {"reference": one.value} if one.value is not None else {}
            called = _called(one.beside)
            if called is not None and made:
                step.put("questionnaire", Piece("Reference", made | called))
            else:
                step.keep("questionnaire", [one])


def _called(beside: JsonObject | None) -> JsonObject | None:
    """What the form is called; None where more is said than that."""
    if beside is None:
        return {}
    listed = beside.get("extension", [])
    if beside.keys() != {"extension"} or len(listed) != 1 or listed[0].get("url") != _DISPLAY:
        return None
    only = listed[0]
    return {"display": only["valueString"]} if only.keys() == {"url", "valueString"} else None


RULES = {
    "QuestionnaireResponse": (
        Form(),
        Renamed("parent", "partOf"),
        Renamed("context", "encounter"),
    )
}
