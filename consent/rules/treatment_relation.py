"""Only who treats someone, or takes over for who does, may look."""

from consent.case import Case
from consent.decision import SILENT, Decision, withhold

_NAME = "treatment-relation"


def treatment_relation(case: Case) -> Decision:
    """A-NO-RELATION where none was asserted, or no purpose was stated to assert it by.

    In an emergency too. Burgerlijk Wetboek 7:457 second paragraph:
    https://wetten.overheid.nl/BWBR0005290
    """
    if case.question.purpose is not None and case.facts.relation:
        return SILENT
    return withhold(_NAME, "A-NO-RELATION")
