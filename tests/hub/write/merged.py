"""What a source says by `Patient/$merge`, and a record that it is said of."""

from typing import Any

import httpx

from profiles import systems
from tests.builders import a_patient, registered_with
from tests.hub.write.unnumbered import SYSTEM, number
from tests.plugins.hub import Caller

EVENTS = "https://zeekraal.example/messages"
BSN = systems.BSN_SYSTEM


def bsn_of(value: str) -> dict[str, Any]:
    """A BSN as an Identifier."""
    return {"system": BSN, "value": value}


def with_bsn(bsn: str, *numbers: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A Patient with a BSN and these numbers of his source."""
    patient = a_patient(bsn, **members)
    patient["identifier"] += numbers
    return patient


def of(source: Caller, bsn: str, *numbers: dict[str, Any]) -> dict[str, Any]:
    """A Patient whom this source treats."""
    return with_bsn(bsn, *numbers, **registered_with(source.ura))


def merging(
    prior: dict[str, Any],
    target: dict[str, Any],
    reason: str = "merge",
    event: str = "1",
    result: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The Parameters."""
    said: list[dict[str, Any]] = [
        {"name": "source-patient-identifier", "valueIdentifier": prior},
        {"name": "target-patient-identifier", "valueIdentifier": target},
        {"name": "reason", "valueCode": reason},
        {"name": "event", "valueIdentifier": {"system": EVENTS, "value": event}},
    ]
    if result is not None:
        said.append({"name": "result-patient", "resource": result})
    return {"resourceType": "Parameters", "parameter": said}


async def merge(source: Caller, *said: Any, **more: Any) -> httpx.Response:
    """Say it."""
    return await source("POST", "Patient/$merge", merging(*said, **more))


async def merged(source: Caller, *said: Any, **more: Any) -> dict[str, Any]:
    """What is answered where it is done, by the name of the parameter."""
    return told(await merge(source, *said, **more))


def told(answer: httpx.Response) -> dict[str, Any]:
    """The parameters of an answer by name."""
    assert answer.status_code == 200, answer.text
    found = {}
    for one in answer.json()["parameter"]:
        value = next(value for name, value in one.items() if name != "name")
        found[one["name"]] = value.get("reference", value) if isinstance(value, dict) else value
    return found


__all__ = ["BSN", "EVENTS", "SYSTEM", "number"]
