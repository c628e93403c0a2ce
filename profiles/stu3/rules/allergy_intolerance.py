"""AllergyIntolerance: its states are concepts in R4.

https://hl7.org/fhir/R4/allergyintolerance.html
"""

from profiles.stu3.rules.exact import Coded
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step

_SYSTEM = "http://terminology.hl7.org/CodeSystem"
_IN_ERROR = "entered-in-error"


class NoStateOfAnError(BothWays):
    """What was an error has no clinical status in R4 (ait-2)."""

    def up(self, step: Step) -> None:
        """It is kept."""
        if [one.value for one in step.peek("verificationStatus")] == [_IN_ERROR]:
            step.keep("clinicalStatus", step.take("clinicalStatus"))


RULES = {
    "AllergyIntolerance": (
        NoStateOfAnError(),
        Coded("clinicalStatus", f"{_SYSTEM}/allergyintolerance-clinical"),
        Coded("verificationStatus", f"{_SYSTEM}/allergyintolerance-verification"),
        Renamed("assertedDate", "recordedDate"),
    )
}
