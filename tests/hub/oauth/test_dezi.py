"""What the ministry states of a person is believed only as it was signed, now, and still holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from hub.oauth.dezi_statement import Statement, read
from hub.oauth.refusals import InvalidGrant
from hub.security.statements import LOCAL
from tests.hub.oauth.believing import outcome, pinned, refusal, trusting
from tests.hub.security.systems import NOW, PUBLIC_URL, mac_signed, rsa_key, segment
from tests.stubs.ministry import Ministry, ministry_key

SECONDS = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"nbf": SECONDS + 61}, "statement-early"),
        ({"exp": SECONDS - 60}, "statement-expired"),
        ({"nbf": None}, "statement-claims"),
        ({"exp": None}, "statement-claims"),
        ({"exp": True}, "statement-claims"),
        ({"exp": float("inf")}, "statement-claims"),
        ({"exp": str(SECONDS + 100)}, "statement-claims"),
        ({"jti": None}, "statement-claims"),
        ({"jti": "two\nlines"}, "statement-claims"),
        ({"aud": PUBLIC_URL}, "statement-claims"),
        ({"dezi_nummer": None}, "statement-claims"),
        ({"dezi_nummer": 900000501}, "statement-claims"),
        ({"dezi_nummer": "90000050a"}, "statement-claims"),
        ({"achternaam": ""}, "statement-claims"),
        ({"achternaam": None}, "statement-claims"),
        ({"achternaam": "two\nlines"}, "statement-claims"),
        ({"achternaam": "x" * 198}, "statement-claims"),
        ({"voorvoegsel": 5}, "statement-claims"),
        ({"abonnee_nummer": None}, "statement-claims"),
        ({"abonnee_nummer": "9000010\u0661"}, "statement-claims"),
        ({"rol_code": "arts"}, "statement-claims"),
        ({"rol_code": ["01.015"]}, "statement-claims"),
        ({"rol_code_bron": None}, "statement-claims"),
        ({"rol_code_bron": "https://www.dezi.nl/rol_bron/eigen"}, "statement-claims"),
        ({"auth_time": SECONDS + 61}, "statement-claims"),
        ({"auth_time": "now"}, "statement-claims"),
        ({"verklaring": "text"}, "statement-claims"),
        ({"verklaring": {"rol_code": "01.016"}}, "statement-claims"),
        ({"verklaring": {"aud": "somebody"}}, "statement-claims"),
        ({"status_uri": None}, "statement-status"),
        ({"status_uri": "http://127.0.0.1/status"}, "statement-status"),
        ({"status_uri": "https://evil.example.org/status"}, "statement-status"),
        ({"status_uri": "https://[broken"}, "statement-status"),
        ({"status_uri": 5}, "statement-claims"),
    ],
)
def test_a_fault_in_one_claim_refuses_the_statement(
    ministry: Ministry, changes: dict, reason: str
) -> None:
    statement = ministry.statement(ministry.claims(**changes))
    assert refusal(pinned(ministry), statement).reason == reason


def test_a_status_at_a_host_that_only_looks_right_is_not_asked(ministry: Ministry) -> None:
    before = len(ministry.asked)
    for host in (f"{ministry.host}@evil.example.org", f"x@{ministry.host}", f"{ministry.host}.nl"):
        statement = ministry.statement(ministry.claims(status_uri=f"https://{host}/status"))
        assert refusal(pinned(ministry), statement).reason == "statement-status"
    assert len(ministry.asked) == before


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"jku": None}, "statement-issuer"),
        ({"jku": ["x"]}, "statement-issuer"),
        ({"jku": "https://evil.example.org/jwks.json"}, "statement-issuer"),
        ({"jku": LOCAL}, "statement-issuer"),
        ({"kid": None}, "statement-header"),
        ({"kid": "another"}, "statement-signature"),
        ({"alg": "none"}, "statement-signature"),
        ({"alg": "HS256"}, "statement-signature"),
        ({"alg": "RS384"}, "statement-signature"),
        ({"alg": "ES256"}, "statement-signature"),
        ({"alg": None}, "statement-header"),
        ({"crit": ["exp"]}, "statement-header"),
        ({"jwk": {"kty": "RSA"}}, "statement-header"),
        ({"x5u": "https://evil.example.org"}, "statement-header"),
        ({"b64": False}, "statement-header"),
        ({"typ": "at+jwt"}, "statement-header"),
    ],
)
def test_a_header_that_asks_for_something_else_refuses_the_statement(
    ministry: Ministry, header: dict, reason: str
) -> None:
    assert refusal(pinned(ministry), ministry.statement(**header)).reason == reason


def test_a_role_or_ura_that_was_changed_after_signing_is_refused(ministry: Ministry) -> None:
    claims = ministry.claims(rol_code="30.000")
    header, _, signature = ministry.statement(claims).split(".")
    for change in ({"rol_code": "01.015"}, {"abonnee_nummer": "90000202"}):
        forged = f"{header}.{segment(claims | change)}.{signature}"
        assert refusal(pinned(ministry), forged).reason == "statement-signature"


@given(st.data())
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=200,
)
def test_a_right_statement_that_was_changed_anywhere_is_refused(
    ministry: Ministry, data: st.DataObject
) -> None:
    good = ministry.statement()
    place = data.draw(st.integers(0, len(good) - 1))
    length = data.draw(st.integers(0, 3))
    text = data.draw(st.text(st.characters(codec="ascii"), max_size=3))
    changed = good[:place] + text + good[place + length :]
    if changed != good:
        refusal(pinned(ministry), changed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
DECIDING = (
    "nbf",
    "exp",
    "dezi_nummer",
    "achternaam",
    "abonnee_nummer",
    "rol_code",
    "rol_code_bron",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON, st.sampled_from([*DECIDING, "jti", "aud", "voorvoegsel", "verklaring", "status_uri"]))
def test_any_json_in_any_claim_is_refused_or_harmless(
    ministry: Ministry, value: object, name: str
) -> None:
    """Read as it is once the signature is right."""
    good = ministry.claims()
    try:
        found = read(good | {name: value}, ministry.jku, NOW)
    except InvalidGrant:
        return
    person = found.practitioner
    assert name not in DECIDING or value == good[name] or name in ("achternaam", "nbf", "exp")
    assert (person.number, person.role, found.ura) == ("900000501", "01.015", "90000101")
    assert person.name.isprintable()


def test_the_public_key_is_no_shared_secret(ministry: Ministry) -> None:
    for secret in (ministry_key().as_pem(private=False), ministry_key().as_der(private=False)):
        forged = mac_signed(ministry.header(alg="HS256"), ministry.claims(), secret)
        assert refusal(pinned(ministry), forged).reason == "statement-signature"


def test_another_key_under_the_same_name_is_refused(ministry: Ministry) -> None:
    verifier = pinned(ministry)
    ministry.key = RSAKey.import_key(rsa_key().as_dict(private=True) | {"kid": ministry_key().kid})
    assert refusal(verifier, ministry.statement()).reason == "statement-signature"


@pytest.mark.parametrize(
    "carried",
    [
        5,
        "",
        "x",
        "..",
        {},
        {"type": "DeziIDJWT07"},
        {"type": ["DeziIDJWT07"], "jwt": "a.b.c"},
        {"jwt": "a.b.c"},
        "a" * 9_000,
        "é.é",
    ],
)
def test_what_is_no_statement_is_refused(ministry: Ministry, carried: object) -> None:
    refusal(pinned(ministry), carried)


@pytest.mark.parametrize(
    "said",
    [
        b'{"status": "ingetrokken"}',
        b'{"status": "revoked"}',
        b'{"status": true}',
        b'{"status": ["geldig"]}',
        b"{}",
        b"[]",
        b'"geldig"',
    ],
)
def test_a_statement_that_was_withdrawn_is_refused(ministry: Ministry, said: bytes) -> None:
    ministry.status = (200, said)
    assert refusal(pinned(ministry), ministry.statement()).reason == "statement-withdrawn"


@pytest.mark.parametrize(
    "answer",
    [
        (500, b'{"status": "geldig"}'),
        (302, b'{"status": "geldig"}'),
        (404, b""),
        (200, b"geldig"),
        (200, b"[" * 20_000),
        (200, b'{"status": "geldig"}' + b" " * 70_000),
    ],
)
def test_where_the_status_can_not_be_had_nobody_is_believed(
    ministry: Ministry, answer: tuple[int, bytes]
) -> None:
    ministry.status = answer
    found = refusal(pinned(ministry), ministry.statement(), status=503)
    assert found.reason == "statement-unchecked"


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("http://eidas.europa.eu/LoA/high", "high"),
        ("http://eidas.europe.eu/LoA/high", "high"),
        ("http://eidas.europa.eu/LoA/substantial", "substantial"),
        ("http://eidas.europa.eu/LoA/low", "low"),
        ("http://eidas.europa.eu/LoA/higher", "low"),
        ("high", "low"),
        (None, "low"),
        (["http://eidas.europa.eu/LoA/high"], "low"),
    ],
)
def test_a_level_that_is_not_known_is_low(ministry: Ministry, said: object, level: str) -> None:
    found = outcome(pinned(ministry), ministry.statement(ministry.claims(loa_dezi=said)))
    assert isinstance(found, Statement)
    assert found.practitioner.assurance == level


@pytest.mark.parametrize("way", ["flat", "under verklaring", "DeziIDJWT07", "DeziIDJWT"])
def test_a_right_statement_names_the_person(ministry: Ministry, way: str) -> None:
    claims = ministry.claims(auth_time=SECONDS - 120)
    if way == "under verklaring":
        inner = {name: claims.pop(name) for name in ("rol_code", "rol_naam", "rol_code_bron")}
        claims["verklaring"] = inner
    carried: object = ministry.statement(claims)
    if way.startswith("Dezi"):
        carried = {"type": way, "jwt": carried}

    found = outcome(trusting(ministry), carried)

    assert isinstance(found, Statement)
    person = found.practitioner
    assert (person.number, person.name, person.role) == (
        "900000501",
        "B.B. van der Voorbeeld",
        "01.015",
    )
    assert found.ura == "90000101"
    assert (person.assurance, person.vouched_by) == ("high", ministry.jku)
    assert person.authenticated_at == datetime.fromtimestamp(SECONDS - 120, UTC)
    assert ministry.asked[-1].startswith("/status/v1/verklaring/")


def test_without_a_time_of_log_in_there_is_none(ministry: Ministry) -> None:
    found = outcome(pinned(ministry), ministry.statement(ministry.claims(voorvoegsel=None)))
    assert isinstance(found, Statement)
    assert found.practitioner.authenticated_at is None
    assert found.practitioner.name == "B.B. Voorbeeld"


def test_a_statement_holds_until_its_end(ministry: Ministry) -> None:
    statement = ministry.statement(ministry.claims(exp=SECONDS + 10))
    verifier = pinned(ministry)
    assert isinstance(outcome(verifier, statement, NOW + timedelta(seconds=69)), Statement)
    refusal(verifier, statement, NOW + timedelta(seconds=70))
