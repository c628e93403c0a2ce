"""Whatever is sent, the answer is a stored resource or a refusal: never a failing hub."""

import copy
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    a_treatment_directive,
    urn,
)
from tests.hub.dossier import a_practitioner, an_organization
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

NewCaller = Callable[[], Awaitable[Caller]]
OFTEN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=10),
    st.sampled_from(
        ["Patient/1", urn(0), urn(9), "#x", "Patient?identifier=a|b", "?", "", "\x00", "2026-13-45"]
    ),
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "reference",
                    "resourceType",
                    "identifier",
                    "system",
                    "value",
                    "coding",
                    "id",
                    "meta",
                ]
            )
            | st.text(max_size=8),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def places(tree: Any, at: tuple = ()) -> list[tuple]:
    items = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    return [at] * bool(at) + [one for key, value in items for one in places(value, (*at, key))]


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """A bundle of every kind of entry, with one to three places replaced by anything."""
    bundle = a_transaction(
        (a_patient(id="p"), "PUT Patient/p"),
        (a_goal(urn(0)), "POST Goal"),
        (a_treatment_directive(urn(0)), "POST Consent"),
        (a_privacy_consent(urn(0), holder="90000001", category="RPZAC104"), "POST Consent"),
        (a_practitioner("900000001"), "POST Practitioner"),
        (an_organization("90000001"), "POST Organization"),
        (
            {
                "resourceType": "PractitionerRole",
                "practitioner": {"reference": urn(4)},
                "organization": {"reference": urn(5)},
            },
            "POST PractitionerRole",
        ),
    )
    bundle = json.loads(json.dumps(bundle))
    for _ in range(draw(st.integers(1, 3))):
        *outer, last = draw(st.sampled_from(places(bundle)))
        node: Any = bundle
        for step in outer:
            node = node[step]
        if draw(st.booleans()):
            node[last] = draw(trees)
        elif isinstance(node, dict):
            del node[last]
        else:
            node.append(copy.deepcopy(node[last]))
    return bundle


@pytest.fixture
def new_caller(region: Region) -> NewCaller:
    """A caller of a new organisation; a function, for hypothesis prints what it is given."""

    async def make() -> Caller:
        return await region.organization()

    return make


@OFTEN
@given(bundle=spoiled(), kind=st.sampled_from(["transaction", "transaction", "batch"]))
async def test_a_spoiled_bundle_is_stored_or_refused(
    new_caller: NewCaller, bundle: dict[str, Any], kind: str
) -> None:
    source = await new_caller()
    if bundle.get("type") == "transaction":
        bundle["type"] = kind

    answer = await source("POST", "", json.dumps(bundle))

    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.json()["resourceType"] == "OperationOutcome"
    else:
        for entry in answer.json().get("entry", []):
            assert entry["response"]["status"][0] in "24"


@OFTEN
@given(body=st.binary(max_size=200) | trees.map(lambda tree: json.dumps(tree).encode()))
async def test_random_bytes_are_refused(new_caller: NewCaller, body: bytes) -> None:
    source = await new_caller()

    for path in ("", "Patient", "Bundle", "Consent"):
        answer = await source("POST", path, body)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["resourceType"] == "OperationOutcome"


@OFTEN
@given(
    name=st.sampled_from(
        ["if_match", "if_none_match", "if_none_exist", "prefer", "accept", "x_request_id"]
    ),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
)
async def test_random_headers_break_nothing(new_caller: NewCaller, name: str, value: str) -> None:
    source = await new_caller()

    for method, path in (("GET", "Goal/1"), ("POST", "Patient"), ("DELETE", "Goal/1")):
        body = a_patient() if method == "POST" else None
        answer = await source(method, path, body, **{name: value.encode("latin-1")})
        assert answer.status_code < 500, answer.text
