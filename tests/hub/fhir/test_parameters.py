"""Parameters of a URL are read as the standard library reads them, whatever is remembered."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import Invalid
from hub.fhir import wire

PARTS = st.one_of(
    st.text("ab=%+&;|,/: 2Cé\0", max_size=12),
    st.sampled_from(
        [
            "patient=Patient%2F1",
            "code=http%3A%2F%2Fsnomed.info%2Fsct%7C1",
            "code=http://snomed.info/sct|1",
            "_include=Consent%3Aactor",
            "_include=%zz",
            "identifier=http%3A%2F%2Fa%7C1",
            "%63ode=a+b",
            "code=a+b",
            "code",
            "=",
            "a==b",
            "",
        ]
    ),
)


@given(st.lists(PARTS, max_size=5))
def test_parameters_are_those_of_the_standard_library(parts: list[str]) -> None:
    query = "&".join(parts)
    assert _read(query) == _expected(query)


@pytest.mark.parametrize("part", ["a=%ff", "code=http%ff", "_include=%ff", "%ff"])
def test_what_is_no_utf_8_is_refused_however_often_it_comes(part: str) -> None:
    for _ in range(2):
        with pytest.raises(Invalid):
            wire.pairs(f"a=b&{part}".encode())


def test_what_is_no_ascii_is_refused() -> None:
    with pytest.raises(Invalid):
        wire.pairs("a=é".encode())


def _read(query: str) -> list[tuple[str, str]] | None:
    try:
        return list(wire.pairs(query.encode()))
    except Invalid:
        return None


def _expected(query: str) -> list[tuple[str, str]] | None:
    try:
        return (
            parse_qsl(query, keep_blank_values=True, errors="strict") if query.isascii() else None
        )
    except ValueError:
        return None
