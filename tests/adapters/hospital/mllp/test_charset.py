import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hospital.header import read_header
from adapters.hospital.mllp.charset import Decoded, codec_of, decode
from adapters.hospital.verdict import Fault
from tests.adapters.hospital.mllp.standing import msh


def _read(
    name: bytes, declared: str = "", misdeclared: str = "refuse", default: str = "windows-1252"
) -> str | int:
    message = msh(_18=declared) + b"NTE|1||" + name + b"\r"
    found = decode(message, read_header(message), default, misdeclared)
    if isinstance(found, Fault):
        assert found.code == "AE"
        return found.condition
    return found.text.split("NTE|1||")[1].rstrip("\r")


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("8859/1", "latin-1"),
        ("8859/15", "iso8859-15"),
        ("8859/2", "iso8859-2"),
        ("ISO-8859-1", "latin-1"),
        ("8859-1", "latin-1"),
        ("UNICODE UTF-8", "utf-8"),
        ("UTF-8", "utf-8"),
        ("UNICODE", "utf-8"),
        ("WINDOWS-1252", "cp1252"),
        ("WIN-1252", "cp1252"),
        ("unicode utf-8", "utf-8"),
        ("UNICODE  UTF-8", "utf-8"),
        ("UNICODE UTF8", "utf-8"),
        ("UNICODE_UTF-8", "utf-8"),
        ("UNICODE-UTF-8", "utf-8"),
    ],
)
def test_a_message_is_read_in_the_set_that_it_declares(declared: str, codec: str) -> None:
    assert _read("Zoë Đurić"[:3].encode(codec), declared) == "Zoë"


@pytest.mark.parametrize("declared", ["UNICODE UTF-16", "UNICODE UTF-32", "8859/99", "KLINGON"])
def test_a_set_that_is_not_known_is_refused(declared: str) -> None:
    assert _read(b"Zoe", declared) == 103


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        ("UNICODE UTF-8", "Zoë".encode("latin-1")),
        ("ASCII", "Zoë".encode("latin-1")),
        ("8859/1", "Zoë".encode()),
        ("8859/1", "Zoë’s".encode("cp1252")),
        ("UNICODE UTF-8", b"Zo\xc3"),
        ("UNICODE UTF-8", b"Zo\xed\xa0\x80"),
    ],
)
def test_bytes_that_are_not_of_the_declared_set_are_refused(declared: str, sent: bytes) -> None:
    assert _read(sent, declared) == 102


@pytest.mark.parametrize(
    ("declared", "sent", "read"),
    [
        ("UNICODE UTF-8", "Zoë".encode("latin-1"), "Zoë"),
        ("8859/1", "Zoë".encode(), "Zoë"),
        ("8859/1", "Zoë’s".encode("cp1252"), "Zoë’s"),
        ("ASCII", "Zoë".encode(), "Zoë"),
    ],
)
def test_by_the_sites_setting_they_are_read_as_what_they_are_with_a_note(
    declared: str, sent: bytes, read: str
) -> None:
    message = msh(_18=declared) + b"NTE|1||" + sent

    found = decode(message, read_header(message), "8859/1", "read")

    assert isinstance(found, Decoded)
    assert found.text.endswith(read)
    assert len(found.notes) == 1


def test_without_a_set_utf_8_is_read_where_there_is_a_letter_of_it_else_the_senders_own() -> None:
    assert _read("Zoë Đurić".encode()) == "Zoë Đurić"
    assert _read("Zoë €".encode("cp1252")) == "Zoë €"
    assert _read("Zoë €".encode("iso8859-15"), default="8859/15") == "Zoë €"
    assert _read(b"Zoe") == "Zoe"
    assert _read(b"Zo\x81") == 102


def test_of_several_declared_sets_the_one_that_the_bytes_are_of_is_read() -> None:
    assert _read("Zoë".encode(), "8859/1~UNICODE UTF-8") == "Zoë"
    assert _read("Zoë".encode("latin-1"), "8859/1~UNICODE UTF-8") == "Zoë"
    assert _read("Zoë".encode("latin-1"), "~8859/1") == "Zoë"
    assert _read(b"Zoe", "8859/1~KLINGON") == 103


