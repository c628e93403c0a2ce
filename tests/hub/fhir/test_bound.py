"""A token that is bound to a key: what it lets through, and what that costs."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from hub.app import create_app, wire
from hub.security.bound import Bound
from tests.attacks.roles import another_hub
from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.hub.counting import counting
from tests.hub.security.proofs import Prover
from tests.plugins.hub import ALL, Caller, Region, Running

pytestmark = pytest.mark.anyio


class Holder:
    """One organisation with a key, whose calls each have a proof of their own, or this one."""

    def __init__(self, caller: Caller, prover: Prover) -> None:
        self.caller, self.prover, self.token = caller, prover, caller.token()

    def url(self, path: str) -> str:
        """As a request has it, and its proof."""
        return f"{self.caller.running.settings.public_url}/fhir{path}"

    def proof(self, method: str, path: str) -> str:
        """Of a request with this token."""
        return self.prover.proof(method, self.url(path), self.token)

    async def __call__(
        self, method: str, path: str, body: object = None, proof: str | None = None, **more: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"DPoP {self.token}"}
        headers["DPoP"] = proof or self.proof(method, path)
        return await self.caller.client.request(
            method, self.url(path), json=body, headers=headers, **more
        )


async def armed(region: Region, make: Any = None) -> Holder:
    prover = Prover()
    caller = await (make or region.organization)(bound=Bound(key=prover.thumbprint))
    return Holder(caller, prover)


async def test_a_replayed_write_writes_nothing(region: Region) -> None:
    source = await armed(region)
    proof = source.proof("POST", "/Patient")
    first = await source("POST", "/Patient", a_patient(a_bsn()), proof)
    assert first.status_code == 201
    patient = first.headers["Location"].split("/fhir/")[1].partition("/_history")[0]
    again = source.proof("POST", "/Goal")
    assert (await source("POST", "/Goal", a_goal(patient), again)).status_code == 201

    replayed = await source("POST", "/Goal", a_goal(patient), again)

    assert replayed.status_code == 401
    found = await source("GET", "/Goal", params={"patient": patient})
    assert found.json()["total"] == 1


async def test_a_proof_of_head_is_for_head_and_none_for_a_read(region: Region) -> None:
    caller = await armed(region)
    assert (await caller("HEAD", "/Goal/none")).status_code == 404
    for method, other in (("HEAD", "GET"), ("GET", "HEAD")):
        proof = caller.proof(other, "/Goal/none")
        assert (await caller(method, "/Goal/none", proof=proof)).status_code == 401


async def test_a_proof_that_one_hub_has_seen_is_known_to_another(
    hub: Running, region: Region
) -> None:
    caller = await armed(region)
    proof = caller.proof("GET", "/Goal/none")
    assert (await caller("GET", "/Goal/none", proof=proof)).status_code == 404

    async with another_hub(hub) as second:
        there = httpx.ASGITransport(app=second.app)
        caller.caller.client = httpx.AsyncClient(
            transport=there, base_url=f"{hub.settings.public_url}/fhir"
        )
        replayed = await caller("GET", "/Goal/none", proof=proof)
        fresh = await caller("GET", "/Goal/none")

    assert (replayed.status_code, fresh.status_code) == (401, 404)
    [row] = await hub.left_behind(replayed)
    assert row["rule"] == "proof-replayed"


async def test_one_proof_is_enough_for_a_whole_bundle_and_for_a_search_by_form(
    region: Region,
) -> None:
    source = await armed(region)
    patient = a_patient(a_bsn())

    pushed = await source("POST", "", a_transaction((patient, "POST Patient")))
    found = await source("POST", "/Patient/_search", data={"_id": "none"})

    assert (pushed.status_code, found.status_code) == (200, 200)


async def test_a_token_that_is_bound_to_nothing_is_none_for_dpop(
    hub: Running, region: Region
) -> None:
    plain = Holder(await region.organization(), Prover())

    answer = await plain("GET", "/Goal/none")

    assert answer.status_code == 401
    [row] = await hub.left_behind(answer)
    assert row["rule"] == "token-not-dpop"


@pytest.mark.parametrize(
    ("scopes", "expired", "error"),
    [(("system/Patient.r",), False, "insufficient_scope"), (ALL, True, "invalid_token")],
)
async def test_who_proves_a_key_is_challenged_to_prove_it(
    region: Region, scopes: tuple[str, ...], error: str, *, expired: bool
) -> None:
    """https://www.rfc-editor.org/rfc/rfc9449#section-7.1."""
    holder = await armed(region, partial(region.organization, scopes=scopes))
    clock = region.running.clock
    clock.ahead = timedelta(minutes=6) if expired else timedelta()
    try:
        answer = await holder("GET", "/Goal/none")
    finally:
        clock.ahead = timedelta()

    assert answer.status_code == (401 if expired else 403)
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge.startswith(f'DPoP error="{error}", algs="')
    assert "ES256" in challenge


async def test_where_tokens_must_be_bound_another_opens_nothing(
    hub: Running, region: Region
) -> None:
    plain, holder = await region.organization(), await armed(region)
    settings = hub.settings.model_copy(update={"tokens_bound": "yes"})
    app = create_app(settings)
    wire(app, settings, hub.database, hub.clock)
    transport = httpx.ASGITransport(app=app)
    strict = httpx.AsyncClient(transport=transport, base_url=f"{settings.public_url}/fhir")
    plain.client = holder.caller.client = strict

    refused, let_in = await plain.get("Goal/none"), await holder("GET", "/Goal/none")

    assert (refused.status_code, let_in.status_code) == (401, 404)
    [row] = await hub.left_behind(refused)
    assert row["rule"] == "token-unbound"


@pytest.fixture
async def counted(hub: Running) -> AsyncIterator[tuple[httpx.AsyncClient, list[str]]]:
    """A hub of one connection, and what it asks its database."""
    async with counting(hub) as both:
        yield both


async def test_a_proof_costs_one_statement_and_who_has_none_nothing(
    region: Region, counted: tuple[httpx.AsyncClient, list[str]]
) -> None:
    http, asked = counted
    plain, bound = await region.organization(), await armed(region)
    plain.client = bound.caller.client = http

    async def costs(read: Any) -> int:
        await read()  # what is asked once only
        asked.clear()
        assert (await read()).status_code == 404
        return len(asked)

    without = await costs(lambda: plain.get("Goal/none"))
    with_proof = await costs(lambda: bound("GET", "/Goal/none"))

    assert with_proof == without + 1
    assert sum("INTO proof" in one for one in asked) == 1
