"""Encounter: a talk about a procedure has that as its reason in R4, and always a class.

https://hl7.org/fhir/R4/encounter.html
"""

from profiles.stu3.piece import Piece
from profiles.stu3.pointing import kind_of
from profiles.stu3.rules.rule import ABSENT, BothWays, Filled, Renamed
from profiles.stu3.step import Step

_PROCEDURE = "Procedure"


class ReasonIsAProcedure(BothWays):
    """A diagnosis that is a procedure and nothing more, as the national guide has it of a talk."""

    def up(self, step: Step) -> None:
        """The reason."""
        for one in step.take("diagnosis"):
            value = one.value or {}
            condition = value.get("condition", {})
            is_procedure = kind_of(condition, step.walk.others) == _PROCEDURE
            if value.keys() == {"condition"} and is_procedure:
                at = f"{step.at}.{one.step}.condition"
                made = step.walk.object(condition, "Reference", "Reference", at)
                step.put("reasonReference", Piece("Reference", made))
            else:
                row, target = step.row("diagnosis"), step.target_row("diagnosis")
                step.put("diagnosis", step.convert(one, one.kind, row, target))
        if {"diagnosis", "reasonReference"} <= step.out.keys():
            step.lose("diagnosis", step.walk.say("order"))

    def down(self, step: Step) -> None:
        """A diagnosis again."""
        for one in step.take("reasonReference"):
            if kind_of(one.value, step.walk.others) == _PROCEDURE:
                at = f"{step.at}.{one.step}"
                made = step.walk.object(one.value, "Reference", "Reference", at)
                step.put("diagnosis", Piece("BackboneElement", {"condition": made}))
            else:
                step.keep("reasonReference", [one])
        for one in step.peek("diagnosis"):
            if kind_of(one.value.get("condition"), step.walk.others) == _PROCEDURE:
                step.lose(one.step, step.walk.say("moved"))
        step.move("diagnosis")


RULES = {
    "Encounter": (
        ReasonIsAProcedure(),
        Renamed("reason", "reasonCode"),
        Renamed("incomingReferral", "basedOn"),
        Filled("class", ABSENT, "Coding", says_nothing=True),
    ),
    "Encounter.diagnosis": (Renamed("role", "use"),),
}
