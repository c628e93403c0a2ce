"""When an offer without a name was stored, as others than its keeper are told: the day alone.

The moment would tie it to who was admitted then. docs/decisions/0087-offers-without-a-name.md
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import structs

from hub.storage.body import dated
from hub.storage.stored import Stored
from profiles.resource.read import has, objects
from profiles.systems import OBSERVATION_VALUE, TRANSFER_OF_CARE
from profiles.transfer.choice import is_offer

_ESCAPED = b"\\u"
_LABEL, _TRANSFER = (b"PSEUDED", _ESCAPED), (TRANSFER_OF_CARE[1].encode(), _ESCAPED)
_SIGNS = {"Composition": _LABEL, "ServiceRequest": _LABEL, "Task": _TRANSFER}
"""Of what an offer is told by, what stands in it: most of what is read has none of it."""
_MOMENTS = ("authoredOn", "lastModified")
_DAY = len("2026-12-01")
_NAMELESS = (OBSERVATION_VALUE, "PSEUDED")


def day_of(moment: datetime) -> datetime:
    """Its first instant."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def by_day(stored: Stored, custodian: str, own: str | None) -> Stored:
    """The same, to `own`; as it stands to who keeps it, and to a person.

    Of a request or notice without a name, and of an offer that names nobody yet.
    """
    body = stored.body
    if own in {None, custodian} or not any(one in body for one in _SIGNS.get(stored.type, ())):
        return stored
    resource: dict[str, Any] = msgspec.json.decode(body)
    if not _is_nameless(resource):
        return stored
    day = day_of(stored.last_updated)
    body = dated(body, day, dict(_days(resource)))
    return structs.replace(stored, last_updated=day, body=body, by_day=True)


def _is_nameless(resource: dict[str, Any]) -> bool:
    if resource["resourceType"] == "Task":
        return "for" not in resource and is_offer(resource)
    # Labels are Codings, which a CodeableConcept has inside.
    return has({"coding": resource.get("meta", {}).get("security")}, _NAMELESS)


def _days(resource: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if resource["resourceType"] == "Task":
        for name in _MOMENTS:
            if isinstance(resource.get(name), str):
                yield name, resource[name][:_DAY]
        notes = objects(resource.get("note"))
        if notes:
            yield "note", [one | {"time": str(one.get("time", ""))[:_DAY]} for one in notes]
