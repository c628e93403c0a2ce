"""What is done at either hub, by its own systems over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from joserfc.jwk import ECKey

from adapters.core.client import HubClient, Retry
from adapters.core.token import Professional, TokenSource
from adapters.region.across import Across
from adapters.region.case import LEAD
from hub.demo import place_sought
from profiles import systems
from tests.builders import a_bsn, a_privacy_consent, a_transaction, urn
from tests.e2e.systems import System, registered
from tests.plugins.processes import HubProcess

_STAFF = Professional("V. Verpleegkundige", "900000025", ("30.000",), ("COC",))
NAME = "Overgangster"
REASON = place_sought.code("cancel-reason", "patient-recovered")
RECOVERED = {"status": "cancelled", "statusReason": REASON, "businessStatus": None}


@dataclass(frozen=True)
class Hub:
    """One hub, with the database of its own."""

    process: HubProcess
    owner_url: str = field(repr=False)

    @property
    def url(self) -> str:
        return self.process.url


async def at(hub: Hub, ura: str, kind: str, http: httpx.AsyncClient) -> System:
    """A system of this organisation there, in the name of somebody who works in it."""
    made = await registered(hub.owner_url, ura, kind, _STAFF)
    made.http = http
    return made


@dataclass(frozen=True)
class Case:
    """One that was asked there; `lead`, `request` and `patient` are addresses there."""

    lead: str
    request: str
    patient: str
    number: str
    bsn: str


@dataclass(frozen=True)
class Hubs:
    """`there` is where cases are asked, `here` where one looks for a place."""

    there: Hub
    here: Hub
    desk_there: System
    desk_here: System
    other_desk: str
    requester: System
    said: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"{self.there.url}/fhir/Task"

    def across(self) -> Across:
        """As the adapter makes it; each with clients of its own."""
        there, here = client(self.there, self.desk_there), client(self.here, self.desk_here)
        return Across(there, here, self.desk_here.ura, self.origin, self.said.append)

    def arguments(self, folder: Path) -> list[str]:
        """Of its command."""
        keys = {"there": self.desk_there, "here": self.desk_here}
        for name, system in keys.items():
            (folder / f"{name}.jwk").write_text(json.dumps(system.key))
        given = {
            "--from-hub": self.there.url,
            "--from-client-id": self.desk_there.client_id,
            "--from-key": str(folder / "there.jwk"),
            "--hub": self.here.url,
            "--client-id": self.desk_here.client_id,
            "--key": str(folder / "here.jwk"),
            "--ura": self.desk_here.ura,
        }
        person = ["--person", _STAFF.name, _STAFF.uzi]
        return [*(word for pair in given.items() for word in pair), *person, "--once"]

    async def asked(self, desk: str = "") -> Case:
        """A case that the requester sends to a transfer point, this one where none is said."""
        return await self._sent(self.requester, self.there, desk or self.desk_here.ura)

    async def own_case(self) -> dict[str, Any]:
        """One of nobody else's here."""
        case = await self._sent(self.desk_here, self.here, self.desk_here.ura)
        return await self.read(self.desk_here, self.here, case.lead)

    async def _sent(self, system: System, hub: Hub, desk: str) -> Case:
        bsn = a_bsn()
        patient = {
            "resourceType": "Patient",
            "identifier": [{"system": systems.BSN_SYSTEM, "value": bsn}],
            "name": [{"family": NAME, "given": ["O."]}],
            "gender": "female",
            "birthDate": "1941",
        }
        request = place_sought.full_request(self.requester.ura, urn(1))
        lead = place_sought.lead(self.requester.ura, desk, urn(1), urn(2))
        lead["identifier"] = request["identifier"]
        by = f"Patient?identifier={systems.BSN_SYSTEM}|{bsn}"
        bundle = a_transaction(
            (patient, f"PUT {by}"), (request, "POST ServiceRequest"), (lead, "POST Task")
        )
        for number, entry in enumerate(bundle["entry"], 1):
            entry["fullUrl"] = urn(number)
        answer = await system.call(hub.url, "POST", "", json=bundle)
        assert answer.status_code == 200, answer.text
        places = [one["response"]["location"] for one in answer.json()["entry"]]
        named = ["/".join(one.split("/")[-4:-2]) for one in places]
        return Case(named[2], named[1], named[0], lead["identifier"][0]["value"], bsn)

    async def read(self, system: System, hub: Hub, address: str) -> dict[str, Any]:
        answer = await system.call(hub.url, "GET", address)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def change(
        self, system: System, hub: Hub, address: str, **changes: Any
    ) -> httpx.Response:
        task = await self.read(system, hub, address)
        token = await system.token(hub.url)
        return await system.http.put(
            f"{hub.url}/fhir/{address}",
            json={name: one for name, one in (task | changes).items() if one is not None},
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/fhir+json",
                "If-Match": f'W/"{task["meta"]["versionId"]}"',
            },
        )

    async def close(self, case: Case, address: str) -> None:
        """The inhabitant's no to this for the transfer point, there."""
        said = a_privacy_consent(
            case.patient, holder=self.requester.ura, user=self.desk_there.ura, permit=False
        )
        said["provision"]["purpose"] += [{"system": systems.ACT_REASON, "code": "COC"}]
        data = {"meaning": "instance", "reference": {"reference": address}}
        said["provision"]["data"] = [data]
        answer = await self.requester.call(self.there.url, "POST", "Consent", json=said)
        assert answer.status_code == 201, answer.text

    async def call_off(self, case: Case) -> None:
        """What stands for it here, by the transfer point."""
        [here] = await self.here_of(case)
        address = f"Task/{here['id']}"
        answer = await self.change(self.desk_here, self.here, address, **RECOVERED)
        assert answer.status_code == 200, answer.text

    async def here_of(self, case: Case) -> list[dict[str, Any]]:
        """What stands for it here, whatever became of it."""
        found = list[dict[str, Any]]()
        for status in ("", "completed,cancelled,rejected,failed"):
            by = {"owner:identifier": f"{systems.URA_SYSTEM}|{self.desk_here.ura}", "code": LEAD}
            form = by | ({"status": status} if status else {})
            answer = await self.desk_here.call(self.here.url, "POST", "Task/_search", data=form)
            assert answer.status_code == 200, answer.text
            found += [one["resource"] for one in answer.json().get("entry", ())]
        return [one for one in found if case.number in _numbers(one)]


def client(hub: Hub, system: System) -> HubClient:
    tokens = TokenSource(hub.url, system.client_id, ECKey.import_key(system.key), _STAFF)
    return HubClient(hub.url, tokens, retry=Retry(attempts=2, first=0.01))


def _numbers(task: Mapping[str, Any]) -> set[str]:
    return {one["value"] for one in task["identifier"]}
