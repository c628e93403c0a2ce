"""Why something is not done to a case: the guard that stands there, and what to do about it."""

from typing import Literal

Guard = Literal[
    "T-WHO",
    "T-DESK",
    "T-FOR-WHOM",
    "T-STATE",
    "T-ENDED",
    "T-NO-OFFER",
    "T-REQUEST-INCOMPLETE",
    "T-PERSON",
    "T-REASON",
    "T-DEADLINE",
    "T-CANDIDATE",
    "T-EXCLUDED",
    "T-ALREADY-OFFERED",
    "T-ALREADY-CHOSEN",
    "T-NOT-HELD",
    "T-PATIENT-CHOICE",
    "T-REVIEW-DATE",
    "T-UNDER-WAY",
    "T-HANDOFF",
    "T-CARE-TYPE",
    "T-ELEMENT",
    "T-MOMENT",
    "T-NOTE",
    "T-NAMELESS",
]


class Refused(Exception):
    """Nothing was changed. `why` names nobody; `place` is of the Task that says it."""

    def __init__(self, guard: Guard, why: str, place: str = "Task.status") -> None:
        super().__init__(guard, why, place)
        self.guard, self.why, self.place = guard, why, place
