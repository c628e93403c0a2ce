"""A sheet as a FHIR document: a Composition in words, and each resource that it was read from.

https://hl7.org/fhir/R4/documents.html
docs/decisions/0052-summary.md
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from hub.query.search import Stored
from profiles.instant import instant
from profiles.pzp.reading.shown import Reading
from profiles.pzp.sheet.narrative import of_before, of_person, of_section
from profiles.pzp.sheet.sections import Section, sections
from profiles.pzp.sheet.shown import Sheet
from profiles.pzp.sheet.text import as_of
from profiles.pzp.sheet.words import said

SUMMARY = {"system": "http://loinc.org", "code": "60591-5", "display": "Patient summary Document"}
HUB = "Almere exchange hub"
_URI = "urn:ietf:rfc:3986"


def document(
    base: str, stored: Sequence[Stored], sheet: Sheet, reading: Reading, at: datetime, name: UUID
) -> dict[str, Any]:
    """The Bundle; `stored` is all that was read, the Patient first, as the asker may see it.

    `name` is that of this document, `base` the FHIR base by which its parts refer to each other.
    """
    author, custodian = (uuid5(name, part).urn for part in ("author", "custodian"))
    composition = _composition(stored, sheet, reading, at)
    composition |= {"author": [{"reference": author}], "custodian": {"reference": custodian}}
    return {
        "resourceType": "Bundle",
        "identifier": {"system": _URI, "value": name.urn},
        "type": "document",
        "timestamp": instant(at),
        "entry": [
            {"fullUrl": uuid5(name, "composition").urn, "resource": composition},
            *(_kept(base, one) for one in stored),
            {"fullUrl": author, "resource": _device(custodian)},
            {"fullUrl": custodian, "resource": {"resourceType": "Organization", "name": HUB}},
        ],
    }


def _composition(
    stored: Sequence[Stored], sheet: Sheet, reading: Reading, at: datetime
) -> dict[str, Any]:
    """Of what no section is read from, those that name somebody are referred to by the others."""
    known = {one.address for one in stored}
    unread = {sheet.titles["not-shown"]: tuple(one.address for one in reading.not_read)}
    listed = [_section(one, known, unread.get(one.title, ())) for one in sections(sheet)]
    return {
        "resourceType": "Composition",
        "language": "nl",
        "text": of_person(sheet, as_of(at)),
        "status": "final",
        "type": {"coding": [SUMMARY]},
        "subject": {"reference": stored[0].address},
        "date": instant(at),
        "title": said("summary", "title"),
        "section": listed,
    }


def _section(one: Section, known: set[str], unread: Sequence[str]) -> dict[str, Any]:
    """Each has its words; what holds no more is a section within it."""
    made = {
        "title": one.title,
        "text": of_section(one),
        **_entries((*one.read_from, *unread), known),
    }
    if one.before:
        made["section"] = [
            {
                "title": said("summary", "before", title=one.title),
                "text": of_before(one),
                **_entries(one.read_before, known),
            }
        ]
    return made


def _entries(addresses: Iterable[str], known: set[str]) -> dict[str, Any]:
    """Those that are in the document; absent where none is: FHIR knows no empty lists."""
    found = [{"reference": one} for one in dict.fromkeys(addresses) if one in known]
    return {"entry": found} if found else {}


def _kept(base: str, one: Stored) -> dict[str, Any]:
    """As it stands, letter by letter."""
    return {"fullUrl": f"{base}/{one.address}", "resource": msgspec.Raw(one.body)}


def _device(owner: str) -> dict[str, Any]:
    named = [{"name": HUB, "type": "user-friendly-name"}]
    return {"resourceType": "Device", "deviceName": named, "owner": {"reference": owner}}
