from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hospital.mllp.framing import Broken, Event, Frame, Framer, Remark, framed

A, B = b"MSH|^~\\&|A\rPID|1\r", b"MSH|^~\\&|B\r"
LARGEST = 200


def _framer() -> Framer:
    return Framer(LARGEST)


def _events(*parts: bytes) -> list[Event]:
    framer = _framer()
    return [event for part in parts for event in framer.feed(part)]


def _contents(*parts: bytes) -> list[bytes]:
    return [event.content for event in _events(*parts) if isinstance(event, Frame)]


def test_frames_come_in_order_out_of_one_read_and_out_of_single_bytes() -> None:
    stream = framed(A) + framed(B)

    assert _contents(stream) == [A, B]
    assert _contents(*(bytes([byte]) for byte in stream)) == [A, B]


def test_white_space_between_frames_is_nothing() -> None:
    assert _events(b"\r\n" + framed(A) + b"\r\n \t" + framed(B)) == [Frame(A), Frame(B)]


def test_of_two_starts_the_second_is_the_message_and_the_first_is_never_part_of_it() -> None:
    events = _events(b"\x0b" + A[:12], framed(B))

    assert [type(event) for event in events] == [Remark, Frame]
    assert events[1] == Frame(B, dropped=A[:12])


def test_two_starts_with_nothing_between_are_one() -> None:
    assert _events(b"\x0b" + framed(A)) == [Frame(A)]


def test_bytes_before_a_start_are_told_and_passed_over() -> None:
    events = _events(b"hello" + framed(A))

    assert [type(event) for event in events] == [Remark, Frame]


def test_a_message_without_a_start_is_not_taken_nor_what_follows() -> None:
    events = _events(A + b"\x1c\r" + framed(B))

    assert events == [Broken("a message without a start block", A)]


def test_an_end_without_a_carriage_return_ends_at_the_next_start() -> None:
    events = _events(b"\x0b" + A + b"\x1c" + framed(B))

    assert [type(event) for event in events] == [Remark, Frame, Frame]


@pytest.mark.parametrize("end", [b"\x1c", b"\x1c\n", b"\x1c\x1c"])
def test_an_end_without_a_carriage_return_ends_when_it_is_quiet_or_closed(end: bytes) -> None:
    for ending in (Framer.quiet, Framer.closed):
        framer = _framer()

        assert framer.feed(b"\x0b" + A + end) == []
        assert ending(framer)[-1] == Frame(A)
        assert framer.feed(b"\r" + framed(B)) == [Frame(B)]


def test_quiet_within_a_message_changes_nothing() -> None:
    framer = _framer()
    framer.feed(b"\x0b" + A[:9])

    assert framer.quiet() == []
    assert framer.feed(A[9:] + b"\x1c\r") == [Frame(A)]


def test_an_end_byte_within_a_message_does_not_cut_it() -> None:
    assert _contents(framed(A + b"\x1cOBX|1\r")) == [A + b"\x1cOBX|1\r"]


@pytest.mark.parametrize("content", [b"", b"\r\n", b"\x06", b"\x15", b"\x06\r"])
def test_empty_frames_and_commit_bytes_are_told_and_are_no_message(content: bytes) -> None:
    assert [type(event) for event in _events(framed(content))] == [Remark]


def test_a_frame_of_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    largest = A + b"x" * (LARGEST - len(A))

    assert _contents(framed(largest)) == [largest]
    events = _events(framed(largest + b"x") + framed(B))
    assert events == [Broken("larger than is taken here", largest + b"x")]


def test_what_never_ends_is_held_no_further_than_the_largest_size() -> None:
    for beginning in (b"\x0b" + A, b"\x0b" + A + b"\x1c", A, b"\x1c"):
        framer = _framer()
        framer.feed(beginning)
        held = []
        for _ in range(1000):
            framer.feed(b"\n" * 1000)
            held.append(framer.held)

        assert max(held) <= LARGEST + 1000


def test_bytes_outside_any_frame_are_passed_over_no_further_than_a_limit() -> None:
    framer = _framer()

    assert [event for _ in range(200) for event in framer.feed(b"x" * 1000)] == [
        Broken("bytes without a start block", b"x" * 1024)
    ]


def test_what_was_begun_and_stays_silent_is_broken() -> None:
    for begun in (b"\x0b" + A, A):
        framer = _framer()
        framer.feed(begun)

        assert framer.waits
        assert framer.silent() == [Broken("what was begun did not end in time", A)]
        assert framer.feed(framed(B)) == []


def test_silence_between_frames_is_nothing() -> None:
    framer = _framer()
    framer.feed(framed(A) + b"\r\n")

    assert not framer.waits
    assert framer.silent() == framer.closed() == []


def test_a_connection_that_ends_within_a_frame_leaves_no_message() -> None:
    framer = _framer()
    framer.feed(b"\x0b" + A)

    assert framer.closed() == [Broken("the connection ended within a frame", A)]


PIECES = st.sampled_from([b"\x0b", b"\x1c", b"\r", b"\n", b"\x06", b"x", A, B, framed(A)])


@given(st.lists(PIECES, max_size=40).map(b"".join), st.lists(st.integers(0, 600)))
def test_any_cutting_of_the_same_bytes_gives_the_same_frames(
    stream: bytes, places: list[int]
) -> None:
    cuts = sorted({0, len(stream), *(min(place, len(stream)) for place in places)})
    parts = [stream[start:end] for start, end in pairwise(cuts)]
    whole, pieces = _framer(), _framer()
    together = [*whole.feed(stream), *whole.closed()]
    apart = [event for part in parts for event in pieces.feed(part)] + pieces.closed()

    # How far a stream was read before it broke depends on how it came; what was taken does not.
    assert [_kind(event) for event in together] == [_kind(event) for event in apart]


def _kind(event: Event) -> Event:
    return Broken(event.why, b"") if isinstance(event, Broken) else event


@given(st.lists(st.binary(min_size=1, max_size=50).filter(lambda part: part.strip()), max_size=6))
def test_whole_frames_come_out_as_they_went_in(messages: list[bytes]) -> None:
    clean = [b"M" + message.translate(None, b"\x0b\x1c") for message in messages]

    assert _contents(b"".join(framed(message) for message in clean)) == clean
