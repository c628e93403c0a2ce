"""The unit that consent opens or closes: one custodian's data of one category."""

from dataclasses import dataclass
from typing import NamedTuple

CHOICES = "choices"
"""The category of the privacy Consents themselves, which no choice of an inhabitant opens."""
CORRECTIONS = "corrections"
"""What an inhabitant asked the custodian to put right: these two's, and closed to all others."""
INHABITANT = "00000000"
"""In place of a custodian's URA: what the inhabitant himself said here. No organisation has it."""


@dataclass(frozen=True, slots=True)
class Section:
    """`custodian` is a URA of eight digits; `category` None where no data category covers it.

    docs/decisions/0017-one-decision-in-python.md
    """

    custodian: str
    custodian_type: str
    category: str | None


class About(NamedTuple):
    """All of a section, or one resource in it (`Type/id`) with its security labels."""

    section: Section
    resource: str = ""
    labels: frozenset[str] = frozenset()
