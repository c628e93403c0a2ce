"""A full request with its patient and records, as offers without a name are built from."""

from datetime import date
from typing import Any

from hub.transfer.open.build import Opened, opened
from hub.transfer.open.setting import Cell, Facts, Setting
from hub.transfer.open.source import Source
from profiles.systems import LOINC, SNOMED

Json = dict[str, Any]

TODAY = date(2026, 11, 22)
SETTING = Setting(desk="90000102")
CELLS = (Cell(1940, 1949, "male", "1354", 60), Cell(1940, 1949, "female", "1354", 70))
LEGAL = (SNOMED, "303186005")
JUDGED = ("urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.9", "1")
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
CONFIRMED = {"coding": [{"system": VERIFICATION, "code": "confirmed"}]}
RARE = (SNOMED, "238600001")
FACTS = Facts(TODAY, CELLS)


def concept(system: str, code: str, **more: str) -> Json:
    """As a source writes it, with words of its own."""
    return {"coding": [{"system": system, "code": code, "display": "Woorden van de bron"}], **more}


def snomed(code: str) -> Json:
    """A code of SNOMED."""
    return concept(SNOMED, code)


def a_request(**more: Any) -> Json:
    """Of profile transfer-request."""
    needs = "https://example.org/rtp/CodeSystem/matching-need"
    return {
        "resourceType": "ServiceRequest",
        "id": "req-1",
        "identifier": [{"system": "https://example.org/rtp/transfer-id", "value": "RTP-2026-1"}],
        "status": "active",
        "intent": "order",
        "priority": "urgent",
        "category": [snomed("308292007")],
        "code": concept("https://example.org/rtp/CodeSystem/care-type", "elv-hoog"),
        "orderDetail": [concept(needs, "bariatric")],
        "subject": {"reference": "Patient/pat-1"},
        "occurrencePeriod": {"start": "2026-11-24", "end": "2026-12-22"},
        "authoredOn": "2026-11-20T09:10:00+01:00",
        "requester": {"display": "Huisartsenpraktijk Voorbeeld"},
        "reasonReference": [{"reference": "Condition/stroke"}],
        "note": [{"text": "Belt het liefst met zijn dochter"}],
        **more,
    }


def a_patient(**more: Any) -> Json:
    """Born in 1944, in Almere Haven."""
    return {
        "resourceType": "Patient",
        "id": "pat-1",
        "name": [{"family": "Proefpersoon", "given": ["Cornelis"]}],
        "gender": "male",
        "birthDate": "1944-03-17",
        "address": [{"line": ["Proefstraat 12"], "postalCode": "1354 AB", "city": "Almere"}],
        **more,
    }


def a_condition(code: Json, **more: Any) -> Json:
    """Of a month ago."""
    return {
        "resourceType": "Condition",
        "clinicalStatus": concept(CLINICAL, "active"),
        "code": code,
        "subject": {"reference": "Patient/pat-1"},
        "onsetDateTime": "2026-10-14",
        **more,
    }


def a_flag(**more: Any) -> Json:
    """He carries MRSA."""
    return {
        "resourceType": "Flag",
        "status": "active",
        "code": snomed("432415000"),
        "subject": {"reference": "Patient/pat-1"},
        "period": {"start": "2026-10-30"},
        **more,
    }


def a_weight(kilograms: float, **more: Any) -> Json:
    """As zib LichaamsGewicht."""
    unit = {"unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(LOINC, "29463-7"),
        "subject": {"reference": "Patient/pat-1"},
        "effectiveDateTime": "2026-11-19T08:12:00+01:00",
        "valueQuantity": {"value": kilograms, **unit},
        **more,
    }


def a_legal_status(**more: Any) -> Json:
    """By a judge, as zib JuridischeSituatie."""
    return a_condition(concept(*JUDGED), category=[snomed(LEGAL[1])], **more)


def a_tube() -> dict[str, Json]:
    """A feeding tube in use, and the thing itself."""
    use = {
        "resourceType": "DeviceUseStatement",
        "status": "active",
        "subject": {"reference": "Patient/pat-1"},
        "device": {"reference": "Device/tube"},
        "timingPeriod": {"start": "2026-11-02"},
    }
    tube = {"resourceType": "Device", "type": snomed("17102003"), "note": [{"text": "Links"}]}
    return {"DeviceUseStatement/tube": use, "Device/tube": tube}


def a_composition(**sections: list[str]) -> Json:
    """`sections` are references by the code of their section, behind an S."""
    subs = [
        {"code": snomed(code[1:]), "entry": [{"reference": one} for one in references]}
        for code, references in sections.items()
    ]
    return {
        "resourceType": "Composition",
        "id": "com-1",
        "status": "final",
        "title": "Aanmeldbericht Cornelis",
        "date": "2026-11-21T10:11:12+01:00",
        "section": [{"code": snomed("371524004"), "section": subs}],
    }


def a_source(records: dict[str, Json] | None = None, **more: Any) -> Source:
    """The records are named by the section that is theirs; a reference is how each is called."""
    known = {"Condition/stroke": a_condition(snomed("422504002")), **(records or {})}
    for reference, record in known.items():
        record.setdefault("id", reference.partition("/")[2])
    return Source(a_request(**more), a_patient(), records=known)


def an_ample_source() -> Source:
    """One of everything that may be told, and one that is rare."""
    records = {
        "Condition/stroke": a_condition(snomed("422504002")),
        "Condition/rare": a_condition(concept(*RARE)),
        "Condition/old": a_condition(snomed("44054006"), onsetDateTime="1998-02-03"),
        "Condition/wash": a_condition(snomed("288552005"), verificationStatus=CONFIRMED),
        "Condition/judged": a_legal_status(),
        "Flag/mrsa": a_flag(),
        "Observation/weight": a_weight(163.5),
        "Observation/stoma": {
            **a_weight(1), "code": snomed("245857005"), "valueCodeableConcept": snomed("281601009"),
        },
        "Procedure/washing": {
            "resourceType": "Procedure", "status": "in-progress", "category": snomed("9632001"),
            "code": snomed("386420003"), "subject": {"reference": "Patient/pat-1"},
            "performedPeriod": {"start": "2026-11-03T10:00:00Z", "end": "2026-11-05"},
        },
        **a_tube(),
    }  # fmt: skip
    for reference, record in records.items():
        record.setdefault("id", reference.partition("/")[2])
    composition = a_composition(
        S52870002=["Condition/stroke", "Condition/rare"],
        S417662000=["Condition/old"],
        S365867006=["Condition/judged"],
        S308813009=["Flag/mrsa"],
        S363788007=["Observation/weight"],
        S86644006=["Condition/wash", "Procedure/washing"],
        S300893006=["DeviceUseStatement/tube"],
        S106019003=["Observation/stoma"],
    )
    return Source(a_request(), a_patient(), composition, records)


def made(source: Source, facts: Facts = FACTS) -> Opened:
    """The offer, as this region sets it."""
    return opened(source, SETTING, facts)
