"""What holds of who asks, whoever it is about: told, and the same for everyone."""

from consent.asker import Provider
from consent.decide import decide_caller
from consent.decision import Deny
from hub.errors import FhirError, Forbidden, Required, Unauthenticated
from hub.security.assurance import URL_OF
from hub.security.errand import Errand

TOLD = {
    "A-PURPOSE": "the purpose of use in your token does not open care data; ask for TREAT",
    "A-ROLE": "the role in your token may not see care data; ask a clinician, or by mandate",
    "A-LOA": "log in again by a means of assurance substantial or high",
    "A-BTG-NEEDS-PERSON": "an emergency is declared by a person; ask with who declares it",
    "A-BTG-ROLE": "the role in your token does not declare an emergency; ask a doctor or a nurse",
    "A-BTG-REAUTH": "log in again, at assurance high, within five minutes before you ask",
    "A-BTG-NO-REASON": "say why this is an emergency: a code, and ten characters at least",
}
AGAIN = {"WWW-Authenticate": 'Bearer error="insufficient_user_authentication"'}
"""https://www.rfc-editor.org/rfc/rfc9470"""
SURER = {
    "WWW-Authenticate": f'{AGAIN["WWW-Authenticate"]}, acr_values="{URL_OF["substantial"]} '
    f'{URL_OF["high"]}"'
}
"""The same, to who has to show better who he is."""
OTHERWISE = "you may not ask this; ask by the role and the purpose that your token should have"


def require_caller(errand: Errand) -> None:
    """Raise what a refusal for reasons that depend on the asker alone is told by.

    Raises:
        Forbidden, Unauthenticated, Required: by its status.
    """
    decision = decide_caller(errand.question)
    if isinstance(decision, Deny):
        raise refusal(decision)


def refusal(decision: Deny) -> FhirError:
    """A told refusal as the caller reads it."""
    text, rule = TOLD.get(decision.reason, OTHERWISE), decision.reason
    if decision.http == Unauthenticated.status:
        headers = SURER if rule == "A-LOA" else AGAIN
        return Unauthenticated(text, rule=rule, headers=headers)
    return (Required if decision.http == Required.status else Forbidden)(text, rule=rule)


def custodian_of(errand: Errand) -> str:
    """The URA, eight digits, under which the asker's organisation keeps what it pushes.

    Raises:
        Forbidden: a person, who keeps nothing here.
    """
    if not isinstance(errand.asker, Provider):
        raise Forbidden("only a care organisation pushes here", rule="A-NOT-CUSTODIAN")
    return errand.asker.ura


def names_of(errand: Errand) -> str | None:
    """The URA, eight digits, by whose names the asker calls things; None of a person."""
    return errand.asker.ura if isinstance(errand.asker, Provider) else None


def custodian_type_of(errand: Errand) -> str:
    """The type of the asker's organisation, such as Z3; empty for a person."""
    return errand.asker.organization_type if isinstance(errand.asker, Provider) else ""
