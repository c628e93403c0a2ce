"""Data points as a platform of home monitoring leaves them, of invented people."""

import json
from collections.abc import Mapping
from typing import Any

BODIES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "body-weight": ("3.0", {"body_weight": {"value": 72.5, "unit": "kg"}}),
    "blood-pressure": (
        "4.0",
        {
            "systolic_blood_pressure": {"value": 141, "unit": "mmHg"},
            "diastolic_blood_pressure": {"value": 83, "unit": "mmHg"},
            "body_posture": "sitting",
            "measurement_location": "left upper arm",
        },
    ),
    "heart-rate": ("2.0", {"heart_rate": {"value": 68, "unit": "beats/min"}}),
    "oxygen-saturation": (
        "2.0",
        {
            "oxygen_saturation": {"value": 94, "unit": "%"},
            "system": "peripheral capillary",
            "measurement_method": "pulse oximetry",
            "supplemental_oxygen_flow_rate": {"value": 2, "unit": "L/min"},
        },
    ),
    "body-temperature": ("4.0", {"body_temperature": {"value": 37.1, "unit": "C"}}),
}


def a_point(user_id: str, number: str, kind: str = "body-weight") -> dict[str, Any]:
    """A data point of a kind; the same number is the same measurement."""
    version, body = BODIES[kind]
    frame = {"effective_time_frame": {"date_time": "2026-03-01T08:15:00+01:00"}}
    header = {
        "id": number,
        "creation_date_time": "2026-03-01T08:16:00+01:00",
        "schema_id": {"namespace": "omh", "name": kind, "version": version},
        "acquisition_provenance": {"source_name": "Weegschaal", "modality": "sensed"},
        "user_id": user_id,
    }
    return {"header": header, "body": {**body, **frame}}


def a_file(user_id: str, number: str, value: float = 72.5) -> bytes:
    """The file of a weight."""
    point = a_point(user_id, number)
    point["body"]["body_weight"] = {"value": value, "unit": "kg"}
    return json.dumps(point).encode()


def a_list(users: Mapping[str, str]) -> bytes:
    """The list of users, with the BSN of each."""
    lines = [f"{user_id},{bsn},2026-02-01," for user_id, bsn in users.items()]
    return "\n".join(["user_id,bsn,from,until", *lines, ""]).encode()
