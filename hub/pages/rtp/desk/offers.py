"""The resources of offers: what candidates may know, and a Task to each of them.

https://hl7.org/fhir/R4/task.html and docs/decisions/0087-offers-without-a-name.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from hub.pages.days import AMSTERDAM
from hub.pages.rtp.desk.acts import coded, term
from hub.query.case_seen import CaseSeen
from hub.transfer.matching.ranking import Match
from hub.transfer.open.build import Opened
from hub.transfer.open.in_one import in_one
from profiles.systems import SNOMED, TRANSFER_OF_CARE, URA_SYSTEM

NOTICE = (SNOMED, "721915006")
_RTP = "https://example.org/rtp"


@dataclass(frozen=True, slots=True)
class Offering:
    """To these candidates, by this transfer point, who have so many hours."""

    seen: CaseSeen
    chosen: Sequence[Match]
    ura: str
    hours: int
    now: datetime


def resources_of(offering: Offering, made: Opened) -> Mapping[str, Mapping[str, Any]]:
    """Each by the `urn:uuid:` by which the others name it."""
    notice = in_one(made.notice)
    request_url, notice_url = f"urn:uuid:{made.request['id']}", f"urn:uuid:{notice['id']}"
    request = {**made.request, "supportingInfo": [{"reference": notice_url}]}
    found: dict[str, Mapping[str, Any]] = {request_url: request, notice_url: notice}
    for one in offering.chosen:
        found[f"urn:uuid:{uuid4()}"] = _task(offering, one, request_url, notice_url)
    return found


def _task(offering: Offering, one: Match, request: str, notice: str) -> Mapping[str, Any]:
    seen, now = offering.seen, offering.now
    service = f"HealthcareService/{one.candidate.service}"
    return {
        "resourceType": "Task",
        "identifier": [{"system": f"{_RTP}/task", "value": str(uuid4())}],
        "groupIdentifier": {"system": "urn:ietf:rfc:3986", "value": request},
        "partOf": [{"reference": f"Task/{seen.of.id}"}],
        "status": "requested",
        "intent": "order",
        "priority": seen.of.task.get("priority", "routine"),
        "code": coded(*TRANSFER_OF_CARE),
        "focus": {"reference": request},
        "authoredOn": now.astimezone(AMSTERDAM).isoformat(timespec="seconds"),
        "requester": _by(offering.ura),
        "owner": {"reference": service, **_by(one.candidate.provider)},
        "restriction": {"period": {"end": term(now, offering.hours)}},
        "input": [{"type": coded(*NOTICE), "valueReference": {"reference": notice}}],
    }


def _by(ura: str) -> dict[str, Any]:
    return {"identifier": {"system": URA_SYSTEM, "value": ura}}
