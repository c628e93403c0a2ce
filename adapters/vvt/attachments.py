"""Files inside a document: looked at before they are passed on, and told where they are none."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from profiles import systems
from profiles.invalid import JsonObject

# As base64, in a transaction of its own, it has to stay below what a hub takes in one body.
MOST_BYTES = 3_500_000
PDF = "application/pdf"
_BEGINS = b"%PDF-"
_ABSENT = {"url": f"{systems.HL7}data-absent-reason", "valueCode": "error"}


@dataclass(slots=True)
class _Found:
    faults: list[tuple[str, str]] = field(default_factory=list)


def fault_of(data: Any, media_type: Any) -> str | None:
    """Why this base64 is no such file; None where it is one, as far as can be told.

    https://hl7.org/fhir/R4/datatypes.html#base64Binary
    """
    try:
        content = base64.b64decode(data, validate=True) if isinstance(data, str) else None
    except (binascii.Error, ValueError):
        content = None
    if content is None:
        return "what should be base64 is none"
    return fault_of_bytes(content, media_type)


def fault_of_bytes(content: bytes, media_type: Any) -> str | None:
    """The same of the file itself."""
    if not content:
        return "it is empty"
    if len(content) > MOST_BYTES:
        return f"it is larger than {MOST_BYTES / 1e6:.1f} MB"
    is_pdf = isinstance(media_type, str) and media_type.partition(";")[0].strip().lower() == PDF
    if is_pdf and not content.startswith(_BEGINS):
        return "what should be a PDF is none"
    return None


def sound(bundle: JsonObject) -> tuple[JsonObject, tuple[tuple[str, str], ...]]:
    """The Bundle without files that are none, which its elements say; and where each was, and why.

    The same Bundle where all are sound.
    """
    found = _Found()
    mended = _walked(bundle, "Bundle", found)
    return (mended, tuple(found.faults)) if found.faults else (bundle, ())


def _walked(node: Any, at: str, found: _Found) -> Any:
    if isinstance(node, list):
        return [_walked(one, f"{at}[{place}]", found) for place, one in enumerate(node)]
    if not isinstance(node, dict):
        return node
    walked = {name: _walked(value, f"{at}.{name}", found) for name, value in node.items()}
    if "data" not in node or not _is_file(node):
        return walked
    fault = fault_of(node["data"], node.get("contentType"))
    if fault is None:
        return walked
    found.faults.append((at, fault))
    del walked["data"]
    return {**walked, "_data": {"extension": [_ABSENT]}}


def _is_file(node: JsonObject) -> bool:
    """An Attachment or a Binary; a Signature and a SampledData have data of another kind."""
    return node.get("resourceType") == "Binary" or not {"who", "origin"} & node.keys()


def addresses(resource: JsonObject) -> Iterator[JsonObject]:
    """The attachments of a resource that say where their file is, and hold it not."""
    stack: list[Any] = [resource]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            stack.extend(node.values())
            if is_pointing(node):
                yield node


def is_pointing(node: JsonObject) -> bool:
    """Whether this is an Attachment that says where its file is, and holds it not."""
    return isinstance(node.get("url"), str) and "contentType" in node and "data" not in node


def pointed(node: Any, places: Mapping[str, str | None]) -> Any:
    """The same, each file said to be where `places` has it by its url; None: it is no file.

    https://hl7.org/fhir/R4/datatypes.html#Attachment
    """
    if isinstance(node, list):
        return [pointed(one, places) for one in node]
    if not isinstance(node, dict):
        return node
    walked = {name: pointed(value, places) for name, value in node.items()}
    if not is_pointing(node) or node["url"] not in places:
        return walked
    place = places[node["url"]]
    if place is not None:
        return {**walked, "url": place}
    del walked["url"]
    return {**walked, "_url": {"extension": [_ABSENT]}}
