"""The enforcement point: every interaction passes here before it meets the store."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from consent.category import keys_of, ura_text
from consent.decide import decide_caller
from consent.decision import Deny
from consent.request import AccessRequest, Action, amsterdam_day
from hub.errors import Forbidden
from hub.security.requester import Requester
from hub.security.scopes import Interaction, allows
from hub.storage.view import View

INSUFFICIENT = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
TOLD = {
    "A-PURPOSE": "the purpose of use in your token does not open care data; ask for TREAT",
    "A-ROLE": "the role in your token may not see care data; ask a clinician, or by mandate",
}


def require_scope(requester: Requester, resource_type: str, interaction: Interaction) -> None:
    """Raise Forbidden unless the token was granted this."""
    if not allows(requester.scopes, resource_type, interaction):
        raise Forbidden(
            f"your token has no scope for {interaction} on {resource_type}; "
            "ask for it at the token endpoint",
            headers=INSUFFICIENT,
            rule="SCOPE",
        )


def require_one_scope(
    requester: Requester, resource_type: str, interactions: Sequence[Interaction]
) -> None:
    """Raise Forbidden unless the token was granted one of these."""
    if not any(allows(requester.scopes, resource_type, one) for one in interactions):
        require_scope(requester, resource_type, interactions[0])


def brings(requester: Requester, resource_type: str) -> bool:
    """Whether the token was granted to see this type at all, so that it may come along."""
    granted = requester.scopes
    return allows(granted, resource_type, "read") or allows(granted, resource_type, "search-type")


def require_brings(requester: Requester, resource_type: str) -> None:
    """Raise Forbidden unless this type may come along: told, for its absence would mislead."""
    if not brings(requester, resource_type):
        raise Forbidden(
            f"your token has no scope to see {resource_type}, so it can't come along; "
            "ask for it at the token endpoint",
            headers=INSUFFICIENT,
            rule="SCOPE",
        )


def look(requester: Requester, action: Action, now: datetime) -> View:
    """Who looks, for SQL to judge by.

    Raises:
        Forbidden: for reasons that depend on the caller alone, the same whoever the patient is.
    """
    request = access_request(requester, action, now)
    caller = decide_caller(request)
    if isinstance(caller, Deny):
        raise Forbidden(TOLD[caller.reason], rule=caller.reason)
    return view_of(requester, now)


def view_of(requester: Requester, now: datetime) -> View:
    """What the organisation may be named by; none without a purpose: then only its own dossier."""
    known = _keys(requester.ura.value, requester.organization_type) if requester.purpose else ()
    return View(
        ura=custodian(requester),
        keys=known,
        purpose=requester.purpose or "",
        today=amsterdam_day(now),
    )


@lru_cache(maxsize=1024)
def _keys(ura: str, organization_type: str) -> tuple[str, ...]:
    return tuple(sorted(keys_of(ura, organization_type)))


def custodian(requester: Requester) -> str:
    """The URA, eight digits, under which this organisation keeps what it pushes."""
    return ura_text(requester.ura.value)


def access_request(requester: Requester, action: Action, now: datetime) -> AccessRequest:
    """The question to the rules."""
    return AccessRequest(
        ura=requester.ura.value,
        organization_type=requester.organization_type,
        role=requester.practitioner.role if requester.practitioner else None,
        purpose=requester.purpose,
        action=action,
        now=now,
    )
