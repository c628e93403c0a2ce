"""What an inhabitant asks one organisation to put right is between these two."""

from consent.case import Case
from consent.decision import SILENT, Decision, withhold
from consent.section import CORRECTIONS, About

_NAME = "corrections"


def corrections(_case: Case, about: About) -> Decision:
    """S-NOT-ENTITLED for a request to correct what another organisation keeps.

    AVG article 16: https://eur-lex.europa.eu/eli/reg/2016/679/oj
    """
    if about.section.category == CORRECTIONS:
        return withhold(_NAME, "S-NOT-ENTITLED")
    return SILENT
