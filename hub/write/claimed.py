"""What is said in the name of another organisation: kept, and marked as claimed.

docs/decisions/0025-directory-facts-and-claims.md
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.write.another import is_own, ura_of
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.plan import Plan, Writing
from profiles.search.references import local_literal

_PARTIES = ("performer", "author", "organization", "custodian", "asserter", "sender")
_PROFESSIONALS = frozenset({"Practitioner", "PractitionerRole"})


def is_claimed(draft: Draft, plan: Plan, setting: Writing, found: Found) -> bool:
    """Whether it names somebody of another organisation as who did, said or keeps it."""
    resource = draft.resource or {}
    if draft.type == "Organization":
        uras = ura_of(resource)
        return bool(uras) and setting.custodian not in uras
    return any(_of_another(one, plan, setting, found) for one in parties(resource))


def parties(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The references to who did, said or keeps it; of a performer with a function its actor."""
    for element in _PARTIES:
        said = resource.get(element)
        if said is None:
            continue
        for one in said if isinstance(said, list) else [said]:
            if isinstance(one, dict):
                actor = one.get("actor")
                yield actor if isinstance(actor, dict) else one


def _of_another(reference: Mapping[str, Any], plan: Plan, setting: Writing, found: Found) -> bool:
    said = reference.get("reference")
    address = local_literal(plan.links.get(said, said)) if isinstance(said, str) else None
    if address is None or address[0] not in _PROFESSIONALS:
        return is_own(reference, plan, setting, found) is False
    if address[0] == "PractitionerRole":
        draft = setting.links.internal.get(str(said))
        if draft is not None and draft.resource is not None:
            return is_own(draft.resource.get("organization"), plan, setting, found) is False
    elif _works_here(f"{address[0]}/{address[1]}", plan, setting, found):
        return False
    words = [row for row in found.words(*address) if not row.deleted]
    return bool(words) and all(row.custodian != setting.custodian for row in words)


def _works_here(address: str, plan: Plan, setting: Writing, found: Found) -> bool:
    """Whether the request itself says that this professional has a role at the writer's."""
    for draft in setting.drafts:
        resource = draft.resource or {}
        practitioner = resource.get("practitioner")
        if draft.type != "PractitionerRole" or not isinstance(practitioner, Mapping):
            continue
        said = practitioner.get("reference")
        same = plan.links.get(str(said), said) == address
        if same and is_own(resource.get("organization"), plan, setting, found):
            return True
    return False
