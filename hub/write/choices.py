"""The statements of a privacy Consent, as the inhabitant's facts keep them, and who signed them.

docs/decisions/0033-who-signed.md
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from consent.fhir import statements
from consent.related_person import RelatedPerson
from consent.statement import NOBODY, Statement, grounded
from hub.access.facts import StoredFacts
from hub.errors import Unprocessable
from hub.security.granted import require_consent_scope
from hub.write.bounded import refuse_too_wide
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.outcome import Outcome
from hub.write.plan import Writing
from hub.write.standing import check_choice

WITHDRAWN = frozenset({"inactive", "entered-in-error"})


def choices_of(consent: Mapping[str, Any], version: int, setting: Writing) -> list[Statement]:
    """What the inhabitant says in this Consent; its references are resolved.

    Raises:
        Unprocessable: the recorder lets itself, and only itself, into what another keeps.
        TooCostly: it says too much.
    """
    refuse_too_wide(consent)
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


def check_changed(
    draft: Draft, row: Known | None, setting: Writing, found: Found, *, privacy: bool
) -> None:
    """Whether a change is by who has read the choice, and may write a Consent of this kind.

    A recorder always takes back what it recorded.

    Raises:
        PreconditionRequired, VersionConflict: as `check_choice`. Forbidden: no scope for it.
    """
    check_choice(draft, row, found)
    if draft.type != "Consent":
        return
    resource = draft.resource or {}
    if privacy and row is not None and resource.get("status") in WITHDRAWN:
        return
    letter = "c" if draft.method == "POST" else "u"
    require_consent_scope(setting.scopes, letter, draft.expression, choice=privacy)


def signed(statement: Statement, related: Iterable[RelatedPerson]) -> Statement:
    """The same, on the grounds of those who signed it, as they are known at this moment."""
    signers = [one for one in related if one.address in statement.signed_by]
    return grounded(statement, (ground for one in signers for ground in one.grounds))


def told_unsigned(outcomes: Sequence[Outcome], facts: Iterable[StoredFacts]) -> list[Outcome]:
    """The same, each told where one who signed a permission gives it no ground.

    By what was written alone: age, capacity and who may speak are of others' words too.
    """
    grounds = {one.address for each in facts for one in each.related}
    said = {one.consent_id: one for each in facts for one in each.statements if one.permit}
    return [
        structs.replace(one, unsigned=True)
        if one.choices is not None and _is_open_to_doubt(said.get(one.name.id), grounds)
        else one
        for one in outcomes
    ]


def _is_open_to_doubt(permission: Statement | None, grounds: set[str]) -> bool:
    if permission is None or permission.status not in {"active", "proposed"}:
        return False
    return permission.decided_by == NOBODY or not grounds.issuperset(permission.signed_by)
