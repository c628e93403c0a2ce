"""An inhabitant sees what is kept of him, and so does who may stand for him."""

from consent.asker import Inhabitant, Representative
from consent.case import Case
from consent.decision import FORBIDDEN, SILENT, Decision, Deny, Permit
from consent.entitlement import age_on, may_permit

_NAME = "own-data"
READS_ALONE_FROM = 12
"""Years of age. Burgerlijk Wetboek 7:447 and 7:456."""


def own_data(case: Case) -> Decision:
    """S-OWN-DATA or S-NOT-ENTITLED to a person; silent where a provider asks.

    Who may decide for him may read for him. Of who died `deceased` speaks to them.
    Wabvpz article 15d: https://wetten.overheid.nl/BWBR0023864
    """
    asker, facts = case.question.asker, case.facts
    if not isinstance(asker, (Inhabitant, Representative)):
        return SILENT
    day = case.question.day
    if isinstance(asker, Inhabitant):
        age = age_on(facts.born, day)
        entitled = age is not None and age >= READS_ALONE_FROM
    else:
        known = asker.ground in facts.mandates
        entitled = known and may_permit(frozenset({asker.ground}), facts, day)
    entitled = entitled and asker.whose == facts.whose
    if not entitled:
        return Deny(_NAME, "S-NOT-ENTITLED", FORBIDDEN)
    return SILENT if facts.deceased else Permit(_NAME, "S-OWN-DATA")
