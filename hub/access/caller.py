"""What holds of who asks, whoever it is about: told, and the same for everyone."""

from consent.asker import Provider
from consent.decide import decide_caller
from consent.decision import Deny
from hub.errors import Forbidden
from hub.security.errand import Errand

TOLD = {
    "A-PURPOSE": "the purpose of use in your token does not open care data; ask for TREAT",
    "A-ROLE": "the role in your token may not see care data; ask a clinician, or by mandate",
}
OTHERWISE = "you may not ask this; ask by the role and the purpose that your token should have"


def require_caller(errand: Errand) -> None:
    """Raise Forbidden for reasons that depend on the asker alone."""
    decision = decide_caller(errand.question)
    if isinstance(decision, Deny):
        raise Forbidden(TOLD.get(decision.reason, OTHERWISE), rule=decision.reason)


def custodian_of(errand: Errand) -> str:
    """The URA, eight digits, under which the asker's organisation keeps what it pushes.

    Raises:
        Forbidden: a person, who keeps nothing here.
    """
    if not isinstance(errand.asker, Provider):
        raise Forbidden("only a care organisation pushes here", rule="A-NOT-CUSTODIAN")
    return errand.asker.ura


def custodian_type_of(errand: Errand) -> str:
    """The type of the asker's organisation, such as Z3; empty for a person."""
    return errand.asker.organization_type if isinstance(errand.asker, Provider) else ""
