"""Which vital sign each schema of Open mHealth is, in LOINC and UCUM.

https://www.openmhealth.org/documentation/#/schema-docs/schema-library and
https://hl7.org/fhir/R4/observation-vitalsigns.html
"""

from collections.abc import Mapping
from dataclasses import dataclass

from profiles.systems import HL7

_PRESSURE = {"mmHg": "mm[Hg]"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in the body: its member, its code, and its units, each by another name in UCUM."""

    member: str
    code: str
    units: Mapping[str, str]
    may_be_none: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A schema: the versions that are known, and what may stand in its body beside the numbers."""

    versions: frozenset[str]
    profile: str
    code: str
    measures: tuple[Measure, ...]
    beside: frozenset[str] = frozenset()


SIGNS: Mapping[str, Sign] = {
    "body-weight": Sign(
        frozenset({"1.0", "2.0", "3.0"}),
        f"{HL7}bodyweight",
        "29463-7",
        (Measure("body_weight", "29463-7", {"g": "g", "kg": "kg", "lb": "[lb_av]"}),),
    ),
    "blood-pressure": Sign(
        frozenset({"1.0", "2.0", "3.0", "3.1", "4.0"}),
        f"{HL7}bp",
        "85354-9",
        (
            Measure("systolic_blood_pressure", "8480-6", _PRESSURE),
            Measure("diastolic_blood_pressure", "8462-4", _PRESSURE),
        ),
        frozenset({"body_posture", "measurement_location"}),
    ),
    "heart-rate": Sign(
        frozenset({"1.0", "1.1", "2.0", "3.0"}),
        f"{HL7}heartrate",
        "8867-4",
        (Measure("heart_rate", "8867-4", {"beats/min": "/min"}),),
    ),
    "oxygen-saturation": Sign(
        frozenset({"1.0", "2.0", "3.0"}),
        f"{HL7}oxygensat",
        "2708-6",
        (Measure("oxygen_saturation", "2708-6", {"%": "%"}),),
        frozenset({"system", "measurement_method", "supplemental_oxygen_flow_rate"}),
    ),
    "body-temperature": Sign(
        frozenset({"1.0", "2.0", "3.0", "4.0"}),
        f"{HL7}bodytemp",
        "8310-5",
        (Measure("body_temperature", "8310-5", {"C": "Cel", "F": "[degF]"}),),
        frozenset({"measurement_location"}),
    ),
}

FLOW = Measure("supplemental_oxygen_flow_rate", "3151-8", {"L/min": "L/min"}, may_be_none=True)
"""Beside an oxygen saturation: 0 is room air."""

POSITION = "8361-8"
POSTURES: Mapping[str, str] = {
    "sitting": "33586001",
    "lying down": "102538003",
    "standing": "10904000",
    "semi-recumbent": "272580008",
}
"""SNOMED CT, as the schema of body-posture has them."""

BY_PULSE_OXIMETRY = "59408-5"
ONE_VALUE: Mapping[str, tuple[str, ...]] = {
    "system": ("peripheral capillary",),
    "measurement_method": ("pulse oximetry",),
}
"""Members of oxygen saturation, and what they are taken as."""
