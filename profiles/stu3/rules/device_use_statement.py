"""DeviceUseStatement: when a device was used is its timing in R4.

https://hl7.org/fhir/R4/deviceusestatement.html
"""

from profiles.stu3.rules.rule import BothWays, FromExtension, Renamed
from profiles.stu3.step import Step
from profiles.systems import HL7


class WhenUsed(BothWays):
    """A period of use; how often it is used has its place there too."""

    def up(self, step: Step) -> None:
        """The period, and what there is of how often where that is free."""
        if not step.peek("whenUsed") and [one.kind for one in step.peek("timing[x]")] == ["Period"]:
            step.lose("timing", step.walk.say("moved"))
        step.move("whenUsed", "timing[x]")

    def down(self, step: Step) -> None:
        """The period."""
        if [one.kind for one in step.peek("timing[x]")] == ["Period"]:
            step.move("timing[x]", "whenUsed")


RULES = {
    "DeviceUseStatement": (
        WhenUsed(),
        Renamed("indication", "reasonCode"),
        FromExtension(f"{HL7}event-reasonReference", "reasonReference", "Reference"),
    )
}
