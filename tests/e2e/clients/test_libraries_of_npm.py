"""fhir-kit-client and the client of Medplum as they are, each journey a test of its own.

The journeys stand in tests/npm; a library's are run once, in one process.
"""

import json
import re
import subprocess
from collections.abc import Callable

import pytest

from tests.e2e.clients.practice import PAGED, Practice
from tests.e2e.parties import NODE, NPM

PACKAGES = {"fhir_kit": "fhir-kit-client", "medplum": "@medplum/core"}
JOURNEYS = [
    (program, name)
    for program in PACKAGES
    for name in re.findall(r"^  '(.+)': async", (NPM / f"{program}.mjs").read_text(), re.MULTILINE)
]
WITHIN = 60  # seconds, on a machine with other work

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(
        NODE is None or not all((NPM / "node_modules" / one).is_dir() for one in PACKAGES.values()),
        reason="needs Node and `npm ci` in tests/npm",
    ),
]


@pytest.fixture(scope="module")
async def told(practice: Practice) -> Callable[[str], dict[str, str]]:
    known: dict[str, dict[str, str]] = {}

    def once(program: str) -> dict[str, str]:
        if program not in known:
            said = {"url": practice.url, "token": practice.token(), "many": PAGED}
            ran = subprocess.run(
                [NODE, NPM / f"{program}.mjs"],
                input=json.dumps(said | {"patient": practice.patient}),
                capture_output=True,
                text=True,
                timeout=WITHIN,
                check=True,
                cwd=NPM,
            )
            known[program] = json.loads(ran.stdout)
        return known[program]

    return once


@pytest.mark.parametrize(("program", "name"), JOURNEYS)
async def test_a_journey_ends_well(
    told: Callable[[str], dict[str, str]], program: str, name: str
) -> None:
    assert told(program)[name] == "done"
