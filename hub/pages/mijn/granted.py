"""Whether the built-in client `mijn` is granted what a page of it does, as an app would have to be.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from functools import lru_cache

from hub.errors import Forbidden
from hub.security.scopes import InvalidScope, grant

READS = ("patient/*.rs",)
READS_LOG = (*READS, "patient/AuditEvent.rs")
CHOOSES = (*READS_LOG, "patient/Consent.cu")
WRITES_WORDS = (*READS, "patient/QuestionnaireResponse.cu")
ASKS_TO_CORRECT = (*READS, "patient/Task.c")


def require_granted(needed: tuple[str, ...], held: tuple[str, ...]) -> None:
    """Return where all that is needed is held.

    Raises:
        Forbidden: else.
    """
    if needed and not _covers(needed, held):
        raise Forbidden("this client was not granted what this page does", rule="SCOPE")


@lru_cache(maxsize=64)
def _covers(needed: tuple[str, ...], held: tuple[str, ...]) -> bool:
    try:
        grant(" ".join(needed), " ".join(held), "patient")
    except InvalidScope:
        return False
    return True
