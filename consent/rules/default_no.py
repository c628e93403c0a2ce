"""Nothing was said that opens this, so it stays closed."""

from consent.decision import Deny, withhold

_NAME = "default-no"


def default_no() -> Deny:
    """C-NO-CHOICE: making data available takes an explicit yes.

    Wabvpz article 15a: https://wetten.overheid.nl/BWBR0023864
    """
    return withhold(_NAME, "C-NO-CHOICE")
