"""Two hubs, each with a database of its own, and a transfer point that is known at both."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from urllib.parse import urlsplit

import httpx
import pytest

from tests.adapters.region.hubs import Hub, Hubs, at
from tests.plugins.database import as_app, drop
from tests.plugins.databases import run
from tests.plugins.processes import free_port, hub_process, settings_of
from tests.plugins.warm import Warm

_POINTS = 60
_URAS = count(secrets.randbelow(1_000_000) + 92_000_000)


@pytest.fixture(scope="module")
def running(
    warm: Warm,
    postgres: str,
    template: str,
    search_database: Callable[[str], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Hub, Hub, list[str]]]:
    """There, here, and transfer points of both: each test has two of its own."""
    uras = [str(next(_URAS)) for _ in range(_POINTS)]
    points = ",".join(f"{one}=gooi" for one in uras)
    folder, hubs = tmp_path_factory.mktemp("regions"), list[Hub]()
    try:
        for name in ("there", "here"):
            database = f"region_{name}_{secrets.token_hex(4)}"
            run(postgres, f"CREATE DATABASE {database} TEMPLATE {template}")
            owner, port = urlsplit(postgres)._replace(path=f"/{database}").geturl(), free_port()
            settings = settings_of(as_app(owner), port) | {"HUB_TRANSFER_POINTS": points}
            process = hub_process(warm, settings, port, folder / f"{name}.log")
            hubs.append(Hub(process, owner))
            process.start()
        for one in hubs:
            one.process.ready()
        yield hubs[0], hubs[1], uras
    finally:
        for one in hubs:
            one.process.kill()
            search_database(one.owner_url)
            asyncio.run(drop(postgres, urlsplit(one.owner_url).path[1:]))


@pytest.fixture
async def hubs(running: tuple[Hub, Hub, list[str]]) -> AsyncIterator[Hubs]:
    there, here, uras = running
    ours, theirs = uras.pop(), uras.pop()
    async with httpx.AsyncClient(timeout=30) as http:
        yield Hubs(
            there=there,
            here=here,
            desk_there=await at(there, ours, "Z3", http),
            desk_here=await at(here, ours, "Z3", http),
            other_desk=theirs,
            requester=await at(there, str(next(_URAS)), "Z3", http),
        )
