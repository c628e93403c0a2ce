"""Byte surgery on a resource: id, meta and references change, every other byte stays as sent."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from consent.section import INHABITANT
from hub.storage.narrated import has_links, narrated
from profiles.instant import instant
from profiles.systems import HUB_LABELS, HUB_PERSONS, URA_SYSTEM

_SAID = msgspec.json.Encoder(order="sorted", decimal_format="number")
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LINK = re.compile(
    rb'"(reference|url|uri|valueUri|valueUrl|valueUuid)"(\s*:\s*)"((?:[^"\\]|\\.)*)"'
)
_DIV = re.compile(rb'("div"\s*:\s*)("(?:[^"\\]|\\.)*+")')
_TEXT = re.compile(rb'"((?:[^"\\]|\\.)*+)"(\s*:)?')
CLAIMED = {
    "system": HUB_LABELS,
    "code": "claimed",
    "display": "Said in the name of another organisation than the one that sent it",
}
"""What marks a resource that names somebody of another organisation as who did or said it."""
OWN_WORDS = {
    "system": HUB_LABELS,
    "code": "own-words",
    "display": "Written by the inhabitant himself, or by who stands for him",
}
"""What marks what a person wrote of himself; like every label of the hub's, nobody else sets it."""
_LABELS = ("security", "tag")
_SET_BY_HUB = ("versionId", "lastUpdated", "source")


@dataclass(frozen=True, slots=True)
class Content:
    """What a source said: the members of the resource but its id and the hub's part of meta."""

    members: dict[str, bytes]
    meta: dict[str, bytes]

    def body(
        self, resource_id: str, version: int, at: datetime, ura: str, *, claimed: bool = False
    ) -> bytes:
        """The resource as it is stored and goes out: members in the order they came in.

        What is `claimed` is marked so by a security label. `ura` is whose word it is.
        """
        meta = (labelled(self.meta) if claimed else self.meta) | {
            "versionId": f'"{version}"'.encode(),
            "lastUpdated": f'"{instant(at)}"'.encode(),
            "source": _source(ura),
        }
        own = {"id": msgspec.json.encode(resource_id), "meta": _object(meta)}
        leading = [key for key in ("resourceType", *own) if key not in self.members]
        order = [*self.members]
        at_type = order.index("resourceType") + 1
        order[at_type:at_type] = leading
        return _object({key: own.get(key) or self.members[key] for key in order})


def renamed(body: bytes, resource_id: str, version: str) -> bytes:
    """A stored body under another id and number of its version, all else as it is."""
    members = {key: bytes(value) for key, value in _MEMBERS.decode(body).items()}
    meta = {key: bytes(value) for key, value in _MEMBERS.decode(members["meta"]).items()}
    meta["versionId"] = f'"{version}"'.encode()
    return _object(members | {"id": msgspec.json.encode(resource_id), "meta": _object(meta)})


def content(raw: bytes, links: Mapping[str, str]) -> Content:
    """Take a resource's bytes apart; `links` maps a reference as sent to the one to store."""
    if links:
        raw = relink(plain_names(raw) if b"\\u" in raw else raw, links)
    members = {key: bytes(value) for key, value in _MEMBERS.decode(raw).items()}
    meta = {
        key: bytes(value)
        for key, value in _MEMBERS.decode(members.get("meta", b"{}")).items()
        if key not in _SET_BY_HUB
    }
    for name in _LABELS:
        if HUB_LABELS.encode() in meta.get(name, b""):
            kept = [one for one in msgspec.json.decode(meta[name]) if not _is_ours(one)]
            meta |= {name: msgspec.json.encode(kept)}
            if not kept:
                del meta[name]
    return Content(members, meta)


def tagged(body: bytes, tag: Mapping[str, str]) -> bytes:
    """A stored body with this tag of the hub's, every other byte of it as it was."""
    members = {key: bytes(value) for key, value in _MEMBERS.decode(body).items()}
    meta = {key: bytes(value) for key, value in _MEMBERS.decode(members["meta"]).items()}
    return _object(members | {"meta": _object(labelled(meta, tag, "tag"))})


def with_members(raw: bytes, members: Mapping[str, Any]) -> bytes:
    """The resource with these members set, without those that are None; all else as it was."""
    said = {name: msgspec.json.encode(value) for name, value in members.items()}
    kept = {**_MEMBERS.decode(raw), **said}
    return _object(
        {name: value for name, value in kept.items() if members.get(name, 0) is not None}
    )


def dated(body: bytes, at: datetime, members: Mapping[str, Any]) -> bytes:
    """A stored body as of another moment, and with these members; all else as it is."""
    kept = {key: bytes(value) for key, value in _MEMBERS.decode(body).items()}
    meta = {key: bytes(value) for key, value in _MEMBERS.decode(kept["meta"]).items()}
    meta["lastUpdated"] = f'"{instant(at)}"'.encode()
    said = {name: msgspec.json.encode(value) for name, value in members.items()}
    return _object(kept | {"meta": _object(meta)} | said)


