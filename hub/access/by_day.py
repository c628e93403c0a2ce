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
from profiles.resource.read import has
from profiles.systems import OBSERVATION_VALUE
from profiles.transfer.choice import is_offer

_TYPES = frozenset({"Composition", "ServiceRequest", "Task"})
"""Of what an offer is told by."""
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
    if stored.type not in _TYPES or own in {None, custodian} or not stored.body:
        return stored
    resource: dict[str, Any] = msgspec.json.decode(stored.body)
    if not _is_nameless(resource):
        return stored
    day = day_of(stored.last_updated)
    body = dated(stored.body, day, dict(_days(resource)))
    return structs.replace(stored, last_updated=day, body=body, by_day=True)


def _is_nameless(resource: dict[str, Any]) -> bool:
    if resource["resourceType"] == "Task":
        return "for" not in resource and is_offer(resource)
    # Labels are Codings, which a CodeableConcept has inside.
    return has({"coding": resource.get("meta", {}).get("security")}, _NAMELESS)


def _days(resource: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if resource["resourceType"] == "Task":
        for name in _MOMENTS:
            if isinstance(resource.get(name), str):
                yield name, resource[name][:_DAY]
