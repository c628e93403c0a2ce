"""A limit to treatment as ACP-TreatmentDirective; what the table does not know decides nothing.

https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective
"""

from adapters.hospital.v2.facts import Dossier, Register, value
from adapters.hospital.v2.fhir.directory import reference_to
from adapters.hospital.v2.fhir.document import availability, is_withdrawn
from adapters.hospital.v2.fhir.entry import Entry, shown
from adapters.hospital.v2.site import Site
from adapters.hospital.v2.treatments import TREATMENTS
from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.reading.written import COMMENT
from profiles.pzp.wish import SPECIFICATION_OTHER
from profiles.resource.transaction import Identifier

_POLICY = "https://wetten.overheid.nl/"


def limit(key: str, dossier: Dossier, subject: str, site: Site) -> Entry | None:
    """None where only its withdrawal is known."""
    register = dossier.limits[key]
    told = value(register, "said")
    if not told:
        return None
    source, _, treatment = key.rpartition("|")
    by = Identifier(site.system("limit"), f"{source.replace('|', '/')}/{treatment}")
    actors, needed = list[JsonObject](), tuple[Entry, ...]()
    if told.get("author"):
        reference, needed = reference_to(told["author"], site)
        consenter = {"coding": [{"system": systems.ROLE_CODE, "code": "CONSENTER"}]}
        actors = [{"role": consenter, "reference": reference}] if "reference" in reference else []
    said: JsonObject = {
        "resourceType": "Consent",
        "extension": _remark(told),
        "modifierExtension": _otherwise(told),
        "identifier": [shown(by)],
        "status": _status(key, register, told, dossier),
        "scope": _concept(systems.CONSENT_SCOPE, "treatment"),
        "category": [_concept(systems.SNOMED, "129125009")],
        "patient": {"reference": subject},
        "dateTime": told["date"],
        "policy": [{"uri": _POLICY}],
        "provision": _provision(told, actors),
    }
    return Entry({name: part for name, part in said.items() if part}, by, needed)


def _status(key: str, register: Register, told: JsonObject, dossier: Dossier) -> str:
    """Withdrawn, or its document: in error; in no document that holds any longer: not active."""
    said, withdrawn = register["said"], register.get("withdrawn")
    if withdrawn is not None and withdrawn.at >= said.at:
        return "entered-in-error"
    document = dossier.documents.get(told.get("document", ""), {})
    if is_withdrawn(document):
        return "entered-in-error"
    listed = document.get("limits")
    left_out = listed is not None and key not in listed.value
    if availability(document) == "superseded" or left_out:
        return "inactive"
    if value(document, "completion") == "preliminary":
        return "proposed"
    return str(told["status"])


def _remark(told: JsonObject) -> list[JsonObject]:
    remark = told.get("remark")
    return [{"url": COMMENT, "valueString": remark}] if remark else []


def _otherwise(told: JsonObject) -> list[JsonObject]:
    if told["decision"]:
        return []
    return [{"url": SPECIFICATION_OTHER, "valueString": told["words"]}]


def _provision(told: JsonObject, actors: list[JsonObject]) -> JsonObject:
    said = {"type": told["decision"], "actor": actors, "code": [_treatment(told)]}
    return {name: part for name, part in said.items() if part}


def _treatment(told: JsonObject) -> JsonObject:
    code = told["treatment"]
    if code in TREATMENTS:
        display = TREATMENTS[code]
        return {"coding": [{"system": systems.SNOMED, "code": code, "display": display}]}
    return {"coding": [{"system": systems.NULL_FLAVOR, "code": "OTH"}], "text": told["text"]}


def _concept(system: str, code: str) -> JsonObject:
    return {"coding": [{"system": system, "code": code}]}
