import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.text.parse import MAX_DEPTH, Malformed, parse


def refusal(data: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        parse(data)
    assert caught.value.issue.severity == "fatal"
    assert caught.value.issue.text.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "line 1, column 1"),
        (b'{"a": 1,\n "b" 2}', "line 2, column 6"),
        (b'{"a": 1}}', "line 1, column 9"),
        (b'{"a": 01}', "not JSON"),
        (b'{"a": .5}', "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b'{"a": "b', "starting at line 1, column 7."),
        (b'{"a": 1,}', "not JSON"),
        (b'{"a": "tab\there"}', "not JSON"),
        (b'{"a": "\\x41"}', "not JSON"),
        (b'\xef\xbb\xbf{"a": 1}', "byte order mark"),
        (b'{"a": "\xff"}', "byte 7"),
        (b'{"a": "\xed\xa0\x80"}', "byte 7"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a": NaN}', "line 1, column 7"),
        (b'{"a": -Infinity}', "line 1, column 7"),
        (b"[]", "not an object"),
        (b'"text"', "not an object"),
        (b"null", "not an object"),
        (b'{"a": "\\ud800"}', "byte 7"),
        (b'{"a": "\\ude00"}', "byte 7"),
        (b'{"a": "\\ud83dx\\ude00"}', "byte 7"),
        (b'{"a": "\\ud83d\\ud83d\\ude00"}', "byte 7"),
        (b'{"a": 1e1000}', "line 1, column 7"),
        (b'{"a": 1.0E-999999999999999999999}', "line 1, column 7"),
        (b'{"a": ' + b"9" * 65 + b"}", "line 1, column 7"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "line 1, column 7"),
        (b'{"a": 0.' + b"1" * 100_000 + b"}", "line 1, column 7"),
    ],
)
def test_what_is_not_strict_json_is_refused_with_its_place(data: bytes, says: str) -> None:
    assert says in refusal(data).issue.text


@pytest.mark.parametrize(
    "data",
    [
        b'{"provision": {"type": "deny",\n "type": "permit"}}',
        b'{"list": [{"type": 1}, {"type": "x", \n"type": 2}]}',
        b'{"type": 1, "inner": {"a": "{\\"b\\": 1", "b": 2},\n"type": 2}',
        b'{"type": "deny",\n"t\\u0079pe": "permit"}',
    ],
)
def test_a_name_written_twice_is_refused_where_it_stands(data: bytes) -> None:
    assert "same name twice at line 2, column" in refusal(data).issue.text


def test_a_large_body_is_refused_without_a_long_search_for_the_place() -> None:
    filler = b'{"b": "c"},' * 100_000
    twice = refusal(b'{"a": [' + filler + b'{"b": 1, "b": 2}]}')
    assert "too large to say where" in twice.issue.text
    deep = refusal(b'{"a": [' + filler + b"[" * 70 + b"]" * 70 + b"]}")
    assert deep.issue.text == "The body is nested deeper than 60 levels; flatten it."


def test_the_same_name_in_two_objects_is_fine() -> None:
    assert parse(b'{"a": {"x": 1}, "b": [{"x": 1}, {"x": 2}]}')["b"][1] == {"x": 2}


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 900, 100_000])
@pytest.mark.parametrize("pair", [(b'{"a":', b"}"), (b"[", b"]")])
def test_nesting_beyond_the_limit_is_refused(depth: int, pair: tuple[bytes, bytes]) -> None:
    opening, closing = pair
    inner = opening * (depth - 1) + b"1" + closing * (depth - 1)
    found = refusal(b'{"a":' + inner + b"}")
    assert found.issue.code == "structure"
    assert "line 1" in found.issue.text


def test_nesting_up_to_the_limit_and_much_breadth_are_fine() -> None:
    deep = b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH
    assert parse(deep)
    assert len(parse(b'{"a": [' + b"[]," * 999 + b"[]]}")["a"]) == 1000


def test_decimals_keep_the_digits_they_were_written_with() -> None:
    tree = parse(b'{"a": 72.50, "b": 1.00000000000000000001, "c": 1E+2, "d": 72, "e": -0.0}')
    assert str(tree["a"]) == "72.50"
    assert str(tree["b"]) == "1.00000000000000000001"
    assert str(tree["c"]) == "1E+2"
    assert tree["d"] == 72
    assert type(tree["d"]) is int
    assert str(tree["e"]) == "-0.0"


def test_whole_pairs_of_surrogates_and_escaped_backslashes_are_fine() -> None:
    assert parse(b'{"a": "\\ud83d\\ude00", "b": "\\\\ud800"}') == {"a": "😀", "b": "\\ud800"}


def test_a_refusal_never_repeats_the_data() -> None:
    for data in (b'{"naam": "Hartman", "naam": 1}', b'{"naam": Hartman}', b'{"Hartman": NaN}'):
        assert "Hartman" not in refusal(data).issue.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), JSON))
def test_what_json_writes_is_read_back_equal(tree: dict[str, Any]) -> None:
    for ascii_only in (True, False):
        assert parse(json.dumps(tree, ensure_ascii=ascii_only).encode()) == tree


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, max_value=10**9))
def test_a_decimal_is_read_back_digit_for_digit(number: Decimal) -> None:
    written = f"{number:f}"
    tree = parse(b'{"a": ' + written.encode() + b"}")
    assert f"{tree['a']:f}" == written


@given(st.binary(max_size=80) | st.text(alphabet='{}[]",:\\u0dD8eE19.-+ntfI', max_size=80))
def test_any_bytes_are_an_object_or_malformed(data: bytes | str) -> None:
    try:
        tree = parse(data.encode() if isinstance(data, str) else data)
    except Malformed as error:
        assert error.issue.text  # noqa: PT017 - either outcome is right
    else:
        assert isinstance(tree, dict)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", (1, 1)),
        (b'{"a": 1,\n  b}', (2, 3)),
        (b'{"a": 1,\n "a": 2}', (2, 2)),
        (b'{"a": 1,\n "b": NaN}', (2, 7)),
        (b'{"a": "\xc3\xa9\n\xc3\xa9\xff"}', (2, 2)),
        (b'{\n"a": "\xc3\xa9\\ud800"}', (2, 8)),
        (b'{"a":\n' + b"[" * 70 + b"]" * 70 + b"}", (2, 60)),
        (b"\xef\xbb\xbf{}", (1, 1)),
        (b"[\n]", (1, 1)),
    ],
    ids=range(9),
)
def test_a_refusal_knows_its_line_and_column(data: bytes, place: tuple[int, int]) -> None:
    assert refusal(data).place == place
