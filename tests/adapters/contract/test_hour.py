"""A hub that is down for an hour of clock time: nothing is lost, and it is not stormed."""

import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.adapters.contract.adapter import Adapter, one_of_each_way
from tests.adapters.contract.conftest import calm
from tests.adapters.contract.run import PEOPLE, Run
from tests.plugins.hurried import PACE

HOUR = 3600.0
FAST, SLOWER = 900.0, 60.0
"""Slower when the hub is back: a call that takes a moment of the world is not to take minutes."""
LOOKS_EACH = ("--watch-seconds", "60")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("adapter", one_of_each_way(), ids=lambda adapter: adapter.id)
def test_an_hour_of_silence_loses_nothing_and_storms_nobody(
    adapter: Adapter,
    new_run: Callable[[Adapter], Run],
    undisturbed: dict[tuple[str, bool], Counter[str]],
) -> None:
    expected = calm(undisturbed, new_run(adapter))
    run = new_run(adapter)
    run.environment = {PACE: f"{FAST} {SLOWER}"}
    run.region.cable.cut()
    before = run.region.cable.refused
    run.lay()

    program = run.started(*(LOOKS_EACH if run.way.is_looked_at else ()))
    assert program.tells("waits"), run.log.read_text()[-1500:]
    run.is_all_taken()
    time.sleep(HOUR / FAST)
    silent, calls = run.status(), run.region.cable.refused - before
    assert program.process is not None
    program.process.send_signal(signal.SIGUSR1)
    run.region.cable.mend()
    run.stop(program, taken=PEOPLE)

    assert _told(silent) == (True, False, True)
    assert HOUR / 300 < calls < 4 * HOUR / 60  # each call of a busy machine takes a while here
    assert program.ended(60.0) == 0, run.log.read_text()[-1500:]
    assert _told(run.status()) == (False, True, False)
    assert run.store() == expected


def _told(status: dict[str, Any]) -> tuple[bool, bool, bool]:
    """Whether something waits, something was pushed, and the hub is silent."""
    return bool(status["waiting"]), bool(status["pushed"]), status["silent_since"] is not None
