"""R4 chapter by chapter: what stands in tests/conformance/chapters, each sentence a test.

https://hl7.org/fhir/R4/http.html
"""

import httpx
import pytest

from tests.conformance.cases import Case, cases, expectation
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


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("resourceType = Goal", True),
        ("resourceType = Flag", False),
        ("note.text", True),
        ("!note.text", False),
        ("!colour", True),
        ("note # 2", True),
        ("note # 1", False),
        ('note.text = ["a", "b"]', True),
        ('note.text = ["b", "a"]', False),
        ("note.text ~ b", True),
        ("note.text ~ c", False),
        ('@ETag = W/"1"', True),
        ('@ETag = W/"2"', False),
        ("!@ETag", False),
        ("raw ~ 1.50", True),
        ("raw ~ 1.500", False),
    ],
)
def test_what_is_expected_is_looked_at(said: str, is_so: bool) -> None:  # noqa: FBT001 -- a table's column
    body = '{"resourceType": "Goal", "note": [{"text": "a"}, {"text": "b"}], "of": 1.50}'
    answer = httpx.Response(200, text=body, headers={"ETag": 'W/"1"'})
    assert holds(answer, expectation(said), {}) == is_so
