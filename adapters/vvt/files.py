"""A file that goes with a document, as the hub keeps it: a Binary under its DocumentReference.

https://hl7.org/fhir/R4/binary.html
"""

import base64
import hashlib
from dataclasses import dataclass, field
from urllib.parse import quote

from profiles.invalid import JsonObject
from profiles.resource.transaction import Identifier, full_url, transaction, update


@dataclass(frozen=True, slots=True)
class File:
    """Its bytes, under an id that is the same each time."""

    own_id: str
    content: bytes = field(repr=False)
    media_type: str
    title: str = field(default="", repr=False)


def attached(file: File) -> JsonObject:
    """The Attachment that leads to it."""
    # R4 has no other hash of an attachment; it tells a change by accident, and protects nothing.
    digest = hashlib.sha1(file.content, usedforsecurity=False).digest()
    return {
        "contentType": file.media_type,
        "url": f"Binary/{file.own_id}",
        "size": len(file.content),
        "hash": base64.b64encode(digest).decode(),
        "title": file.title,
    }


def sent(file: File, document: Identifier) -> JsonObject:
    """The transaction that brings it, behind the document to which it belongs.

    Who may see that document's DocumentReference may see the file, and nobody else.
    """
    token = quote(f"{document.system}|{document.value}", safe="")
    binary = {
        "resourceType": "Binary",
        "id": file.own_id,
        "contentType": file.media_type,
        "securityContext": {"reference": f"DocumentReference?identifier={token}"},
        "data": base64.b64encode(file.content).decode(),
    }
    return transaction([update(binary, full_url("Binary", file.own_id))])
