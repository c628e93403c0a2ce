"""A person as nl-core-Patient, and who is to be called as nl-core-ContactPerson.

http://nictiz.nl/fhir/StructureDefinition/nl-core-Patient
"""

from adapters.hospital.v2.facts import Dossier
from adapters.hospital.v2.fhir.entry import Entry, identifier_in, reference_by, shown, typed
from adapters.hospital.v2.professionals import shown as shown_name
from adapters.hospital.v2.site import Site
from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.transaction import Identifier

_MARITAL = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"


def patient_by(number: str, site: Site) -> Identifier:
    """The number by which the hub knows a person, of `BSN|…` or `authority|…`."""
    authority, _, value = number.partition("|")
    if authority == "BSN":
        return Identifier(systems.BSN_SYSTEM, value)
    return identifier_in(site, "patient", number)


def patient(dossier: Dossier, number: str, site: Site, more: list[str]) -> Entry:
    """`number` is how the hub knows him; `more` are other numbers that the source has for him."""
    said: JsonObject = {
        "resourceType": "Patient",
        "identifier": _identifiers(dossier, site, more),
        "active": True,
        "name": dossier.value("name"),
        "telecom": _telecoms(dossier),
        "gender": dossier.value("gender"),
        "birthDate": dossier.value("birth"),
        **_death(dossier),
        "address": dossier.value("address"),
        "maritalStatus": _marital(dossier),
        "generalPractitioner": _practitioner(dossier),
    }
    return Entry({key: part for key, part in said.items() if part}, patient_by(number, site))


def _identifiers(dossier: Dossier, site: Site, more: list[str]) -> list[JsonObject]:
    own = typed("PI", "Patient internal identifier")
    bsn = dossier.value("bsn")
    found = []
    if bsn:
        verified = {"period": {"start": bsn[1]}} if bsn[1] else {}
        found.append({**shown(Identifier(systems.BSN_SYSTEM, bsn[0])), **verified})
    current = [*dossier.numbers, *(one for one in more if one not in dossier.numbers)]
    found += [shown(patient_by(number, site), type=own) for number in current]
    old = [number for number in dossier.old_numbers if number not in current]
    return [*found, *(shown(patient_by(number, site), use="old", type=own) for number in old)]


def _telecoms(dossier: Dossier) -> list[JsonObject]:
    return [one for name in ("phones", "work phones", "mail") for one in dossier.value(name) or ()]


def _death(dossier: Dossier) -> JsonObject:
    died = dossier.value("died")
    if isinstance(died, str):
        return {"deceasedDateTime": died}
    return {"deceasedBoolean": died} if died else {}


def _marital(dossier: Dossier) -> JsonObject | None:
    code = dossier.value("marital")
    return {"coding": [{"system": _MARITAL, "code": code}]} if code else None


def _practitioner(dossier: Dossier) -> list[JsonObject]:
    """The GP is of another organisation: named, and not told to be a resource of ours."""
    gp = dossier.value("gp")
    if not gp:
        return []
    said: JsonObject = {"type": "Practitioner"}
    if "value" in gp:
        said["identifier"] = {"system": gp["system"], "value": gp["value"]}
    return [{**said, "display": shown_name(gp) or "Huisarts"}]


def contacts(dossier: Dossier, number: str, site: Site) -> list[Entry]:
    """NK1, by their place in the list: it is told whole each time."""
    found, told = [], dossier.value("contacts") or []
    gone: list[JsonObject] = [{}] * (dossier.contacts_told - len(told))
    for place, contact in enumerate([*told, *gone], start=1):
        by = Identifier(site.system("contact"), f"{dossier.own_number}-{place}")
        said = {
            "resourceType": "RelatedPerson",
            "identifier": [shown(by)],
            "active": bool(contact),
            "patient": {"reference": reference_by("Patient", patient_by(number, site))},
            "relationship": _relations(contact, site),
            "name": contact.get("name"),
            "telecom": contact.get("telecom"),
            "address": contact.get("address"),
        }
        resource = {key: part for key, part in said.items() if part or key == "active"}
        found.append(Entry(resource, by))
    return found


def _relations(contact: JsonObject, site: Site) -> list[JsonObject]:
    found = []
    for name in ("relation", "role"):
        code, words = contact.get(name, ["", ""])
        if code:
            coding = {"system": site.system("code", f"NK1-{name}"), "code": code}
            found.append({"coding": [coding], "text": words or code})
    return found
