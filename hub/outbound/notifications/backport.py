"""The notification of R4 Subscriptions Backport: a Bundle that says of which event it is.

https://hl7.org/fhir/uv/subscriptions-backport/notifications.html
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec

from hub.outbound.notifications.notice import Notice
from hub.outbound.notifications.sending import Message
from profiles.instant import instant

CONTENT_TYPE = "application/fhir+json"
TOPICS = "https://example.org/rtp/SubscriptionTopic"
_PROFILES = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition"
Kind = Literal["handshake", "heartbeat", "event-notification", "query-status", "query-event"]
Status = Literal["requested", "active", "error", "off"]


def backport(endpoint: str, notice: Notice) -> Message:
    """To the very address of the partner: the event, with the Task as what it is about."""
    said = status_of(
        str(notice.name),
        notice.subscription,
        notice.topic,
        "event-notification",
        "active",
        notice.event,
        [event_said(notice.event, notice.at, notice.r4)],
    )
    # An entry of a history needs both; it was made or changed is not told apart.
    changed = {
        "fullUrl": notice.r4,
        "request": {"method": "PUT", "url": f"Task/{notice.task}"},
        "response": {"status": "200"},
    }
    return _message(endpoint, notice, said, [changed])


def handshake(endpoint: str, notice: Notice) -> Message:
    """That events will come; whoever takes it takes them."""
    said = status_of(
        str(notice.channel), notice.subscription, notice.topic, "handshake", "requested", 0
    )
    return _message(endpoint, notice, said, [])


def heartbeat(endpoint: str, notice: Notice) -> Message:
    """That nothing happened since the event with this number."""
    said = status_of(
        str(notice.name), notice.subscription, notice.topic, "heartbeat", "active", notice.event
    )
    return _message(endpoint, notice, said, [])


def status_of(  # noqa: PLR0913, PLR0917 - one for each parameter that the guide has
    name: str,
    subscription: str,
    topic: str,
    kind: Kind,
    status: Status,
    events: int,
    shown: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:
    """How a subscription stands, as Parameters."""
    return {
        "resourceType": "Parameters",
        "id": name,
        "meta": {"profile": [f"{_PROFILES}/backport-subscription-status-r4"]},
        "parameter": [
            {"name": "subscription", "valueReference": {"reference": subscription}},
            {"name": "topic", "valueCanonical": f"{TOPICS}/{topic}"},
            {"name": "status", "valueCode": status},
            {"name": "type", "valueCode": kind},
            {"name": "events-since-subscription-start", "valueString": str(events)},
            *shown,
        ],
    }


def event_said(event: int, at: datetime, focus: str) -> dict[str, Any]:
    """Which event, when, and what about; no more."""
    return {
        "name": "notification-event",
        "part": [
            {"name": "event-number", "valueString": str(event)},
            {"name": "timestamp", "valueInstant": instant(at)},
            {"name": "focus", "valueReference": {"reference": focus}},
        ],
    }


def _message(
    endpoint: str, notice: Notice, said: dict[str, Any], more: list[dict[str, Any]]
) -> Message:
    first = {
        "fullUrl": f"urn:uuid:{said['id']}",
        "resource": said,
        "request": {"method": "GET", "url": f"{notice.subscription}/$status"},
        "response": {"status": "200"},
    }
    bundle = {
        "resourceType": "Bundle",
        "id": said["id"],
        "meta": {"profile": [f"{_PROFILES}/backport-subscription-notification-r4"]},
        "type": "history",
        "timestamp": instant(notice.at),
        "entry": [first, *more],
    }
    return Message(endpoint, msgspec.json.encode(bundle), CONTENT_TYPE)
