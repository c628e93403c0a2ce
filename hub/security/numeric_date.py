"""Times as JWTs write them: seconds since 1970.

https://www.rfc-editor.org/rfc/rfc7519#section-2
"""

from typing import Any

SKEW_SECONDS = 60
"""By how much the clocks of two parties may differ."""
END_OF_TIME = 2**40
"""No time is later, so that no arithmetic on it can overflow."""


def numeric_date(value: Any) -> float | None:
    """The seconds; None where it is no such time."""
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if numeric and 0 <= value < END_OF_TIME else None
