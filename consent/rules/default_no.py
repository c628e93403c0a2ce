"""Nothing was said that opens this, so it stays closed."""

from consent.decision import Deny, withhold
from consent.facts import Facts
from consent.request import AccessRequest

NAME = "default-no"


def default_no(request: AccessRequest, _facts: Facts) -> Deny:
    """C-NO-CHOICE: making data available takes an explicit yes.

    Wabvpz article 15a: https://wetten.overheid.nl/BWBR0023864
    """
    return withhold(NAME, "C-NO-CHOICE", request.action)
