"""The notification of TA-NP: a Task of its own, in STU3, that names the Task to be fetched.

https://hl7.org/fhir/STU3/task.html
"""

from typing import Any

import msgspec

from hub.outbound.notifications.notice import Notice
from hub.outbound.notifications.sending import Message
from profiles.instant import instant
from profiles.systems import URA_SYSTEM

_CODE = "http://fhir.nl/fhir/NamingSystem/TaskCode"
_PARAMETER = "http://fhir.nl/fhir/NamingSystem/TaskParameter"
_URI = "urn:ietf:rfc:3986"
CONTENT_TYPE = "application/fhir+json"


def ta_np(endpoint: str, notice: Notice) -> Message:
    """To the partner's Tasks; nobody is named in it but organisations."""
    return Message(f"{endpoint}/Task", msgspec.json.encode(_task(notice)), CONTENT_TYPE)


def _task(notice: Notice) -> dict[str, Any]:
    return {
        "resourceType": "Task",
        "identifier": [{"system": _URI, "value": f"urn:uuid:{notice.name}"}],
        "basedOn": [{"reference": notice.stu3}],
        "groupIdentifier": {"system": _URI, "value": f"urn:uuid:{notice.group}"},
        "status": "requested",
        "intent": "proposal",
        "code": _coded(_CODE, "pull-notification"),
        "authoredOn": instant(notice.at),
        "requester": {"agent": _organization(notice.keeper)},
        "owner": _organization(notice.partner),
        "input": [{"type": _coded(_PARAMETER, "get-workflow-task"), "valueBoolean": True}],
    }


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _organization(ura: str) -> dict[str, Any]:
    return {"identifier": {"system": URA_SYSTEM, "value": ura}}
