"""A proof is right for one request, one key, one token and one minute, or it is refused."""

import warnings
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey

from hub.security.dpop import Asked, ProofRefused, proof
from tests.hub.demo.documents import VENDOR, blocks
from tests.hub.security.proofs import Prover, rsa_prover
from tests.hub.security.systems import NOW, mac_signed, segment

URL, TOKEN = "https://hub.example.org/fhir/Goal", "a.b.c"
ASKED = Asked("GET", URL, TOKEN)
PROVER = Prover()
SECONDS = int(NOW.timestamp())


def _good(**changes):
    return PROVER.claims("GET", URL, TOKEN, NOW, **changes)


def _refusal(*sent, asked=ASKED, now=NOW):
    with pytest.raises(ProofRefused) as refusal:
        proof(sent, asked, now)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"htm": "POST"}, "proof-request"),
        ({"htm": "get"}, "proof-request"),
        ({"htm": None}, "proof-request"),
        ({"htu": None}, "proof-request"),
        ({"htu": 1}, "proof-request"),
        ({"htu": "https://hub.example.org/fhir/Task"}, "proof-request"),
        ({"htu": "https://hub.example.org/fhir/Goal/"}, "proof-request"),
        ({"htu": "https://hub.example.org/fhir"}, "proof-request"),
        ({"htu": "http://hub.example.org/fhir/Goal"}, "proof-request"),
        ({"htu": "https://hub.example.org:8443/fhir/Goal"}, "proof-request"),
        ({"htu": "https://evil.example.org/fhir/Goal"}, "proof-request"),
        ({"htu": "https://evil@hub.example.org/fhir/Goal"}, "proof-request"),
        ({"htu": "https://[broken/fhir/Goal"}, "proof-request"),
        ({"htu": "https://hub.example.org:port/fhir/Goal"}, "proof-request"),
        ({"ath": None}, "proof-token"),
        ({"ath": "a.b.c"}, "proof-token"),
        ({"ath": PROVER.claims("GET", URL, "another")["ath"]}, "proof-token"),
        ({"iat": SECONDS - 61}, "proof-time"),
        ({"iat": SECONDS + 61}, "proof-time"),
        ({"iat": None}, "proof-time"),
        ({"iat": str(SECONDS)}, "proof-time"),
        ({"iat": True}, "proof-time"),
        ({"iat": float("nan")}, "proof-time"),
        ({"iat": 10**400}, "proof-time"),
        ({"jti": None}, "proof-jti"),
        ({"jti": ""}, "proof-jti"),
        ({"jti": 7}, "proof-jti"),
        ({"jti": "x" * 257}, "proof-jti"),
    ],
)
def test_a_fault_in_one_claim_refuses_the_proof(changes, reason):
    assert _refusal(PROVER.sign(_good(**changes))) == reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"typ": "JWT"}, "proof-header"),
        ({"typ": None}, "proof-header"),
        ({"crit": ["exp"]}, "proof-header"),
        ({"jku": "https://evil.example.org"}, "proof-header"),
        ({"x5c": ["AAAA"]}, "proof-header"),
        ({"b64": False}, "proof-header"),
        ({"jwk": None}, "proof-key"),
        ({"jwk": "text"}, "proof-key"),
        ({"jwk": {}}, "proof-key"),
        ({"jwk": {"kty": ["EC"]}}, "proof-key"),
        ({"jwk": {"kty": "EC", "crv": "P-256", "x": "AA"}}, "proof-key"),
        ({"jwk": {"kty": "EC", "crv": "]-256", "x": "AA", "y": "AA"}}, "proof-key"),
        ({"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}, "proof-key"),
        ({"jwk": PROVER.key.as_dict(private=True)}, "proof-key"),
        ({"jwk": OctKey.generate_key(256).as_dict()}, "proof-key"),
        ({"jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}, "proof-key"),
        ({"jwk": {"kty": "RSA", "n": "\u20ac", "e": "AQAB"}}, "proof-key"),
        ({"jwk": ECKey.generate_key("P-521").as_dict(private=False)}, "proof-algorithm"),
        ({"jwk": ECKey.generate_key("P-256").as_dict(private=False)}, "proof-signature"),
        ({"alg": "none"}, "proof-algorithm"),
        ({"alg": "HS256"}, "proof-algorithm"),
        ({"alg": "ES384"}, "proof-algorithm"),
        ({"alg": ["ES256"]}, "proof-algorithm"),
        ({"alg": None}, "proof-algorithm"),
    ],
)
def test_a_fault_in_the_header_refuses_the_proof(header, reason):
    assert _refusal(PROVER.sign(_good(), **header)) == reason


def test_a_weak_key_is_refused():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # joserfc only warns of it
        weak = rsa_prover("RS256", 1024)
    assert _refusal(weak.sign(_good())) == "proof-key"


def test_no_proof_and_two_are_refused():
    good = PROVER.sign(_good())
    assert _refusal() == "proof-absent"
    assert _refusal(good, good) == "proof-twice"
    assert _refusal(f"{good}, {good}") == "proof-signature"


def test_the_public_key_is_no_shared_secret():
    header = PROVER.header(alg="HS256")
    for secret in (PROVER.key.as_pem(private=False), PROVER.key.as_der(private=False)):
        assert _refusal(mac_signed(header, _good(), secret)) == "proof-algorithm"


@given(st.text(max_size=200))
@example("a.b.c")
@example("..")
@example("\u20ac.\u20ac.\u20ac")
@example("a" * 9_000)
@example(f"{segment(b'[' * 20_000)}.x.x"[:8_000])
@example(PROVER.sign([1]))
@example(PROVER.sign(b"nonsense"))
@example(PROVER.sign(_good()) + ".x")
def test_any_text_is_refused_and_nothing_else(text):
    _refusal(text)


@given(st.data())
def test_a_changed_character_anywhere_refuses_the_proof(data):
    good = PROVER.sign(_good())
    place = data.draw(st.integers(0, len(good) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda c: c != good[place]))
    _refusal(good[:place] + letter + good[place + 1 :])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["htm", "htu", "iat", "ath", "jti"]))
