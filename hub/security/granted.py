"""What a token was granted, asked of before anything is done. Scopes never widen consent."""

from collections.abc import Sequence

from hub.errors import Forbidden
from hub.security.errand import Client
from hub.security.scopes import (
    BY_NAME_ONLY,
    RECORDS_CHOICES,
    Interaction,
    allows,
    allows_consent,
)

INSUFFICIENT = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}


def require_scope(client: Client, resource_type: str, interaction: Interaction) -> None:
    """Raise Forbidden unless the token was granted this."""
    if not allows(client.scopes, resource_type, interaction, client.level):
        raise Forbidden(
            f"your token has no scope for {interaction} on {resource_type}; "
            "ask for it at the token endpoint",
            headers=INSUFFICIENT,
            rule="SCOPE",
        )


def require_one_scope(
    client: Client, resource_type: str, interactions: Sequence[Interaction]
) -> None:
    """Raise Forbidden unless the token was granted one of these."""
    if not any(allows(client.scopes, resource_type, one, client.level) for one in interactions):
        require_scope(client, resource_type, interactions[0])


def may_bring(client: Client, resource_type: str) -> bool:
    """Whether the token was granted to see this type at all, so that it may come along."""
    seeing: tuple[Interaction, ...] = ("read", "search-type")
    return any(allows(client.scopes, resource_type, one, client.level) for one in seeing)


def require_may_bring(client: Client, resource_type: str) -> None:
    """Raise Forbidden unless this type may come along: told, for its absence would mislead."""
    if resource_type in BY_NAME_ONLY:
        raise Forbidden(
            f"{resource_type} never comes along with a record; search it by itself",
            rule="A-NOT-ALONG",
        )
    if not may_bring(client, resource_type):
        raise Forbidden(
            f"your token has no scope to see {resource_type}, so it can't come along; "
            "ask for it at the token endpoint",
            headers=INSUFFICIENT,
            rule="SCOPE",
        )


def require_may_look(client: Client, resource_type: str) -> None:
    """Raise Forbidden unless something may be found through this type."""
    if not may_bring(client, resource_type):
        raise Forbidden(
            f"your token has no scope to see {resource_type}, so nothing is found through it; "
            "ask for it at the token endpoint",
            headers=INSUFFICIENT,
            rule="SCOPE",
        )


def require_consent_scope(
    scopes: tuple[str, ...], letter: str, expression: str, *, choice: bool
) -> None:
    """Raise Forbidden unless the token lets a Consent of this kind be written (c or u)."""
    if allows_consent(scopes, letter, choice=choice):
        return
    text = (
        "your token has no scope for a Consent that is no choice about exchange; ask for "
        f"system/Consent.{letter}"
    )
    if choice:
        text = (
            "your token has no scope to record a choice about exchange, which * does not contain; "
            "ask whoever runs the hub to register you for, and ask for, "
            f"{RECORDS_CHOICES}"
        )
    raise Forbidden(text, expression=expression, headers=INSUFFICIENT, rule="SCOPE")
