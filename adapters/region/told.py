"""What became of a case at one hub, as the Task of the other says it. Pure.

docs/decisions/0095-a-case-between-two-hubs.md
"""

from collections.abc import Mapping
from typing import Any

from profiles.invalid import JsonObject
from profiles.resource.read import words

_RTP = "https://example.org/rtp/CodeSystem"
_ELSEWHERE = "went-elsewhere"
_LINKED = ("businessStatus", "statusReason", "extension")
"""What said something of the version before."""


def picked_up(task: JsonObject) -> JsonObject:
    """The case of the other hub, which is looked after here from now on."""
    triage = {"coding": [{"system": f"{_RTP}/transfer-status", "code": "triage"}]}
    return {**_bare(task), "status": "received", "businessStatus": triage}


def told_back(task: JsonObject, here: Mapping[str, Any]) -> JsonObject | None:
    """The case of the other hub, ended as it ended here; None where only a person may say it there.

    A place that was found here is elsewhere to who looks there.
    """
    status, reason = words(here, "status"), here.get("statusReason")
    if status == "completed":
        return {**_bare(task), "status": "cancelled", "statusReason": _reason(_ELSEWHERE)}
    if status not in {"cancelled", "rejected"} or not isinstance(reason, dict):
        return None
    return {**_bare(task), "status": status, "statusReason": reason}


def _bare(task: JsonObject) -> JsonObject:
    return {name: said for name, said in task.items() if name not in _LINKED}


def _reason(code: str) -> JsonObject:
    return {"coding": [{"system": f"{_RTP}/cancel-reason", "code": code}]}
