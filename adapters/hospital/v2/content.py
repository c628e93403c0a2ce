"""The content of a document in OBX: bytes that are what they are said to be, or a refusal."""

import hashlib
from dataclasses import dataclass, field

from adapters.hospital.v2.attachments import pdf_of
from adapters.hospital.v2.case import Case
from adapters.hospital.v2.message import Segment
from adapters.hospital.v2.refusal import DATA_TYPE, NOT_IN_TABLE, Refusal
from profiles.invalid import JsonObject

_VALUE = 5


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes, and what is told of them."""

    data: bytes = field(repr=False)
    told: JsonObject


def content_of(case: Case, kind: list[str]) -> Content | None:
    """Of the one OBX with content; None where there is none. Raises Refusal."""
    for segment in case.message.all("OBX"):
        if segment[2]().upper() == "RP":
            text = "a document by a pointer can not be fetched; send its content (ED)"
            raise Refusal(DATA_TYPE, segment.where(_VALUE), text)
    found = [segment for segment in case.message.all("OBX") if segment[2]().upper() == "ED"]
    if len(found) > 1:
        text = "one document has one content; send a second one as a document of its own"
        raise Refusal(DATA_TYPE, found[1].where(_VALUE), text)
    return content_in(case, found[0], kind) if found else None


def content_in(case: Case, segment: Segment, kind: list[str]) -> Content:
    """Of this OBX. Raises Refusal."""
    where, value = segment.where(_VALUE), segment[_VALUE]
    media = "pdf" if "PDF" in {value(2).upper(), value(3).upper()} else ""
    if not media:
        raise Refusal(NOT_IN_TABLE, where, "of documents a PDF is taken, and this is none")
    content = pdf_of(segment.data, value(4), where)
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # what FHIR has: SHA-1
    title = case.site.documents.get(kind[0], "") or kind[1] or kind[0]
    return Content(content, {"title": title, "size": len(content), "hash": digest})
