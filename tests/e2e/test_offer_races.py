"""One is chosen, however many choose at once over two hubs: OFFER_ROUNDS times."""

import asyncio
import os
from collections.abc import Iterator

import httpx
import pytest

from tests.hub.offers import Offered, coded, offered
from tests.plugins.hub import Region
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm

pytestmark = pytest.mark.anyio

ROUNDS = int(os.environ.get("OFFER_ROUNDS", "3"))
AT_ONCE, CANDIDATES = 50, 5


@pytest.fixture
def two(
    region: Region, warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[HubProcess]]:
    """Hubs beside the one of the tests, which believe its tokens."""
    known = region.running.settings
    same = {
        "HUB_SIGNING_KEY": known.signing_key.get_secret_value(),
        "HUB_PUBLIC_URL": known.public_url,
    }
    folder, hubs = tmp_path_factory.mktemp("racing"), []
    for number in range(2):
        port = free_port()
        settings = settings_of(database_url, port) | same
        hubs.append(hub_process(warm, settings, port, folder / f"hub{number}.log"))
    try:
        yield [hub.ready() for hub in hubs]
    finally:
        for hub in hubs:
            hub.kill()


async def test_of_fifty_choices_over_two_hubs_one_is_made(
    region: Region, two: list[HubProcess]
) -> None:
    async with httpx.AsyncClient(timeout=60) as http:
        for _ in range(ROUNDS):
            case = await offered(region, CANDIDATES)
            for number in range(CANDIDATES):
                assert (await case.accept(number)).status_code == 200
            await race(case, two, http)


async def race(case: Offered, two: list[HubProcess], http: httpx.AsyncClient) -> None:
    read = [await case.read(case.placer, number) for number in range(CANDIDATES)]
    selected = {"businessStatus": coded("transfer-status", "selected")}
    person = case.person

    async def choose(number: int) -> int:
        task = read[number % CANDIDATES]
        answer = await http.put(
            f"{two[number % 2].url}/fhir/Task/{task['id']}",
            json=task | selected,
            headers={
                "Authorization": f"Bearer {person.token()}",
                "Content-Type": "application/fhir+json",
                "If-Match": f'W/"{task["meta"]["versionId"]}"',
            },
        )
        return answer.status_code

    told = await asyncio.gather(*map(choose, range(AT_ONCE)))

    assert told.count(200) == 1, told
    assert set(told) <= {200, 409, 412, 422}, told
    after = [await case.read(case.placer, number) for number in range(CANDIDATES)]
    assert sorted(one["status"] for one in after) == ["accepted"] + ["cancelled"] * 4
    [chosen] = [one for one in after if one["status"] == "accepted"]
    assert chosen["businessStatus"] == coded("transfer-status", "selected")
