"""Whatever is drawn comes back as it was, but for what is told of it."""

import os
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.stu3 import Converted, to_r4, to_stu3
from profiles.stu3.covered import RESOURCES
from profiles.stu3.release import r4
from profiles.stu3.structure import check_stu3
from tests.profiles.stu3.comparing import plain
from tests.profiles.stu3.instances import Drawing

RANDOM_CALLS = int(os.environ.get("RANDOM_CALLS", "0"))
EACH = 60 + RANDOM_CALLS
KINDS = sorted(RESOURCES - {"Bundle", "Consent"})
# What chance draws breaks these rules in STU3 too, or has another value than is asked.
OF_CHANCE = frozenset({"invariant", "value", "code-invalid", "business-rule", "duplicate"})
# What is told of these is not as it was: it was filled in, it is one of several, or elsewhere.
MOVED = {"Composition.attester", "DeviceUseStatement.timing", "Encounter.diagnosis"}
MOVED |= {"Encounter.reasonReference", "Observation.related", "Task.input", "Task.output"}
MOVED |= {"Observation.note", "Device.deviceName", "Device.version"}
FILLED = {"Coverage.status", "Patient.contact", "RelatedPerson.relationship"}


def without(tree: dict[str, Any], *told: Sequence[Any]) -> Any:
    """The rest of a resource, of which some elements are told to be otherwise."""
    names = {one.expression.split("[")[0].split(".ofType")[0] for each in told for one in each}
    names = {".".join(one.split(".")[:2]) for one in names} & (MOVED | FILLED)
    stems = tuple(one.partition(".")[2] for one in names)
    more = (
        *(("whenUsed",) if "timing" in stems else ()),
        *(("reasonReference",) if "diagnosis" in stems else ()),
    )
    left = {key: value for key, value in tree.items() if not key.startswith((*stems, *more, "\0"))}
    return plain(left)


@settings(max_examples=EACH)
@given(kind=st.sampled_from(KINDS), seed=st.integers(0, 10**6))
def test_what_is_drawn_of_stu3_is_r4_and_comes_back(kind: str, seed: int) -> None:
    tree = Drawing(seed).resource(kind)
    if check_stu3(tree):
        return

    made = converted(tree)

    if made is None:
        return
    found = check_structure(made.resource)
    assert {one.code for one in found if one.severity == "error"} <= OF_CHANCE | {"required"}
    back = to_stu3_of(made)
    if back is not None:
        assert without(back.resource, made.lost) == without(tree, made.lost)


def converted(tree: dict[str, Any]) -> Converted | None:
    """None where it is refused, which names the elements that changed the meaning."""
    try:
        return to_r4(tree)
    except InvalidRecord as refused:
        if {one.code for one in refused.issues} == {"not-supported"}:
            return None
        raise


def to_stu3_of(made: Converted) -> Converted | None:
    """None where chance drew what is no R4."""
    try:
        return to_stu3(made.resource)
    except InvalidRecord:
        if check_structure(made.resource):
            return None
        raise


@settings(max_examples=EACH)
@given(kind=st.sampled_from(KINDS), seed=st.integers(0, 10**6))
def test_what_is_drawn_of_r4_comes_back(kind: str, seed: int) -> None:
    tree = Drawing(seed, r4(), often=0.4).resource(kind)
    try:
        made = to_stu3(tree)
    except InvalidRecord:
        return

    back = to_r4(made.resource)

    assert without(back.resource, made.lost, back.lost) == without(tree, made.lost, back.lost)


@pytest.mark.parametrize("kind", KINDS)
def test_of_every_type_something_is_drawn_that_both_releases_take(kind: str) -> None:
    for seed in range(20):
        tree = Drawing(seed, often=0.15).resource(kind)
        if check_stu3(tree) or converted(tree) is None:
            continue
        made = to_r4(tree)
        if not [one for one in check_structure(made.resource) if one.severity == "error"]:
            assert plain(to_stu3(made.resource).resource) is not None
            return
    pytest.fail("nothing that was drawn is valid in both")
