"""CarePlan: what must not be done is said by another name in R4.

https://hl7.org/fhir/R4/careplan.html
"""

from profiles.stu3.piece import Piece
from profiles.stu3.rules.exact import Codes
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step


class StatusReason(BothWays):
    """A text in STU3."""

    def up(self, step: Step) -> None:
        """The text of a concept."""
        for one in step.take("statusReason"):
            row = step.row("statusReason")
            made = step.convert(one, one.kind, row, row)
            parts = {"text": made.value, "_text": made.beside}
            value = {key: part for key, part in parts.items() if part is not None}
            step.put("statusReason", Piece("CodeableConcept", value))

    def down(self, step: Step) -> None:
        """What is a text alone."""
        for one in step.take("statusReason"):
            if not one.value.keys() <= {"text", "_text"}:
                step.keep("statusReason", [one])
                continue
            beside = one.value.get("_text")
            if beside is not None:
                beside = step.walk.object(beside, "Element", "Element", step.at)
            step.put("statusReason", Piece("string", one.value.get("text"), beside))


RULES = {
    "CarePlan": (
        Codes("status", {"suspended": "on-hold", "cancelled": "revoked"}),
        Renamed("context", "encounter"),
    ),
    "CarePlan.activity.detail": (
        Renamed("prohibited", "doNotPerform"),
        Codes("status", {}, {"stopped": "cancelled", "entered-in-error": "cancelled"}),
        StatusReason(),
    ),
}
