"""Which Tasks changed: page after page, from where it was, whatever the clocks do."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.vvt.ecd.access import Access
from adapters.vvt.ecd.listing import Page, pages
from adapters.vvt.ecd.memory import Memory, Place, Waiting
from adapters.vvt.ecd.server import EcdServer, Patience, Silent, Unusable
from tests.adapters.vvt.stu3 import a_task
from tests.stubs.ecd import EcdStub, Handler, nothing, status

QUICK = Patience(attempts=2, first=0.001, longest=0.5)
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def _put(ecd: EcdStub, name: str, at: str, **more: Any) -> None:
    ecd.put_task({**a_task("requested"), "id": name, **more}, at)


def _pages(ecd: EcdStub, place: Place | None = None, most: int = 99) -> list[Page]:
    async def found() -> list[Page]:
        listed: list[Page] = []
        async with EcdServer(Access(ecd.base), QUICK) as server:
            async for page in pages(server, place or Place(), NOW):
                listed.append(page)
                if len(listed) == most:
                    break
        return listed

    return asyncio.run(found())


def _names(found: list[Page]) -> list[str]:
    return [address.rsplit("/", 1)[-1] for page in found for address, _ in page.tasks]


def test_every_page_is_read_and_the_next_time_begins_shortly_before_the_newest() -> None:
    with EcdStub() as ecd:
        for number in range(5):
            _put(ecd, f"t{number}", f"2026-11-30T10:0{number}:00Z")

        found = _pages(ecd)
        again = _pages(ecd, found[-1].place)

    assert [len(page.tasks) for page in found] == [2, 2, 1]
    assert found[-1].place == Place("2026-11-30T10:02:00+00:00")
    assert _names(again) == ["t2", "t3", "t4"]
    assert ecd.asked[0].parameters["code"] == "http://snomed.info/sct|308292007"


def test_a_page_that_was_left_is_gone_on_with() -> None:
    with EcdStub() as ecd:
        for number in range(4):
            _put(ecd, f"t{number}", f"2026-11-30T10:0{number}:00Z")
        [left] = _pages(ecd, most=1)

        found = _pages(ecd, left.place)

    assert left.place.ahead
    assert _names(found) == ["t2", "t3"]


def test_pages_that_the_server_forgot_are_begun_again() -> None:
    with EcdStub() as ecd:
        for number in range(4):
            _put(ecd, f"t{number}", f"2026-11-30T10:0{number}:00Z")
        [left] = _pages(ecd, most=1)
        ecd.faults.append(status(410))

        found = _pages(ecd, left.place)

    assert _names(found) == ["t0", "t1", "t2", "t3"]


def test_a_server_that_sorts_otherwise_loses_nothing() -> None:
    with EcdStub(sorts=False) as ecd:
        for number in range(5):
            _put(ecd, f"t{number}", f"2026-11-30T10:0{number}:00Z")

        found = _pages(ecd)

    assert sorted(_names(found)) == ["t0", "t1", "t2", "t3", "t4"]
    assert found[-1].place.since == "2026-11-30T10:02:00+00:00"
    assert [page.place.since for page in found[:-1]] == ["", ""]


def test_an_ecd_whose_clock_runs_ahead_does_not_make_us_blind() -> None:
    with EcdStub() as ecd:
        _put(ecd, "t", "2039-01-01T00:00:00Z")

        [page] = _pages(ecd)

    assert page.place.since == "2026-11-30T11:58:00+00:00"


@pytest.mark.parametrize("at", ["", "yesterday", "2026-11-30T10:00:00"])
def test_without_a_moment_all_is_listed_again(at: str) -> None:
    with EcdStub() as ecd:
        _put(ecd, "t", at)

        [page] = _pages(ecd)

    assert page.place == Place()


def test_other_tasks_are_left_alone() -> None:
    other = {"coding": [{"system": "http://x", "code": "pull-notification"}]}
    with EcdStub() as ecd:
        _put(ecd, "other", "2026-11-30T10:00:00Z", code=other)

        [page] = _pages(ecd)

    assert page.tasks == ()


def _another_bundle(handler: Handler) -> bool:
    handler.answer(200, b'{"resourceType": "Bundle", "type": "document"}')
    return True


def test_what_is_no_searchset_is_told() -> None:
    with EcdStub() as ecd:
        ecd.faults.append(_another_bundle)

        with pytest.raises(Unusable, match="searchset"):
            _pages(ecd)


def test_a_page_that_fails_leaves_the_pages_before_it() -> None:
    with EcdStub() as ecd:
        for number in range(4):
            _put(ecd, f"t{number}", f"2026-11-30T10:0{number}:00Z")
        ecd.faults.extend([nothing, status(500), status(500)])

        with pytest.raises(Silent):
            _pages(ecd)


def _memory(folder: Path) -> Memory:
    return Memory(folder, "https://ecd.example/fhir")


TASK = "https://ecd.example/fhir/Task/1"


def test_a_task_waits_until_it_is_taken_and_again_when_it_changes(tmp_path: Path) -> None:
    memory = _memory(tmp_path)
    memory.listed([(TASK, "a")], Place())
    [waiting] = memory.waiting(0)
    memory.taken(waiting, {TASK: "Task/x"})
    memory.listed([(TASK, "a")], Place())
    settled = memory.waiting(0)
    memory.listed([(TASK, "b")], Place())

    assert settled == []
    assert _memory(tmp_path).waiting(0) == [Waiting(TASK, "b")]
    assert memory.known([TASK, "other"]) == {TASK: "Task/x"}


def test_what_changed_while_it_was_taken_still_waits(tmp_path: Path) -> None:
    memory = _memory(tmp_path)
    memory.listed([(TASK, "a")], Place())
    [waiting] = memory.waiting(0)
    memory.listed([(TASK, "b")], Place())
    memory.taken(waiting, {})

    assert memory.waiting(0) == [Waiting(TASK, "b")]


def test_tasks_wait_in_the_order_in_which_they_changed(tmp_path: Path) -> None:
    memory = _memory(tmp_path)
    other = f"{TASK}0"
    memory.listed([(TASK, "a"), (other, "a")], Place())
    memory.listed([(TASK, "b")], Place())

    assert [one.address for one in memory.waiting(0)] == [other, TASK]


def test_what_could_not_be_had_is_asked_for_later_and_ever_later(tmp_path: Path) -> None:
    memory = _memory(tmp_path)
    memory.listed([(TASK, "a")], Place())
    [first] = memory.waiting(100)
    memory.later(first, "the ECD answers 404", 100, 30)
    [second] = memory.waiting(100, every=True)
    memory.later(second, "the ECD answers 404", 130, 30)

    assert memory.waiting(189) == []
    assert memory.waiting(190) == [Waiting(TASK, "a", 2)]
    assert memory.reasons() == [(TASK, "the ECD answers 404")]
    # A clock that was far ahead, and is right again.
    assert memory.waiting(190 - 10_000) == [Waiting(TASK, "a", 2)]


def test_another_ecd_in_the_same_file_is_another(tmp_path: Path) -> None:
    memory = _memory(tmp_path)
    memory.listed([(TASK, "a")], Place("2026"))

    other = Memory(tmp_path, "https://ecd.example/fhir2")

    assert other.waiting(0) == []
    assert other.place() == Place()
