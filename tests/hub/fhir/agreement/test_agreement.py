"""Whatever is wrong with a push: $validate names what the write names, and it is named at once."""

import json
import os
from collections.abc import Awaitable, Callable

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import a_bsn, urn
from tests.hub.dossier import kept_by
from tests.hub.fhir.agreement.planting import KINDS, PATIENT, Tree, planted
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

Found = frozenset[tuple[str, str]]
NewSource = Callable[[], Awaitable[Caller]]
MOST = 3_000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 15
OFTEN = settings(
    max_examples=MOST,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
kinds = st.lists(st.sampled_from(sorted(KINDS)), max_size=5, unique=True)
of_patient = st.sampled_from(["", "", "", *PATIENT])


def errors(answer: httpx.Response) -> Found:
    """The place and the code or rule of each error."""
    if answer.json()["resourceType"] != "OperationOutcome":
        return frozenset()
    return frozenset(
        (
            one.get("expression", [""])[0],
            one.get("details", {}).get("coding", [one])[0].get("code"),
        )
        for one in answer.json()["issue"]
        if one["severity"] in {"error", "fatal"}
    )


@pytest.fixture
def new_source(region: Region) -> NewSource:
    """A caller of a new organisation; a function, for hypothesis prints what it is given."""

    async def make() -> Caller:
        return await region.organization()

    return make


async def agreed(source: Caller, bundle: Tree) -> Found:
    """What both say is wrong with it."""
    said = await source("POST", "Bundle/$validate", bundle)
    done = await source.transaction(bundle)
    assert said.status_code == 200, said.text
    assert done.status_code < 500, done.text
    assert errors(said) == errors(done)
    assert bool(errors(done)) == (done.status_code >= 400)
    return errors(done)


@OFTEN
@given(kinds=kinds, of_patient=of_patient)
async def test_a_bundle_is_told_by_both_what_is_wrong_with_it(
    new_source: NewSource, kinds: list[str], of_patient: str
) -> None:
    found = await agreed(await new_source(), planted(kinds, of_patient))

    assert bool(found) == bool(kinds or of_patient)


@OFTEN
@given(kind=st.sampled_from(sorted(KINDS)), is_update=st.booleans(), method=st.booleans())
async def test_a_resource_is_told_by_both_what_is_wrong_with_it(
    new_source: NewSource, kind: str, *, is_update: bool, method: bool
) -> None:
    source = await new_source()
    known = await kept_by(source, a_bsn())
    entry = planted([kind] if method else [])["entry"][[*KINDS].index(kind) + 1]
    text = json.dumps(entry.get("resource", {})).replace(urn(0), known.patient)
    resource = {"id": "agreed-9", **json.loads(text)}
    name = f"{resource.get('resourceType', 'Goal')}/agreed-9"
    kind_said = name.partition("/")[0]

    said = await source("POST", f"{name if is_update else kind_said}/$validate", resource)
    write = ("PUT", name) if is_update else ("POST", kind_said)
    done = await source(*write, resource)

    assert errors(said) == errors(done)
    assert bool(errors(done)) == (done.status_code >= 400)


@settings(OFTEN, max_examples=MOST // 3)
@given(kinds=st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=5, unique=True))
async def test_what_each_is_told_of_alone_all_are_told_of_together(
    new_source: NewSource, kinds: list[str]
) -> None:
    source = await new_source()
    alone = [await agreed(source, planted([kind])) for kind in kinds]

    together = await agreed(source, planted(kinds))

    assert frozenset().union(*alone) <= together


RUBBISH = st.sampled_from([None, [], {}, "", "x", 7, True, [{}], [[]], {"a": {}}, [None, "x"]])


def spoiled(bundle: Tree, steps: list[int], rubbish: object) -> Tree:
    """The same with rubbish in the place where the steps lead, each taken modulo what is there."""
    node: object = bundle
    for step in steps:
        inner = (
            node if isinstance(node, list) else [*node.values()] if isinstance(node, dict) else []
        )
        if step == len(steps) or not any(isinstance(one, list | dict) and one for one in inner):
            break
        deeper = [one for one in inner if isinstance(one, list | dict) and one]
        node = deeper[step % len(deeper)]
    if isinstance(node, dict):
        node[sorted(node)[steps[-1] % len(node)]] = rubbish
    elif isinstance(node, list):
        node[steps[-1] % len(node)] = rubbish
    return bundle


@OFTEN
@given(
    kinds=st.lists(st.sampled_from(sorted(KINDS)), max_size=2, unique=True),
    steps=st.lists(st.integers(0, 60), min_size=1, max_size=9),
    rubbish=RUBBISH,
)
async def test_of_rubbish_anywhere_both_say_the_same_and_neither_fails(
    new_source: NewSource, kinds: list[str], steps: list[int], rubbish: object
) -> None:
    source, bundle = await new_source(), spoiled(planted(kinds), steps, rubbish)

    said = await source("POST", "Bundle/$validate", bundle)
    done = await source.transaction(bundle)

    assert max(said.status_code, done.status_code) < 500, (said.text, done.text)
    if (bundle.get("resourceType"), bundle.get("type")) == ("Bundle", "transaction"):
        assert errors(said) == errors(done)
