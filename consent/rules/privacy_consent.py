"""A choice about exchange is the inhabitant's and its recorder's, no one else's to read."""

from consent.decision import Decision, NotApplicable, withhold
from consent.facts import Facts
from consent.request import AccessRequest

NAME = "privacy-consent"


def privacy_consent(request: AccessRequest, facts: Facts) -> Decision:
    """S-NOT-ENTITLED for a privacy Consent that another organisation recorded.

    Whom someone trusts is itself confidential: https://hl7.org/fhir/R4/consent.html#6.2.4
    """
    if facts.privacy:
        return withhold(NAME, "S-NOT-ENTITLED", request.action)
    return NotApplicable()
