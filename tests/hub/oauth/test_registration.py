"""What a system must be before it becomes a client."""

import base64
import json

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from hub.commands.pki import holders
from hub.commands.pki.region import pem as as_pem
from hub.oauth.registration import InvalidRegistration, register_client
from hub.security.keys import InvalidKey, new_signing_key, signing_key
from tests.hub.security.certificates import NUMBER, URA, pki
from tests.hub.security.systems import elliptic_system, rsa_key, rsa_system


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "two\nlines"),
        ("name", " padded "),
        ("name", "x" * 201),
        ("ura", "9000010"),
        ("ura", "900001011"),
        ("ura", "9000010a"),
        ("ura", "9000010\u0661"),
        ("ura", "90000101\n"),
        ("organization_type", "h1"),
        ("organization_type", "H100"),
        ("organization_type", "H"),
        ("organization_type", "AMBU"),
        ("organization_type", ""),
        ("scopes", ""),
        ("scopes", "system/Consent.sr"),
        ("scopes", "user/Consent.cruds"),
        ("scopes", "user/Goal.u"),
        ("scopes", "user/AuditEvent.rs"),
        ("scopes", "user/Goal.rs?category=x"),
        ("scopes", "patient/Goal.crus"),
        ("scopes", "patient/Consent.cruds"),
        ("scopes", "patient/*.cruds"),
        ("scopes", "patient/QuestionnaireResponse.cruds"),
        ("scopes", "patient/Task.crus"),
        ("ura", "00000000"),
        ("scopes", "system/Consent.rs?category=x"),
        ("scopes", "system/AuditEvent.cruds"),
        ("redirect_uris", ["http://viewer.example.org/back"]),
        ("redirect_uris", ["https://viewer.example.org/back#part"]),
        ("redirect_uris", ["javascript:alert(1)"]),
        ("redirect_uris", ["https://[broken"]),
        ("redirect_uris", ["https://viewer.example.org/a https://evil.example/"]),
        ("redirect_uris", ["https://good.example@evil.example/"]),
        ("redirect_uris", ["https://viewer.example.org\\@evil.example/"]),
        ("redirect_uris", ["https://good.example/", "http://evil.example/"]),
        ("redirect_uris", ["https://viewer.example.org/" + "x" * 2_000]),
        ("certificate", "not a certificate"),
    ],
)
def test_a_fault_in_a_registration_is_refused(field, value):
    with pytest.raises(InvalidRegistration):
        register_client(**elliptic_system().registration() | {field: value})


def _registered(jwks):
    return register_client(**elliptic_system().registration() | {"jwks": jwks})


@pytest.mark.parametrize("make", [elliptic_system, rsa_system])
def test_a_private_key_is_refused(make):
    with pytest.raises(InvalidKey, match="private"):
        _registered({"keys": [make().private]})


@pytest.mark.parametrize("jwks", [None, [], {}, {"keys": []}, {"keys": [1]}, {"keys": "x"}])
def test_a_set_without_keys_is_refused(jwks):
    with pytest.raises(InvalidKey):
        _registered(jwks)


@pytest.mark.parametrize("curve", ["P-256", "P-521"])
def test_an_ec_key_on_another_curve_is_refused(curve):
    with pytest.raises(InvalidKey, match="P-384"):
        _registered({"keys": [ECKey.generate_key(curve).as_dict(private=False)]})


def test_a_short_rsa_key_is_refused():
    with pytest.warns(match="2048"):
        short = RSAKey.generate_key(1024).as_dict(private=False)
    with pytest.raises(InvalidKey, match="2048"):
        _registered({"keys": [short]})


def test_an_rsa_key_with_a_small_exponent_is_refused():
    public = rsa_key().as_dict(private=False) | {"e": "Aw"}
    with pytest.raises(InvalidKey, match="65537"):
        _registered({"keys": [public]})


def test_a_symmetric_key_is_refused():
    with pytest.raises(InvalidKey):
        _registered({"keys": [OctKey.generate_key(256).as_dict()]})


@pytest.mark.parametrize(
    "change",
    [
        {"x": None},
        {"x": 1},
        {"x": "AAAA"},
        {"x": "!"},
        {"x": ""},
        {"crv": "P-999"},
        {"kid": 5},
        {"kid": "k" * 257},
        {"use": "enc"},
        {"alg": "ES256"},
        {"key_ops": ["encrypt"]},
    ],
)
def test_a_key_that_is_not_one_is_refused(change):
    public = elliptic_system().jwks["keys"][0]
    with pytest.raises(InvalidKey):
        _registered({"keys": [public | change]})


