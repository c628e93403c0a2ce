"""Choices that change while it is explained: what is told is of one moment, or nothing is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from consent.asker import Professional
from hub.access.access import Access
from hub.access.dossier import Dossier as Decided
from hub.errors import Unavailable
from hub.query.access_decision import access_decision
from hub.security.errand import Client, Errand
from profiles.identifiers import BSN
from tests.hub.dossier import Dossier, a_dossier
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


@dataclass
class Overtaken(Access):
    """As the hub's, with somebody who changes something right after each look."""

    meanwhile: list[Callable[[], Awaitable[Any]]] = field(default_factory=list)

    async def gather(self, *asked: Any, **how: Any) -> Decided:
        found = await Access.gather(self, *asked, **how)
        if self.meanwhile:
            await self.meanwhile.pop()()
        return found


def overtaken(region: Region, *meanwhile: Callable[[], Awaitable[Any]]) -> Overtaken:
    own = region.running.access
    return Overtaken(own.database, own.keyring, meanwhile=list(meanwhile))


def errand_of(doctor: Caller) -> Errand:
    asker = Professional(
        ura=doctor.ura,
        organization_type=doctor.organization_type,
        number="900000009",
        name="A. Arts",
        role="01.015",
        assurance="substantial",
    )
    client = Client(client_id="a", name="a", scopes=(), token_id="a")
    now = doctor.running.clock()
    return Errand(asker=asker, purpose="TREAT", now=now, request_id="a", client=client)


async def opened_and_withdrawn(region: Region) -> tuple[Dossier, Caller, Callable[[], Any]]:
    dossier, doctor = await a_dossier(region), await region.doctor()
    said = (await dossier.source.get(await dossier.open_to(doctor))).json()

    async def withdraw() -> None:
        assert (await dossier.source.put(said | {"status": "inactive"})).status_code == 200

    return dossier, doctor, withdraw


async def test_what_was_withdrawn_meanwhile_is_not_told_as_open(region: Region) -> None:
    dossier, doctor, withdraw = await opened_and_withdrawn(region)

    answered = await access_decision(
        overtaken(region, withdraw), errand_of(doctor), BSN(dossier.bsn)
    )

    assert answered.sections == []


async def test_who_is_overtaken_again_and_again_is_asked_to_come_back(region: Region) -> None:
    dossier, doctor, _ = await opened_and_withdrawn(region)

    async def choose() -> None:
        await dossier.choose(user=doctor.ura, permit=False)

    with pytest.raises(Unavailable) as refused:
        await access_decision(
            overtaken(region, choose, choose, choose), errand_of(doctor), BSN(dossier.bsn)
        )
    assert refused.value.headers == {"Retry-After": "1"}
