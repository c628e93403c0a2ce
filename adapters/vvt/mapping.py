"""What an ECD hands over as a transfer record: the document whole, and all that stands in it."""

from collections.abc import Iterator

from fhir.resources.R4B.attachment import Attachment
from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.documentreference import (
    DocumentReference,
    DocumentReferenceContent,
    DocumentReferenceContext,
)
from fhir.resources.R4B.identifier import Identifier as FhirIdentifier
from fhir.resources.R4B.reference import Reference

from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.vvt.collection import TYPES, collected
from adapters.vvt.document import Document, id_of_part, names
from adapters.vvt.files import File, attached, sent
from adapters.vvt.reading import read as read_file
from adapters.vvt.taken import Taken, taken_of
from profiles.invalid import JsonObject
from profiles.resource.transaction import (
    business_identifier,
    conditional_update,
    deterministic_uuid,
    full_url,
    linked_transaction,
    update,
)

_FHIR_JSON = "application/fhir+json"
_ORIGINAL = "Zoals het ECD het gaf (FHIR STU3)"


def to_transaction(record: Record) -> Mapped:
    """The record as transactions; the notes name what was mended or lost. Raises InvalidRecord.

    https://hl7.org/fhir/R4/documents.html
    """
    read = read_file(record.content)
    if read.tree.get("resourceType") == "Bundle" and read.tree.get("type") in TYPES:
        transaction, notes, to_mend = collected(read)
        return Mapped((transaction,), notes, to_mend)
    found = taken_of(read)
    bundles = tuple(transactions(found))
    return Mapped(bundles, found.notes, found.to_mend, whose(bundles[0]))


def whose(bundle: JsonObject) -> str:
    """What names the inhabitant of a document at the hub; its files leave behind it."""
    kinds = {one["resource"]["resourceType"]: one["request"]["url"] for one in bundle["entry"]}
    return str(kinds["Patient"])


def transactions(found: Taken) -> Iterator[JsonObject]:
    """The document first, then each file of it, which could make it too large to be sent."""
    document = found.document
    original = _original(found)
    own: list[tuple[frozenset[str], JsonObject]] = [
        (frozenset(), _whole(document)),
        (frozenset(), _pointer(document, original)),
    ]
    parts = [(names(url, one), part(document, url, one)) for url, one in document.entries()]
    yield linked_transaction(own + parts)
    for file in (*found.files, *original):
        yield sent(file, document.identifier)


def _original(found: Taken) -> tuple[File, ...]:
    """The document as it came, where it had to be converted."""
    if found.original is None:
        return ()
    by = found.document.identifier
    own_id = deterministic_uuid("original", by.system, by.value)
    return (File(own_id, found.original, found.media_type, _ORIGINAL),)


def _whole(document: Document) -> JsonObject:
    """The document itself, its inner references untouched: it stays the document that it was.

    It brings an id along, because a hub rewrites references, but not the URL of an attachment.
    """
    by = document.identifier
    entry = conditional_update(document.bundle, by, full_url("Bundle", by.system, by.value))
    return {**entry, "resource": {**document.bundle, "id": _id_of_whole(document)}}


def _pointer(document: Document, original: tuple[File, ...]) -> JsonObject:
    """The DocumentReference by which the transfer is found under its patient.

    https://hl7.org/fhir/R4/documentreference.html
    """
    composition, by = document.composition, document.identifier
    sender = document.sender()
    made = DocumentReference(
        masterIdentifier=FhirIdentifier(system=by.system, value=by.value),
        status="current",
        docStatus=composition.get("status"),
        type=CodeableConcept.model_validate(composition["type"]),
        subject=Reference(reference=document.patient_url),
        date=document.bundle["timestamp"],
        author=[Reference.model_validate(author) for author in composition.get("author", [])],
        custodian=Reference(reference=sender) if sender else None,
        content=[
            DocumentReferenceContent(
                attachment=Attachment(
                    contentType=_FHIR_JSON,
                    url=f"Bundle/{_id_of_whole(document)}",
                    title=document.kind.value,
                    creation=document.bundle["timestamp"],
                )
            )
        ],
        context=DocumentReferenceContext(
            related=[
                Reference(reference=full_url("Bundle", by.system, by.value)),
                Reference(reference=document.bundle["entry"][0]["fullUrl"]),
            ]
        ),
    )
    resource: JsonObject = {"resourceType": "DocumentReference", **made.model_dump(mode="json")}
    resource["content"] += [{"attachment": attached(file)} for file in original]
    return conditional_update(resource, by, full_url("DocumentReference", by.system, by.value))


def part(document: Document, url: str, resource: JsonObject) -> JsonObject:
    """A resource of the document as one of its own, known by its identifier or by its place."""
    kind = resource["resourceType"]
    by = business_identifier(resource)
    if by is not None:
        return conditional_update(resource, by, full_url(kind, by.system, by.value))
    own_id = id_of_part(document, url, resource)
    return update({**resource, "id": own_id}, full_url(kind, own_id))


def _id_of_whole(document: Document) -> str:
    by = document.identifier
    return deterministic_uuid("document", by.system, by.value)
