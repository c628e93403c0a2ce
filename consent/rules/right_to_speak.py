"""Nobody is shown what a source says of an inhabitant whom it does not treat."""

from consent.case import Case
from consent.decision import SILENT, Decision, withhold
from consent.section import About

_NAME = "right-to-speak"


def right_to_speak(case: Case, about: About) -> Decision:
    """C-SOURCE-UNRELATED where the custodian may not speak of this inhabitant to others.

    docs/decisions/0024-the-right-to-speak.md
    """
    if about.section.custodian in case.silenced:
        return withhold(_NAME, "C-SOURCE-UNRELATED")
    return SILENT
