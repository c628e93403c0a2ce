"""A certificate proves a care system when every step of the book holds, and at no other time."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from hub.commands.pki import holders
from hub.commands.pki.authority import Authority, Issued, key_usage
from hub.commands.pki.region import Pki, pem
from hub.security.authorities import InvalidTrust
from hub.security.revocations import revocations
from hub.security.trust import Trust, thumbprint
from hub.security.uzi import CertificateRefused, profile
from tests.hub.security.certificates import HOST, NUMBER, URA, V2, issued, pki
from tests.hub.security.systems import NOW

STRICT = profile("strict")
NAMES = (HOST, holders.uzi_name(V2))
GOOD = holders.system(pki().servers, "good", URA, NUMBER).certificate


def _trust(known=STRICT):
    authorities = x509.load_pem_x509_certificates(pki().client_roots())
    return Trust(authorities, known)


def _der(certificate):
    return certificate.public_bytes(Encoding.DER)


def _refusal(der, trust=None, now=NOW):
    with pytest.raises(CertificateRefused) as refusal:
        (trust or _trust()).system(der, now)
    return refusal.value.reason


def _lasting(first, last):
    lasts = timedelta(days=first), timedelta(days=last)
    extensions = holders.of_client(*NAMES)
    return pki().servers.issue(extensions, lasts, name="a system", number=NUMBER).certificate


def _usage(position, extension):
    extensions = holders.of_client(*NAMES)
    extensions[position : position + 1] = extension
    return issued(extensions).certificate


CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH
CARD = holders.uzi_text(NUMBER, URA, kind="Z", authority=holders.CARDS, role="01.015")


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        pytest.param(lambda: _lasting(-9, -1), "certificate-expired", id="expired"),
        pytest.param(lambda: _lasting(1, 9), "certificate-early", id="not yet valid"),
        pytest.param(
            lambda: holders.system(Pki.made(NOW).servers, "x", URA, NUMBER).certificate,
            "certificate-chain",
            id="of another authority of that name",
        ),
        pytest.param(
            lambda: (
                holders.system(
                    Authority(issued(holders.of_client(*NAMES)), NOW), "x", URA, NUMBER
                ).certificate
            ),
            "certificate-chain",
            id="issued by a system",
        ),
        pytest.param(
            lambda: holders.server(pki().services).certificate,
            "certificate-chain",
            id="of an authority that is not pinned",
        ),
        pytest.param(
            lambda: pki().servers.issued.certificate, "certificate-purpose", id="an authority's own"
        ),
        pytest.param(
            lambda: _usage(1, [(x509.ExtendedKeyUsage([SERVER]), False)]),
            "certificate-purpose",
            id="a server's alone",
        ),
        pytest.param(lambda: _usage(1, []), "certificate-purpose", id="without a purpose"),
        pytest.param(
            lambda: _usage(0, [(key_usage(encipherment=True), True)]),
            "certificate-key-usage",
            id="that signs nothing",
        ),
        pytest.param(lambda: _usage(0, []), "certificate-purpose", id="without a use of its key"),
        pytest.param(
            lambda: issued(holders.of_client(HOST)).certificate, "uzi-absent", id="no name"
        ),
        pytest.param(
            lambda: holders.person(pki().cards, "x", NUMBER, CARD).certificate,
            "uzi-not-system",
            id="a card",
        ),
    ],
)
def test_each_step_that_fails_has_its_reason(certificate, reason):
    assert _refusal(_der(certificate())) == reason


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"0" * 5_000, NOW.isoformat().encode()])
def test_bytes_that_are_no_certificate_are_refused(der):
    assert _refusal(der) == "certificate-malformed"


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@given(st.data())
def test_one_other_byte_anywhere_refuses_the_certificate(data):
    _refusal(_with_one_other_byte(data, _der(GOOD), GOOD.tbs_certificate_bytes))


def _with_one_other_byte(data, der, signed):
    """Of what is signed: how many bits at its end the signature leaves unused says nothing."""
    place = der.index(signed) + data.draw(st.integers(0, len(signed) - 1))
    return der[:place] + bytes([der[place] ^ data.draw(st.integers(1, 255))]) + der[place + 1 :]


def test_what_was_accepted_once_is_refused_when_it_has_expired():
    trust, der = _trust(), _der(_lasting(-1, 1))
    assert trust.system(der, NOW)
    assert _refusal(der, trust, NOW + timedelta(days=2)) == "certificate-expired"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Pki, Path, Path]:
    """A PKI of the test's own, with the files of whom the hub believes and what was revoked."""
    own = Pki.made(NOW)
    roots, crl = tmp_path / "roots.pem", tmp_path / "crl.pem"
    roots.write_bytes(own.client_roots())
    crl.write_bytes(own.crl())
    return own, roots, crl


def test_a_certificate_that_was_revoked_is_refused_without_a_restart(files):
    own, roots, crl = files
    trust = Trust.read(roots, STRICT, crl)
    system = holders.system(own.servers, "x", URA, NUMBER).certificate
    assert trust.system(_der(system), NOW)
    own.servers.revoke(system)
    crl.write_bytes(own.crl())
    trust.look()
    assert _refusal(_der(system), trust) == "certificate-revoked"
    assert _refusal(_der(system), Trust.read(roots, STRICT, crl)) == "certificate-revoked"


def test_what_an_authority_issued_that_was_itself_revoked_is_refused(files):
    own, roots, crl = files
    own.uzi.revoke(own.servers.issued.certificate)
    crl.write_bytes(own.crl())
    system = holders.system(own.servers, "x", URA, NUMBER).certificate
    assert _refusal(_der(system), Trust.read(roots, STRICT, crl)) == "certificate-revoked"


