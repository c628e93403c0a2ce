"""All that was fetched of one transfer, as the ECD gave it: what a record of an ECD holds."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

SUFFIX = ".transfer"
"""Of the names of such records: no file in a folder of documents has it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Bytes that lay at an address; none where `fault` says why there are none to believe."""

    address: str = field(repr=False)
    content: bytes = field(default=b"", repr=False)
    media_type: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A Task, and what could be read around it.

    `closed` says of documents that should be open why they were not; `known` how the hub calls
    what was sent before, by address.
    """

    task: Fetched
    documents: tuple[Fetched, ...] = ()
    people: tuple[Fetched, ...] = ()
    files: tuple[Fetched, ...] = ()
    closed: tuple[str, ...] = ()
    known: dict[str, str] = field(default_factory=dict, repr=False)


def sealed(envelope: Envelope) -> bytes:
    """The same for the same: what did not change is not brought again."""
    return json.dumps(
        {
            "task": _packed(envelope.task),
            "documents": [_packed(one) for one in envelope.documents],
            "people": [_packed(one) for one in envelope.people],
            "files": [_packed(one) for one in envelope.files],
            "closed": list(envelope.closed),
            "known": dict(sorted(envelope.known.items())),
        }
    ).encode()


def opened(content: bytes) -> Envelope:
    """What was sealed."""
    held: dict[str, Any] = json.loads(content)
    return Envelope(
        _unpacked(held["task"]),
        _every(held["documents"]),
        _every(held["people"]),
        _every(held["files"]),
        tuple(held["closed"]),
        held["known"],
    )


def _packed(one: Fetched) -> list[str]:
    return [one.address, base64.b64encode(one.content).decode(), one.media_type, one.fault]


def _unpacked(held: Sequence[str]) -> Fetched:
    address, content, media_type, fault = held
    return Fetched(address, base64.b64decode(content), media_type, fault)


def _every(held: Sequence[Sequence[str]]) -> tuple[Fetched, ...]:
    return tuple(map(_unpacked, held))
