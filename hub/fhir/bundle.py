"""Bundles as bytes: taken apart and joined. https://hl7.org/fhir/R4/bundle.html."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Link:
    """One Bundle.link."""

    relation: str
    url: str


class _Entry(msgspec.Struct):
    resource: msgspec.Raw = msgspec.Raw(b"")


class _Bundle(msgspec.Struct):
    entry: list[_Entry] = []


_SENT = msgspec.json.Decoder(_Bundle)


def sent_resources(body: bytes) -> list[bytes]:
    """The resource of each entry byte for byte, empty where an entry has none."""
    return [bytes(entry.resource) for entry in _SENT.decode(body).entry]


def bundle(
    kind: str, entries: Sequence[bytes], links: Sequence[Link] = (), total: int | None = None
) -> bytes:
    """The Bundle; each entry is the JSON of one Bundle.entry."""
    head: dict[str, object] = {"resourceType": "Bundle", "type": kind}
    if total is not None:
        head["total"] = total
    if links:
        head["link"] = [{"relation": link.relation, "url": link.url} for link in links]
    if not entries:
        return msgspec.json.encode(head)
    return msgspec.json.encode(head)[:-1] + b',"entry":[' + b",".join(entries) + b"]}"
