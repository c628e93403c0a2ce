"""Offers of the transfer point: one case of a hospital, and the candidates that it asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from hub.demo import place_sought
from profiles import systems
from tests.builders import a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier, addresses
from tests.plugins.hub import Caller, Region

moment, by, coded = place_sought.soon, place_sought.organization, place_sought.code
HANDOFF = place_sought.HANDOFF


def an_open_request(ura: str) -> dict[str, Any]:
    """What candidates may know, made by hand."""
    request = place_sought.full_request(ura, "#anon")
    del request["identifier"]
    label = {"system": systems.OBSERVATION_VALUE, "code": "PSEUDED"}
    anonymous = {"resourceType": "Patient", "id": "anon", "birthDate": "1940"}
    return request | {"meta": {"security": [label]}, "contained": [anonymous]}


def a_full_request(dossier: Dossier) -> dict[str, Any]:
    """What is asked, and for whom."""
    return place_sought.full_request(dossier.source.ura, dossier.patient)


def a_handoff(dossier: Dossier) -> dict[str, Any]:
    """What who takes over has to know."""
    return place_sought.handoff(dossier.source.ura, dossier.patient)


def an_offer(
    placer: str, provider: str, group: str, request: str, **members: Any
) -> dict[str, Any]:
    """An offer to this candidate, who has six hours to answer."""
    return place_sought.offer(placer, provider, group, request) | members


def outputs(**said: str) -> list[dict[str, Any]]:
    """What an answer gives: `available_from`, `held_until`."""
    return [
        {"type": coded("offer-element", name.replace("_", "-")), "valueDateTime": value}
        for name, value in said.items()
    ]


@dataclass(frozen=True, slots=True)
class Offered:
    """A case with an offer to each of these candidates."""

    dossier: Dossier
    providers: list[Caller]
    tasks: list[str]
    request: str

    @property
    def placer(self) -> Caller:
        """Who made the offers."""
        return self.dossier.source

    async def read(self, caller: Caller, number: int = 0) -> dict[str, Any]:
        """The offer as this one reads it now."""
        answer = await caller.get(self.tasks[number])
        assert answer.status_code == 200, answer.text
        task: dict[str, Any] = answer.json()
        return task

    async def send(
        self, caller: Caller, number: int = 0, *, read: dict[str, Any] | None = None, **changes: Any
    ) -> httpx.Response:
        """The offer with these changes, by who has read it; None takes an element away."""
        task = read or await self.read(caller, number)
        sent = {name: one for name, one in (task | changes).items() if one is not None}
        return await caller.put(sent, if_match=f'W/"{task["meta"]["versionId"]}"')

    async def accept(self, number: int = 0) -> httpx.Response:
        """Its candidate keeps a place for eight hours."""
        output = outputs(available_from=moment(24), held_until=moment(8))
        return await self.send(
            self.providers[number], number, status="accepted", output=output, businessStatus=None
        )

    async def select(self, number: int = 0, **changes: Any) -> httpx.Response:
        """A person at who asked records that this is the inhabitant's choice."""
        person = self.person
        return await self.send(
            person, number, businessStatus=coded("transfer-status", "selected"), **changes
        )

    async def begin(
        self,
        number: int = 0,
        *,
        patient: dict[str, Any] | None = None,
        request: str | None = None,
        handoff: str | None = None,
        more: Sequence[dict[str, Any]] = (),
    ) -> httpx.Response:
        """The nursing handoff, the full request and whose it is, to the one that was chosen."""
        asked = request or await self.dossier.add(a_full_request(self.dossier))
        handed = handoff or await self.dossier.add(a_handoff(self.dossier))
        task = await self.read(self.placer, number)
        return await self.send(
            self.placer,
            number,
            status="in-progress",
            businessStatus=None,
            basedOn=[{"reference": asked}],
            input=[
                *task.get("input", []),
                {"type": HANDOFF, "valueReference": {"reference": handed}},
                *more,
            ],
            **{"for": patient or {"reference": self.dossier.patient}},
        )

    async def another(self, region: Region, provider: Caller | None = None) -> dict[str, Any]:
        """One more offer of this case, to somebody new; it is not sent yet."""
        asked = provider or await a_candidate(region)
        group = (await self.read(self.placer))["groupIdentifier"]["value"]
        return an_offer(self.placer.ura, asked.ura, group, self.request)

    @property
    def person(self) -> Caller:
        """Somebody who works where the offers were made."""
        placer = self.placer
        return Caller(
            placer.running, placer.ura, placer.organization_type, role="01.015", purpose="TREAT"
        )


async def offered(
    region: Region,
    count: int = 1,
    *,
    provider: Caller | None = None,
    dossier: Dossier | None = None,
    **members: Any,
) -> Offered:
    """A new case of a new hospital, offered to so many new candidates, or to this one."""
    dossier = dossier or await a_dossier(region, "V4")
    providers = [provider] if provider else [await a_candidate(region) for _ in range(count)]
    group = f"urn:uuid:{uuid4()}"
    tasks = [an_offer(dossier.source.ura, one.ura, group, urn(1), **members) for one in providers]
    answer = await dossier.source.transaction(
        a_transaction(
            (dossier.word | {"id": dossier.id}, f"PUT {dossier.patient}"),
            (an_open_request(dossier.source.ura), "POST ServiceRequest"),
            *((task, "POST Task") for task in tasks),
        )
    )
    _, stored, *made = addresses(answer)
    return Offered(dossier, providers, made, stored)


async def a_candidate(region: Region) -> Caller:
    """A nursing home that looks at offers."""
    return await region.organization("X3", role="30.000", purpose="COC")
