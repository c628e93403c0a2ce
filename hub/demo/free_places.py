"""What the demo's sites say that they have free, and what the transfer point sees of it.

docs/decisions/0088-capacity-and-matching.md
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.organizations import Organization
from hub.demo.place_sought import CARE, organization
from hub.transfer.capacity.reported import written
from hub.transfer.capacity.statement import CareAt, Statement

Resource = dict[str, Any]
STAFFED, FREE = 8, 2


def tell_places(fhir: httpx.Client, site: Organization, region: str) -> None:
    """The site counts its beds, at this moment. Raises DemoFailed."""
    location = f"Location/locatie-{site.client}"
    name = {
        "resourceType": "Location",
        "id": location.partition("/")[2],
        "name": site.name,
        "managingOrganization": organization(site.ura),
    }
    now = datetime.now(UTC).replace(microsecond=0)
    of = CareAt(region, site.ura, location, CARE, "beds", None)
    window = (now, now + timedelta(hours=12))
    said = Statement(of, now, *window, staffed=STAFFED, occupied=STAFFED - FREE, available=FREE)
    [report] = written([said])
    for answer in (fhir.put(location, json=name), fhir.post("MeasureReport", json=report)):
        if not answer.is_success:
            raise DemoFailed(f"a site can't say what is free: {answer.text[:300]}")


def free_at(desk: httpx.Client, ura: str) -> int | None:
    """How many of these places are free by what the transfer point sees; None: not known."""
    answer = desk.get("MeasureReport/$board")
    answer.raise_for_status()
    for row in answer.json().get("parameter", []):
        said = {one["name"]: one for one in row.get("part", []) if row["name"] == "row"}
        provider = said.get("provider", {}).get("valueReference", {})
        if provider.get("identifier", {}).get("value") == ura:
            free: int | None = said.get("available", {}).get("valueInteger")
            return free
    return None
