"""A nursing handoff as a transfer record: the document whole, and all that stands in it."""

from fhir.resources.R4B.attachment import Attachment
from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.documentreference import (
    DocumentReference,
    DocumentReferenceContent,
    DocumentReferenceContext,
)
from fhir.resources.R4B.identifier import Identifier as FhirIdentifier
from fhir.resources.R4B.reference import Reference

from adapters.core.json import load
from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.vvt.document import Handoff, handoff
from adapters.vvt.repairs import repaired
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
_TITLE = "Verpleegkundige overdracht"


def to_transaction(record: Record) -> Mapped:
    """The record as one transaction; the notes name the repairs. Raises InvalidRecord.

    https://hl7.org/fhir/R4/documents.html
    """
    document, repairs = repaired(load(record.content))
    transfer = handoff(document)
    own = [
        (frozenset[str](), _whole(transfer)),
        (frozenset[str](), _pointer(transfer)),
    ]
    parts = [
        (_names(url, resource), _part(transfer, url, resource))
        for url, resource in transfer.entries()
    ]
    return Mapped((linked_transaction(own + parts),), repairs)


def _whole(transfer: Handoff) -> JsonObject:
    """The document itself, its inner references untouched: it stays the document that it was.

    It brings an id along, because a hub rewrites references, but not the URL of an attachment.
    """
    by = transfer.identifier
    entry = conditional_update(transfer.document, by, full_url("Bundle", by.system, by.value))
    return {**entry, "resource": {**transfer.document, "id": _id_of_whole(transfer)}}


def _pointer(transfer: Handoff) -> JsonObject:
    """The DocumentReference by which the transfer is found under its patient.

    https://hl7.org/fhir/R4/documentreference.html
    """
    composition, by = transfer.composition, transfer.identifier
    sender = transfer.sender()
    made = DocumentReference(
        masterIdentifier=FhirIdentifier(system=by.system, value=by.value),
        status="current",
        docStatus=composition.get("status"),
        type=CodeableConcept.model_validate(composition["type"]),
        subject=Reference(reference=transfer.patient_url),
        date=transfer.document["timestamp"],
        author=[Reference.model_validate(author) for author in composition.get("author", [])],
        custodian=Reference(reference=sender) if sender else None,
        content=[
            DocumentReferenceContent(
                attachment=Attachment(
                    contentType=_FHIR_JSON,
                    url=f"Bundle/{_id_of_whole(transfer)}",
                    title=_TITLE,
                    creation=transfer.document["timestamp"],
                )
            )
        ],
        context=DocumentReferenceContext(
            related=[
                Reference(reference=full_url("Bundle", by.system, by.value)),
                Reference(reference=transfer.document["entry"][0]["fullUrl"]),
            ]
        ),
    )
    resource: JsonObject = {"resourceType": "DocumentReference", **made.model_dump(mode="json")}
    return conditional_update(resource, by, full_url("DocumentReference", by.system, by.value))


def _part(transfer: Handoff, url: str, resource: JsonObject) -> JsonObject:
    """A resource of the document as one of its own, known by its identifier or by its place."""
    kind = resource["resourceType"]
    by = business_identifier(resource)
    if by is not None:
        return conditional_update(resource, by, full_url(kind, by.system, by.value))
    whole = transfer.identifier
    own_id = deterministic_uuid("document", whole.system, whole.value, _local_name(url, resource))
    return update({**resource, "id": own_id}, full_url(kind, own_id))


def _names(url: str, resource: JsonObject) -> frozenset[str]:
    own_id = resource.get("id")
    relative = {f"{resource['resourceType']}/{own_id}"} if own_id else set()
    return frozenset({url, *relative})


def _local_name(url: str, resource: JsonObject) -> str:
    """The source's id where it gives one: a document made anew may number its entries anew."""
    own_id = resource.get("id")
    return f"{resource['resourceType']}/{own_id}" if own_id else url


def _id_of_whole(transfer: Handoff) -> str:
    return deterministic_uuid("document", transfer.identifier.system, transfer.identifier.value)
