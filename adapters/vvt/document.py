"""The nursing handoff as a FHIR document: what must stand in it before it can be a record."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from profiles import systems
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.resource.transaction import Identifier

# eOverdracht 4.x writes the SNOMED extension code; older senders the international one.
HANDOFF_CODES = frozenset({"11171000146100", "371535009"})
SENDER_SECTION = "185362004"


@dataclass(frozen=True, slots=True)
class Handoff:
    """A document Bundle about one inhabitant, opened by its Composition.

    https://hl7.org/fhir/R4/documents.html
    """

    document: JsonObject = field(repr=False)
    identifier: Identifier = field(repr=False)
    composition: JsonObject = field(repr=False)
    patient_url: str = field(repr=False)

    def entries(self) -> Iterator[tuple[str, JsonObject]]:
        """The `fullUrl` and resource of every entry."""
        for entry in self.document["entry"]:
            yield entry["fullUrl"], entry["resource"]

    def sender(self) -> str | None:
        """The organisation that stands in the section on the sender, or that keeps the document."""
        custodian = self.composition.get("custodian")
        if isinstance(custodian, dict) and isinstance(custodian.get("reference"), str):
            return str(custodian["reference"])
        kinds = {url: resource["resourceType"] for url, resource in self.entries()}
        for section in _sections(self.composition):
            if SENDER_SECTION in _codes(section.get("code")):
                for entry in section.get("entry", []):
                    if kinds.get(entry.get("reference")) == "Organization":
                        return str(entry["reference"])
        return None


def handoff(document: JsonObject) -> Handoff:
    """The document as a handoff. Raises InvalidRecord, naming every fault of this kind."""
    faults = list(_faults(document))
    if faults:
        raise InvalidRecord(faults)
    composition = document["entry"][0]["resource"]
    patients = [
        entry["fullUrl"]
        for entry in document["entry"]
        if entry["resource"]["resourceType"] == "Patient"
    ]
    identifier = Identifier(document["identifier"]["system"], document["identifier"]["value"])
    return Handoff(document, identifier, composition, patients[0])


def _faults(document: JsonObject) -> Iterator[Issue]:
    if (document.get("resourceType"), document.get("type")) != ("Bundle", "document"):
        yield _fault("Bundle.type", "a handoff is a Bundle of type document")
        return
    identifier = document.get("identifier")
    if not (isinstance(identifier, dict) and identifier.get("system") and identifier.get("value")):
        yield _fault("Bundle.identifier", "a document has an identifier with system and value")
    if not isinstance(document.get("timestamp"), str):
        yield _fault("Bundle.timestamp", "a document says when it was made")
    entries = document.get("entry")
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
    if not HANDOFF_CODES & set(_codes(composition.get("type"))):
        text = "this is no nursing handoff (SNOMED CT 11171000146100)"
        yield _fault("Bundle.entry[0].resource.type", text)
    patients = {
        entry["fullUrl"] for entry in entries if entry["resource"]["resourceType"] == "Patient"
    }
    subject = composition.get("subject")
    named = subject.get("reference") if isinstance(subject, dict) else None
    if len(patients) != 1 or named not in patients:
        text = "a handoff is about the one Patient that it holds"
        yield _fault("Bundle.entry[0].resource.subject", text)


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("fullUrl"), str):
        return False
    resource = entry.get("resource")
    return isinstance(resource, dict) and isinstance(resource.get("resourceType"), str)


def _sections(element: JsonObject) -> Iterator[JsonObject]:
    for section in element.get("section", []):
        yield section
        yield from _sections(section)


def _codes(concept: Any) -> list[str]:
    codings = concept.get("coding", []) if isinstance(concept, dict) else []
    return [coding["code"] for coding in codings if coding.get("system") == systems.SNOMED]


def _fault(expression: str, text: str) -> Issue:
    return Issue("error", "structure", expression, text)