def test_any_json_in_any_claim_is_refused_or_right(value, claim):
    try:
        found = proof([PROVER.sign(_good() | {claim: value})], ASKED, NOW)
    except ProofRefused:
        return
    assert found.key == PROVER.thumbprint
    assert claim in ("jti", "iat")


@given(JSON, st.sampled_from(["typ", "alg", "jwk", "kid"]))
def test_any_json_in_the_header_is_refused_or_a_name_of_the_key(value, member):
    header = {member: value}
    try:
        proof([PROVER.sign(_good(), **header)], ASKED, NOW)
    except ProofRefused:
        return
    assert member == "kid" or (member, value) == ("typ", "dpop+jwt")


@pytest.mark.parametrize(
    "prover",
    [
        pytest.param(lambda: PROVER, id="ES256"),
        pytest.param(lambda: Prover(ECKey.generate_key("P-384"), "ES384"), id="ES384"),
        pytest.param(lambda: rsa_prover("PS256"), id="PS256"),
        pytest.param(lambda: rsa_prover("RS256"), id="RS256"),
    ],
)
def test_a_good_proof_of_any_kind_of_key_is_taken(prover):
    signer = prover()
    found = proof([signer.sign(signer.claims("GET", URL, TOKEN, NOW))], ASKED, NOW)
    assert found.key == signer.thumbprint
    assert found.until == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    "said",
    [
        URL,
        "https://HUB.example.org/fhir/Goal",
        "HTTPS://hub.example.org:443/fhir/Goal",
        f"{URL}?patient=1#part",
        "https://hub.example.org/fhir/Go%61l",
    ],
)
def test_one_address_may_be_written_in_more_ways(said):
    assert proof([PROVER.sign(_good(htu=said))], ASKED, NOW)


def test_at_the_token_endpoint_there_is_no_token_to_name():
    asked = Asked("POST", "https://hub.example.org/auth/token")
    claims = PROVER.claims("POST", asked.url, now=NOW)
    assert proof([PROVER.sign(claims)], asked, NOW).key == PROVER.thumbprint


@pytest.mark.parametrize("seconds", [-60, 0, 60])
def test_a_proof_is_kept_until_no_clock_would_take_it_again(seconds):
    sent = PROVER.sign(_good(iat=SECONDS + seconds))
    until = proof([sent], ASKED, NOW).until
    assert until == datetime.fromtimestamp(SECONDS + seconds + 60, UTC)
    assert _refusal(sent, now=until + timedelta(seconds=1)) == "proof-time"


def test_the_readme_s_proofs_are_right():
    [program] = [block for block in blocks(VENDOR, "python") if "dpop+jwt" in block]
    namespace = {}
    exec(program, namespace)  # noqa: S102 -- it is ours, as a vendor would copy it
    now, thumbprint = datetime.now(UTC), namespace["key"].thumbprint()
    assert proof([namespace["proof"]("GET", URL, TOKEN)], ASKED, now).key == thumbprint
    asked = Asked("POST", "https://hub.example.org/auth/token")
    assert proof([namespace["proof"]("POST", asked.url)], asked, now).key == thumbprint


def test_the_same_jti_is_the_same_proof_of_one_key_alone():
    other = Prover()
    first, again, others = (
        proof([one.sign(one.claims("GET", URL, TOKEN, NOW, jti="j", extra=number))], ASKED, NOW)
        for number, one in enumerate((PROVER, PROVER, other))
    )
    assert first.name == again.name != others.name
