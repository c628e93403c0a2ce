"""A source pushes its own data, and never in another's name."""

from consent.asker import Provider
from consent.category import ura_text
from consent.decision import SILENT, Decision, Deny
from consent.question import Question
from consent.section import About

_NAME = "push-custodian"


def push_custodian(question: Question, about: About) -> Decision:
    """A-NOT-CUSTODIAN where the custodian named is not the organisation of the token.

    https://build.fhir.org/ig/nuts-foundation/nl-generic-functions-ig/localization.html
    """
    asker = question.asker
    if isinstance(asker, Provider) and (ura_text(asker.ura) == ura_text(about.section.custodian)):
        return SILENT
    return Deny(_NAME, "A-NOT-CUSTODIAN", 403)
