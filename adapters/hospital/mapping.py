"""An EHR's export as transactions, one an inhabitant; the content stays as it was sent."""

from collections.abc import Sequence

from adapters.core.json import dump
from adapters.core.run import Mapped
from adapters.hospital.grouping import groups
from adapters.hospital.source import Exported
from profiles.invalid import JsonObject
from profiles.resource.transaction import (
    business_identifier,
    conditional_update,
    deterministic_uuid,
    full_url,
    linked_transaction,
    update,
)


def to_transactions(export: Sequence[Exported]) -> Mapped:
    """The export as transaction Bundles. Raises InvalidRecord.

    https://hl7.org/fhir/R4/http.html#transaction
    """
    return Mapped(tuple(_transaction(group) for group in groups(export)))


def _transaction(group: Sequence[Exported]) -> JsonObject:
    scope = _scope(group)
    return linked_transaction((item.names, _named(item.resource, scope)) for item in group)


def _named(resource: JsonObject, scope: str) -> JsonObject:
    """The entry by which the hub will know the resource again the next time.

    By its business identifier; else by the id that the EHR gave it; else by its own content,
    so that the same export makes no second one.
    """
    kind = resource["resourceType"]
    by = business_identifier(resource)
    if by is not None:
        return conditional_update(resource, by, full_url(kind, by.system, by.value))
    if not isinstance(resource.get("id"), str):
        own_id = deterministic_uuid("content", scope, dump(resource).decode())
        resource = {"resourceType": kind, "id": own_id, **resource}
    return update(resource, full_url(kind, resource["id"]))


def _scope(group: Sequence[Exported]) -> str:
    """What keeps equal content of two inhabitants apart: the Patient as it was exported."""
    patients = [item for item in group if item.resource["resourceType"] == "Patient"]
    return "\n".join(dump(item.resource).decode() for item in patients)
