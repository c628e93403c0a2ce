"""Which UZI subject names are read, and which are refused at which step."""

import re

import pytest
from cryptography import x509
from hypothesis import example, given
from hypothesis import strategies as st

from hub.commands.pki.holders import CARDS, SERVERS, uzi_name, uzi_text
from hub.security.uzi import (
    CertificateRefused,
    SubjectName,
    parsed,
    profile,
    require_system,
    subject_name,
    text_of,
)
from tests.hub.security.certificates import HOST, IA5, NUMBER, URA, UTF8, V2, named, with_raw_names

STRICT, LAB = profile("strict"), profile("lab")
COLON = profile("strict", colon=True)
V1 = "2.16.528.1.1007.99.217-1-900016528-Z-90000382-01.000-00000000"
SYSTEM = SubjectName(SERVERS, NUMBER, "S", URA, "00.000", "00000000")
GRAMMAR = re.compile(
    r"2\.16\.528\.1\.1003\.1\.3\.5\.5\.(2-1-[0-9]{9}-Z-[0-9]{8}-[0-9]{2}\.[0-9]{3}"
    r"|(3-1-[0-9]{9}-N|4-1-[0-9]{9}-M|5-1-[0-9]{9}-S)-[0-9]{8}-00\.000)-[0-9]{8}"
)
"""What may stand in one in production, written down once more."""


def _refusal(certificate, known=STRICT):
    with pytest.raises(CertificateRefused) as refusal:
        subject_name(certificate, known)
    for secret in (NUMBER, URA):
        assert secret not in str(refusal.value)
    return refusal.value.reason


def _text(name):
    fields = (name.authority, "1", name.number, name.kind, name.ura, name.role, name.agb)
    return "-".join(fields)


@pytest.mark.parametrize(
    ("text", "tag", "reason"),
    [
        pytest.param(V2.removesuffix("-00000000"), IA5, "uzi-format", id="V4"),
        pytest.param(V2.replace("-1-9", "-2-9"), IA5, "uzi-version", id="V5"),
        pytest.param(uzi_text(NUMBER, URA, authority=CARDS), IA5, "uzi-authority", id="V6"),
        pytest.param(V2.replace("-90000382", "-9000038"), IA5, "uzi-format", id="V7"),
        pytest.param(f"{V2}\n", IA5, "uzi-format", id="V8"),
        pytest.param(V2.replace("-90000382", "-9000038\u0662"), UTF8, "uzi-ascii", id="V9"),
        pytest.param(V2.replace("5.5.5-", "5.5.5:"), IA5, "uzi-format", id="V10"),
        pytest.param(V2.replace("S", "X"), IA5, "uzi-format", id="no kind of pass"),
        pytest.param(V2.replace("S", "Z"), IA5, "uzi-authority", id="a card of the servers'"),
        pytest.param(V2.replace("00.000", "01.015"), IA5, "uzi-role", id="a system with a role"),
        pytest.param(f" {V2}", IA5, "uzi-format", id="padded"),
        pytest.param(f"{V2}\0", IA5, "uzi-format", id="a nought byte"),
        pytest.param("", IA5, "uzi-format", id="nothing"),
        pytest.param(V2, 0x13, "uzi-tag", id="a PrintableString"),
    ],
)
def test_a_fault_in_the_name_has_its_own_reason(text, tag, reason):
    assert _refusal(named(HOST, uzi_name(text, tag))) == reason


def test_v11_two_names_are_ambiguous_also_where_they_are_alike():
    other = uzi_name(uzi_text(NUMBER, "90000101"))
    assert _refusal(named(uzi_name(V2), other)) == "uzi-ambiguous"
    assert _refusal(named(uzi_name(V2), uzi_name(V2))) == "uzi-ambiguous"


def test_v12_the_number_is_the_subjects_serial_number():
    assert _refusal(named(uzi_name(V2), number="900025047")) == "uzi-serial"


def test_without_a_uzi_name_there_is_nobody():
    principal = x509.OtherName(
        x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), b"\x0c\x12900025039@90000382"
    )
    assert _refusal(named(HOST, principal)) == "uzi-absent"


