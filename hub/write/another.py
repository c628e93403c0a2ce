"""What is said of another organisation, its people and its services: that is for itself to say.

docs/decisions/0025-directory-facts-and-claims.md
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import Forbidden
from hub.search.index import identifier_key
from hub.storage.sealing import Keyring
from hub.write.draft import Draft
from hub.write.found import Found, Known
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


@dataclass(frozen=True, slots=True)
class Organisation:
    """One that a resource names: by its URA, or by what is stored of it."""

    keyring: Keyring
    uras: frozenset[str]
    rows: tuple[Known, ...] = ()

    def has(self, ura: str) -> bool:
        """Whether it is the one with this URA, of eight digits."""
        token = self.keyring.token(identifier_key(URA_SYSTEM, ura))
        return ura in self.uras or any(token in row.finders for row in self.rows)


def named(reference: object, plan: Plan, setting: Writing, found: Found) -> Organisation | None:
    """The organisation that this reference names; None where it names none that has a number."""
    if not isinstance(reference, Mapping):
        return None
    uras = set(_uras([reference.get("identifier")]))
    said = reference.get("reference")
    if not isinstance(said, str):
        return Organisation(setting.keyring, frozenset(uras)) if uras else None
    draft = setting.links.internal.get(said)
    if draft is not None:
        uras |= set(_uras((draft.resource or {}).get("identifier", [])))
    address = local_literal(plan.links.get(said, said))
    rows = tuple(found.words(*address)) if address and address[0] == "Organization" else ()
    return Organisation(setting.keyring, frozenset(uras), rows) if uras or rows else None


def refuse_for_another(draft: Draft, plan: Plan, setting: Writing, found: Found) -> None:
    """Raise Forbidden where this is a service or an address of another organisation."""
    element = OF_ITSELF.get(draft.type)
    if element is None or draft.resource is None:
        return
    owner = named(draft.resource.get(element), plan, setting, found)
    if owner is not None and not owner.has(setting.custodian):
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
    owner = named((draft.resource or {}).get("organization"), plan, setting, found)
    if draft.type == "PractitionerRole" and owner is not None and owner.has(setting.custodian):
        return OWN
    words = found.words(plan.names[draft].type, plan.names[draft].id)
    before = next((row.rank for row in words if row.custodian == setting.custodian), None)
    if before is not None and before != OWN:
        return before
    return LATER if any(row.custodian != setting.custodian for row in words) else FIRST


def _uras(identifiers: Iterable[object]) -> Iterable[str]:
    for one in identifiers if isinstance(identifiers, list) else []:
        if isinstance(one, Mapping) and one.get("system") == URA_SYSTEM:
            yield str(one.get("value", "")).zfill(8)


def is_of_another(resource: Mapping[str, Any], custodian: str) -> bool:
    """Whether this Organization has the URA of another."""
    uras = list(_uras(resource.get("identifier", [])))
    return bool(uras) and custodian not in uras
