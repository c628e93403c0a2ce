"""A data point as a transaction of one inhabitant.

When the platform stored it, and under which number its device knew it, stays at the platform.
"""

from collections.abc import Iterator
from typing import Any

from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.monitoring.body import FRAME
from adapters.monitoring.signs import (
    BY_PULSE_OXIMETRY,
    FLOW,
    POSITION,
    POSTURES,
    Measure,
)
from adapters.monitoring.source import DataPoint, read
from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.transaction import (
    Identifier,
    conditional_update,
    full_url,
    linked_transaction,
)

POINTS = "https://monitoring.example/data-point"
USERS = "https://monitoring.example/user"

_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_UCUM = "http://unitsofmeasure.org"
_MODALITIES = {
    "sensed": "Gemeten door een apparaat",
    "self-reported": "Opgegeven door de inwoner zelf",
}


def to_transaction(record: Record) -> Mapped:
    """The record as one transaction: who, that he is monitored, what he measured.

    Raises InvalidRecord. https://hl7.org/fhir/R4/http.html#transaction
    """
    point = read(record.content)
    resources = (
        (_patient(point), Identifier(systems.BSN_SYSTEM, point.user["bsn"])),
        (_episode(point), Identifier(USERS, point.user["user_id"])),
        (_observation(point), Identifier(POINTS, point.number)),
    )
    return Mapped((linked_transaction(_entry(one, by) for one, by in resources),))


def _entry(resource: JsonObject, by: Identifier) -> tuple[frozenset[str], JsonObject]:
    kind = resource["resourceType"]
    url = full_url(kind, by.system, by.value)
    return frozenset({f"{kind}/1"}), conditional_update(resource, by, url)


def _patient(point: DataPoint) -> JsonObject:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": point.user["bsn"]}],
    }


def _episode(point: DataPoint) -> JsonObject:
    """By it the platform says that it treats him: without, nobody is shown what he measured."""
    since, until = point.user["from"], point.user["until"]
    return {
        "resourceType": "EpisodeOfCare",
        "identifier": [{"system": USERS, "value": point.user["user_id"]}],
        "status": "finished" if until else "active",
        "patient": {"reference": "Patient/1"},
        "period": {"start": since, "end": until} if until else {"start": since},
    }


def _observation(point: DataPoint) -> JsonObject:
    body = point.body
    codes = [point.sign.code]
    if "measurement_method" in body:
        codes.append(BY_PULSE_OXIMETRY)
    observation: JsonObject = {
        "resourceType": "Observation",
        "meta": {"profile": [point.sign.profile]},
        "identifier": [{"system": POINTS, "value": point.number}],
        "status": "final",
        "category": [{"coding": [{"system": _CATEGORY, "code": "vital-signs"}]}],
        "code": _loinc(*codes),
        "subject": {"reference": "Patient/1"},
        **_effective(body[FRAME]),
    }
    if len(point.sign.measures) == 1:
        observation["valueQuantity"] = _quantity(body, point.sign.measures[0])
    if notes := list(_notes(point)):
        observation["note"] = [{"text": text} for text in notes]
    if place := body.get("measurement_location"):
        observation["bodySite"] = {"text": place}
    if components := list(_components(point)):
        observation["component"] = components
    return observation


def _components(point: DataPoint) -> Iterator[JsonObject]:
    measures = point.sign.measures if len(point.sign.measures) > 1 else ()
    for measure in (*measures, FLOW):
        if measure.member in point.body:
            yield {
                "code": _loinc(measure.code),
                "valueQuantity": _quantity(point.body, measure),
            }
    if posture := point.body.get("body_posture"):
        coding = {"system": systems.SNOMED, "code": POSTURES[posture]}
        yield {"code": _loinc(POSITION), "valueCodeableConcept": {"coding": [coding]}}


def _notes(point: DataPoint) -> Iterator[str]:
    how = _MODALITIES.get(point.provenance.get("modality", ""))
    by = point.provenance.get("source_name")
    if how or by:
        yield "; ".join(part for part in (how, f"bron: {by}" if by else "") if part)
    if said := point.body.get("user_notes"):
        yield said


def _effective(frame: JsonObject) -> JsonObject:
    if "date_time" in frame:
        return {"effectiveDateTime": frame["date_time"]}
    interval = frame["time_interval"]
    period = {"start": interval["start_date_time"], "end": interval["end_date_time"]}
    return {"effectivePeriod": period}


def _quantity(body: JsonObject, measure: Measure) -> JsonObject:
    """The digits as they came; the unit as written, beside its name in UCUM."""
    said: dict[str, Any] = body[measure.member]
    unit = said["unit"]
    return {
        "value": said["value"],
        "unit": unit,
        "system": _UCUM,
        "code": measure.units[unit],
    }


def _loinc(*codes: str) -> JsonObject:
    return {"coding": [{"system": systems.LOINC, "code": code} for code in codes]}