def test_test_authorities_and_mocks_are_none_in_production():
    for text in (V1, uzi_text(NUMBER, URA, authority="2.16.528.1.1007.99.2110")):
        with pytest.raises(CertificateRefused) as refusal:
            parsed(text, STRICT)
        assert refusal.value.reason == "uzi-authority"


def test_a_persons_card_is_no_system():
    card = parsed(V1, LAB)
    with pytest.raises(CertificateRefused) as refusal:
        require_system(card)
    assert refusal.value.reason == "uzi-not-system"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", "uzi-tag"),
        (b"\x16", "uzi-tag"),
        (b"\x16\x00a", "uzi-length"),
        (b"\x16\x02a", "uzi-length"),
        (b"\x16\x80a\x00\x00", "uzi-length"),
        (b"\x16\x81\x01a", "uzi-length"),
        (b"\x16\x82\x00\x80" + b"a" * 128, "uzi-length"),
        (b"\x16\xff", "uzi-length"),
        (b"\x16\x01\x80", "uzi-ascii"),
        (b"\x0c\x02\xc3\xa9", "uzi-ascii"),
        (b"\x04\x01a", "uzi-tag"),
    ],
)
def test_a_value_that_is_no_text_by_der_is_refused(value, reason):
    with pytest.raises(CertificateRefused) as refusal:
        text_of(value)
    assert refusal.value.reason == reason


@given(st.text(max_size=300).filter(str.isascii))
def test_a_text_of_any_length_is_read_from_its_der(text):
    content = text.encode()
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82, *divmod(size, 256)])
    length = bytes([0x81, size]) if 128 <= size < 256 else length
    assert text_of(bytes([IA5]) + length + content) == text


@given(
    st.text(max_size=80)
    | st.builds(
        lambda place, letter: V2[:place] + letter + V2[place + 1 :],
        st.integers(0, len(V2) - 1),
        st.text(max_size=2),
    )
    | st.from_regex(GRAMMAR)
)
@example(V2)
@example(uzi_text(NUMBER, URA, kind="Z", authority=CARDS, role="01.015"))
@example(f"{V2}\n")
def test_no_other_text_than_the_grammar_passes(text):
    try:
        found = parsed(text, STRICT)
    except CertificateRefused:
        assert not GRAMMAR.fullmatch(text)
        return
    assert GRAMMAR.fullmatch(text)
    assert _text(found) == text


NAMES = bytes.fromhex("3056 8209") + b"localhost" + bytes.fromhex("a049 0603550505 a042 1640")
"""The DER of the names of V2, but for its text."""


def test_the_names_of_v2_are_byte_for_byte_as_the_register_writes_them():
    names = x509.SubjectAlternativeName([HOST, uzi_name(V2)])
    assert names.public_bytes() == NAMES + V2.encode()
    as_utf8 = x509.SubjectAlternativeName([HOST, uzi_name(V2, UTF8)])
    assert as_utf8.public_bytes() == NAMES[:-2] + b"\x0c\x40" + V2.encode()
    assert subject_name(with_raw_names(NAMES + V2.encode()), STRICT) == SYSTEM


@given(st.integers(0, len(NAMES) + len(V2) - 1), st.integers(1, 255))
@example(0, 1)
@example(22, 0x1A)
def test_with_one_other_byte_it_is_refused_or_says_what_stands_there(place, change):
    der = bytearray(NAMES + V2.encode())
    der[place] ^= change
    try:
        found = subject_name(with_raw_names(bytes(der)), STRICT)
    except CertificateRefused:
        return
    assert _text(found) == der[len(NAMES) :].decode("ascii")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        pytest.param(V1, LAB, id="V1"),
        pytest.param(V2, STRICT, id="V2"),
        pytest.param(uzi_text(NUMBER, URA, authority=CARDS), LAB, id="V6 in a lab"),
        pytest.param(V2.replace("5.5.5-", "5.5.5:"), COLON, id="V10 where it is let"),
        pytest.param(V2, COLON, id="V2 where a colon is let"),
    ],
)
def test_a_right_name_is_read(text, known):
    assert _text(parsed(text, known)) == text.replace(":", "-")


@pytest.mark.parametrize("tag", [IA5, UTF8])
def test_v2_and_v3_a_systems_certificate_says_who_it_is(tag):
    name = subject_name(named(HOST, uzi_name(V2, tag)), STRICT)
    assert name == SYSTEM
    require_system(name)
