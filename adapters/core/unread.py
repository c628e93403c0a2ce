"""A choice about exchange is changed by who has read it: the hub asks for the version that is here.

https://www.rfc-editor.org/rfc/rfc6585#section-3
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from adapters.core.client import HubClient
from adapters.core.json import dump, load
from profiles.invalid import JsonObject

UNREAD = 428
_BY_IDENTIFIER = "Consent?identifier="


async def as_read(client: HubClient, content: bytes) -> bytes:
    """The same transaction, each Consent with the version that the hub has of it now.

    Raises Refused, NotAuthorized or Unreachable.
    """
    bundle = load(content)
    for request in _requests(bundle):
        token = unquote(request["url"].removeprefix(_BY_IDENTIFIER))
        found = await client.search("Consent", {"identifier": token})
        for entry in found.get("entry", []):
            version = entry["resource"].get("meta", {}).get("versionId")
            if version:
                request["ifMatch"] = f'W/"{version}"'
    return dump(bundle)


def _requests(bundle: JsonObject) -> Iterator[dict[str, Any]]:
    requests = (entry["request"] for entry in bundle["entry"])
    return (each for each in requests if each["url"].startswith(_BY_IDENTIFIER))
