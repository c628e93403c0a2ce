import pytest

from adapters.hospital.header import Delimiters, Header, Unreadable, read_header

MSH = (
    b"MSH|^~\\&|ZISK^1.2.3^ISO|ZKF|RSOHUB|ALMERE|20261120101500+0100||ADT^A01^ADT_A01|G\xe9 1|P^T"
    b"|2.4^NLD|||AL|NE|NLD|8859/1~UNICODE UTF-8"
)


def _with(**fields: bytes) -> bytes:
    parts = MSH.split(b"|")
    for number, value in fields.items():
        parts[int(number[1:]) - 1] = value
    return b"|".join(parts) + b"\rPID|1\r"


@pytest.mark.parametrize("message", [b"", b"MSH", b"PID|1||", b"MSHA", b"MSH\r", b"GET / HTTP/1.1"])
def test_bytes_without_a_header_have_none(message: bytes) -> None:
    with pytest.raises(Unreadable):
        read_header(message)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_and_utf_32_are_refused(codec: str) -> None:
    with pytest.raises(Unreadable, match="UTF-16"):
        read_header(MSH.decode("latin-1").encode(codec))


@pytest.mark.parametrize(
    "marks", [b"^^\\&", b"^~\\^", b"^~&&", b"^~", b"", b"^~\\&##", b'^~\\"', b"^~\\A", b"|~\\&"]
)
def test_delimiters_that_are_equal_missing_or_letters_do_not_split(marks: bytes) -> None:
    header = read_header(_with(_2=marks))

    assert not header.splits
    assert header.delimiters == Delimiters()


@pytest.mark.parametrize("before", [b"", b"\r\n", b" \t", b"\xef\xbb\xbf"])
def test_what_stands_before_the_header_is_no_part_of_it(before: bytes) -> None:
    assert read_header(before + MSH).control_id == b"G\xe9 1"


def test_the_header_is_read_by_name() -> None:
    header = read_header(_with())

    assert (header.sending_application, header.sending_facility) == ("ZISK", "ZKF")
    assert (header.type, header.event, header.version) == ("ADT", "A01", "2.4")
    assert (header.processing_id, header.accept, header.application) == ("P", "AL", "NE")
    assert header.sent == "20261120101500+0100"
    assert header.character_sets == ("8859/1", "UNICODE UTF-8")


def test_the_control_id_is_kept_byte_for_byte() -> None:
    assert read_header(_with()).control_id == b"G\xe9 1"
    assert read_header(_with(_10=b" a^b\\T\\ ")).control_id == b" a^b\\T\\ "


def test_each_message_has_its_own_delimiters() -> None:
    message = MSH.replace(b"^~\\&", b"*?!$").replace(b"|", b"#").replace(b"^", b"*")
    header = read_header(message.replace(b"8859/1~", b"8859/1?"))

    assert header.delimiters == Delimiters("#", "*", "?", "!", "$")
    assert (header.type, header.event) == ("ADT", "A01")
    assert header.character_sets == ("8859/1", "UNICODE UTF-8")


def test_a_fifth_character_is_that_of_truncation() -> None:
    assert read_header(_with(_2=b"^~\\&#")).delimiters.truncation == "#"


def test_what_was_not_sent_or_is_to_be_deleted_is_empty() -> None:
    header = read_header(b'MSH|^~\\&|""|ZKF')

    assert header.sending_application == header.version == header.event == ""
    assert header.control_id == b""
    assert header.character_sets == ("",)


def test_letters_of_the_header_are_read_in_the_set_of_the_message() -> None:
    fields = read_header(_with(_3="Zië".encode())).fields

    assert Header(fields, codec="utf-8").sending_application == "Zië"


def test_a_header_shows_no_value_when_it_is_printed() -> None:
    assert "ZISK" not in repr(read_header(MSH))
