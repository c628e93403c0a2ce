"""Offers whose candidates say where they are told, and a worker that tells them."""

import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.outbound.notifications.address import Allowed
from hub.outbound.notifications.sending import Sending
from hub.outbound.notifications.style import Styles
from hub.outbound.notifications.terms import Terms
from hub.storage.notifications import Taken, take
from hub.telemetry.outside import Outside
from hub.worker.telling import Teller
from profiles import systems
from tests.builders import a_privacy_consent
from tests.hub.dossier import address, an_organization
from tests.hub.offers import Offered
from tests.plugins.hub import Caller, Region
from tests.stubs.told import Told

BOLT, TA_NP, BACKPORT = "eOverdracht-receiver", "eOverdracht-notification", "tta-notification"
STYLES = f"backport={BACKPORT} ta-np={TA_NP} bolt={BOLT} token=Nuts-OAuth"


def an_endpoint(url: str, code: str, **members: Any) -> dict[str, Any]:
    """Where an organisation wants to be told."""
    return {
        "resourceType": "Endpoint",
        "status": "active",
        "connectionType": {
            "system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type",
            "code": "hl7-fhir-rest",
        },
        "payloadType": [{"coding": [{"system": "https://example.org/payload", "code": code}]}],
        "address": url,
        **members,
    }


async def says_where(caller: Caller, url: str, code: str = BOLT) -> str:
    """The organisation's own word in the directory; the address of its Organization."""
    endpoint = address(await caller.post(an_endpoint(url, code)))
    named = an_organization(caller.ura, endpoint=[{"reference": endpoint}])
    return address(await caller.post(named))


async def closed(case: Offered, provider: Caller) -> None:
    """The inhabitant says no to what is offered to this one."""
    patient, holder = case.dossier.patient, case.placer.ura
    objection = a_privacy_consent(patient, holder=holder, user=provider.ura, permit=False)
    provision = objection["provision"]
    provision["purpose"] += [{"system": systems.ACT_REASON, "code": "COC"}]
    reference = {"reference": case.tasks[0]}
    provision["data"] = [{"meaning": "instance", "reference": reference}]
    await case.dossier.add(objection)


@dataclass
class Clock:
    """Of the worker; `ahead` by what a test says."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Working:
    """A worker of which a test says when it looks, and after whom."""

    teller: Teller
    clock: Clock

    async def look(self, *partners: str, most: int = 40) -> list[Taken]:
        """Tell these all that is due, until nothing is; what was taken, in its order."""
        told: list[Taken] = []
        for _ in range(most):
            taken = await self.taken(partners)
            if not taken:
                break
            for one in taken:
                await self.teller.tell(one)
            told += taken
        return told

    async def taken(self, partners: Iterable[str]) -> list[Taken]:
        """Those of these partners that are due; of others none is touched for good."""
        now = self.clock()
        async with self.teller.access.database.connection() as connection:
            found = await take(connection, now, now + timedelta(seconds=1), 1_000)
        return [one for one in found if one.partner in partners]


@asynccontextmanager
async def working(
    region: Region,
    *told: Told,
    hosts: Iterable[str] = (),
    patience: float = 72.0,
    quiet: timedelta | None = None,
) -> AsyncIterator[Working]:
    """Believes these servers alone; may send to them, and to `hosts`, though they are within."""
    trust = ssl.create_default_context()
    for one in told:
        trust.load_verify_locations(one.authorities)
    allowed = Allowed(frozenset({*hosts, *(one.host for one in told)}))
    terms = Terms(
        base="http://127.0.0.1:8000",
        styles=Styles.of(STYLES),
        allowed=allowed,
        trust=trust,
        patience=timedelta(hours=patience),
        quiet=quiet,
    )
    clock = Clock()
    async with Sending(allowed, trust, within=2.0) as sending:
        yield Working(Teller(region.running.access, terms, sending, clock, Outside()), clock)
