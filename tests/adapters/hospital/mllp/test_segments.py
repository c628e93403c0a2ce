import pytest

from adapters.hospital.mllp.segments import (
    batch_of,
    holds_several,
    is_batch,
    with_carriage_returns,
)

A, B = b"MSH|^~\\&|A\rPID|1\r", b"MSH|^~\\&|B\rPID|2\r"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_segments_are_parted_by_carriage_returns_however_they_came(end: str) -> None:
    text, fed = with_carriage_returns(f"MSH|^~\\&|A{end}PID|1{end}ZBB{end}", "|")

    assert text == "MSH|^~\\&|A\rPID|1\rZBB"
    assert fed == (end != "\r")


def test_a_line_feed_within_a_field_is_the_senders_own() -> None:
    text, _ = with_carriage_returns("MSH|^~\\&|A\rNTE|1||first\nsecond\rPID|1\r", "|")

    assert text.split("\r") == ["MSH|^~\\&|A", "NTE|1||first\nsecond", "PID|1"]


def test_what_stands_before_the_header_is_left_out() -> None:
    assert with_carriage_returns("\n \ufeffMSH|^~\\&|A\r", "|")[0] == "MSH|^~\\&|A"


def test_the_messages_of_a_batch_come_out_byte_for_byte() -> None:
    content = b"FHS|^~\\&|A\rBHS|^~\\&|A\r" + A + B + b"BTS|2\rFTS|1\r"

    assert is_batch(content)
    batch = batch_of(content)
    assert batch.messages == (A, B)
    assert batch.differs == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"BHS|^~\\&\r" + A + B + b"BTS|3\r", ("BTS-1 tells 3 messages, 2 came",)),
        (b"FHS|^~\\&\r" + A + b"FTS|2\r", ("FTS-1 tells 2 batches, 1 came",)),
        (
            b"BHS|^~\\&\r" + A + b"BTS|1\rBHS|^~\\&\r" + B + b"BTS|2\r",
            ("BTS-1 tells 2 messages, 1 came",),
        ),
        (b"BHS|^~\\&\r" + A + b"BTS\r", ()),
        (b"BHS|^~\\&\r" + A + b"BTS|many\r", ()),
        (b"BHS|^~\\&\r" + A, ()),
        (A + B + b"BTS|2\r", ()),
    ],
)
def test_counts_that_differ_are_told(content: bytes, said: tuple[str, ...]) -> None:
    assert is_batch(content)
    assert batch_of(content).differs == said


def test_one_message_is_no_batch_and_two_without_an_envelope_are_several() -> None:
    assert not is_batch(A)
    assert not holds_several(A)
    assert not holds_several(A + b"NTE|1||MSH|in words\r")
    assert not is_batch(A + B)
    assert holds_several(A + B)
    assert holds_several(A.replace(b"\r", b"\n") + B)
