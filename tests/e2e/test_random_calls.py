"""Whatever comes in by whatever door, the hub answers it: no failure, no leak, no growth.

https://hl7.org/fhir/R4/http.html#Status-Codes
"""

import json
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import httpx
import pytest

from hub.http.unread import TOLD
from tests.builders import a_bsn, a_patient
from tests.conformance.bodies import BODIES, ON_STAGE
from tests.e2e.providing import provider
from tests.e2e.random_calls import RandomCall, seeds, spoilt
from tests.e2e.systems import System, registered
from tests.hub.security.systems import hub_key
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.told import Document, Told
from tests.plugins.warm import Warm
from tests.stubs.openid_provider import CLIENT_ID

CALLS = int(os.environ.get("RANDOM_CALLS", "800"))
GROWTH = 1.15  # the more memory that it may have at the end than after a third of all
ON_FIRST_LOOK = 5
NO_HTTP = TOLD[400].text
"""Nobody knows yet what was asked: a method that is none is no HTTP."""
OAUTH = frozenset({"/auth/token", "/auth/par", "/auth/revoke", "/auth/introspect", "/auth/launch"})

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture(scope="module")
async def hub(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[HubProcess]:
    port, folder = free_port(), tmp_path_factory.mktemp("random")
    settings = settings_of(database_url, port)
    settings["HUB_SIGNING_KEY"] = json.dumps(hub_key().as_dict(private=True))
    with provider(folder, settings["HUB_PUBLIC_URL"]) as up:
        for who, issuer in (("INHABITANTS", "inwoners"), ("PROFESSIONALS", "zorgverleners")):
            settings[f"HUB_{who}_ISSUER"] = up.issuer(issuer)
            settings[f"HUB_{who}_CLIENT_ID"] = CLIENT_ID
        running = hub_process(warm, settings, port, folder / "hub.log")
        try:
            yield running.ready()
        finally:
            running.kill()


async def on_stage(system: System, hub: HubProcess, secret: str) -> dict[str, str]:
    """What is there, with a word in it that none but its source may read."""
    bsn = a_bsn()
    places = {"bsn": bsn, "number": secrets.token_hex(8)}
    places["patient"] = await stored(system, hub, a_patient(bsn))
    for name in ("goal", "new", "changed", "gone"):
        goal = BODIES["goal"](places["patient"]) | {"note": [{"text": secret}]}
        places[name] = await stored(system, hub, goal)
    for name in ON_STAGE:
        places[name] = await stored(system, hub, BODIES[name](places["patient"]))
    return places


async def stored(system: System, hub: HubProcess, resource: dict) -> str:
    answer = await system.call(hub.url, "POST", resource["resourceType"], json=resource)
    assert answer.status_code == 201, answer.text
    return "/".join(answer.headers["Location"].split("/")[-4:-2])


def memory(hub: HubProcess) -> int:
    """Its resident pages, in KB, and those of the workers that it has."""
    assert hub.process is not None
    status = Path(f"/proc/{hub.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def wrong(call: RandomCall, answer: httpx.Response, secret: str, said: Document) -> str:
    """What should not be in an answer."""
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return "failed"
    told = answer.text + str(answer.headers)
    if call.who != "owner" and secret in told:
        return "told a stranger"
    if "Traceback" in told:
        return "told its code"
    path = answer.request.url.path
    is_fhir = path.startswith("/fhir/") and "/.well-known" not in path
    if answer.is_client_error and is_fhir and answer.content and "OperationOutcome" not in told:
        return "refused without words"
    is_read = path in OAUTH and NO_HTTP not in told
    if answer.is_client_error and is_read and answer.content and '"error"' not in told:
        return "refused without an OAuth error"
    media_type = answer.headers.get("content-type", "").partition(";")[0] if answer.content else ""
    return said.fault(Told(call.method, path, answer.status_code, media_type))


async def test_no_call_makes_it_fail_or_leak_or_grow(hub: HubProcess, owner_url: str) -> None:
    seed, secret = secrets.randbelow(2**32), f"geheim-{secrets.token_hex(8)}"
    chance = Random(seed)  # noqa: S311 -- a run that failed is to be run again
    found, sizes = list[str](), list[int]()
    owner = await registered(owner_url, f"9{secrets.randbelow(10_000_000):07}", "H1")
    other = await registered(owner_url, f"9{secrets.randbelow(10_000_000):07}", "Z3")
    async with httpx.AsyncClient(timeout=30, base_url=hub.url) as http:
        owner.http = other.http = http
        known = seeds(await on_stage(owner, hub, secret))
        said = Document((await http.get("/openapi.json")).json())
        for number in range(CALLS):
            call = spoilt(chance, known)
            sent = dict(call.headers)
            if call.who != "nobody":
                asker = owner if call.who == "owner" else other
                sent["Authorization"] = f"Bearer {await asker.token(hub.url)}"
            answer = await http.request(call.method, call.path, headers=sent, content=call.content)
            if fault := wrong(call, answer, secret, said):
                found.append(f"{fault}: {answer.status_code} {call} {answer.text[:300]}")
            if number in {CALLS // 3, CALLS - 1}:
                sizes.append(memory(hub))
    assert found[:ON_FIRST_LOOK] == [], f"seed {seed}: {len(found)} of {CALLS}"
    assert sizes[1] <= sizes[0] * GROWTH, f"seed {seed}: {sizes} KB"
