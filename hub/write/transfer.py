"""Who hands an inhabitant over to whom in a Task, by URA, and what that assumes.

docs/decisions/0033-who-signed.md
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from consent.fhir import Transfer, assumed, is_transfer
from consent.statement import Statement
from hub.write.another import is_own, ura_of
from hub.write.bounded import refuse_too_large
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.identity import uras_of
from hub.write.linking import relinked
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing
from profiles.stu3.behalf import behalf_of


def transferred(
    draft: Draft, one: Outcome, setting: Writing, plan: Plan, found: Found
) -> list[Statement]:
    """What this version of a Task assumes; nothing where its sender is not the writer itself.

    Raises:
        TooCostly: it names more than anybody takes over.
    """
    task = draft.resource or {}
    receiver = _receiver(task.get("owner"), setting)
    sent = _is_senders(task.get("requester"), setting, plan, found)
    if one.new is None or receiver is None or not sent:
        return []
    stored = relinked(task, setting.links.said[draft], plan.links)
    at, version = one.new.last_updated, one.new.version
    transfer = Transfer(one.name.address, version, at, setting.custodian, receiver)
    said = assumed(stored, transfer)
    refuse_too_large(said, draft.expression)
    return said


def told_unnamed(
    drafts: Sequence[Draft], outcomes: Sequence[Outcome], statements: Sequence[Statement]
) -> list[Outcome]:
    """The same, each transfer told that opens nothing to whoever takes over."""
    open_ones = {one.consent_id for one in statements}
    return [
        structs.replace(one, unnamed=True)
        if draft.type == "Task"
        and one.new
        and is_transfer(draft.resource or {})
        and one.name.address not in open_ones
        else one
        for draft, one in zip(drafts, outcomes, strict=True)
    ]


def _receiver(owner: object, setting: Writing) -> str | None:
    """The one URA that it is by; an Organization counts where it is in the same request."""
    if not isinstance(owner, Mapping):
        return None
    uras = uras_of([owner.get("identifier")])
    organization = _sent_along(owner, setting)
    if organization and organization.get("resourceType") == "Organization":
        uras |= ura_of(organization)
    return next(iter(uras)) if len(uras) == 1 else None


def _is_senders(requester: object, setting: Writing, plan: Plan, found: Found) -> bool:
    """Whether it is the writer's organisation, or somebody with a role there, or on its behalf."""
    if not isinstance(requester, Mapping):
        return False
    if said := behalf_of(requester):
        return is_own(said, plan, setting, found) is True
    role = _sent_along(requester, setting)
    if role and role.get("resourceType") == "PractitionerRole":
        requester = role.get("organization", {})
    return is_own(requester, plan, setting, found) is True


def _sent_along(reference: Mapping[str, Any], setting: Writing) -> dict[str, Any] | None:
    draft = setting.links.internal.get(str(reference.get("reference")))
    return draft.resource if draft is not None else None
