"""Open cases, loaded by the calls of the systems: asked, taken up, and offered to three sites."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

import anyio

from bench.desk import JSON
from bench.loading import NotLoaded
from bench.region import Inhabitant, System
from bench.transfer.parties import REGION, Parties
from bench.wire import Line
from hub.demo import place_sought as sought
from hub.transfer.capacity.reported import written
from hub.transfer.capacity.statement import CareAt, Statement

AT_ONCE = 8
OFFERS = 3
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loader:
    """One connection to the hub, with the tokens by URA."""

    line: Line
    tokens: Mapping[str, str]

    async def ask(self, who: System, method: str, path: str, body: Any = None) -> Any:
        """What the hub answers; raises NotLoaded where it does not do it."""
        headers = f"{JSON}Authorization: Bearer {self.tokens[who.ura]}\r\n"
        if method == "PUT" and "versionId" in body.get("meta", {}):
            headers += f'If-Match: W/"{body["meta"]["versionId"]}"\r\n'
        sent = json.dumps(body).encode() if body is not None else b""
        reply = await self.line.ask(method, f"/fhir{path}", headers, sent)
        if not 200 <= reply.status < 300:  # noqa: PLR2004 - of HTTP
            raise NotLoaded(reply.body.decode())
        return json.loads(reply.body)

    async def says_free(self, site: System) -> None:
        """What a site has."""
        location = {
            "resourceType": "Location",
            "name": site.name,
            "managingOrganization": sought.organization(site.ura),
        }
        made = await self.ask(site, "POST", "/Location", location)
        now = datetime.now(UTC).replace(microsecond=0)
        of = CareAt(REGION, site.ura, f"Location/{made['id']}", sought.CARE, "beds", None)
        said = Statement(of, now, now, now + timedelta(hours=12), 40, 10, None, 30)
        for report in written([said]):
            await self.ask(site, "POST", "/MeasureReport", report)

    async def case(self, parties: Parties, asks: System, who: str, sites: list[System]) -> None:
        """One, that its practice asked for and the transfer point offers to these."""
        named = f"urn:uuid:{uuid4()}"
        lead = sought.lead(asks.ura, parties.desk.ura, who, named)
        request, case = await self._sent(
            asks,
            _entry(sought.full_request(asks.ura, who), "ServiceRequest", named),
            _entry(lead, "Task"),
        )
        task = await self.ask(parties.desk, "GET", f"/{case}")
        task |= {"status": "received", "businessStatus": _phase("triage")}
        task = await self.ask(parties.desk, "PUT", f"/{case}", task)
        task |= {"status": "accepted", "businessStatus": _phase("matching")}
        task |= {"output": [sought.advised()]}
        await self.ask(parties.desk, "PUT", f"/{case}", task)
        await self._offer(parties.desk, request, case, sites)

    async def _offer(self, desk: System, request: str, case: str, sites: list[System]) -> None:
        opened = await self.ask(desk, "GET", f"/{request}/$open")
        said = {one["name"]: one.get("resource") for one in opened["parameter"]}
        open_, notice = (f"urn:uuid:{said[name]['id']}" for name in ("request", "notice"))
        told = {"type": sought.NOTICE, "valueReference": {"reference": notice}}
        more = {"input": [told], "partOf": [{"reference": case}]}
        offers = [sought.offer(desk.ura, one.ura, case, open_) | more for one in sites]
        await self._sent(
            desk,
            _entry(said["request"], "ServiceRequest", open_),
            _entry(said["notice"], "Composition", notice),
            *(_entry(one, "Task") for one in offers),
        )

    async def _sent(self, who: System, *entries: Resource) -> list[str]:
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}
        answer = await self.ask(who, "POST", "", bundle)
        places = [one["response"]["location"] for one in answer["entry"]]
        return [one.partition("/_history")[0] for one in places]


async def loaded(
    port: int,
    parties: Parties,
    inhabitants: tuple[Inhabitant, ...],
    tokens: Mapping[str, str],
    cases: int,
) -> None:
    """So many open cases, each of somebody else, and what every site has free."""
    by_ura = {one.ura: one for one in parties.practices}
    turn = cycle(parties.sites)
    free = iter(parties.sites)
    todo = iter(inhabitants[-cases:])

    async def load() -> None:
        loader = Loader(await Line.open(port), tokens)
        for site in free:
            await loader.says_free(site)
        for one in todo:
            sites = [next(turn) for _ in range(OFFERS)]
            await loader.case(parties, by_ura[one.doctor.ura], one.patient, sites)
        loader.line.close()

    async with anyio.create_task_group() as group:
        for _ in range(AT_ONCE):
            group.start_soon(load)


def _entry(resource: Resource, kind: str, full: str | None = None) -> Resource:
    named = {"fullUrl": full} if full else {}
    return {**named, "resource": resource, "request": {"method": "POST", "url": kind}}


def _phase(one: str) -> Resource:
    return sought.code("transfer-status", one)
