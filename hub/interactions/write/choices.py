"""The statements of a privacy Consent as the store keeps them."""

from collections.abc import Mapping
from typing import Any

from consent.fhir import statements
from consent.statement import RESOURCE, Statement
from hub.storage.address import rid
from hub.storage.rows import Choice
from hub.storage.sealing import Keyring


def choices_of(
    consent: Mapping[str, Any], consent_id: str, version: int, keyring: Keyring
) -> list[Choice]:
    """What the inhabitant says in this Consent; its references are resolved."""
    said = statements(consent, consent_id, version)
    return [_choice(one, keyring) for one in said if one.kind == "explicit"]


def _choice(one: Statement, keyring: Keyring) -> Choice:
    about = one.data.removeprefix(RESOURCE) if one.data.startswith(RESOURCE) else None
    return Choice(
        holder=one.holder,
        consumer=one.user,
        data=RESOURCE if about else one.data,
        resource=rid(keyring, *about.split("/", 1)) if about else None,
        purposes=one.purposes,
        permit=one.permit,
        status=_status(one),
        starts=one.starts,
        ends=one.ends,
        weight=one.weight,
    )


def _status(one: Statement) -> str:
    """A permission that someone else than the inhabitant gave is not valid, and says why."""
    if one.status == "active" and one.permit and one.decided_by != "patient":
        return "not-entitled"
    return one.status
