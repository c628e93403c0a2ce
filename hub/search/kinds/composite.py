"""Composite parameters: `value$value`, both shown by one element.

https://hl7.org/fhir/R4/search.html#composite
"""

from collections.abc import Callable

from hub.errors import Invalid
from hub.search.kinds.opened import Test
from profiles.search.definitions import SearchParameter
from profiles.search.values import CompositeValue

MODIFIERS = frozenset({"", "missing"})
ESCAPED_DOLLAR = "\1"
TestOf = Callable[[SearchParameter, str], Test]


def parts(definition: SearchParameter, text: str) -> list[tuple[SearchParameter, str]]:
    """Each component with what is asked of it.

    Raises:
        Invalid: more or fewer than there are.
    """
    said = [part.replace(ESCAPED_DOLLAR, "$") for part in text.split("$")]
    if len(said) != len(definition.components) or not all(said):
        form = "$".join(f"[{one.code}]" for one in definition.components)
        raise Invalid(f"{definition.code} takes {form}; a $ within a value is written \\$")
    return list(zip(definition.components, said, strict=True))


def test(definition: SearchParameter, text: str, test_of: TestOf) -> Test:
    """One of the values of each component is what is asked of it."""
    tests = [test_of(component, said) for component, said in parts(definition, text)]

    def holds(value: CompositeValue) -> bool:
        return all(any(map(one, shown)) for one, shown in zip(tests, value.parts, strict=True))

    return holds
