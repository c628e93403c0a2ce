"""Providers with a site, what they say that they have there, and a transfer point that looks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx

from hub.transfer.capacity.reported import written
from hub.transfer.capacity.statement import CareAt, Statement
from profiles import systems
from tests.hub.dossier import address
from tests.plugins.hub import Caller, Region

Tree = dict[str, Any]
RTP = "https://example.org/rtp/CodeSystem/"


@dataclass(frozen=True, slots=True)
class Site:
    """One site of one provider."""

    provider: Caller
    location: str

    def statement(self, care_type: str = "elv-hoog", **counts: Any) -> Statement:
        """Counted just now, of the twelve hours behind it; `minutes` before now otherwise."""
        before = timedelta(minutes=counts.pop("minutes", 1))
        at = datetime.now(UTC).replace(microsecond=0) - before
        of = CareAt(
            counts.pop("region", "almere"),
            self.provider.ura,
            self.location,
            care_type,
            counts.pop("unit", "beds"),
            counts.pop("district", None),
        )
        end = counts.pop("end", at + timedelta(hours=12))
        return Statement(of, at, at, end, **counts)

    def report(self, care_type: str = "elv-hoog", **counts: Any) -> Tree:
        """The same as a MeasureReport."""
        (report,) = written([self.statement(care_type, **counts)])
        return report

    async def says(self, care_type: str = "elv-hoog", **counts: Any) -> httpx.Response:
        """It, sent."""
        return await self.provider.post(self.report(care_type, **counts))


def managed_by(ura: str) -> Tree:
    """An organisation by its number."""
    return {"identifier": {"system": systems.URA_SYSTEM, "value": ura}}


async def a_site(region: Region, provider: Caller | None = None, **members: Any) -> Site:
    """A site of a new nursing home, or of this one."""
    provider = provider or await region.organization("X3")
    location = {
        "resourceType": "Location",
        "name": "De Haven",
        "managingOrganization": managed_by(provider.ura),
    }
    return Site(provider, address(await provider.post(location | members)))


async def a_service(site: Site, *care_types: str, **members: Any) -> str:
    """What is given at that site."""
    other = {"system": "http://terminology.hl7.org/CodeSystem/service-type", "code": "4"}
    author = {
        "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
        "code": "author",
    }
    assigner = managed_by(site.provider.ura)["identifier"] | {"type": {"coding": [author]}}
    number = {
        "system": "https://example.org/rtp/healthcareservice",
        "value": site.location,
        "assigner": {"identifier": assigner},
    }
    service = {
        "resourceType": "HealthcareService",
        "identifier": [number],
        "active": True,
        "name": "ELV",
        "providedBy": managed_by(site.provider.ura),
        "type": [
            {"coding": [{"system": f"{RTP}care-type", "code": one}, other]}
            for one in care_types or ("elv-hoog",)
        ],
        "location": [{"reference": site.location}],
    }
    return address(await site.provider.post(service | members))


async def a_transfer_point(region: Region, **kwargs: Any) -> Caller:
    """Who looks for places in Almere, from now on."""
    desk = await region.organization("Z3", **kwargs)
    points = cast("dict[str, str]", region.running.access.transfer_points)
    points[desk.ura] = "almere"
    return desk
