"""A case goes from one hub to another, and each shows it once, as it stands."""

import asyncio
from typing import Any

import pytest

from adapters.region.across import Across
from adapters.region.case import LEAD
from profiles.systems import URA_SYSTEM
from tests.adapters.region.hubs import NAME, REASON, RECOVERED, Case, Hubs, client
from tests.plugins.processes import Program
from tests.plugins.warm import Warm

pytestmark = pytest.mark.anyio


async def looked(hubs: Hubs) -> Any:
    across = hubs.across()
    async with across.there, across.here:
        return await across.look()


async def there(hubs: Hubs, case: Case) -> dict[str, Any]:
    return await hubs.read(hubs.requester, hubs.there, case.lead)


async def test_a_case_that_was_asked_there_is_looked_after_here_and_both_show_it_once(
    hubs: Hubs,
) -> None:
    case = await hubs.asked()

    look = await looked(hubs)

    assert look.done["taken over"] >= 1
    [here] = await hubs.here_of(case)
    assert (here["status"], here["requester"]) == (
        "requested",
        {"identifier": (await there(hubs, case))["requester"]["identifier"]},
    )
    request = await hubs.read(hubs.desk_here, hubs.here, here["focus"]["reference"])
    patient = await hubs.read(hubs.desk_here, hubs.here, here["for"]["reference"])
    assert request["identifier"][0]["value"] == case.number
    assert (patient["name"][0]["family"], patient["birthDate"]) == (NAME, "1941")
    assert (await there(hubs, case))["status"] == "received"
    own = await hubs.own_case()
    again = await looked(hubs)
    assert (dict(again.done), again.left) == ({}, 0)
    assert own["status"] == "requested"
    assert len(await hubs.here_of(case)) == 1


async def test_of_a_case_of_another_desk_nothing_comes(hubs: Hubs) -> None:
    case = await hubs.asked(hubs.other_desk)

    await looked(hubs)

    assert await hubs.here_of(case) == []
    assert (await there(hubs, case))["status"] == "requested"


@pytest.mark.parametrize("what", ["lead", "request", "patient"])
async def test_what_the_inhabitant_closes_there_does_not_come_here(hubs: Hubs, what: str) -> None:
    case = await hubs.asked()
    await hubs.close(case, getattr(case, what))

    await looked(hubs)

    assert await hubs.here_of(case) == []
    assert (await there(hubs, case))["status"] == "requested"


async def test_where_something_can_not_be_read_it_is_told_and_names_nobody(hubs: Hubs) -> None:
    case = await hubs.asked()
    await hubs.close(case, case.request)

    look = await looked(hubs)

    assert look.left >= 1
    assert any("what is asked can not be read there" in line for line in hubs.said)
    assert not any(NAME in line or case.bsn in line for line in hubs.said)


async def test_one_that_is_called_off_here_is_called_off_there_for_the_same_reason(
    hubs: Hubs,
) -> None:
    case = await hubs.asked()
    await looked(hubs)
    await hubs.call_off(case)

    look = await looked(hubs)

    assert look.done["told back"] == 1
    ended = await there(hubs, case)
    assert (ended["status"], ended["statusReason"]) == ("cancelled", REASON)
    assert not (await looked(hubs)).done


async def test_one_that_its_requester_takes_back_there_is_told_to_be_called_off(
    hubs: Hubs,
) -> None:
    case = await hubs.asked()
    await looked(hubs)
    answer = await hubs.change(hubs.requester, hubs.there, case.lead, **RECOVERED)
    assert answer.status_code == 200, answer.text

    look = await looked(hubs)

    assert look.left == 1
    assert any("it ended at the hub that it came from" in line for line in hubs.said)
    await hubs.call_off(case)
    assert (await looked(hubs)).left == 0


async def test_one_that_is_closed_there_later_is_told_to_be_looked_at(hubs: Hubs) -> None:
    case = await hubs.asked()
    await looked(hubs)
    await hubs.close(case, case.lead)

    look = await looked(hubs)

    assert look.left == 1
    assert any("or is closed to you there" in line for line in hubs.said)
    [here] = await hubs.here_of(case)
    assert here["status"] == "requested"


async def test_looks_at_the_same_moment_begin_it_once(hubs: Hubs) -> None:
    case = await hubs.asked()

    await asyncio.gather(*(looked(hubs) for _ in range(4)))

    assert len(await hubs.here_of(case)) == 1
    assert (await there(hubs, case))["status"] == "received"


async def test_what_was_cut_off_half_way_is_done_by_the_next_look(
    hubs: Hubs, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await hubs.asked()

    async def cut(*_: Any) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(Across, "_change", cut)
        with pytest.raises(ConnectionResetError):
            await looked(hubs)
    assert len(await hubs.here_of(case)) == 1
    assert (await there(hubs, case))["status"] == "requested"

    await looked(hubs)

    assert len(await hubs.here_of(case)) == 1
    assert (await there(hubs, case))["status"] == "received"


async def test_killed_at_any_moment_it_begins_each_once(
    hubs: Hubs, warm: Warm, tmp_path: Any
) -> None:
    cases = [await hubs.asked() for _ in range(4)]
    arguments = ["adapters.region", *hubs.arguments(tmp_path)]
    for number in range(6):
        program = Program(warm, arguments, tmp_path / f"killed{number}.log")
        program.start()
        await asyncio.sleep(0.1 * number)
        program.kill()

    last = Program(warm, arguments, tmp_path / "last.log")
    last.start()

    assert await asyncio.to_thread(last.ended, 60.0) == 0, last.log.read_text()
    for case in cases:
        assert len(await hubs.here_of(case)) == 1
        assert (await there(hubs, case))["status"] == "received"
    await hubs.close(cases[0], cases[0].lead)
    last.start()
    assert await asyncio.to_thread(last.ended, 60.0) == 2, last.log.read_text()
    assert NAME not in last.log.read_text()


async def test_what_is_on_more_than_one_page_is_found(hubs: Hubs) -> None:
    cases = {(await hubs.asked()).lead.partition("/")[2] for _ in range(3)}
    by = {"owner:identifier": f"{URA_SYSTEM}|{hubs.desk_there.ura}", "code": LEAD, "_count": "1"}

    async with client(hubs.there, hubs.desk_there) as there:
        found = {one["id"] async for one in there.all_of("Task", by)}

    assert found == cases
