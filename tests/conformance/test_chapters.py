"""R4 chapter by chapter: what stands in tests/conformance/chapters, each sentence a test.

https://hl7.org/fhir/R4/http.html
"""

import pytest

from tests.conformance.cases import Case, cases
from tests.conformance.stage import Stage, a_stage, holds
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio

CASES = list(cases())


@pytest.fixture(scope="module")
async def stage(hub: Running) -> Stage:
    return await a_stage(Region(hub))


def test_no_sentence_is_said_twice() -> None:
    names = [(case.chapter, case.name) for case in CASES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.chapter}: {case.name}")
async def test_it_is_so(stage: Stage, case: Case) -> None:
    own = await stage.fresh(case.steps)
    for step in case.steps:
        answer = await stage.ask(step, own)
        asked = f"{step.method} {step.path}: {answer.status_code} {answer.text[:500]}"
        assert answer.status_code == step.status, asked
        for one in step.holds:
            assert holds(answer, one, {**stage.places, **own}), f"{one} of {asked} {answer.headers}"
