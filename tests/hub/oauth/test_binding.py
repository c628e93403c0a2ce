"""What a token request must prove, and what its token is then bound to."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc import jws

from hub.commands.pki import holders
from hub.commands.pki.region import pem
from hub.oauth.authorization_server import HubAuthorizationServer
from hub.oauth.binding import Binding, Shown
from hub.security.bound import Bound
from hub.security.tokens import TokenIssuer, TokenVerifier
from hub.security.trust import Trust, thumbprint
from hub.security.uzi import profile
from tests.hub.security.certificates import NUMBER, URA, pki
from tests.hub.security.proofs import Prover
from tests.hub.security.systems import (
    NOW,
    PUBLIC_URL,
    TOKEN_URL,
    elliptic_system,
    hub_key,
    registered,
)

TRUST = Trust(x509.load_pem_x509_certificates(pki().client_roots()), profile("strict"))
MINE, OTHER = (holders.system(pki().servers, "x", URA, NUMBER).certificate for _ in range(2))
OF_OTHERS = holders.system(pki().servers, "x", "90000101", NUMBER).certificate
PROVER = Prover()


def _der(certificate):
    return certificate.public_bytes(Encoding.DER)


def _proof(**changes):
    return PROVER.sign(PROVER.claims("POST", TOKEN_URL, now=NOW, **changes))


def _answer(*proofs, shown=None, must=False, trust=TRUST, **register):
    """To a client that is registered so, shows this certificate and sends these proofs."""
    client = registered(elliptic_system(ura=URA, **register))
    server = HubAuthorizationServer(TokenIssuer(hub_key(), PUBLIC_URL), Binding(trust, must))
    came = Shown(_der(shown) if shown else None, proofs)
    return server.answer(client.form(client.sign(client.claims())), client, NOW, came)


def _refusal(*proofs, **asked):
    answer = _answer(*proofs, **asked)
    assert "access_token" not in answer.body
    assert answer.assertion is not None, "so that it is used up, and its client named"
    return answer.status, answer.body["error"], answer.rule


PINNED = pem(MINE).decode()


UNBOUND = (400, "invalid_request", "token-unbound")


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ({"shown": OF_OTHERS}, "certificate-ura"),
        ({"shown": OF_OTHERS, "must": True}, "certificate-ura"),
        ({"shown": pki().servers.issued.certificate}, "certificate-purpose"),
        ({"certificate": PINNED}, "certificate-absent"),
        ({"certificate": PINNED, "shown": OTHER}, "certificate-other"),
        ({"certificate": PINNED, "shown": MINE, "trust": None}, "certificate-absent"),
    ],
)
def test_the_certificate_of_another_gets_no_token(asked, rule):
    assert _refusal(**asked) == (401, "invalid_client", rule)


@pytest.mark.parametrize(
    "asked", [{"must": True}, {"bound": True}, {"bound": True, "shown": MINE, "trust": None}]
)
def test_who_must_prove_something_and_does_not_gets_no_token(asked):
    assert _refusal(**asked) == UNBOUND


def test_a_proof_stands_in_for_no_certificate_that_is_registered():
    assert _refusal(_proof(), certificate=PINNED) == (401, "invalid_client", "certificate-absent")


@pytest.mark.parametrize(
    ("proofs", "rule"),
    [
        ([_proof(htm="GET")], "proof-request"),
        ([_proof(htu=PUBLIC_URL)], "proof-request"),
        ([_proof(iat=1)], "proof-time"),
        (["nonsense"], "proof-malformed"),
        ([_proof(), _proof()], "proof-twice"),
    ],
)
def test_a_proof_that_is_not_right_gets_no_token_also_where_none_is_due(proofs, rule):
    assert _refusal(*proofs) == (400, "invalid_dpop_proof", rule)
    assert _refusal(*proofs, shown=MINE) == (400, "invalid_dpop_proof", rule)


def _claims(answer):
    assert answer.status == 200, answer.body
    requester = TokenVerifier(hub_key(), PUBLIC_URL).verify(answer.body["access_token"], NOW)
    assert requester == answer.requester
    payload = jws.deserialize_compact(answer.body["access_token"], hub_key(), algorithms=["ES256"])
    return answer.body["token_type"], requester.bound, payload.payload


def test_a_token_is_bound_to_the_certificate_that_was_shown():
    kind, bound, payload = _claims(_answer(shown=MINE, must=True))
    assert (kind, bound) == ("Bearer", Bound(certificate=thumbprint(_der(MINE))))
    assert f'"cnf":{{"x5t#S256":"{thumbprint(_der(MINE))}"}}'.encode() in payload


def test_a_token_is_bound_to_the_key_that_was_proven():
    kind, bound, payload = _claims(_answer(_proof(), must=True))
    assert (kind, bound) == ("DPoP", Bound(key=PROVER.thumbprint))
    assert f'"cnf":{{"jkt":"{PROVER.thumbprint}"}}'.encode() in payload


def test_a_token_is_bound_to_both_where_both_are_proven():
    _, bound, _ = _claims(_answer(_proof(), shown=MINE))
    assert bound == Bound(thumbprint(_der(MINE)), PROVER.thumbprint)


def test_where_none_must_be_bound_a_token_is_bound_to_nothing():
    kind, bound, payload = _claims(_answer())
    assert (kind, bound) == ("Bearer", None)
    assert b"cnf" not in payload


def test_a_client_of_one_certificate_gets_its_token_there():
    _, bound, _ = _claims(_answer(shown=MINE, certificate=PINNED))
    assert bound == Bound(certificate=thumbprint(_der(MINE)))


@pytest.mark.parametrize("proven", [{"shown": MINE}, {"proofs": True}])
def test_a_client_that_must_prove_something_gets_its_token_by_either(proven):
    proofs = [_proof()] if proven.pop("proofs", False) else []
    assert _claims(_answer(*proofs, bound=True, **proven))[1] is not None
