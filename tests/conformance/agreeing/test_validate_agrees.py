"""$validate and the write agree about any one resource, in both directions and at once.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

import os
import secrets
from random import Random

import pytest

from tests.conformance.agreeing.asking import Case, a_write, disagreement, held_back
from tests.conformance.agreeing.ground import Ground, a_ground
from tests.conformance.agreeing.spoiling import edits_of
from tests.plugins.hub import Region, Running

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SPOILT = int(os.environ.get("SPOILT_RESOURCES", "200"))
ON_FIRST_LOOK = 5


@pytest.fixture(scope="module")
async def ground(hub: Running) -> Ground:
    return await a_ground(Region(hub))


def a_case(chance: Random, ground: Ground) -> Case:
    begun = ground.begun(chance)
    write = a_write(chance, ground, begun)
    return Case(begun, tuple(edits_of(chance, begun, ground.around)), write)


async def test_of_a_spoilt_resource_both_say_the_same_and_all_at_once(ground: Ground) -> None:
    seed = int(os.environ.get("SPOILT_SEED") or secrets.randbelow(2**32))
    chance = Random(seed)  # noqa: S311 -- a run that failed is to be run again
    found = list[str]()
    for _ in range(SPOILT):
        case = a_case(chance, ground)
        if wrong := await held_back(ground, case) or await disagreement(ground, case, case.edits):
            found.append(f"{case}: {wrong}")
    shown = "\n".join(found[:ON_FIRST_LOOK])
    assert not found, f"seed {seed}: {len(found)} of {SPOILT}\n{shown}"
