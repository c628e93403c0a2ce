"""A person who asks has shown well enough who he is."""

from consent.asker import System
from consent.decision import AGAIN, SILENT, Decision, Deny
from consent.question import Question

_NAME = "assurance"
ENOUGH = frozenset({"substantial", "high"})


def assurance(question: Question) -> Decision:
    """A-LOA for a person below substantial, whatever he asks for; a system is known by its key.

    For his own organisation's dossier too: what is told may depend on the caller alone.
    https://www.rfc-editor.org/rfc/rfc9470
    """
    asker = question.asker
    if isinstance(asker, System) or asker.assurance in ENOUGH:
        return SILENT
    return Deny(_NAME, "A-LOA", AGAIN)
