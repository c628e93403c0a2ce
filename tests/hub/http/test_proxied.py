"""A certificate in a header: from whom it is taken, in which forms, and what is left of it."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.http.peer import PEER, certificate_of
from hub.http.proxied import UNREADABLE, CertificateHeader

NAME = b"client-cert"
DER = bytes(range(256))
PROXY, STRANGER = "10.0.0.1", "10.0.0.2"
OTHERS = [(b"host", b"hub"), (b"accept", b"*/*")]


def taken(address: str | None, *values: bytes, state: dict[str, object] | None = None) -> dict:
    """The scope, as who comes after this finds it."""
    headers = [OTHERS[0], *((NAME, value) for value in values), OTHERS[1]]
    scope = {"headers": headers, "client": (address, 1) if address else None}
    scope |= {} if state is None else {"state": state}
    CertificateHeader(NAME, frozenset({PROXY})).take(scope)
    return scope


@pytest.mark.parametrize("address", [STRANGER, None, "10.0.0.10", "::ffff:10.0.0.1"])
def test_from_anybody_else_it_is_gone_and_counted(address: str | None) -> None:
    header = CertificateHeader(NAME, frozenset({PROXY}))
    scope = {"headers": [(NAME, b64encode(DER))], "client": (address, 1) if address else None}

    header.take(scope)

    assert (scope["headers"], certificate_of(scope)) == ([], None)
    assert header.turned == {("header", "certificate-forged"): 1}


def test_an_alarm_is_logged_once_a_second(caplog: pytest.LogCaptureFixture) -> None:
    header = CertificateHeader(NAME, frozenset({PROXY}))
    for _ in range(100):
        header.take({"headers": [(NAME, b"x")], "client": (STRANGER, 1)})

    assert header.turned.total() == 100
    assert len(caplog.records) == 1
    assert STRANGER in caplog.text


def test_from_a_proxy_it_is_taken_and_gone_too() -> None:
    scope = taken(PROXY, b64encode(DER))

    assert (scope["headers"], certificate_of(scope)) == (OTHERS, DER)


def test_the_certificate_of_the_proxy_itself_is_not_its_clients() -> None:
    its_own = {PEER: b"the proxy's", "door": 1}

    assert taken(PROXY, state=its_own)["state"] == {PEER: None, "door": 1}
    assert its_own[PEER] == b"the proxy's", "the connection's state is as it was"
    assert certificate_of(taken(STRANGER, b64encode(DER), state=its_own)) == b"the proxy's"


@pytest.mark.parametrize("empty", [[], [b""], [b" "], [b"", b""]])
def test_an_empty_header_tells_of_no_certificate(empty: list[bytes]) -> None:
    assert certificate_of(taken(PROXY, *empty)) is None


def test_two_headers_tell_of_none_that_can_be_read() -> None:
    assert certificate_of(taken(PROXY, b64encode(DER), b64encode(DER))) == UNREADABLE


@given(st.binary(max_size=300))
def test_whatever_a_proxy_tells_is_a_certificate_that_is_looked_at_or_none(value: bytes) -> None:
    assert isinstance(certificate_of(taken(PROXY, value)), bytes | None)


def test_other_callers_keep_their_headers() -> None:
    assert taken(STRANGER)["headers"] == OTHERS
