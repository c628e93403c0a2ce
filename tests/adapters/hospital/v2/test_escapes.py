"""Escape sequences are undone once; what is not known stays as it is, and is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hospital.header import STANDARD
from adapters.hospital.v2.escapes import Unescape


def undone(text: str, codec: str = "latin-1") -> tuple[str, int]:
    told: list[str] = []
    return Unescape(STANDARD, codec, told.append)(text), len(told)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"1 \T\ 2", "1 & 2"),
        (r"\F\\S\\R\\E\\T\ ", r"|^~\& "),
        (r"\E\T\E\ ", r"\T\ "),
        (r"a\.br\b", "a\nb"),
        (r"\H\vet\N\ ", "vet "),
        (r"\XE9\ ", "é "),
        (r"\X4A616E\ ", "Jan "),
    ],
)
def test_a_known_sequence_is_what_it_means(written: str, meant: str) -> None:
    assert undone(written) == (meant, 0)


@pytest.mark.parametrize(
    "written", [r"a\Q\b", r"a\b", "a\\", r"\X00\ ", r"\XZZ\ ", r"\X\ ", r"\.in+4\ "]
)
def test_what_is_not_known_or_not_ended_stays_literally_and_is_told(written: str) -> None:
    text, told = undone(written)
    assert text == written
    assert told


def test_bytes_are_read_in_the_set_of_the_message() -> None:
    assert undone(r"\XC3A9\ ", "utf-8") == ("é ", 0)
    assert undone(r"\XC3\ ", "utf-8")[1] == 2


def test_the_second_mark_may_begin_the_next_sequence() -> None:
    assert undone(r"a\q\T\b")[0] == r"a\q&b"


@given(st.text(alphabet="ab\\TFSXE0.Hbr", max_size=30))
def test_no_text_fails_and_one_without_the_mark_stays(text: str) -> None:
    meant, _ = undone(text)
    if "\\" not in text:
        assert meant == text


_NAMES = {"|": "F", "^": "S", "&": "T", "~": "R", "\\": "E"}
_ESCAPED = str.maketrans({mark: f"\\{name}\\" for mark, name in _NAMES.items()})


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_characters="\r"), max_size=40))
def test_what_is_escaped_comes_back_as_it_was(text: str) -> None:
    assert undone(text.translate(_ESCAPED)) == (text, 0)
