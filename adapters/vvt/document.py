"""What an ECD hands over as a FHIR document: what must stand in it before it can be a record."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from profiles import systems
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.resource.compartment import patients_of
from profiles.resource.read import element, has, objects
from profiles.resource.transaction import Identifier, deterministic_uuid

_NO_DOCUMENT = (
    "this is no document: send a transfer as a Bundle of type document, and an inhabitant's wishes "
    "as a collection with his Patient"
)
SENDER_SECTION = (systems.SNOMED, "185362004")


class Kind(Enum):
    """What is handed over, by the title under which it is found."""

    HANDOFF = "Verpleegkundige overdracht"
    NOTICE = "Aanmeldbericht"


# eOverdracht 4.x writes the SNOMED extension code; older senders the one before it.
_CODES = {
    Kind.HANDOFF: ((systems.SNOMED, "11171000146100"), (systems.SNOMED, "371535009")),
    Kind.NOTICE: ((systems.SNOMED, "721915006"), (systems.LOINC, "57830-2")),
}
# The handoffs of children are known by their profiles: no code of theirs was published.
_PROFILES = {
    Kind.HANDOFF: f"{systems.NICTIZ}eOverdracht-NursingHandoff-",
    Kind.NOTICE: f"{systems.NICTIZ}eOverdracht-AdvanceNotice",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document Bundle about one inhabitant, opened by its Composition.

    https://hl7.org/fhir/R4/documents.html
    """

    bundle: JsonObject = field(repr=False)
    kind: Kind
    identifier: Identifier = field(repr=False)
    composition: JsonObject = field(repr=False)
    patient_url: str = field(repr=False)

    def entries(self) -> Iterator[tuple[str, JsonObject]]:
        """The `fullUrl` and resource of every entry."""
        for entry in self.bundle["entry"]:
            yield entry["fullUrl"], entry["resource"]

    def patient(self) -> JsonObject:
        """The one whom it is about."""
        return next(one for url, one in self.entries() if url == self.patient_url)

    def sender(self) -> str | None:
        """The organisation that stands in the section on the sender, or that keeps the document."""
        custodian = element(self.composition, "custodian").get("reference")
        if isinstance(custodian, str):
            return custodian
        kinds = {
            name: one["resourceType"] for url, one in self.entries() for name in names(url, one)
        }
        for section in _sections(self.composition):
            if has(section.get("code"), SENDER_SECTION):
                for entry in objects(section.get("entry")):
                    if kinds.get(entry.get("reference", "")) == "Organization":
                        return str(entry["reference"])
        return None


def kind_of(composition: JsonObject) -> Kind | None:
    """What it hands over, by its type or its profile; None where it is none of these."""
    for kind, codes in _CODES.items():
        if any(has(composition.get("type"), code) for code in codes):
            return kind
    claimed = element(composition, "meta").get("profile")
    for canonical in claimed if isinstance(claimed, list) else ():
        for kind, beginning in _PROFILES.items():
            if isinstance(canonical, str) and canonical.startswith(beginning):
                return kind
    return None


def names(url: str, resource: JsonObject) -> frozenset[str]:
    """The references by which the others in the Bundle mean this entry."""
    own_id = resource.get("id")
    relative = {f"{resource['resourceType']}/{own_id}"} if own_id else set()
    return frozenset({url, *relative})


def id_of_part(document: Document, url: str, resource: JsonObject) -> str:
    """The id at the hub of what has no identifier: its place in this document.

    The source's id where it gives one: a document made anew may number its entries anew.
    """
    own_id = resource.get("id")
    local = f"{resource['resourceType']}/{own_id}" if own_id else url
    by = document.identifier
    return deterministic_uuid("document", by.system, by.value, local)


def document_of(bundle: JsonObject) -> Document:
    """The Bundle as a document. Raises InvalidRecord, naming every fault of this kind."""
    faults = list(_faults(bundle))
    if faults:
        raise InvalidRecord(faults)
    composition = bundle["entry"][0]["resource"]
    [patient] = [one for one in bundle["entry"] if one["resource"]["resourceType"] == "Patient"]
    kind = kind_of(composition)
    assert kind is not None  # noqa: S101 - or it is among the faults
    identifier = Identifier(bundle["identifier"]["system"], bundle["identifier"]["value"])
    return Document(bundle, kind, identifier, composition, patient["fullUrl"])


def _faults(bundle: JsonObject) -> Iterator[Issue]:
    if (bundle.get("resourceType"), bundle.get("type")) != ("Bundle", "document"):
        yield _fault("Bundle.type", _NO_DOCUMENT)
        return
    identifier = element(bundle, "identifier")
    if not all(isinstance(identifier.get(name), str) for name in ("system", "value")):
        yield _fault("Bundle.identifier", "a document has an identifier with system and value")
    if not isinstance(bundle.get("timestamp"), str):
        yield _fault("Bundle.timestamp", "a document says when it was made")
    entries = bundle.get("entry")
    if not isinstance(entries, list) or not entries:
        yield _fault("Bundle.entry", "a document holds its resources")
        return
    broken = [index for index, entry in enumerate(entries) if not _is_entry(entry)]
    yield from (_fault(f"Bundle.entry[{at}]", "needs a fullUrl and a resource") for at in broken)
    if not broken:
        yield from _about(entries)


def _about(entries: list[JsonObject]) -> Iterator[Issue]:
    composition = entries[0]["resource"]
    if composition["resourceType"] != "Composition":
        yield _fault("Bundle.entry[0].resource", "a document opens with its Composition")
        return
    if kind_of(composition) is None:
        text = (
            "this is no nursing handoff (SNOMED CT 11171000146100) and no advance notice "
            "(SNOMED CT 721915006)"
        )
        yield _fault("Bundle.entry[0].resource.type", text)
    people = [one for one in entries if one["resource"]["resourceType"] == "Patient"]
    known = names(people[0]["fullUrl"], people[0]["resource"]) if people else frozenset()
    named = element(composition, "subject").get("reference")
    if len(people) != 1 or named not in known:
        text = "a document is about the one Patient that it holds"
        yield _fault("Bundle.entry[0].resource.subject", text)
        return
    for index, entry in enumerate(entries):
        if set(patients_of(entry["resource"])) - known:
            yield _fault(f"Bundle.entry[{index}].resource", "this is about another Patient")


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("fullUrl"), str):
        return False
    resource = entry.get("resource")
    return isinstance(resource, dict) and isinstance(resource.get("resourceType"), str)


def _sections(node: JsonObject) -> Iterator[JsonObject]:
    for section in objects(node.get("section")):
        yield section
        yield from _sections(section)


def _fault(expression: str, text: str) -> Issue:
    return Issue("error", "structure", expression, text)
