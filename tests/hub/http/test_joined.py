"""The head of an answer is sent with its body, and where there is none it is sent all the same."""

import pytest

from tests.hub.http.conftest import Call

METADATA = b" /fhir/metadata HTTP/1.1\r\nHost: hub\r\n"
TOKEN = (
    b"POST /auth/token HTTP/1.1\r\nHost: hub\r\nContent-Length: 20\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)


def test_head_and_body_come_at_once(call: Call) -> None:
    """One write is one packet on the loopback, so that the first read has all that it takes."""
    caller = call().send(b"GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n")

    first = caller.line.recv(65_536)

    assert first.startswith(b"HTTP/1.1 200 ")
    assert first.partition(b"\r\n\r\n")[2].endswith(b"}")


@pytest.mark.parametrize("method", [b"HEAD", b"OPTIONS"])
def test_an_answer_without_a_body_is_sent_and_the_next_is_taken(call: Call, method: bytes) -> None:
    caller = call().send(method + METADATA + b"\r\n")

    head = caller.line.recv(65_536)
    body = head.partition(b"\r\n\r\n")[2]

    assert head.startswith(b"HTTP/1.1 ")
    assert method != b"HEAD" or not body
    assert caller.ask() == 200


def test_who_is_told_to_go_on_is_told_at_once(call: Call) -> None:
    caller = call().send(TOKEN + b"Expect: 100-continue\r\n\r\n")

    assert caller.line.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert caller.ask(b"grant_type=something") == 400


def test_the_last_answer_of_a_connection_is_sent_before_it_is_closed(call: Call) -> None:
    caller = call().send(b"HEAD" + METADATA + b"Connection: close\r\n\r\n")

    assert caller.until_cut().startswith(b"HTTP/1.1 ")
