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


CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x\r\nlo\r\n0\r\n\r\n"


@given(st.integers(0, len(CHUNKS) - 1))
def test_an_answer_in_chunks_is_read_only_when_the_last_is_here(length: int) -> None:
    assert parsed(CHUNKS[:length]) is None


def test_chunks_are_joined() -> None:
    assert parsed(CHUNKS) == Reply(200, b"hello")


def test_where_a_new_resource_lies_is_read() -> None:
    reply = parsed(b"HTTP/1.1 201 Created\r\nLocation: http://x/fhir/Goal/1/_history/1\r\n\r\n")

    assert reply == Reply(201, b"", "http://x/fhir/Goal/1/_history/1")


@pytest.mark.anyio
async def test_a_closed_line_says_so(unused_server: int) -> None:
    line = await Line.open(unused_server)
    with pytest.raises(ConnectionError):
        await line.ask("GET", "/")
    with pytest.raises(ConnectionError):
        await line.ask("GET", "/")
