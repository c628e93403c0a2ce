"""From where somebody comes, and since when he waits: what the figures ask beside the steps."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What may become known at any time, and be put right.

    `origin` is the kind of place where he is, by its code; `city` where he lives; `ready_at` when
    he no longer had to be there. `specialist_until` is the last day of the indication for a stay
    with specialist care, `wlz_stay_from` the first of one for a stay under the Wlz.
    """

    origin: str | None = None
    city: str | None = None
    ready_at: datetime | None = None
    specialist_until: date | None = None
    wlz_stay_from: date | None = None


UNKNOWN = Circumstances()
"""Of whom nothing of this was told."""
