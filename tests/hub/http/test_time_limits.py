"""A caller that is slow at its head, its body or its next request is cut off."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.hub.http.conftest import SMALL, Call
from tests.hub.http.sockets import HALF, PATIENCE, Caller, begun_push, outcome, status
from tests.plugins.processes import HubProcess

pytestmark = pytest.mark.slow

HEAD, BODY, IDLE = (float(SMALL[f"HUB_{name}_TIMEOUT"]) for name in ("HEAD", "BODY", "IDLE"))
TOKEN = b"POST /auth/token HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n\r\ngrant_type="


def test_who_sends_half_a_head_is_cut_first_then_half_a_body_then_who_asks_no_more(
    call: Call,
) -> None:
    head = call().send(HALF)
    body = call().send(TOKEN + FORM)
    idle = call()
    assert idle.ask() == 200

    with ThreadPoolExecutor(3) as waiting:
        said = list(waiting.map(Caller.until_cut, (head, body, idle)))

    assert said[0] == said[2] == b""
    assert status(said[1]) == 408
    assert HEAD <= head.lasted < body.lasted < idle.lasted
    assert body.lasted >= BODY
    assert idle.lasted >= IDLE


def test_a_body_that_trickles_is_refused_as_an_outcome(small: HubProcess, call: Call) -> None:
    slow = call().send(begun_push(small))

    said = slow.until_cut(trickle=b" ")

    assert status(said) == 408
    assert outcome(said)["code"] == "timeout"
    assert b"x-request-id: " in said


def test_who_sends_nothing_at_all_is_cut(call: Call) -> None:
    silent = call()

    assert silent.until_cut() == b""


def test_a_head_that_trickles_is_cut(call: Call) -> None:
    assert call().send(HALF).until_cut(trickle=b"x") == b""


def test_the_next_head_that_trickles_is_cut(call: Call) -> None:
    known = call()
    assert known.ask() == 200

    assert known.send(HALF).until_cut(trickle=b"x") == b""
    assert known.lasted < IDLE + HEAD


def test_empty_lines_between_requests_keep_nothing_open(call: Call) -> None:
    known = call()
    assert known.ask() == 200

    assert known.until_cut(trickle=b"\r\n") == b""


def test_who_goes_on_asking_stays(call: Call) -> None:
    known = call()
    until = known.began + IDLE + 2 * HEAD

    while known.began < until:
        assert known.ask() == 200
        known.line.settimeout(0.5)
        with pytest.raises(TimeoutError):
            known.line.recv(1)
        known.began += 0.5


def test_who_does_not_take_his_answers_is_cut(call: Call) -> None:
    """The capabilities are 300 kB, and are asked for many times before the first is taken."""
    deaf = call()
    deaf.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.send(b"GET /fhir/metadata HTTP/1.1\r\nHost: hub\r\n\r\n" * 20)
    others = call("127.0.0.9")
    until = time.monotonic() + PATIENCE

    while is_held(deaf):
        assert others.ask() == 200
        assert time.monotonic() < until
        time.sleep(0.1)


def is_held(one: Caller) -> bool:
    """Whether the hub still has its end; one whose window is full hears of no reset."""
    theirs = f":{one.line.getsockname()[1]:04X}"
    ends = (line.split()[1:3] for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return any(there.endswith(theirs) for _, there in ends)
