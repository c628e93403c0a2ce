"""What is said of another organisation, its people and its services: that is for itself to say.

docs/decisions/0025-directory-facts-and-claims.md
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.errors import Forbidden
from hub.search.index import identifier_key
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.identity import uras_of
from hub.write.plan import Plan, Writing
from profiles.search.references import local_literal
from profiles.systems import URA_SYSTEM

OWN, FIRST, LATER = 0, 1, 2
OF_ITSELF = {
    "Endpoint": "managingOrganization",
    "HealthcareService": "providedBy",
    "Location": "managingOrganization",
    "OrganizationAffiliation": "organization",
}
"""What an organisation alone says of itself, with the element that names it."""


def is_own(reference: object, plan: Plan, setting: Writing, found: Found) -> bool | None:
    """Whether this reference names the writer's organisation; None where it names none by number.

    An organisation is known by its URA, here or in what is stored of it.
    """
    if not isinstance(reference, Mapping):
        return None
    uras, said = uras_of([reference.get("identifier")]), reference.get("reference")
    rows: Sequence[Known] = ()
    if isinstance(said, str):
        draft = setting.links.internal.get(said)
        uras |= ura_of(draft.resource) if draft is not None else frozenset()
        address = local_literal(plan.links.get(said, said))
        rows = found.words(*address) if address and address[0] == "Organization" else ()
    if not (uras or rows):
        return None
    token = setting.keyring.token(identifier_key(URA_SYSTEM, setting.custodian))
    return setting.custodian in uras or any(token in row.finders for row in rows)


def refuse_for_another(draft: Draft, plan: Plan, setting: Writing, found: Found) -> None:
    """Raise Forbidden where this is a service or an address of another organisation."""
    element = OF_ITSELF.get(draft.type)
    if element is None or draft.resource is None:
        return
    if is_own(draft.resource.get(element), plan, setting, found) is False:
        raise Forbidden(
            f"the {draft.type} of an organisation is said by itself, or by who runs the region; "
            "send your own",
            expression=f"{draft.expression}.{element}",
            rule="A-NOT-CUSTODIAN",
        )


def rank_of(draft: Draft, plan: Plan, setting: Writing, found: Found) -> int:
    """Where this word stands among those on the same one of the directory, 0 first.

    A professional is described by who spoke of him first, his role at an organisation by that one.
    """
    if draft.type not in {"Practitioner", "PractitionerRole"}:
        return OWN
    organization = (draft.resource or {}).get("organization")
    if draft.type == "PractitionerRole" and is_own(organization, plan, setting, found):
        return OWN
    words = found.words(plan.names[draft].type, plan.names[draft].id)
    before = next((row.rank for row in words if row.custodian == setting.custodian), None)
    if before is not None and before != OWN:
        return before
    return LATER if any(row.custodian != setting.custodian for row in words) else FIRST


def ura_of(organization: Mapping[str, Any] | None) -> frozenset[str]:
    """The URAs of an Organization."""
    identifiers = (organization or {}).get("identifier", [])
    return uras_of(identifiers if isinstance(identifiers, list) else [])