def test_a_list_that_is_too_old_lets_nobody_in_also_who_was_let_in_before(files):
    own, roots, crl = files
    trust = Trust.read(roots, STRICT, crl)
    der = _der(holders.system(own.servers, "x", URA, NUMBER).certificate)
    assert trust.system(der, NOW)
    assert _refusal(der, trust, NOW + timedelta(days=8)) == "crl-stale"


def test_an_authority_without_a_list_lets_nobody_in(files):
    own, roots, crl = files
    crl.write_bytes(own.uzi.crl().public_bytes(Encoding.PEM))
    der = _der(holders.system(own.servers, "x", URA, NUMBER).certificate)
    assert _refusal(der, Trust.read(roots, STRICT, crl)) == "crl-stale"


@pytest.mark.parametrize("what", ["nothing", "half", "gone", "older"])
def test_a_list_that_can_not_be_used_does_not_make_the_revoked_good_again(files, caplog, what):
    own, roots, crl = files
    system = holders.system(own.servers, "x", URA, NUMBER).certificate
    older = own.servers.crl(NOW - timedelta(days=2)).public_bytes(Encoding.PEM)
    own.servers.revoke(system)
    crl.write_bytes(own.crl())
    trust = Trust.read(roots, STRICT, crl)
    of_others = [one.crl().public_bytes(Encoding.PEM) for one in (own.uzi, own.cards, own.staff)]
    if what == "gone":
        crl.unlink()
    elif what == "older":
        crl.write_bytes(b"".join([*of_others, older]))
    else:
        crl.write_bytes(own.crl()[:-300] if what == "half" else b"")
    trust.look()
    assert _refusal(_der(system), trust) == "certificate-revoked"
    assert "HUB_TLS_CRL is not taken anew" in caplog.text


def test_a_list_that_somebody_else_signed_is_not_taken(files):
    own, roots, crl = files
    crl.write_bytes(own.crl() + Pki.made(NOW).servers.crl().public_bytes(Encoding.PEM))
    with pytest.raises(InvalidTrust, match="no authority"):
        Trust.read(roots, STRICT, crl)
    crl.write_bytes(own.crl() * 2)
    with pytest.raises(InvalidTrust, match="two lists"):
        Trust.read(roots, STRICT, crl)


def _tlv(tag, *parts):
    content = b"".join(parts)
    size = len(content)
    long = bytes([0x81, size]) if size < 256 else bytes([0x82, *divmod(size, 256)])
    return bytes([tag]) + (bytes([size]) if size < 128 else long) + content


def _list_without_an_end(authority):
    algorithm = bytes.fromhex("300a06082a8648ce3d040302")
    issuer = authority.issued.certificate.subject.public_bytes()
    since = _tlv(0x17, b"260301110000Z")
    said = _tlv(0x30, b"\x02\x01\x01", algorithm, issuer, since)
    signature = authority.issued.key.sign(said, ECDSA(SHA256()))
    der = _tlv(0x30, said, algorithm, _tlv(0x03, b"\0", signature))
    return x509.load_der_x509_crl(der)


def _list_of_a_part(authority):
    part = x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=True,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    begun = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.issued.certificate.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=1))
        .add_extension(part, critical=True)
    )
    return begun.sign(authority.issued.key, SHA256())


def _list_in_anothers_name(authority):
    other = pki().uzi.issued.certificate
    return Authority(Issued(other, authority.issued.key), NOW).crl()


LIST = pki().servers.crl().public_bytes(Encoding.DER)


@given(st.data())
def test_a_list_with_one_other_byte_is_not_taken(data):
    der = _with_one_other_byte(data, LIST, x509.load_der_x509_crl(LIST).tbs_certlist_bytes)
    body = b64encode(der)
    text = b"-----BEGIN X509 CRL-----\n" + body + b"\n-----END X509 CRL-----\n"
    with pytest.raises(InvalidTrust):
        revocations(text, [pki().servers.issued.certificate])


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (_list_without_an_end, "until when"),
        (_list_of_a_part, "not whole"),
        (_list_in_anothers_name, "no authority"),
    ],
)
def test_a_list_that_is_none_by_itself_is_not_taken(tmp_path, made, told):
    roots, crl = tmp_path / "roots.pem", tmp_path / "crl.pem"
    roots.write_bytes(pki().client_roots())
    crl.write_bytes(made(pki().servers).public_bytes(Encoding.PEM))
    with pytest.raises(InvalidTrust, match=told):
        Trust.read(roots, STRICT, crl)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no certificates in PEM"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "can't be read"),
        (pem(pki().servers.issued.certificate), "no root"),
        (pki().client_roots() + pem(GOOD), "no authority's"),
        (pki().client_roots() + pki().hub()[1], "private key"),
        (
            pki()
            .servers.issued.key.public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "no certificates",
        ),
    ],
)
def test_a_file_of_authorities_holds_authorities_alone(tmp_path, content, told):
    (tmp_path / "roots.pem").write_bytes(content)
    with pytest.raises(InvalidTrust, match=told):
        Trust.read(tmp_path / "roots.pem", STRICT)


def test_a_good_certificate_is_a_system_of_its_organisation_until_it_expires():
    found = _trust().system(_der(GOOD), NOW)
    assert (found.ura, found.thumbprint) == (URA, thumbprint(_der(GOOD)))
    assert found.until == GOOD.not_valid_after_utc
