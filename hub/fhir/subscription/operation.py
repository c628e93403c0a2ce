"""`Subscription/$status`, `Subscription/id/$status` and `Subscription/id/$events`.

https://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition-backport-subscription-status.html
docs/decisions/0090-notifications.md
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import msgspec

from hub.errors import Invalid
from hub.fhir.bundle import bundle
from hub.fhir.call import Answer, Call
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.outbound.notifications.backport import Kind, event_said, status_of
from hub.query.subscriptions import EVENTS, STATUS, Happened, Standing, happened, standings
from hub.security.granted import require_one_scope

_SINCE, _UNTIL, _CONTENT = "eventsSinceNumber", "eventsUntilNumber", "content"
TAKEN = frozenset({_SINCE, _UNTIL, _CONTENT})
_LAST = 2**62
_DIGITS = 18


async def status(hub: Hub, call: Call, _resource_type: str, name: str | None = None) -> Answer:
    """A searchset: Parameters for each that the caller is told by.

    Raises:
        Forbidden: no scope, or no organisation. NotFound: this one is not its own.
    """
    require_one_scope(call.errand.client, "Subscription", ("read", "search-type"))
    said_in(call, STATUS, ())
    found = await standings(hub.access, call.errand, name)
    entries = [
        msgspec.json.encode(
            {
                "fullUrl": f"urn:uuid:{said['id']}",
                "resource": said,
                "search": {"mode": "match"},
            }
        )
        for said in (_said(hub, one, "query-status") for one in found)
    ]
    return Answer(200, bundle("searchset", entries, total=len(entries)))


async def events(hub: Hub, call: Call, _resource_type: str, name: str) -> Answer:
    """A history of one entry: Parameters with the events of which the caller may be told still.

    Raises:
        Forbidden, NotFound: as `status`. Invalid: a number that is none.
    """
    require_one_scope(call.errand.client, "Subscription", ("read", "search-type"))
    said = said_in(call, EVENTS, TAKEN)
    since, until = _number(said, _SINCE, 0), _number(said, _UNTIL, _LAST)
    standing, found = await happened(hub.access, call.errand, name, since, until)
    shown = _said(hub, standing, "query-event", found)
    entry = {
        "fullUrl": f"urn:uuid:{shown['id']}",
        "resource": shown,
        "request": {"method": "GET", "url": f"Subscription/{name}/{EVENTS}"},
        "response": {"status": "200"},
    }
    return Answer(200, bundle("history", [msgspec.json.encode(entry)]))


def _said(hub: Hub, one: Standing, kind: Kind, found: list[Happened] | None = None) -> Any:
    events = [
        event_said(each.event, each.at, f"{hub.fhir_url}/Task/{each.task}") for each in found or ()
    ]
    address = f"{hub.fhir_url}/Subscription/{one.id}"
    return status_of(str(uuid4()), address, one.topic, kind, one.status, one.events, events)


def _number(said: Mapping[str, str], name: str, otherwise: int) -> int:
    text = said.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Invalid(f"{name} is the number of an event, like 12")
    return int(text)
