"""A letter: a PDF under its header, as a DocumentReference.

https://hl7.org/fhir/R4/documentreference.html
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from adapters.core.run import Mapped
from adapters.gp.headed import Headed, Known, known, text_of
from profiles.invalid import JsonObject
from profiles.pzp.form.faults import fault
from profiles.resource.transaction import Identifier, conditional_update, transaction

KIND, DATA = "letter", "data"
# As base64, with its Patient, it has to stay below what a hub takes in one body.
MOST_BYTES = 3_500_000
_BEGINS, _ENDS, _TAIL = b"%PDF-", b"%%EOF", 2048


def letter(one: Headed) -> Mapped:
    """The letter and its Patient; raises InvalidRecord, of a PDF that is none too."""
    patient = known(one, one.header.get("patient"))
    named = one.keys.identifier(KIND)
    by = Identifier(str(named.system), str(named.value))
    entry = conditional_update(_document(one, patient), by, one.keys.url(KIND))
    return Mapped((transaction([patient.entry, entry]),), patient.notes)


def _document(one: Headed, patient: Known) -> JsonObject:
    title = text_of(one.header, "title")
    content = {"contentType": "application/pdf", "language": "nl", "title": title}
    if not one.in_error:
        content |= _attached(one.header)
    author = one.header.get("author")
    authors = [{"display": author}] if isinstance(author, str) and author.strip() else []
    authors += [one.practice] if one.practice else []
    return {
        "resourceType": "DocumentReference",
        "identifier": [one.keys.identifier(KIND).model_dump(mode="json")],
        "status": "entered-in-error" if one.in_error else "current",
        "docStatus": "entered-in-error" if one.in_error else "final",
        "type": {"text": title},
        "subject": {"reference": patient.url},
        "date": text_of(one.header, "date"),
        **({"author": authors} if authors else {}),
        "description": title,
        "content": [{"attachment": content}],
    }


def _attached(header: Mapping[str, Any]) -> JsonObject:
    text_of(header, "document")
    content = _pdf(header.get(DATA))
    # R4 has no other hash of an attachment; it tells a change by accident, and protects nothing.
    digest = hashlib.sha1(content, usedforsecurity=False).digest()
    return {
        "data": base64.b64encode(content).decode(),
        "size": len(content),
        "hash": base64.b64encode(digest).decode(),
    }


def _pdf(data: Any) -> bytes:
    if data is None:
        text = "The document that the header names does not lie beside it; put it there"
        raise fault("not-found", "document", text)
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise fault("value", DATA, "What should be base64 is none") from None
    if not content.startswith(_BEGINS):
        raise fault("value", "document", "What should be a PDF is none")
    if _ENDS not in content[-_TAIL:]:
        raise fault("incomplete", "document", "The PDF has no end: it was not written whole")
    if len(content) > MOST_BYTES:
        raise fault("too-long", "document", f"The PDF is larger than {MOST_BYTES / 1e6:.1f} MB")
    return content
