"""A message is split by its own delimiters, and a field says nothing, "delete", or a value."""

import base64

import pytest

from adapters.hospital.header import read_header
from adapters.hospital.v2.message import Message, read
from adapters.hospital.v2.refusal import Refusal


def message(*segments: str, codec: str = "latin-1") -> Message:
    text = "\r".join(segments) + "\r"
    return read(read_header(text.encode(codec)), text)


MSH = r"MSH|^~\&|ZISK|ZKF|||20261120101500||ADT^A01|T1|P|2.4"


def test_the_delimiters_are_the_messages_own() -> None:
    own = message("MSH$%*!@$ZISK$ZKF$$$20261120101500$$ADT%A01$T1$P$2.4", "PID$1$$12%%%ZKF@x%PI*34")

    field = own.field("PID", 3)

    assert (field(), field(4), field(4, 2), field(5)) == ("12", "ZKF", "x", "PI")
    assert field.repetitions[1](1) == "34"


@pytest.mark.parametrize("marks", ["^^\\&", "^~\\^", "|~\\&", "^~~&"])
def test_two_delimiters_that_are_equal_are_refused(marks: str) -> None:
    text = f"MSH|{marks}|ZISK|ZKF|||20261120101500||ADT^A01|T1|P|2.4\rPID|1||12\r"
    with pytest.raises(Refusal) as refused:
        read(read_header(text.encode()), text)
    assert (refused.value.fault.condition, refused.value.fault.place) == (102, "MSH^1^2")


def test_empty_says_nothing_and_quotes_delete_the_whole_field_alone() -> None:
    one = message(MSH, 'PID|1|||""|x^""^y|')

    assert not one.field("PID", 3)
    assert not one.field("PID", 3).deletes
    assert one.field("PID", 4).deletes
    assert one.field("PID", 4)
    assert [one.field("PID", 5)(part) for part in (1, 2, 3)] == ["x", "", "y"]
    assert not one.field("PID", 99)
    assert not one.field("ZZZ", 1)


def test_an_empty_first_repetition_is_a_place() -> None:
    field = message(MSH, "PID|1||~34^^^ZKF^PI").field("PID", 3)

    assert [bool(one) for one in field.repetitions] == [False, True]
    assert field() == ""
    assert [one(1) for one in field.filled()] == ["34"]


def test_an_escaped_separator_is_undone_once_and_separates_nothing() -> None:
    field = message(MSH, r"PID|1||a\T\b&c\S\d\F\e\R\f\E\T\E\g").field("PID", 3)

    assert field() == r"a&b"
    assert field(1, 2) == r"c^d|e~f\T\g"


def test_segments_are_parted_by_line_feeds_too() -> None:
    text = f"{MSH}\r\nPID|1||12\n\nPV1|1|I\r"
    one = read(read_header(text.encode()), text)
    assert [segment.name for segment in one.segments] == ["MSH", "PID", "PV1"]


def test_a_line_feed_within_a_field_stays_in_it_and_ends_no_segment() -> None:
    one = message(MSH, "PID|1||12||Baar\nda&&\nBaarda^Nel||1946")

    assert [segment.name for segment in one.segments] == ["MSH", "PID"]
    assert (one.field("PID", 5)(), one.field("PID", 5)(1, 3)) == ("Baar\nda", "Baarda")
    assert one.field("PID", 7)() == "1946"


def test_large_content_never_reaches_the_parser() -> None:
    data = base64.b64encode(b"%PDF-" + bytes(3_000_000)).decode()
    one = message(MSH, "PID|1||12", f"OBX|1|ED|X||ZISK^application^pdf^Base64^{data}||||||F")

    segment = one.all("OBX")[0]

    assert segment.data == data
    assert [segment[5](part) for part in (3, 4, 5)] == ["pdf", "Base64", ""]
    assert segment[11]() == "F"


def test_the_truncation_character_of_version_2_7_is_no_part_of_the_message() -> None:
    one = message(r"MSH|^~\&#|ZISK|ZKF|||20261120101500||ADT^A01|T1|P|2.7", "PID|1||12^^^ZKF^PI")
    assert one.field("PID", 3)(5) == "PI"


@pytest.mark.parametrize("letter", ["\x01", "\x0b", "\x1f", "\x7f", "\x92", "\ufffd"])
def test_what_is_no_text_is_refused_and_never_stored(letter: str) -> None:
    text = f"{MSH}\rPID|1||12{letter}\r"
    with pytest.raises(Refusal) as refused:
        read(read_header(text.encode()), text)
    assert refused.value.fault.condition == 102


def test_a_mark_of_the_byte_order_is_no_part_of_the_message() -> None:
    text = f"\ufeff{MSH}\rPID|1||12\r"
    assert read(read_header(text.encode()), text).field("PID", 3)() == "12"
