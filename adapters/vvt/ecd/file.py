"""A file of a document as an ECD gives it: as itself, or inside a Binary.

https://hl7.org/fhir/STU3/binary.html
"""

import base64
import binascii
from typing import Any

from adapters.vvt.attachments import fault_of_bytes
from adapters.vvt.ecd.envelope import Fetched
from adapters.vvt.files import File
from adapters.vvt.reading import read
from profiles.invalid import InvalidRecord
from profiles.resource.transaction import deterministic_uuid

_FHIR = frozenset({"application/fhir+json", "application/fhir+xml"})
_NO_BASE64 = "what should be base64 is none"
_UNKNOWN = "application/octet-stream"


def file_of(fetched: Fetched) -> File | str:
    """The file, or why it is none."""
    if fetched.fault:
        return fetched.fault
    content, media_type = fetched.content, fetched.media_type or _UNKNOWN
    if media_type in _FHIR:
        try:
            tree = read(content).tree
        except InvalidRecord:
            return "the Binary around it can't be read"
        held: Any = tree.get("content", tree.get("data"))
        try:
            content = base64.b64decode(held, validate=True) if isinstance(held, str) else b""
        except (binascii.Error, ValueError):
            return _NO_BASE64
        if tree.get("resourceType") != "Binary":
            return "something else than a Binary lies there"
        media_type = str(tree.get("contentType") or _UNKNOWN)
    fault = fault_of_bytes(content, media_type)
    return fault or File(deterministic_uuid("ecd", fetched.address), content, media_type)
