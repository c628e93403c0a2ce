"""Names of persons, and who speaks for a patient who can't decide.

https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Patient
"""

from collections.abc import Iterator, Mapping
from typing import Any

from profiles import systems
from profiles.pzp.rule import Finding, Findings, Rule
from profiles.pzp.wish import CAPACITY, observed
from profiles.resource.read import element, numbered, objects, pairs, words
from profiles.resource.surroundings import Resource, Surroundings

# A legal representative, and a proxy in writing.
_REPRESENTING = frozenset({(systems.CONTACT_ROLE, "24"), (systems.SNOMED, "310141000146103")})
_LINK = f"{systems.HL7}patient-relatedPerson"
_SURNAMES = (f"{systems.HL7}humanname-own-name", f"{systems.HL7}humanname-partner-name")


def nameless(person: Resource, _: Surroundings) -> Findings:
    """Somebody is found and addressed by a family name or given names."""
    names = objects(person.get("name"))
    if not names or any("family" in name or "given" in name for name in names):
        return None
    text = "No name has its parts, only a text at most; add family and given."
    return [Finding(f"{person['resourceType']}.name", text)]


def surname_left_out(person: Resource, _: Surroundings) -> Findings:
    """`family` is the whole surname, of which the extensions tell the parts."""
    text = "family lacks the last name that its extensions tell; write the whole surname in it."
    found = [
        Finding(f"{person['resourceType']}.name[{place}].family", text)
        for place, name in numbered(person.get("name"))
        if "_family" in name and _lacks_surname(name)
    ]
    return found or None


def _lacks_surname(name: Resource) -> bool:
    parts = [
        part
        for extension in objects(element(name, "_family").get("extension"))
        if extension.get("url") in _SURNAMES
        if (part := words(extension, "valueString"))
    ]
    family = words(name, "family").casefold()
    return bool(parts and family) and not any(part.casefold() in family for part in parts)


def unrepresented(resource: Resource, around: Surroundings) -> Findings:
    """Who can't decide on treatment has somebody who does; the guide's own check looks past them.

    Silent for a record on its own, since the RelatedPerson may be sent apart.
    """
    is_patient = resource["resourceType"] == "Patient"
    place = _incapable(resource) if is_patient else _seen_incapable(resource)
    if place is None or not around.others:
        return None
    named = element(resource, "subject").get("reference")
    patient = resource if is_patient else around.resolve(named) or {}
    if any(not _REPRESENTING.isdisjoint(roles) for roles in _roles(patient, around)):
        return None
    text = (
        "The patient is not legally capable, and nobody sent along represents them; add a "
        "RelatedPerson of this patient with role 24, or that role to a contact."
    )
    return [Finding(place, text)]


def _incapable(patient: Resource) -> str | None:
    for place, extension in numbered(patient.get("extension")):
        if extension.get("url") in systems.LEGALLY_CAPABLE:
            for part in objects(extension.get("extension")):
                if part.get("url") == "legallyCapable" and part.get("valueBoolean") is False:
                    return f"Patient.extension[{place}]"
    return None


def _seen_incapable(observation: Resource) -> str | None:
    if observed(observation) != CAPACITY or observation.get("valueBoolean") is not False:
        return None
    return "Observation.value.ofType(boolean)"


def _roles(patient: Mapping[str, Any], around: Surroundings) -> Iterator[list[tuple[str, str]]]:
    """The roles of its contacts, of who they link to, and of its RelatedPersons."""
    for contact in objects(patient.get("contact")):
        yield _codings(contact)
        for extension in objects(contact.get("extension")):
            if extension.get("url") == _LINK:
                url = element(extension, "valueReference").get("reference")
                yield _codings(around.resolve(url) or {})
    for other in around.others.values():
        if other.get("resourceType") == "RelatedPerson" and other.get("active") is not False:
            # A Patient that is not found here may be this one, under another name.
            of = around.resolve(element(other, "patient").get("reference"))
            if of is patient or of is None:
                yield _codings(other)


def _codings(contact: Resource) -> list[tuple[str, str]]:
    return [pair for concept in objects(contact.get("relationship")) for pair in pairs(concept)]


RULES = (
    Rule("PZP-40", f"{systems.PZP_NEXT}ACP-Patient#Patient.name", "warning",
         ("Patient", "RelatedPerson"), "a person without family or given name", nameless),
    Rule("PZP-41", f"{systems.NICTIZ}nl-core-NameInformation#HumanName.family", "warning",
         ("Patient", "RelatedPerson", "Practitioner"),
         "a family name without the last name its parts tell", surname_left_out),
    Rule("PZP-42", f"{systems.PZP}ACP-Patient#ACP-Patient-1", "warning",
         ("Patient", "Observation"),
         "not legally capable, and no legal representative in the Bundle", unrepresented),
)  # fmt: skip
