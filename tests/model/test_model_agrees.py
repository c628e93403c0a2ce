"""The hub and an independent model of the rules agree on random dossiers, by every way in.

`MODEL_DOSSIERS=2000` for the whole, `MODEL_SEED` for others than CI's, `MODEL_ONLY=17` for one
alone, `MODEL_SHOWN` for how many differences are told.
"""

import os

import pytest

from tests.model.caches import forget
from tests.model.driver import disagreements
from tests.plugins.hub import Region

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

DEFAULT_SEED, DEFAULT_DOSSIERS = "almere", 60
SEED = os.environ.get("MODEL_SEED", DEFAULT_SEED)
DOSSIERS = int(os.environ.get("MODEL_DOSSIERS", "24"))
PARTS = 12 if DOSSIERS <= 120 else 100
SHOWN = int(os.environ.get("MODEL_SHOWN", "20"))
ONLY = os.environ.get("MODEL_ONLY")


@pytest.mark.parametrize("part", range(PARTS))
async def test_the_hub_shows_what_the_model_says_and_nothing_else(
    region: Region, part: int
) -> None:
    numbers = range(part, DOSSIERS, PARTS)
    if ONLY is not None:
        numbers = range(int(ONLY), int(ONLY) + 1) if part == 0 else range(0)
    told = []
    for number in numbers:
        forget(region.running)
        found = await disagreements(region, f"{SEED}:{number}")
        told += [f"MODEL_SEED={SEED} MODEL_ONLY={number}: {one}" for one in found]

    assert not told, "\n".join([f"{len(told)} differences", *told[:SHOWN]])
