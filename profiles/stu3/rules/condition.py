"""Condition: its states are concepts in R4, told by what the zib calls them too.

https://hl7.org/fhir/R4/condition.html
"""

from profiles.stu3.kept import url_of
from profiles.stu3.rules.exact import Coded
from profiles.stu3.rules.rule import BothWays, Renamed
from profiles.stu3.step import Step

_SYSTEM = "http://terminology.hl7.org/CodeSystem"
CLINICAL = f"{_SYSTEM}/condition-clinical"
VERIFICATION = f"{_SYSTEM}/condition-ver-status"
_ABATED = frozenset({"inactive", "remission", "resolved"})
_IN_ERROR = "entered-in-error"


class OnlyWhatR4Allows(BothWays):
    """An end is of what has ended (con-4), and what was an error has no state (con-5)."""

    def up(self, step: Step) -> None:
        """What R4 does not allow beside the other is kept."""
        state = [one.value for one in step.peek("clinicalStatus")]
        if not _ABATED.issuperset(state or [""]):
            step.keep("abatement[x]", step.take("abatement[x]"))
        if [one.value for one in step.peek("verificationStatus")] == [_IN_ERROR]:
            step.keep("clinicalStatus", step.take("clinicalStatus"))

    def finish(self, step: Step) -> None:
        """On the way back both stand again."""
        if step.walk.is_up:
            return
        for name in ("abatement", "clinicalStatus"):
            for one in step.take_extension(url_of(step.walk.target, step.to, name)):
                step.restore(one, name)


RULES = {
    "Condition": (
        OnlyWhatR4Allows(),
        Coded("clinicalStatus", CLINICAL, {"relapse": "recurrence"}),
        Coded(
            "verificationStatus",
            VERIFICATION,
            {"unconfirmed": "provisional"},
            unsaid=frozenset({"unknown"}),
        ),
        Renamed("context", "encounter"),
        Renamed("assertedDate", "recordedDate"),
    )
}
