"""An id of a source's own making is told as another, which leads to it and says nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid1, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring
from hub.storage.told_as import named_so, told_as
from tests.hub.dossier import address
from tests.hub.offers import a_candidate, an_offer, offered
from tests.hub.stu3.asking import Ecd
from tests.hub.worker.told import TA_NP, says_where, working
from tests.plugins.hub import Region
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.stubs.told import Told

KEYRING = Keyring.parse(INDEX_KEY, SEALING_KEYS)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


@given(st.text("abcdefgXYZ0123456789-.", min_size=1, max_size=64))
def test_it_is_an_id_that_leads_back_and_shows_nothing(name: str) -> None:
    said = told_as(KEYRING, "Task", name)

    assert len(said) <= 64
    assert said == told_as(KEYRING, "Task", name)
    assert named_so(KEYRING, "Task", said) == rid(KEYRING, "Task", name)
    assert named_so(KEYRING, "Composition", said) is None


def test_one_made_by_chance_is_told_itself_and_no_other_kind_of_it() -> None:
    by_chance, by_clock = str(uuid4()), str(uuid1())

    assert told_as(KEYRING, "Task", by_chance) == by_chance
    assert told_as(KEYRING, "Task", by_clock) != by_clock


@given(st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=52, max_size=52))
def test_nobody_makes_one_up(letters: str) -> None:
    assert named_so(KEYRING, "Task", f"told.{letters}") is None


@pytest.mark.anyio
async def test_a_task_is_read_by_what_was_told_and_by_whom_it_is_open_to_alone(
    region: Region, told: Told
) -> None:
    provider, other = await a_candidate(region), await a_candidate(region)
    await says_where(provider, told.url)
    case = await offered(region, provider=other)
    group = (await case.read(case.placer))["groupIdentifier"]["value"]
    named = an_offer(case.placer.ura, provider.ura, group, case.request)
    own = f"{case.placer.ura}-2026-0001"
    address(await case.placer.put(named | {"id": own}))

    async with working(region, told) as worker:
        await worker.look(provider.ura)
    [came] = told.came
    name = came.path.rpartition("/")[2]
    read = await provider.get(f"Task/{name}")

    assert own not in came.path
    assert (read.status_code, read.json()["id"]) == (200, own)
    assert (await other.get(f"Task/{name}")).status_code == 404


@pytest.mark.anyio
async def test_an_ecd_that_speaks_stu3_reads_it_by_what_was_told(
    region: Region, told: Told
) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url, TA_NP)
    case = await offered(region, provider=await a_candidate(region))
    group = (await case.read(case.placer))["groupIdentifier"]["value"]
    named = an_offer(case.placer.ura, provider.ura, group, case.request)
    own = f"{case.placer.ura}-2026-0002"
    address(await case.placer.put(named | {"id": own}))

    async with working(region, told) as worker:
        await worker.look(provider.ura)
    [came] = told.came
    based = json.loads(came.body)["basedOn"][0]["reference"]
    task = await Ecd(provider).task(based.partition("/stu3/")[2])

    assert own not in came.body.decode()
    assert task["id"] == own
