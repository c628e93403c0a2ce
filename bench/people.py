"""Who stands around a talk: the inhabitant, a contact person, the doctor and the practice."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.words import OURS, coded, family, identifier, sentence
from profiles import systems

Entry = tuple[dict[str, Any], str]
"""A resource, and the query of its conditional update."""


@dataclass(frozen=True, slots=True)
class Doctor:
    """A general practitioner of one practice."""

    uzi: str
    name: str
    ura: str
    practice: str


def inhabitant(bsn: str, random: Random) -> Entry:
    """The Patient; what is said of it hangs on `random` alone."""
    address = {
        "use": "home",
        "type": "both",
        "line": [f"{family(random)}laan {random.randrange(1, 300)}"],
        "city": "Almere",
        "postalCode": f"13{random.randrange(10, 99)} AB",
        "country": "Nederland",
    }
    patient = {
        "resourceType": "Patient",
        "meta": {"profile": [f"{systems.PZP}ACP-Patient"]},
        "identifier": [{"system": systems.BSN_SYSTEM, "value": bsn}],
        "name": [_named("Testpersoon", family(random))],
        "telecom": [
            {"system": "phone", "value": f"036{random.randrange(10**6, 10**7)}", "use": "home"}
        ],
        "gender": random.choice(["female", "male"]),
        "birthDate": f"19{random.randrange(30, 60)}-0{random.randrange(1, 10)}-15",
        "address": [address],
    }
    return patient, f"{systems.BSN_SYSTEM}|{bsn}"


def _named(given: str, name: str) -> dict[str, Any]:
    """An official name in parts."""
    return {
        "use": "official",
        "text": f"{given} {name}",
        "family": name,
        "_family": {
            "extension": [{"url": f"{systems.HL7}humanname-own-name", "valueString": name}]
        },
        "given": [given],
        "_given": [
            {"extension": [{"url": f"{systems.HL7}iso21090-EN-qualifier", "valueCode": "BR"}]}
        ],
    }


def contact_person(patient: str, name: str, random: Random) -> Entry:
    """The RelatedPerson who speaks for the inhabitant."""
    related = {
        "resourceType": "RelatedPerson",
        "meta": {"profile": [f"{systems.PZP}ACP-ContactPerson"]},
        "identifier": [identifier(name)],
        "active": True,
        "patient": {"reference": patient, "type": "Patient"},
        "relationship": [
            coded(systems.CONTACT_ROLE, "24", "Wettelijke vertegenwoordiger"),
            coded(systems.ROLE_CODE, "DAU", "natural daughter"),
        ],
        "name": [_named("Contact", family(random))],
        "telecom": [{"system": "phone", "value": f"06{random.randrange(10**7, 10**8)}"}],
    }
    return related, f"{OURS}|{name}"


def practitioner(doctor: Doctor) -> Entry:
    """The professional, the same one in every talk."""
    person = {
        "resourceType": "Practitioner",
        "meta": {"profile": [f"{systems.PZP}ACP-HealthProfessional-Practitioner"]},
        "identifier": [{"system": systems.UZI_PERSON, "value": doctor.uzi}],
        "name": [{"use": "official", "text": doctor.name, "family": doctor.name}],
    }
    return person, f"{systems.UZI_PERSON}|{doctor.uzi}"


def role(doctor: Doctor, person: str, organization: str) -> Entry:
    """The professional at the practice."""
    held = {
        "resourceType": "PractitionerRole",
        "meta": {"profile": [f"{systems.PZP}ACP-HealthProfessional-PractitionerRole"]},
        "identifier": [identifier(f"role-{doctor.uzi}")],
        "practitioner": {"reference": person, "type": "Practitioner"},
        "organization": {"reference": organization, "type": "Organization"},
        "specialty": [coded(systems.UZI_ROLE, "01.015", "Huisarts")],
    }
    return held, f"{OURS}|role-{doctor.uzi}"


def organization(doctor: Doctor) -> Entry:
    """The practice."""
    practice = {
        "resourceType": "Organization",
        "identifier": [{"system": systems.URA_SYSTEM, "value": doctor.ura}],
        "type": [coded(systems.ORGANIZATION_TYPE, "Z3", "Huisartsenpraktijk")],
        "name": doctor.practice,
    }
    return practice, f"{systems.URA_SYSTEM}|{doctor.ura}"


def privacy_consents(
    patient: str, edition: str, reader: str, random: Random, others: Sequence[str] = ()
) -> list[Entry]:
    """Choices: the reader may look, a category of others may not, and these others (URAs) may."""
    category = coded(systems.OTV_PROVIDER_CATEGORY, "RPZAC005")
    extension = {"url": systems.OTV_PROVIDER_CATEGORY_EXTENSION, "valueCodeableConcept": category}
    users: dict[str, dict[str, Any]] = {
        "permit": _organization(reader),
        "deny": {"display": sentence(random, 3), "extension": [extension]},
    }
    named = [(f"{edition}-{kind}", kind, user) for kind, user in users.items()]
    named += [(f"{edition}-permit-{ura}", "permit", _organization(ura)) for ura in others]
    return [(_choice(patient, *each), f"{OURS}|{each[0]}") for each in named]


def _organization(ura: str) -> dict[str, Any]:
    return {"identifier": {"system": systems.URA_SYSTEM, "value": ura}}


def _choice(patient: str, name: str, kind: str, user: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Consent",
        "identifier": [identifier(name)],
        "status": "active",
        "scope": coded(systems.CONSENT_SCOPE, "patient-privacy"),
        "category": [
            coded(systems.LOINC, "59284-0"),
            coded(systems.OTV_DATA_CATEGORY, "GGC002"),
        ],
        "patient": {"reference": patient},
        "performer": [{"reference": patient}],
        "dateTime": "2026-01-01T10:00:00+01:00",
        "policy": [{"uri": "https://almere-exchange-hub.example/policy/1"}],
        "provision": {
            "type": kind,
            "period": {"start": "2026-01-01"},
            "purpose": [{"system": systems.ACT_REASON, "code": "TREAT"}],
            "actor": [{"role": coded(systems.PARTICIPATION_TYPE, "IRCP"), "reference": user}],
        },
    }
