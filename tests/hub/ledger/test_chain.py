"""The chain is the one that trust.md describes, so that others can check it."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.chain import START, canonical, link
from hub.ledger.event_name import event_name, place_of

BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


def test_two_rows_have_the_hashes_that_are_published() -> None:
    first = link(START, {"seq": 1, "a": "R"})
    second = link(first, {"a": "E", "seq": 2})

    assert first.hex() == "5538046e0511be7a5826bae986a48c5e1e550e748a1aeab54c253d27f9f477ae"
    assert second.hex() == "c0d3cb84fef95d48a49213290499b727aaa568834fe9ebc5a97214b8fb47c6eb"


def test_the_form_is_canonical() -> None:
    assert canonical({"b": None, "a": "é\n", "c": 5}) == '{"a":"é\\n","b":null,"c":5}'.encode()
    assert link(START, {}) == hashlib.sha256(bytes(32) + b"{}").digest()


@given(
    st.integers(0, 2**52).map(lambda seconds: BEGIN + timedelta(microseconds=seconds)),
    st.integers(1, 2**31 - 1),
    st.integers(1, 2**31 - 1),
)
def test_an_event_is_found_by_its_name(at: datetime, writer: int, number: int) -> None:
    name = event_name(b"k" * 32, at, writer, number)

    assert place_of(b"k" * 32, name) == (at, writer, number)


@pytest.mark.parametrize("name", [UUID(int=0), UUID(int=2**128 - 1)])
def test_a_name_that_nobody_gave_finds_nothing_or_no_such_moment(name: UUID) -> None:
    place = place_of(b"k" * 32, name)

    assert place is None or place[0].year != 2026
