"""A disk that is really full: nothing is lost, and what can't be kept is not taken."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.core.intake import NAME
from tests.adapters.contract.adapter import Adapter, one_of_each_way
from tests.adapters.contract.conftest import calm
from tests.adapters.contract.run import PEOPLE, Run
from tests.adapters.contract.way import Sent
from tests.plugins.processes import Program
from tests.plugins.small_disk import NoSmallDisk, SmallDisk

ROOMS = (20_000, 150_000, 200_000, 260_000)
"""Bytes: too little for a state; for a state and some of the input, less or more of it."""
NOTHING = ("nothing is taken", "can't be kept here")
LOOKS_EACH = ("--watch-seconds", "0.2")

NewRun = Callable[[Adapter], Run]
Undisturbed = dict[tuple[str, bool], Counter[str]]

pytestmark = pytest.mark.slow
each_way = pytest.mark.parametrize("adapter", one_of_each_way(), ids=lambda adapter: adapter.id)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    try:
        with SmallDisk(tmp_path / "run0" / "state") as made:
            yield made
    except NoSmallDisk as why:
        pytest.skip(f"a disk that can be full: {why}")


@each_way
def test_a_disk_that_is_full_at_any_moment_loses_nothing_and_doubles_nothing(
    adapter: Adapter, disk: SmallDisk, new_run: NewRun, undisturbed: Undisturbed
) -> None:
    run = new_run(adapter)
    run.disk = disk
    expected = calm(undisturbed, new_run(adapter))
    run.lay()

    ends = [_ended(run, disk, room) for room in ROOMS]
    disk.empty()

    assert ends[0] == 1, ends
    assert None not in ends, "one did not end"
    run.push()
    found = run.store()
    assert (found - expected, expected - found) == (Counter(), Counter())


def _ended(run: Run, disk: SmallDisk, room: int) -> int | None:
    """How it ends with so much room; what listens is killed once there is none."""
    disk.leave(room)
    program = run.started()
    if isinstance(run.way, Sent):
        before, until = run.way.refused, time.monotonic() + 10.0
        while program.runs and run.way.refused == before and not run.way.is_through:
            assert time.monotonic() < until, run.log.read_text()[-1500:]
            time.sleep(0.02)
        program.kill()
    return program.ended(30.0)


@each_way
def test_a_disk_that_is_full_takes_nothing_and_what_runs_goes_on_when_there_is_room(
    adapter: Adapter, disk: SmallDisk, new_run: NewRun, undisturbed: Undisturbed
) -> None:
    run = new_run(adapter)
    run.disk = disk
    expected = calm(undisturbed, new_run(adapter))
    run.push()
    program = run.started(*(LOOKS_EACH if run.way.is_looked_at else ()))
    run.is_started()
    disk.leave(0)
    run.lay()

    _is_refused(run, program)
    assert run.way.is_looked_at or not run.way.is_through
    disk.empty()
    run.stop(program, taken=PEOPLE)

    assert program.ended(60.0) == 0, run.log.read_text()[-1500:]
    assert [file.name for file in run.state.glob("intake*")] == [NAME]
    run.push()
    found = run.store()
    assert (found - expected, expected - found) == (Counter(), Counter())


def _is_refused(run: Run, program: Program) -> None:
    """It was seen that nothing can be kept: the sender is told so, else the owner."""
    until = time.monotonic() + 30.0
    while not (
        run.way.refused
        if isinstance(run.way, Sent)
        else any(told in program.log.read_text() for told in NOTHING)
    ):
        assert time.monotonic() < until, run.log.read_text()[-1500:]
        time.sleep(0.02)
