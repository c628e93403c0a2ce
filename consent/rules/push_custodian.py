"""A source pushes its own data, and never in another's name."""

from consent.category import ura_text
from consent.decision import Decision, Deny, NotApplicable
from consent.facts import Facts
from consent.request import AccessRequest

NAME = "push-custodian"


def push_custodian(request: AccessRequest, facts: Facts) -> Decision:
    """A-NOT-CUSTODIAN where the custodian named is not the organisation of the token.

    https://build.fhir.org/ig/nuts-foundation/nl-generic-functions-ig/localization.html
    """
    if ura_text(request.ura) == ura_text(facts.holder_ura):
        return NotApplicable()
    return Deny(NAME, "A-NOT-CUSTODIAN", 403)