def extended(
    body: bytes, before: Sequence[Mapping[str, Any]], behind: Sequence[Mapping[str, Any]]
) -> bytes:
    """The resource with extensions before and behind its own, every other byte of it as it was."""
    members = _MEMBERS.decode(body)
    listed = msgspec.json.encode([*before, *_extensions(members), *behind])
    return _object({**members, "extension": listed})


def without_extensions(raw: bytes, places: Collection[int]) -> bytes:
    """The resource without its extensions at these places, every other byte of it as it was."""
    members = {key: bytes(value) for key, value in _MEMBERS.decode(raw).items()}
    kept = [one for at, one in enumerate(_extensions(members)) if at not in places]
    members |= {"extension": msgspec.json.encode(kept)}
    return _object(members if kept else {k: v for k, v in members.items() if k != "extension"})


def _extensions(members: Mapping[str, msgspec.Raw | bytes]) -> list[msgspec.Raw]:
    return msgspec.json.decode(members.get("extension", b"[]"), type=list[msgspec.Raw])


def labelled(
    meta: Mapping[str, bytes], mark: Mapping[str, str] = CLAIMED, kind: str = "security"
) -> dict[str, bytes]:
    """The same with a label of the hub's: by itself that it is said in another's name."""
    own = msgspec.json.decode(meta.get(kind, b"[]"), type=list[msgspec.Raw])
    return {**meta, kind: msgspec.json.encode([*own, mark])}


def said(resource: Mapping[str, Any]) -> bytes:
    """The same bytes for the same content, whatever id and version it has.

    The order of members, white space and escapes say nothing; the order of a list and the digits
    of a decimal do. https://hl7.org/fhir/R4/json.html
    """
    kept = {key: value for key, value in resource.items() if key not in {"id", "meta"}}
    meta = resource.get("meta")
    if isinstance(meta, dict):
        own = {key: value for key, value in meta.items() if key not in _SET_BY_HUB}
        for name in _LABELS:
            labels = own.get(name)
            if isinstance(labels, list) and any(map(_is_ours, labels)):
                own[name] = [one for one in labels if not _is_ours(one)]
        own = {key: value for key, value in own.items() if value != []}
        kept |= {"meta": own} if own else {}
    return _SAID.encode(kept)


def relink(raw: bytes, links: Mapping[str, str]) -> bytes:
    """Replace references; a quote inside a JSON string is escaped, so only real members match."""

    def swap(match: re.Match[bytes]) -> bytes:
        key, colon, value = match.groups()
        said = json.loads(b'"' + value + b'"') if b"\\" in value else value.decode()
        if key != b"reference" and not said.startswith("urn:uuid:"):
            return match.group()
        target = links.get(said)
        if target is None:
            return match.group()
        return b'"' + key + b'"' + colon + json.dumps(target).encode()

    raw = _LINK.sub(swap, raw)
    return _narrated(raw, links) if b'"div"' in raw else raw


def _narrated(raw: bytes, links: Mapping[str, str]) -> bytes:
    """The links in its narratives too; a narrative in which none changes keeps its bytes."""

    def swap(match: re.Match[bytes]) -> bytes:
        begin, div = match.group(1), str(json.loads(match.group(2)))
        told = narrated(div, links) if has_links(div) else div
        return match.group() if told == div else begin + msgspec.json.encode(told)

    return _DIV.sub(swap, raw)


def plain_names(raw: bytes) -> bytes:
    """The same JSON with no escapes in its names, so that none hides a reference."""

    def swap(match: re.Match[bytes]) -> bytes:
        name, colon = match.groups()
        if colon is None or b"\\" not in name:
            return match.group()
        return msgspec.json.encode(msgspec.json.decode(b'"' + name + b'"', type=str)) + colon

    return _TEXT.sub(swap, raw)


def label(resource_type: str, resource_id: str, body: bytes) -> bytes:
    """The sealed text of a version: its address on the first line, then its body."""
    return f"{resource_type}/{resource_id}\n".encode() + body


def unlabel(text: bytes) -> tuple[str, bytes]:
    """The address `Type/id` and the body."""
    address, _, body = text.partition(b"\n")
    return address.decode(), body


def _source(ura: str) -> bytes:
    """An organisation, or the inhabitant himself."""
    said = f"{HUB_PERSONS}#inhabitant" if ura == INHABITANT else f"{URA_SYSTEM}#{ura}"
    return f'"{said}"'.encode()


def _is_ours(label: object) -> bool:
    return isinstance(label, dict) and label.get("system") == HUB_LABELS


def _object(members: Mapping[str, bytes]) -> bytes:
    pairs = (msgspec.json.encode(key) + b":" + value for key, value in members.items())
    return b"{" + b",".join(pairs) + b"}"
