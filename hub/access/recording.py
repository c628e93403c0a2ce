"""Who wrote an inhabitant's choice down: kept beside what it says, for who has to answer for it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Of one version of a Consent, the moment and the professional; no `number` of a system.

    `confirmed_by` is the number of the second person at a desk, `confirmer` his name.

    docs/decisions/0035-why-it-is-open-or-closed.md
    """

    consent_id: str
    version: int
    at: datetime
    number: str = ""
    name: str = ""
    confirmed_by: str = ""
    confirmer: str = ""
