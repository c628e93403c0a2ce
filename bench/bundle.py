"""The transaction that is measured: 25 resources of one inhabitant's talk, all conditional."""

import json

from bench.people import (
    Doctor,
    Entry,
    contact_person,
    inhabitant,
    organization,
    practitioner,
    privacy_consents,
    role,
)
from bench.region import Region
from bench.wishes import OBSERVED, TREATMENTS, Links, Talk
from bench.words import chance

ENTRIES = 25
SHARED = 4
"""Patient, Practitioner, PractitionerRole and Organization: here already after the first talk."""

_ORDER = ("patient", "practitioner", "organization", "role", "contact")
_ORDER_OF_TALK = ("encounter", "procedure", "communication", "device")


def talk(bsn: str, doctor: Doctor, edition: str) -> bytes:
    """The Bundle; a new `edition` makes new wishes of the same inhabitant."""
    return _encoded(_talk(bsn, doctor, edition))


def talk_with_choices(bsn: str, doctor: Doctor, edition: str, reader: str) -> bytes:
    """The same, and the inhabitant's permission that organisation `reader` (a URA) may look."""
    entries = _talk(bsn, doctor, edition)
    entries += privacy_consents(urn(0), edition, reader, chance(edition))
    return _encoded(entries)


def entries_of(
    bsn: str, doctor: Doctor, edition: str, region: Region, choices: int, *, wishes: bool
) -> list[Entry]:
    """The entries of a talk, or of an inhabitant alone, with so many choices behind them."""
    entries = _talk(bsn, doctor, edition) if wishes else [inhabitant(bsn, chance(bsn))]
    others = [system.ura for system in region.practices if system.ura != doctor.ura]
    made = privacy_consents(urn(0), edition, region.reader.ura, chance(edition), others)
    return [*entries, *made[:choices]]


def goal(patient: str, edition: str, name: str = "") -> bytes:
    """One Goal of an inhabitant who is here; `name` is its id where it has one already."""
    links = Links(patient, patient, patient, patient, patient, patient)
    resource, _ = Talk(edition, links, chance(edition)).goal()
    del resource["extension"]  # it names a talk
    return json.dumps({**resource, "id": name} if name else resource).encode()


def _talk(bsn: str, doctor: Doctor, edition: str) -> list[Entry]:
    urns = {name: urn(number) for number, name in enumerate(_ORDER + _ORDER_OF_TALK)}
    links = Links(
        patient=urns["patient"],
        contact=urns["contact"],
        role=urns["role"],
        encounter=urns["encounter"],
        procedure=urns["procedure"],
        device=urns["device"],
    )
    said = Talk(edition, links, chance(edition))
    return [
        inhabitant(bsn, chance(bsn)),
        practitioner(doctor),
        organization(doctor),
        role(doctor, urns["practitioner"], urns["organization"]),
        contact_person(links.patient, f"{edition}-contact", chance(edition)),
        *said.talk(),
        *said.icd(),
        *(said.directive(code, display) for code, display in TREATMENTS),
        said.will(),
        said.goal(),
        *(said.observation(*wish) for wish in OBSERVED),
        said.form(),
    ]


def urn(number: int) -> str:
    """How the other entries name this one."""
    return f"urn:uuid:00000000-0000-4000-8000-{number:012d}"


def _encoded(entries: list[Entry]) -> bytes:
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": urn(number),
                "resource": resource,
                "request": {
                    "method": "PUT",
                    "url": f"{resource['resourceType']}?identifier={condition}",
                },
            }
            for number, (resource, condition) in enumerate(entries)
        ],
    }
    return json.dumps(bundle, ensure_ascii=False).encode()
