"""Ids of calls that the hub gives: none twice, in no process."""

import os

import pytest

from hub.security.request_id import OURS, Ids, request_id_of


def test_no_id_comes_twice_and_all_are_taken_back() -> None:
    given = [request_id_of(None) for _ in range(10_000)]

    assert len(set(given)) == len(given)
    assert all(OURS.fullmatch(one) for one in given)
    assert [request_id_of(one) for one in given[:100]] == given[:100]


def test_they_do_not_tell_how_many_calls_there_are() -> None:
    numbers = [int(Ids().next()[13:], 16) for _ in range(5)]

    assert len(set(numbers)) == 5, "the first of five processes"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_gives_others() -> None:
    here, there = os.pipe()
    if os.fork() == 0:
        os.write(there, request_id_of(None).encode())
        os._exit(0)
    os.wait()

    child = os.read(here, 100).decode()

    assert child[:12] != request_id_of(None)[:12]
