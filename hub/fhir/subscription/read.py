"""`Subscription/id`: one that the hub keeps for who is told by it, or one that a source put here.

https://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition-backport-subscription.html
docs/decisions/0090-notifications.md
"""

from typing import Any

import msgspec

from hub.fhir.call import Answer, Call
from hub.fhir.parts import Hub
from hub.fhir.read import read
from hub.outbound.notifications.backport import CONTENT_TYPE, TOPICS
from hub.query.subscriptions import Standing, own_standing

_BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition"


async def read_subscription(hub: Hub, call: Call, resource_type: str, name: str) -> Answer:
    """As it stands; where the partner is told is in the directory, and not said again.

    Raises:
        As `read`.
    """
    own = await own_standing(hub.access, call.errand, name)
    if own is None:
        return await read(hub, call, resource_type, name)
    minutes = hub.settings.notify_heartbeat_minutes
    return Answer(200, msgspec.json.encode(_told(own, round(minutes * 60))))


def _told(own: Standing, beats: int) -> dict[str, Any]:
    """`beats` is the seconds between heartbeats, 0 where there are none."""
    content = {"url": f"{_BACKPORT}/backport-payload-content", "valueCode": "id-only"}
    return {
        "resourceType": "Subscription",
        "id": str(own.id),
        "meta": {"profile": [f"{_BACKPORT}/backport-subscription"]},
        "status": own.status,
        "reason": "Tasks of the transfer point that you made, were sent, or asked for",
        "criteria": f"{TOPICS}/{own.topic}",
        "channel": {
            **({"extension": [_every(beats)]} if beats else {}),
            "type": "rest-hook",
            "payload": CONTENT_TYPE,
            "_payload": {"extension": [content]},
        },
    }


def _every(seconds: int) -> dict[str, Any]:
    return {"url": f"{_BACKPORT}/backport-heartbeat-period", "valueUnsignedInt": seconds}
