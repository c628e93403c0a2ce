"""A primitive and what stands beside it (`_element`) are one item.

https://hl7.org/fhir/R4/json.html#primitive
"""

from typing import Any

import pytest

from profiles.fhirpath import Environment, compile_invariant

PREFIX = "http://hl7.org/fhir/StructureDefinition/humanname-own-prefix"
BESIDE = {"id": "f", "extension": [{"url": PREFIX, "valueString": "van"}]}
WHOLE = {"family": "van Dam", "_family": BESIDE, "given": ["A", None], "_given": [None, BESIDE]}
ALONE = {"_family": BESIDE}
CHOICE = {"url": "x", "valueString": "a", "_valueString": BESIDE}


def holds(expression: str, node: Any, companion: Any = None) -> bool | None:
    return compile_invariant(expression).holds(node, Environment(node), companion)


@pytest.mark.parametrize(
    ("expression", "node"),
    [
        ("family.exists() and family.count() = 1", WHOLE),
        ("family = 'van Dam'", WHOLE),
        ("family.startsWith('van')", WHOLE),
        (f"family.extension('{PREFIX}').value = 'van'", WHOLE),
        ("family.extension.exists() and family.id = 'f'", WHOLE),
        ("family.hasValue()", WHOLE),
        ("given.count() = 2 and given.first() = 'A'", WHOLE),
        ("given.last().extension.exists()", WHOLE),
        ("given.last().hasValue().not()", WHOLE),
        ("children().count() = 3", WHOLE),
        ("family.exists() and family.hasValue().not()", ALONE),
        ("(family = 'x').empty()", ALONE),
        ("family.startsWith('x').empty()", ALONE),
        ("children().count() = 1", ALONE),
        ("value = 'a' and value.extension.exists() and value is string", CHOICE),
        ("value.exists() and value.hasValue().not()", {"url": "x", "_valueString": BESIDE}),
    ],
    ids=str,
)
def test_it_is_seen_with_its_companion(expression: str, node: Any) -> None:
    assert holds(expression, node) is True
    assert holds(f"({expression}).not()", node) is False


def test_an_invariant_may_stand_on_the_primitive_itself() -> None:
    text = f"extension('{PREFIX}').exists() implies $this.hasValue()"
    assert holds(text, "van Dam", BESIDE) is True
    assert holds(text, None, BESIDE) is False
    assert holds(text, "Dam") is True
    assert holds("$this in ('by' | 'to')", "by") is True
    assert holds("$this in ('by' | 'to')", "near") is False


@pytest.mark.parametrize("beside", ["x", 1, [], [None], {"extension": "x"}, {"extension": [1]}])
def test_a_companion_that_is_none_harms_nothing(beside: Any) -> None:
    assert holds(
        "family.extension('x').empty() and family = 'a'", {"family": "a", "_family": beside}
    )


def test_null_is_no_item() -> None:
    assert holds("given.count() = 1", {"given": ["A", None]}) is True
    assert holds("family.empty()", {"family": None}) is True