def test_two_keys_with_one_kid_are_refused():
    keys = [elliptic_system().jwks["keys"][0] | {"kid": "same"} for _ in range(2)]
    with pytest.raises(InvalidKey, match="kid"):
        _registered({"keys": keys})


def test_a_certificate_file_with_a_private_key_is_refused():
    body = base64.b64encode(b"no key at all").decode()
    kind = "PRIVATE KEY"
    pem = f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n"
    right = as_pem(holders.system(pki().servers, "x", URA, NUMBER).certificate).decode()
    system = elliptic_system(ura=URA).registration()
    assert register_client(**system, certificate=right)
    with pytest.raises(InvalidRegistration, match="private key"):
        register_client(**system, certificate=right + pem)


CARD = holders.uzi_text(NUMBER, URA, kind="Z", authority=holders.CARDS, role="01.015")


@pytest.mark.parametrize(
    ("certificate", "told"),
    [
        (lambda: holders.system(pki().servers, "x", "90000101", NUMBER), "another organisation"),
        (lambda: holders.person(pki().cards, "x", NUMBER, CARD), "no care system"),
        (lambda: holders.server(pki().services), "no care system"),
    ],
    ids=["another's", "a card", "a server's"],
)
def test_a_certificate_of_somebody_else_is_refused(certificate, told):
    text = as_pem(certificate().certificate).decode()
    with pytest.raises(InvalidRegistration, match=told):
        register_client(**elliptic_system(ura=URA).registration(), certificate=text)


def test_a_system_is_registered_with_its_certificate():
    text = as_pem(holders.system(pki().servers, "x", URA, NUMBER).certificate).decode()
    client = register_client(**elliptic_system(ura=URA).registration(), certificate=text)
    assert (client.certificate, client.bound) == (text, False)


@pytest.mark.parametrize("make", [elliptic_system, rsa_system])
def test_a_good_system_is_registered_with_public_members_only(make):
    client = register_client(**make().registration(), redirect_uris=["http://127.0.0.1:9/back"])
    (key,) = client.jwks["keys"]
    assert set(key) in ({"kty", "kid", "crv", "x", "y"}, {"kty", "kid", "n", "e"})
    assert client.client_id
    assert client.scopes == "system/*.rs system/Consent.cruds"


def test_a_key_without_a_kid_gets_its_thumbprint():
    public = elliptic_system().jwks["keys"][0]
    client = _registered({"keys": [{k: v for k, v in public.items() if k != "kid"}]})
    assert client.jwks["keys"][0]["kid"] == ECKey.import_key(public).thumbprint()


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", '{"kty":"EC","crv":"P-256"}'])
def test_a_signing_key_that_is_none_is_refused_without_being_repeated(text):
    with pytest.raises(InvalidKey) as refusal:
        signing_key(text)
    assert "nonsense" not in str(refusal.value)


def test_a_signing_key_must_be_private_and_on_p_256():
    public = {k: v for k, v in new_signing_key().items() if k != "d"}
    for other in (public, elliptic_system().private, rsa_key().as_dict(private=True)):
        with pytest.raises(InvalidKey):
            signing_key(json.dumps(other))


BROWSER = {
    "name": "Een kijker",
    "ura": "90000101",
    "organization_type": "PGO",
    "scopes": "patient/*.rs user/*.rs",
    "jwks": None,
    "redirect_uris": ["https://viewer.example.org/cb"],
    "kind": "smart",
}


@pytest.mark.parametrize(
    "change",
    [
        {"jwks": elliptic_system().jwks},
        {"redirect_uris": []},
        {"redirect_uris": ["http://viewer.example.org/cb"]},
        {"bound": True},
        {"desk": True},
        {"certificate": "a certificate"},
        {"scopes": "system/*.rs"},
        {"scopes": "patient/*.rs system/Goal.r"},
        {"scopes": "user/*.cruds"},
    ],
)
def test_an_app_in_a_browser_has_nothing_that_it_could_not_keep(change):
    with pytest.raises(InvalidRegistration):
        register_client(**BROWSER | change)


def test_an_app_in_a_browser_is_known_by_its_redirect_address_alone():
    client = register_client(**BROWSER)
    assert (client.kind, client.jwks) == ("smart", {"keys": []})
    assert client.scopes == "patient/*.rs user/*.rs"


def test_every_other_client_has_keys():
    with pytest.raises(InvalidKey):
        register_client(**BROWSER | {"kind": "confidential"})
