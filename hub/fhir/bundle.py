"""Bundles as bytes: taken apart and joined. https://hl7.org/fhir/R4/bundle.html."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from hub.errors import operation_outcome
from profiles.issue import Issue


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


def outcome_entry(said: Issue) -> bytes:
    """What is to be told beside the answer of a search, as an entry of it."""
    outcome = operation_outcome([said])
    return msgspec.json.encode({"resource": outcome, "search": {"mode": "outcome"}})


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
