"""The statements of a privacy Consent as the store keeps them."""

from collections.abc import Mapping
from typing import Any

from consent.fhir import statements
from consent.statement import RESOURCE, Statement
from hub.errors import Unprocessable
from hub.storage.address import rid
from hub.storage.rows import Choice
from hub.storage.sealing import Keyring


def choices_of(
    consent: Mapping[str, Any], version: int, keyring: Keyring, recorder: str
) -> list[Choice]:
    """What the inhabitant says in this Consent; its references are resolved.

    Raises:
        Unprocessable: the recorder lets itself, and only itself, into what another keeps.
    """
    said = statements(consent, consent["id"], version, recorded_by=recorder)
    permits = [one for one in said if one.permit]
    if permits and all(one.user == recorder != one.holder for one in permits):
        raise Unprocessable(
            "a permission for yourself is recorded by who keeps the data, not by you",
            expression="Consent.provision.actor",
            rule="A-SELF-PERMIT",
        )
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
        recorder=one.recorded_by or "",
    )


def _status(one: Statement) -> str:
    """A permission that someone else than the inhabitant gave is not valid, and says why."""
    if one.status == "active" and one.permit and one.decided_by != "patient":
        return "not-entitled"
    return one.status
