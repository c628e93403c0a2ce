"""Whatever is sent as a patch is applied, or refused in words: nothing else."""

from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from profiles.patch.failed import PatchFailed
from profiles.patch.result import patched
from tests.profiles.patch.test_cases import parameters

BEFORE = {
    "resourceType": "Patient",
    "id": "1",
    "text": {"status": "generated", "div": "<div>a</div>"},
    "active": True,
    "name": [{"given": ["a", "b"], "_given": [None, {"id": "x"}]}, {"text": "c"}],
    "_birthDate": {"extension": [{"url": "https://example.org/x", "valueBoolean": True}]},
    "deceasedBoolean": False,
    "contact": [{"name": {"text": "d"}}],
    "contained": [{"resourceType": "Organization", "id": "o", "name": "e"}],
}
STEPS = ["name", "given", "_given", "text", "0", "1", "2", "-", "", "id", "contact", "~0", "active"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "a", "Patient", "1"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(STEPS), inner),
    max_leaves=4,
)
POINTERS = st.lists(st.sampled_from(STEPS), max_size=4).map(
    lambda steps: "".join(f"/{one}" for one in steps)
)
PICKED = [
    "Patient",
    "name",
    "given",
    "birthDate",
    "deceased",
    "contact",
    "contained",
    "extension",
    "name[0]",
    "first()",
    "where(text='c')",
    "ofType(boolean)",
    "value",
    "id",
    "x",
    "$this",
    "text",
    "where(given.count()>1)",
    "all(true)",
    "extension('https://example.org/x')",
]
PATHS = st.lists(st.sampled_from(PICKED), max_size=4).map(".".join)


def maybe(**members: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


@given(
    st.lists(
        maybe(
            op=st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "x"]),
            path=POINTERS | VALUES,
            value=VALUES,
            **{"from": POINTERS},
        ),
        max_size=4,
    )
)
def test_a_json_patch(patch: list[dict[str, Any]]) -> None:
    with suppress(PatchFailed):
        patched(BEFORE, patch)


SAID = maybe(
    valueString=VALUES,
    valueHumanName=VALUES,
    resource=VALUES,
    part=st.lists(
        maybe(name=st.sampled_from(["name", "text", "gender", "url"]), valueString=VALUES)
    ),
)


@given(
    st.lists(
        maybe(
            type=st.sampled_from(["add", "insert", "delete", "replace", "move", "x"]),
            path=PATHS | VALUES,
            name=st.sampled_from(["name", "given", "text", "deceased", "contained", "id"]),
            value=SAID,
            index=st.integers(-1, 3) | VALUES,
            source=st.integers(-1, 3),
            destination=st.integers(-1, 3),
        ),
        max_size=4,
    )
)
def test_a_fhirpath_patch(patch: list[dict[str, Any]]) -> None:
    with suppress(PatchFailed):
        patched(BEFORE, parameters(patch))
