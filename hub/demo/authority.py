"""`hub demo --check`: who may speak, who may see; each story asked of the hub as it happens."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.organizations import INHABITANTS, Inhabitant
from hub.demo.person import Person, doctor
from hub.demo.place import DemoClient, Place
from hub.demo.token import asking
from hub.demo.wishes import patients, wishes
from profiles import systems

CHANGED, DISAGREED, _, _, _, SILENT, _, _ = INHABITANTS
GP, VVT, HOSPICE, AMBULANCE = "gp-de-sluis", "vvt-zorggroep", "hospice-ooievaar", "ambulance"
NURSE = ("900000602", "30.000")
FHIR_JSON = {"Content-Type": "application/fhir+json"}
SAY_ALL = {"Prefer": "return=OperationOutcome"}
NUMBERS = "https://almere-exchange-hub.example/demo"
REFUSED = 422


def check_authority(place: Place, url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints each story in Dutch. Raises DemoFailed where it does not end as it should."""
    print("Wie mag spreken, wie mag zien:")
    try:
        _own_data_alone(url, clients)
        _waits_for_the_inhabitant(url, clients)
        _put_aside(url, clients)
        _emergency(place, url, clients)
    except (httpx.HTTPError, KeyError) as error:
        raise DemoFailed(f"a story got no answer: {type(error).__name__}: {error}") from None


def _own_data_alone(url: str, clients: Mapping[str, DemoClient]) -> None:
    gp = clients[GP]
    _push(url, gp, DISAGREED, holder=gp.ura, user=clients[HOSPICE].ura)
    sources = {one.source for one in _seen_by(url, clients[HOSPICE], DISAGREED)}
    print(
        f"  {DISAGREED.name} laat het hospice toe bij de huisarts: wensen van {len(sources)} bron"
    )
    if sources != {gp.ura}:
        raise DemoFailed("the GP's permission opened something else than the GP's data")


def _waits_for_the_inhabitant(url: str, clients: Mapping[str, DemoClient]) -> None:
    vvt = clients[VVT]
    told = _push(url, vvt, SILENT, holder=None, user=None)
    found = _seen_by(url, clients[HOSPICE], SILENT)
    waits = "opens and closes nothing" in told or "nothing changed" in told
    print(f"  De VVT legt een ja voor alles vast voor {SILENT.name}: dat wacht op hem zelf")
    if found or not waits:
        raise DemoFailed("a stranger's word over everybody's data opened something")


def _put_aside(url: str, clients: Mapping[str, DemoClient]) -> None:
    wrong = _patient(CHANGED, "Iemandanders")
    with asking(url, clients[VVT]) as fhir:
        answer = fhir.post("Patient", json=wrong, headers=FHIR_JSON)
    print(f"  Een ander onder het BSN van {CHANGED.name}: geweigerd, een taak voor de bron")
    if answer.status_code != REFUSED or "WHO-1" not in answer.text or "task" not in answer.text:
        raise DemoFailed("somebody else under a known BSN was not put aside")


def _emergency(place: Place, url: str, clients: Mapping[str, DemoClient]) -> None:
    ambulance = clients[AMBULANCE]
    if _seen_by(url, ambulance, SILENT):
        raise DemoFailed("the ambulance sees without a choice and without an emergency")
    now = datetime.now(UTC)
    reason = {"code": "unconscious", "reason": f"Bewusteloos gevonden, melding van {now:%d %H:%M}"}
    nurse = doctor(*NURSE, purpose="ETREAT")
    said = Person(nurse, "local", {"emergency": reason}).extensions(place, ambulance, now)
    with asking(url, ambulance, said) as fhir:
        [found] = patients(fhir, SILENT.bsn)
        many = len(wishes(fhir, found))
    print(f"  Spoed: de ambulance ziet {many} wensen van {SILENT.name}; zie hub emergency list")
    if not many:
        raise DemoFailed("a declared emergency opened nothing")


def _push(
    url: str, client: DemoClient, who: Inhabitant, *, holder: str | None, user: str | None
) -> str:
    """Store a permission as this source wrote it down; what the hub answers."""
    number = {"system": NUMBERS, "value": f"keuze-{client.ura}-{who.bsn[-3:]}"}
    consent = _permission(number, holder, user)
    own = {"system": NUMBERS, "value": f"inwoner-{client.ura}-{who.bsn[-3:]}"}
    patient = _patient(who, who.name.rsplit(" ", 1)[-1])
    patient["identifier"].append(own)
    entries = [(patient, "Patient", own), (consent, "Consent", number)]
    if client.name == GP:
        entries = entries[1:]  # it keeps him already, and more is known there than here
        consent["patient"] = {"reference": f"Patient?identifier={systems.BSN_SYSTEM}|{who.bsn}"}
        consent["performer"] = [consent["patient"]]
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [_entry(*one) for one in entries],
    }
    with asking(url, client) as fhir:
        answer = fhir.post("", json=bundle, headers=FHIR_JSON | SAY_ALL)
    if answer.is_error:
        raise DemoFailed(f"a choice was not stored: {answer.text}")
    return answer.text


def _entry(resource: dict[str, Any], kind: str, number: Mapping[str, str]) -> dict[str, Any]:
    asked = {"method": "POST", "url": kind}
    asked["ifNoneExist"] = f"identifier={number['system']}|{number['value']}"
    full_url = "urn:uuid:8c8a4d1e-0000-4000-8000-000000000001" if kind == "Patient" else None
    named = {"fullUrl": full_url} if full_url else {}
    return {**named, "resource": resource, "request": asked}


def _patient(who: Inhabitant, family: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": who.bsn}],
        "name": [{"use": "official", "text": f"{who.name[0]}. {family}", "family": family}],
    }


def _permission(number: Mapping[str, str], holder: str | None, user: str | None) -> dict[str, Any]:
    patient = {"reference": "urn:uuid:8c8a4d1e-0000-4000-8000-000000000001"}
    named = {"identifier": {"system": systems.URA_SYSTEM, "value": user}}
    role = {"coding": [{"system": systems.PARTICIPATION_TYPE, "code": "IRCP"}]}
    provision = {
        "type": "permit",
        "period": {"start": "2026-01-01"},
        "purpose": [{"system": systems.ACT_REASON, "code": "TREAT"}],
        **({"actor": [{"role": role, "reference": named}]} if user else {}),
    }
    held = {"identifier": {"system": systems.URA_SYSTEM, "value": holder}}
    return {
        "resourceType": "Consent",
        "identifier": [number],
        "status": "active",
        "scope": {"coding": [{"system": systems.CONSENT_SCOPE, "code": "patient-privacy"}]},
        "category": [
            {"coding": [{"system": systems.LOINC, "code": "59284-0"}]},
            {"coding": [{"system": systems.OTV_DATA_CATEGORY, "code": "GGC002"}]},
        ],
        "patient": patient,
        "performer": [patient],
        "dateTime": "2026-11-29T10:00:00+01:00",
        **({"organization": [held]} if holder else {}),
        "policy": [{"uri": "https://hub.example.org/policy/acp-exchange/1"}],
        "provision": provision,
    }


def _seen_by(url: str, client: DemoClient, who: Inhabitant) -> list[Any]:
    with asking(url, client, {"ihe_iua": doctor(*NURSE).claims()}) as fhir:
        ids = patients(fhir, who.bsn)
        return list(wishes(fhir, ids[0])) if ids else []
