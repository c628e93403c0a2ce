"""An app that was opened for one inhabitant sees nothing of another."""

from consent.asker import Professional
from consent.case import Case
from consent.decision import SILENT, Decision, withhold

_NAME = "launched"


def launched(case: Case) -> Decision:
    """A-OTHER-LAUNCH where the professional's app was opened for somebody else; else silent.

    https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#launch-context-arrives-with-your-access_token
    """
    asker = case.question.asker
    if not isinstance(asker, Professional) or asker.only in (None, case.facts.whose):
        return SILENT
    return withhold(_NAME, "A-OTHER-LAUNCH")
