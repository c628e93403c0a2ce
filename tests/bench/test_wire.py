"""The generator's own reading of HTTP."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.wire import Line, Reply, parsed

WHOLE = b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\netag: x\r\n\r\nhello"


@given(st.integers(0, len(WHOLE) - 1))
def test_an_answer_is_read_only_when_all_of_it_is_here(length: int) -> None:
    assert parsed(WHOLE[:length]) is None


def test_status_and_body_are_read() -> None:
    assert parsed(WHOLE) == Reply(201, b"hello")


def test_an_answer_without_a_length_has_no_body() -> None:
    assert parsed(b"HTTP/1.1 204 No Content\r\netag: x\r\n\r\n") == Reply(204, b"")


@pytest.mark.anyio
async def test_a_closed_line_says_so(unused_server: int) -> None:
    line = await Line.open(unused_server)
    with pytest.raises(ConnectionError):
        await line.ask("GET", "/")
    with pytest.raises(ConnectionError):
        await line.ask("GET", "/")
