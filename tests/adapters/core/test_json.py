from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.core.json import dump, load
from profiles.invalid import InvalidRecord

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6) | st.sampled_from(
    [Decimal("1.50"), Decimal("0.0"), Decimal("-0.10"), Decimal("1E+3"), Decimal("1.0E-7")]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | decimals | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff"])
def test_what_is_no_strict_json_object_is_no_record(content: bytes) -> None:
    with pytest.raises(InvalidRecord) as caught:
        load(content)

    assert caught.value.issues[0].severity == "fatal"


def test_the_digits_of_a_decimal_stay_as_they_were_written() -> None:
    content = b'{"value":72.50,"low":0.0,"name":"\xc3\xa9","_given":[null,{"id":"a"}]}'

    assert dump(load(content)) == content


@given(st.dictionaries(st.text(), values, max_size=5))
def test_what_is_written_is_read_back_with_its_digits_and_order(tree: dict[str, object]) -> None:
    back = load(dump(tree))

    assert repr(back) == repr(tree)
