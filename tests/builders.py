"""Resources for tests, valid unless told otherwise; every inhabitant is a new one."""

import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from profiles import systems
from profiles.identifiers import BSN, InvalidIdentifier
from tests.plugins.shared_data import SHARED

_RANGE = 100_000
_NUMBERS = iter(range(start := secrets.randbelow(_RANGE), start + _RANGE))
_ROOT = Path(__file__).parents[1]
_WRITTEN = re.compile(rb"(?<![0-9])9999[0-9]{5}(?![0-9])")


@cache
def _written() -> frozenset[str]:
    """Numbers that stand in a test, a sample or the data: somebody may have pushed these."""
    files = [*_ROOT.glob("tests/**/*.py"), *_ROOT.glob("hub/demo/**/*.*")]
    files += [*SHARED.glob("*/*.json"), *SHARED.glob("*/*.hl7"), *SHARED.glob("*/*/*.json")]
    said = (_WRITTEN.findall(one.read_bytes()) for one in files if "node_modules" not in one.parts)
    return frozenset(number.decode() for numbers in said for number in numbers)


SCOPE = systems.CONSENT_SCOPE


def a_bsn() -> str:
    """A BSN of the 9999 range that nothing else in this process uses: there are about 9,000."""
    for number in _NUMBERS:
        try:
            bsn = BSN(f"9999{number % _RANGE:05d}").value
        except InvalidIdentifier:
            continue
        if bsn not in _written():
            return bsn
    raise AssertionError("the test range of BSNs is used up: draw from a few instead")


def a_patient(bsn: str | None = None, **members: Any) -> dict[str, Any]:
    """A Patient known by one BSN."""
    return {
        "resourceType": "Patient",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": bsn or a_bsn()}],
        "name": [{"use": "official", "text": "Testpersoon Vlinderhof", "family": "Vlinderhof"}],
        "telecom": [
            {"system": "phone", "value": "06-27193845"},
            {"system": "email", "value": "bewoner@vlinderhof.example"},
        ],
        "address": [{"line": ["Koolzaadveld 118"], "postalCode": "1309 ZZ", "city": "Almere"}],
        **members,
    }


def registered_with(ura: str) -> dict[str, Any]:
    """The members of a Patient who is registered with this practice."""
    number = {"system": systems.URA_SYSTEM, "value": ura}
    return {"generalPractitioner": [{"identifier": number, "display": "Praktijk Duinroos"}]}


def a_treatment_directive(patient: str, **members: Any) -> dict[str, Any]:
    """A wish: no resuscitation."""
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"system": SCOPE, "code": "treatment"}]},
        "category": [{"coding": [{"system": systems.SNOMED, "code": "129125009"}]}],
        "patient": {"reference": patient},
        "dateTime": "2026-10-01",
        "policy": [{"uri": "https://wetten.overheid.nl/"}],
        "provision": {
            "type": "deny",
            "code": [{"coding": [{"system": systems.SNOMED, "code": "89666000"}]}],
        },
        **members,
    }


def a_goal(patient: str, **members: Any) -> dict[str, Any]:
    """A goal of medical policy."""
    return {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"coding": [{"system": systems.SNOMED, "code": "1351964001"}]},
        "subject": {"reference": patient},
        "note": [{"text": "Zo lang het kan iedere ochtend naar de eendjes in het park"}],
        **members,
    }


def an_actor(ura: str | None = None, category: str | None = None) -> dict[str, Any]:
    """Who may look: one organisation, or a category of them."""
    role = {"coding": [{"system": systems.PARTICIPATION_TYPE, "code": "IRCP"}]}
    if ura:
        return {
            "role": role,
            "reference": {"identifier": {"system": systems.URA_SYSTEM, "value": ura}},
        }
    coded = {"coding": [{"system": systems.OTV_PROVIDER_CATEGORY, "code": category}]}
    extension = {
        "url": systems.OTV_PROVIDER_CATEGORY_EXTENSION,
        "valueCodeableConcept": coded,
    }
    return {"role": role, "reference": {"display": "category", "extension": [extension]}}


def a_privacy_consent(
    patient: str,
    *,
    holder: str | None = None,
    user: str | None = None,
    category: str | None = None,
    permit: bool = True,
    period: dict[str, str] | None = None,
    **members: Any,
) -> dict[str, Any]:
    """The inhabitant's choice: this user, or category of users, may see what this holder keeps."""
    provision: dict[str, Any] = {
        "type": "permit" if permit else "deny",
        "period": period or {"start": "2026-01-01"},
        "purpose": [{"system": systems.ACT_REASON, "code": "TREAT"}],
    }
    if user or category:
        provision["actor"] = [an_actor(user, category)]
    holders = [{"identifier": {"system": systems.URA_SYSTEM, "value": holder}}] if holder else []
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"system": SCOPE, "code": "patient-privacy"}]},
        "category": [
            {"coding": [{"system": systems.LOINC, "code": "59284-0"}]},
            {"coding": [{"system": systems.OTV_DATA_CATEGORY, "code": "GGC002"}]},
        ],
        "patient": {"reference": patient},
        "performer": [{"reference": patient}],
        "dateTime": "2026-01-01T10:00:00+01:00",
        **({"organization": holders} if holders else {}),
        "policy": [{"uri": "https://almere-exchange-hub.example/policy/1"}],
        "provision": provision,
        **members,
    }


def a_transaction(*entries: tuple[dict[str, Any] | None, str]) -> dict[str, Any]:
    """A transaction; each entry is a resource, None to delete, and its request: `PUT Type/id`."""
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
                **({} if resource is None else {"resource": resource}),
                "request": {"method": request.split(" ")[0], "url": request.split(" ")[1]},
            }
            for number, (resource, request) in enumerate(entries)
        ],
    }


def urn(number: int) -> str:
    """The fullUrl that `a_transaction` gives to this entry."""
    return f"urn:uuid:00000000-0000-4000-8000-{number:012d}"


def a_transfer(patient: str, writer: str, receiver: str) -> dict[str, Any]:
    """His care goes from the one to the other."""
    system, code = systems.TRANSFER_OF_CARE

    def organization(ura: str) -> dict[str, Any]:
        number = {"system": systems.URA_SYSTEM, "value": ura}
        return {"type": "Organization", "identifier": number}

    return {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "code": {"coding": [{"system": system, "code": code}]},
        "for": {"reference": patient},
        "authoredOn": "2026-11-20T10:00:00+01:00",
        "requester": organization(writer),
        "owner": organization(receiver),
    }
