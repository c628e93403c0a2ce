"""The statements of a privacy Consent, as the inhabitant's facts keep them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from consent.fhir import statements
from consent.statement import Statement
from hub.errors import Unprocessable
from hub.write.plan import Writing


def choices_of(consent: Mapping[str, Any], version: int, setting: Writing) -> list[Statement]:
    """What the inhabitant says in this Consent, at a desk or not; its references are resolved.

    Raises:
        Unprocessable: the recorder lets itself, and only itself, into what another keeps.
    """
    recorder = setting.custodian
    said = statements(consent, consent["id"], version, recorded_by=recorder)
    permits = [one for one in said if one.permit]
    if permits and all(one.actor == recorder != one.custodian for one in permits):
        raise Unprocessable(
            "a permission for yourself is recorded by who keeps the data, not by you",
            expression="Consent.provision.actor",
            rule="A-SELF-PERMIT",
        )
    return [replace(one, desk=True) for one in said] if setting.desk else said
