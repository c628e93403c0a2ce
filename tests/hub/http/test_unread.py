"""What can't be read, or is too long to be, is told in a form that a client reads."""

import pytest

from tests.hub.http.conftest import Call
from tests.hub.http.sockets import LIVE, outcome, status

pytestmark = pytest.mark.slow

HOST = b"Host: hub\r\n"
LONG = b"x" * 66_000
WRONG = {
    "no request": (b"hello\r\n\r\n", 400, "structure"),
    "no header": (b"GET /fhir/metadata HTTP/1.1\r\nno header\r\n\r\n", 400, "structure"),
    "two lengths": (
        b"POST /fhir HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        400,
        "structure",
    ),
    "long url": (b"GET /fhir/Goal?_id=%s HTTP/1.1\r\n%s\r\n" % (LONG, HOST), 414, "too-long"),
    "one long header": (
        b"GET /fhir/metadata HTTP/1.1\r\n%sX-A: %s\r\n\r\n" % (HOST, LONG),
        431,
        "too-long",
    ),
    "many headers": (
        b"GET /fhir/metadata HTTP/1.1\r\n" + HOST + b"X-A: 0123456789\r\n" * 6_000 + b"\r\n",
        431,
        "too-long",
    ),
    "a url without an end": (b"GET /fhir/" + LONG * 8, 414, "too-long"),
    "a header without an end": (
        b"GET /fhir/metadata HTTP/1.1\r\nX-A: " + LONG * 8,
        431,
        "too-long",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_as_an_outcome_and_the_line_is_closed(call: Call, wrong: str) -> None:
    sent, told, code = WRONG[wrong]

    answer = call().send(sent).until_cut()

    assert status(answer) == told
    assert outcome(answer)["code"] == code
    assert b"content-type: application/fhir+json" in answer
    assert b"xxxx" not in answer


def test_what_is_long_and_not_too_long_is_answered(call: Call) -> None:
    line, more = b"GET /fhir/metadata?_format=json&mode=%s HTTP/1.1\r\n", b"X-A: %s\r\n"
    head = line % (b"x" * 60_000) + HOST + more % (b"x" * 60_000)

    answer = call().send(head + b"Connection: close\r\n\r\n").until_cut()

    assert status(answer) == 400
    assert outcome(answer)["code"] == "not-supported"


def test_a_body_counts_for_no_head(call: Call) -> None:
    known = call()
    body = b"x" * 3_000_000
    sent = b"POST /auth/token HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n" % (HOST, len(body))

    answer = known.send(sent + body + LIVE).until_cut()

    assert b"OperationOutcome" not in answer
    assert answer.endswith(b'{"status":"live"}')
