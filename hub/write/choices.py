"""The statements of a privacy Consent, as the inhabitant's facts keep them."""

from collections.abc import Mapping
from typing import Any

from consent.fhir import statements
from consent.statement import Statement
from hub.errors import Unprocessable
from hub.security.granted import require_consent_scope
from hub.write.draft import Draft
from hub.write.found import Known
from hub.write.plan import Writing
from hub.write.standing import check_read

WITHDRAWN = frozenset({"inactive", "entered-in-error"})


def choices_of(consent: Mapping[str, Any], version: int, setting: Writing) -> list[Statement]:
    """What the inhabitant says in this Consent; its references are resolved.

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
    return said


def check_changed(draft: Draft, row: Known | None, setting: Writing, *, privacy: bool) -> None:
    """Whether a change is by who has read the choice, and may write a Consent of this kind.

    A recorder always takes back what it recorded.

    Raises:
        PreconditionRequired: as `check_read`. Forbidden: the token has no scope for it.
    """
    check_read(draft, row)
    if draft.type != "Consent":
        return
    resource = draft.resource or {}
    if privacy and row is not None and resource.get("status") in WITHDRAWN:
        return
    letter = "c" if draft.method == "POST" else "u"
    require_consent_scope(setting.scopes, letter, draft.expression, choice=privacy)
