"""Whatever goes wrong between a source and the hub: the hub's store is that of an undisturbed run.

The moments come from a seed that stands in the output; HUB_TEST_SEED=<seed> repeats them.
"""

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.adapters.contract.adapter import Adapter, adapters
from tests.adapters.contract.conftest import calm, reordered
from tests.adapters.contract.moments import moments
from tests.adapters.contract.run import Run

KILLS = int(os.environ.get("ADAPTER_KILLS", "6"))
KILLS_OF_ONE = 6  # then there is new work, so that moments fall within work
CUTS = 4

NewRun = Callable[[Adapter], Run]
Undisturbed = dict[tuple[str, bool], Counter[str]]

pytestmark = pytest.mark.slow
every_adapter = pytest.mark.parametrize("adapter", adapters(), ids=lambda adapter: adapter.id)


@every_adapter
def test_kills_at_random_moments_lose_nothing_and_double_nothing(
    adapter: Adapter, new_run: NewRun, undisturbed: Undisturbed
) -> None:
    began = time.monotonic()
    expected = calm(undisturbed, new_run(adapter), changed=True)
    # Of two passes, of which the most is to begin, and to look what came of it.
    longest, chance = (time.monotonic() - began) / 6, moments()

    for done in range(0, KILLS, KILLS_OF_ONE):
        run, most = new_run(adapter), min(KILLS_OF_ONE, KILLS - done)
        run.lay()
        killed(run, chance, longest, most // 2)
        run.push()
        run.change()
        killed(run, chance, longest, most - most // 2)
        run.push()

        found = run.store()
        assert (found - expected, expected - found) == (Counter(), Counter())


def killed(run: Run, chance: random.Random, longest: float, times: int) -> None:
    """So often started, and killed: at a random moment since then, or since it has its state."""
    for number in range(times):
        program = run.started()
        if number % 2:
            run.begins(program)
        time.sleep(chance.uniform(0.0, longest))
        program.kill()


@every_adapter
def test_a_network_that_is_cut_loses_nothing_and_doubles_nothing(
    adapter: Adapter, new_run: NewRun, undisturbed: Undisturbed
) -> None:
    expected = calm(undisturbed, new_run(adapter))
    run, chance = new_run(adapter), moments()
    cables = [one for one in (run.region.cable, run.way.cable) if one is not None]
    run.lay()

    program = run.started()
    for number in range(CUTS):
        cable = cables[number % len(cables)]
        time.sleep(chance.uniform(0.0, 0.3))
        cable.cut()
        time.sleep(chance.uniform(0.0, 0.3))
        cable.mend()
    run.ended(program)

    run.push()
    found = run.store()
    assert (found - expected, expected - found) == (Counter(), Counter())


@every_adapter
def test_what_comes_twice_and_in_another_order_is_there_once(
    adapter: Adapter, new_run: NewRun, undisturbed: Undisturbed
) -> None:
    expected = calm(undisturbed, new_run(adapter))
    run = new_run(adapter)
    run.lay()
    names = [file.name for file in sorted(run.source.iterdir())]

    run.push()
    reordered(run.source, [*reversed(names)])
    run.way.offer()
    run.push()
    if run.way.comes_again:
        shutil.rmtree(run.folder / "state")
        run.push()

    found = run.store()
    assert (found - expected, expected - found) == (Counter(), Counter())


@every_adapter
def test_a_folder_that_is_emptied_before_the_hub_answers_loses_nothing(
    adapter: Adapter, new_run: NewRun, undisturbed: Undisturbed
) -> None:
    expected = calm(undisturbed, new_run(adapter))
    run = new_run(adapter)
    run.lay()
    run.region.cable.cut()
    program = run.started()
    assert program.tells("waits", 1), program.log.read_text()
    run.is_all_taken()
    program.kill()
    run.region.cable.mend()
    for file in run.source.iterdir():
        file.unlink()

    run.push()
    found = run.store()
    assert (found - expected, expected - found) == (Counter(), Counter())