@pytest.mark.parametrize("lost", ["\ufffd", "\x00", "\x1c", "\x1b", "\x7f", "\ufffe"])
@pytest.mark.parametrize("misdeclared", ["refuse", "read"])
def test_a_letter_that_was_lost_before_and_control_bytes_are_refused(
    lost: str, misdeclared: str
) -> None:
    assert _read(f"Zo{lost}".encode(), "UNICODE UTF-8", misdeclared) == 102
    assert _read(f"Zo{lost}".encode(), "", misdeclared) == 102


def test_a_refusal_names_the_segment_and_no_value() -> None:
    message = msh() + b"PV1|1\rNTE|1||Zo\x00\r"
    found = decode(message, read_header(message), "8859/1", "refuse")

    assert found == Fault("AE", 102, "NTE", "a control byte: U+0000")


def test_a_byte_order_mark_is_no_letter() -> None:
    message = b"\xef\xbb\xbf" + msh()
    found = decode(message, read_header(message), "8859/1", "refuse")

    assert isinstance(found, Decoded)
    assert found.text.startswith("MSH|")


SETS = ["", "8859/1", "8859/15", "UNICODE UTF-8", "ASCII", "~8859/1", "UTF-8~8859/1"]


@given(st.binary(max_size=12), st.sampled_from(SETS), st.sampled_from(["refuse", "read"]))
def test_nothing_that_is_read_holds_a_lost_letter_or_what_utf_8_would_have_read_otherwise(
    sent: bytes, declared: str, misdeclared: str
) -> None:
    sent = sent.translate(None, b"\r\n|")
    read = _read(sent, declared, misdeclared)
    if isinstance(read, int):
        return
    assert not any(letter in read for letter in "\ufffd\x80\x9f\x00")
    try:
        assert read == sent.decode()
    except UnicodeDecodeError:
        assert "utf" not in (codec_of(declared) or "") or misdeclared == "read"


MIXED = "Zoë Café".encode() + "Loïs".encode("latin-1")


@pytest.mark.parametrize("declared", ["", "8859/1", "8859/15", "WINDOWS-1252", "UNICODE UTF-8"])
@pytest.mark.parametrize("misdeclared", ["refuse", "read"])
def test_letters_of_two_sets_in_one_message_are_refused(declared: str, misdeclared: str) -> None:
    assert _read(MIXED, declared, misdeclared) == 102


@pytest.mark.parametrize(
    "name", ["Zoë", "Yıldız", "Đurić", "Łukasz", "Zoë’s", "Müller–Groß", "Çelik", "Ångström"]
)
@pytest.mark.parametrize("stray", [b"\xe9", b"\xff", b"Lo\xefs", b"\x92"])
def test_one_stray_byte_makes_no_other_letters_of_those_of_utf_8(name: str, stray: bytes) -> None:
    assert _read(name.encode() + b" " + stray) == 102


@pytest.mark.parametrize("name", ["Zoë", "Zoë’s", "Yıldız"])
def test_letters_that_were_read_in_the_wrong_set_before_they_came_are_refused(name: str) -> None:
    twice = name.encode().decode("cp1252")
    assert _read(twice.encode(), "UNICODE UTF-8") == 102
    assert _read(twice.encode()) == 102


@pytest.mark.parametrize(
    "name",
    ["CAFÉ’S, Zoë", "Zoë", "ÀÉÎÕÜ", "“Ça”", "Århus", "ÄRZTE", "naïef, à", "n° 3"],
)
def test_letters_that_stand_beside_signs_are_read_as_they_are(name: str) -> None:
    assert _read(name.encode("cp1252")) == name
    assert _read(name.encode(), "UNICODE UTF-8") == name
    assert _read(name.encode()) == name
