"""A choice about exchange is the inhabitant's and its recorder's, no one else's to read."""

from consent.case import Case
from consent.decision import SILENT, Decision, withhold
from consent.section import CHOICES, About

_NAME = "choices"


def choices(_case: Case, about: About) -> Decision:
    """S-NOT-ENTITLED for a privacy Consent that another organisation recorded.

    Whom someone trusts is itself confidential: https://hl7.org/fhir/R4/consent.html#6.2.4
    """
    if about.section.category == CHOICES:
        return withhold(_NAME, "S-NOT-ENTITLED")
    return SILENT
