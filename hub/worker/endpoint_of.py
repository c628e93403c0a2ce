"""Where an organisation wants to be told, by its own word in the directory.

From the care service that is asked to its organisation, and on to those that this is part of.
docs/decisions/0090-notifications.md
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from hub.access.access import Access
from hub.errors import Damaged
from hub.outbound.notifications.style import Style, Styles
from hub.search.index import identifier_key
from hub.storage.lookup import lookup
from hub.storage.pseudonym import rid
from hub.storage.stored import unseal_current
from profiles.resource.read import codes, element, objects, words
from profiles.search.references import local_literal
from profiles.systems import URA_SYSTEM

_HIGHEST = 5
"""Organisations of which one is part of the next."""
_FOUND = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Addressed:
    """Where, without a slash at its end, in which style, and where tokens for it are given."""

    url: str
    style: Style
    tokens: str = ""


async def endpoint_of(
    access: Access, styles: Styles, partner: str, service: str
) -> Addressed | None:
    """Of the first that names one in a style that we know; None where nobody does.

    `service` is the address of the care service that was asked, or empty. Each speaks for itself:
    what another organisation says of it counts for nothing.

    Raises:
        Damaged: one of them was changed outside the hub.
    """
    found: Addressed | None = None
    async for speaker, holder in _holders(access, partner, service):
        said = [one async for one in _endpoints(access, speaker, holder)]
        liked = [(*best, url) for url, kinds in said if (best := styles.preferred(kinds))]
        if liked and found is None:
            _, style, url = min(liked)
            found = Addressed(url, style)
        tokens = next((url for url, kinds in said if styles.tokens & kinds), "")
        if found is not None and tokens:
            return replace(found, tokens=tokens)
    return found


async def _holders(access: Access, partner: str, service: str) -> AsyncIterator[tuple[str, _FOUND]]:
    """The service and the organisations in their order, each with the URA that it is of."""
    if service.startswith("HealthcareService/"):
        found = await _said(access, service, partner)
        if found is not None:
            yield partner, found
    organization, seen = await _organization(access, partner), set[str]()
    speaker: str | None = partner
    while organization is not None and speaker and speaker not in seen and len(seen) < _HIGHEST:
        seen.add(speaker)
        yield speaker, organization
        speaker, organization = await _above(access, organization)


async def _above(access: Access, organization: _FOUND) -> tuple[str | None, _FOUND | None]:
    """What it is part of, as that one says itself."""
    above = element(organization, "partOf")
    ura = _ura([element(above, "identifier")])
    if ura is None and (address := local_literal(words(above, "reference"))):
        found = await _said(access, "/".join(address), None)
        ura = _ura(objects(found.get("identifier"))) if found else None
    return ura, await _organization(access, ura) if ura else None


async def _endpoints(
    access: Access, speaker: str, holder: _FOUND
) -> AsyncIterator[tuple[str, frozenset[str]]]:
    """The address of each that is active, and what it is for."""
    for named in objects(holder.get("endpoint")):
        address = local_literal(words(named, "reference"))
        if address is None or address[0] != "Endpoint":
            continue
        endpoint = await _said(access, "/".join(address), speaker)
        if endpoint is None or endpoint.get("status") != "active":
            continue
        said = objects(endpoint.get("payloadType"))
        kinds = frozenset(code for one in said for code in codes(one))
        if url := words(endpoint, "address").rstrip("/"):
            yield url, kinds


async def _organization(access: Access, ura: str) -> _FOUND | None:
    """The Organization of this URA, by its own word."""
    key = access.keyring.token(identifier_key(URA_SYSTEM, ura))
    async with access.database.connection() as connection:
        rows = await lookup(connection, (), [key], ())
    for row in rows:
        if row["type"] == "Organization" and row["custodian"] == ura and not row["deleted"]:
            return _body(unseal_current(row, access.keyring).body)
    return None


async def _said(access: Access, address: str, speaker: str | None) -> _FOUND | None:
    """The resource of the directory at `Type/id`, where this one said it, or whoever did."""
    name = rid(access.keyring, *address.split("/", 1))
    for row in await access.current_rows.rows(name):
        if row["method"] != "DELETE" and row["pat"] is None and speaker in {None, row["custodian"]}:
            return _body(unseal_current(row, access.keyring).body)
    return None


def _body(body: bytes) -> _FOUND:
    found = msgspec.json.decode(body)
    if type(found) is not dict:
        raise Damaged("this can't be read: tell the hub's owner the X-Request-Id")
    return found


def _ura(identifiers: Any) -> str | None:
    said = (one.get("value") for one in identifiers if one.get("system") == URA_SYSTEM)
    return next((str(value).zfill(8) for value in said if value), None)
