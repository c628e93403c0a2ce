"""A document as DocumentReference, its bytes in it; withdrawn: entered in error, and shown so.

https://hl7.org/fhir/R4/documentreference.html
"""

import base64

from adapters.hospital.v2.facts import Dossier, Register, value
from adapters.hospital.v2.fhir.directory import reference_to
from adapters.hospital.v2.fhir.encounter import encounter_by
from adapters.hospital.v2.fhir.entry import (
    Entry,
    identifier_in,
    local_code,
    organization,
    reference_by,
    shown,
)
from adapters.hospital.v2.site import Site
from profiles.invalid import JsonObject

_INSTANT = len("2026-11-20T09:30:00")


def document_by(key: str, site: Site) -> str:
    """The reference to a document."""
    return reference_by("DocumentReference", identifier_in(site, "document", key))


def is_withdrawn(register: Register) -> bool:
    """Whether it was withdrawn, and not told anew since."""
    withdrawn, told = register.get("withdrawn"), register.get("told")
    return withdrawn is not None and (told is None or told.at <= withdrawn.at)


def availability(register: Register) -> str:
    """`current` as long as nobody said otherwise."""
    return "superseded" if "replaced" in register else value(register, "availability") or "current"


def document(key: str, dossier: Dossier, content: bytes, subject: str, site: Site) -> Entry | None:
    """None where only its withdrawal is known, or that another replaced it."""
    register = dossier.documents[key]
    header = value(register, "header")
    if not header:
        return None
    by, withdrawn = identifier_in(site, "document", key), is_withdrawn(register)
    authors, needed = list[JsonObject](), tuple[Entry, ...]()
    if author := value(register, "author"):
        reference, needed = reference_to(author, site)
        authors.append(reference)
    said: JsonObject = {
        "resourceType": "DocumentReference",
        "masterIdentifier": shown(by),
        "identifier": [shown(by)],
        "status": "entered-in-error" if withdrawn else availability(register),
        "docStatus": "entered-in-error" if withdrawn else value(register, "completion"),
        "type": local_code(site, header["kind"], "0270", site.documents.get(header["kind"][0], "")),
        "subject": {"reference": subject},
        "date": header["date"] if len(header["date"]) > _INSTANT else "",
        "author": authors,
        "custodian": organization(site),
        "relatesTo": _relates(header, dossier, site),
        "content": [{"attachment": _attachment(register, b"" if withdrawn else content, header)}],
        "context": _context(header, dossier, site),
    }
    return Entry({name: part for name, part in said.items() if part}, by, needed)


def _attachment(register: Register, content: bytes, header: JsonObject) -> JsonObject:
    told = value(register, "content") or {}
    said: JsonObject = {
        "contentType": "application/pdf",
        "title": told.get("title") or header["kind"][1] or header["kind"][0],
        "creation": header["date"],
    }
    if content:
        digest = base64.b64encode(bytes.fromhex(told["hash"])).decode()
        data = base64.b64encode(content).decode()
        said |= {"data": data, "size": told["size"], "hash": digest}
    return {name: part for name, part in said.items() if part}


def _relates(header: JsonObject, dossier: Dossier, site: Site) -> list[JsonObject]:
    parent = header["parent"]
    if not header["relates"] or not parent:
        return []
    is_known = value(dossier.documents.get(parent, {}), "header") is not None
    by = shown(identifier_in(site, "document", parent))
    target = {"reference": document_by(parent, site)} if is_known else {"identifier": by}
    return [{"code": header["relates"], "target": target}]


def _context(header: JsonObject, dossier: Dossier, site: Site) -> JsonObject:
    visit = header["visit"]
    if visit not in dossier.visits:
        return {}
    reference = reference_by("Encounter", encounter_by(visit, site))
    return {"encounter": [{"reference": reference}]}
