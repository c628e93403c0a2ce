"""Messages of a hospital in another order, and again: what is newer stays, nothing is doubled.

The order comes from a seed that stands in the output; HUB_TEST_SEED=<seed> repeats it.
"""

import json
from collections import Counter
from collections.abc import Callable

import pytest

from tests.adapters.contract.adapter import Adapter, adapter
from tests.adapters.contract.conftest import calm
from tests.adapters.contract.moments import moments
from tests.adapters.contract.run import Run

NewRun = Callable[[Adapter], Run]
Undisturbed = dict[tuple[str, bool], Counter[str]]

pytestmark = pytest.mark.slow
LISTENER = adapter("hospital-listens")


def _rename(run: Run, key: Callable[[str, str], str]) -> None:
    """Files sort as they are sent; `key` is of the moment and of the inhabitant in their names."""
    for file in sorted(run.source.iterdir()):
        moment, _, whose = file.stem.partition("-")
        file.rename(file.with_name(f"{key(moment, whose)}-{file.name}"))


def test_messages_of_one_inhabitant_after_those_of_another_end_the_same(
    new_run: NewRun, undisturbed: Undisturbed
) -> None:
    expected = calm(undisturbed, new_run(LISTENER), changed=True)
    run = new_run(LISTENER)
    run.write()
    _rename(run, lambda moment, whose: f"{whose}{moment}")
    run.way.offer()
    run.way.offer()

    run.push()

    found = run.store()
    assert (found - expected, expected - found) == (Counter(), Counter())


def test_messages_in_any_order_and_twice_end_with_what_is_newest(
    new_run: NewRun, undisturbed: Undisturbed
) -> None:
    expected = calm(undisturbed, new_run(LISTENER), changed=True)
    run, chance = new_run(LISTENER), moments()
    run.write()
    _rename(run, lambda *_: f"{chance.randrange(1000):03}")
    run.way.offer()
    run.way.offer()

    run.push()

    found = _as_it_is_now(run.store())
    wanted = _as_it_is_now(expected)
    assert (found - wanted, wanted - found) == (Counter(), Counter())


def _as_it_is_now(store: Counter[str]) -> Counter[str]:
    """Without how it came to be: which message told it, in how many versions, in place of whom.

    A number that was merged before anything came of it never was a Patient at the hub.
    """
    told = Counter[str]()
    for text, times in store.items():
        resource = json.loads(text.rpartition(" in ")[0])
        if resource["resourceType"] != "Provenance":
            resource.pop("link", None)
            told[json.dumps(resource)] += times
    return told
