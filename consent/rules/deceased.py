"""Of who died nothing is exchanged any more; what is needed goes by hand, under the law's terms."""

from consent.asker import Provider
from consent.case import Case
from consent.decision import FORBIDDEN, SILENT, Decision, Deny, withhold

_NAME = "deceased"


def deceased(case: Case) -> Decision:
    """C-DECEASED, in an emergency too: nothing there to a provider, told to who stood for him.

    Burgerlijk Wetboek 7:458a: https://wetten.overheid.nl/BWBR0005290
    """
    if not case.facts.deceased:
        return SILENT
    if isinstance(case.question.asker, Provider):
        return withhold(_NAME, "C-DECEASED")
    return Deny(_NAME, "C-DECEASED", FORBIDDEN)
