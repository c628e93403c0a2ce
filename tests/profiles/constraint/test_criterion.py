"""What a slice asks of a value, by which its members are told."""

import pytest

from tests.profiles.constraint.authored import element, errors, profile, value_set
from tests.profiles.constraint.slices import by, coded, observation, part

CATEGORY = "Observation.category"
CODING = f"{CATEGORY}.coding"


def test_a_code_beneath_is_known_by_the_value_set_it_must_be_of():
    roles = value_set("roles", "urn:roles", "01")
    sliced = profile(
        "Observation",
        element(CATEGORY, **by(("value", "coding.code"))),
        element(CATEGORY, "role", max="0"),
        part(
            CATEGORY,
            "role",
            "coding.code",
            binding={"strength": "required", "valueSet": roles["url"]},
        ),
    )

    assert errors(observation(category=[coded("02", system="urn:roles")]), sliced, roles) == []
    assert errors(observation(category=[coded("01", system="urn:roles")]), sliced, roles) == [
        f"{CATEGORY}[0]"
    ]


@pytest.mark.parametrize(
    ("kind", "path", "beneath"),
    [
        ("value", "coding.code", [element(CATEGORY, "x", patternCodeableConcept=coded("a"))]),
        ("value", "coding.code", [part(CATEGORY, "x", "coding", patternCoding={"code": "a"})]),
        ("value", "coding.code", []),
        ("pattern", "$this", []),
    ],
    ids=["in a pattern", "in a pattern beneath", "in slices beneath", "itself with slices beneath"],
)
def test_a_value_may_be_said_further_up_or_in_slices_on_the_way(kind, path, beneath):
    slices = [
        element(CODING, id=f"{CATEGORY}:x.coding", **by(("value", "code"))),
        element(CODING, "y", id=f"{CATEGORY}:x.coding:y", min=1, patternCoding={"code": "a"}),
    ]
    sliced = profile(
        "Observation",
        element(CATEGORY, **by((kind, path))),
        element(CATEGORY, "x", min=1, max="1"),
        *(beneath or slices),
    )

    assert errors(observation(category=[coded("b"), coded("a")]), sliced) == []
    assert errors(observation(category=[coded("b")]), sliced) == [CATEGORY]
    assert errors(observation(category=[coded("a"), coded("a")]), sliced) == [f"{CATEGORY}[1]"]
