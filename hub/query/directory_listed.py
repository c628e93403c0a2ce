"""Services and sites of the directory, read whole: a few hundred of a region."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from hub.access.access import Access
from hub.errors import Damaged
from hub.storage.database import Connection, Row
from hub.storage.services import listed
from hub.storage.stored import unseal_current
from hub.transfer.capacity.statement import CareAt, InvalidStatement, Unit
from hub.transfer.matching.healthcare_service import AT_HOME, care_types_of, provider_of
from profiles.resource.read import objects, words

Tree = Mapping[str, Any]


async def listed_of(access: Access, connection: Connection, kind: str) -> list[Tree]:
    """Each that is whole; one that was changed outside the hub is left out."""
    return list(_whole(access, await listed(connection, kind)))


def _whole(access: Access, rows: Sequence[Row]) -> Iterator[Tree]:
    for row in rows:
        try:
            tree: Tree = msgspec.json.decode(unseal_current(row, access.keyring).body)
        except Damaged:
            continue
        yield tree


def care_of(service: Tree, region: str) -> Iterator[CareAt]:
    """What it gives at each of its sites, whether somebody speaks of it or not."""
    provider = provider_of(service)
    if service.get("active") is not True or not provider:
        return
    for site in objects(service.get("location")):
        for care_type in care_types_of(service):
            unit: Unit = "clients" if care_type in AT_HOME else "beds"
            try:
                yield CareAt(region, provider, words(site, "reference"), care_type, unit)
            except InvalidStatement:
                continue
