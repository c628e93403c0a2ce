"""Where a partner gives tokens, one is brought along: the hub is known there by its key."""

import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.commands.worker import proof
from hub.outbound.notifications.tokens import Tokens
from tests.hub.dossier import address, an_organization
from tests.hub.offers import a_candidate, offered
from tests.hub.worker.told import TA_NP, Working, an_endpoint, working
from tests.plugins.hub import Caller, Region
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio
NAME = "https://hub.example"


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        gives(stub)
        yield stub


def gives(told: Told, status: int = 200, **members: Any) -> None:
    said = {"access_token": "abc.def", "token_type": "Bearer", "expires_in": 300} | members
    told.answers["/notify/token"] = (status, json.dumps(said).encode())


async def a_partner(region: Region, told: Told) -> Caller:
    provider = await a_candidate(region)
    pairs = [(told.url, TA_NP), (f"{told.url}/token", "Nuts-OAuth")]
    named = [address(await provider.post(an_endpoint(*pair))) for pair in pairs]
    endpoints = [{"reference": one} for one in named]
    await provider.post(an_organization(provider.ura, endpoint=endpoints))
    return provider


@asynccontextmanager
async def knowing(region: Region, told: Told) -> AsyncIterator[Working]:
    """A worker that is known at the partner's server."""
    settings = region.running.settings.model_copy(update={"notify_client_id": NAME})

    def prove(url: str) -> Mapping[str, str]:
        return proof(settings, url)

    async with working(region, told) as worker:
        worker.teller = replace(worker.teller, tokens=Tokens(worker.teller.sending, prove))
        yield worker


async def test_a_token_is_asked_once_and_brought_along(region: Region, told: Told) -> None:
    provider = await a_partner(region, told)
    for _ in range(2):
        await offered(region, provider=provider)

    async with knowing(region, told) as worker:
        await worker.look(provider.ura)

    assert told.paths == ["/notify/token", "/notify/Task", "/notify/Task"]
    assert [one.headers.get("Authorization") for one in told.came[1:]] == ["Bearer abc.def"] * 2
    form = {name: one[0] for name, one in parse_qs(told.came[0].body.decode()).items()}
    assert (form["grant_type"], form["scope"]) == ("client_credentials", "ta-np-notification")
    key = ECKey.import_key(json.loads(region.running.settings.signing_key.get_secret_value()))
    claims = jwt.decode(form["client_assertion"], key, algorithms=["ES256"]).claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == (NAME, NAME, f"{told.url}/token")


async def test_its_own_assertion_is_no_token_of_the_hub(region: Region, told: Told) -> None:
    """It is signed by the same key, and its audience is of the partner's choosing."""
    settings = region.running.settings.model_copy(update={"notify_client_id": NAME})
    url = settings.public_url
    for audience in (url, f"{url}/fhir", f"{url}/auth/token"):
        said = proof(settings, audience)["client_assertion"]
        caller = await a_candidate(region)
        headers = {"Authorization": f"Bearer {said}"}
        answer = await caller.client.get("Task", headers=headers)
        assert answer.status_code == 401


async def test_one_that_is_refused_is_asked_for_anew(region: Region, told: Told) -> None:
    provider = await a_partner(region, told)
    await offered(region, provider=provider)
    told.status = 401

    async with knowing(region, told) as worker:
        for _ in range(2):
            [one] = await worker.taken([provider.ura])
            await worker.teller.tell(one)
            async with region.running.owner.connection() as connection:
                again = "UPDATE notification SET due = now() WHERE number = $1"
                await connection.execute(again, one.number)

    assert told.paths == ["/notify/token", "/notify/Task"] * 2


@pytest.mark.parametrize(
    "said",
    [
        {"status": 400},
        {"access_token": "a b"},
        {"access_token": None},
        {"token_type": "mac"},
    ],
)
async def test_without_one_nothing_is_sent(
    region: Region, told: Told, said: dict[str, Any]
) -> None:
    provider = await a_partner(region, told)
    await offered(region, provider=provider)
    gives(told, **said)

    async with knowing(region, told) as worker:
        await worker.look(provider.ura)

    assert told.paths == ["/notify/token"]


async def test_who_is_known_nowhere_asks_for_none(region: Region, told: Told) -> None:
    provider = await a_partner(region, told)
    await offered(region, provider=provider)

    async with working(region, told) as worker:
        await worker.look(provider.ura)

    assert told.paths == ["/notify/Task"]


async def test_one_is_used_no_longer_than_it_lasts(region: Region, told: Told) -> None:
    async with working(region, told) as worker:
        now = [time.monotonic()]
        tokens = Tokens(worker.teller.sending, lambda _: {}, lambda: now[0])
        for later in (0.0, 200.0, 280.0):
            now[0] += later
            await tokens.authorization(f"{told.url}/token", "x")

    assert len(told.came) == 2
