"""Keys come from where they were set to be, fresh, or nobody is believed."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from hub.oauth.dezi import Dezi, dezi
from hub.oauth.dezi_keys import AGAIN, FRESH, InvalidIssuers
from hub.oauth.dezi_statement import Statement
from hub.outbound.fetch import Fetch
from hub.security.statements import LOCAL
from tests.hub.oauth.believing import outcome, refusal, trusting
from tests.hub.security.systems import NOW, PUBLIC_URL, segment
from tests.stubs.ministry import Ministry, ministry_key

SECONDS = int(NOW.timestamp())


def test_an_address_of_keys_that_almost_fits_is_not_asked(ministry: Ministry) -> None:
    before = len(ministry.asked)
    for jku in (f"{ministry.jku}?", f"{ministry.jku}#", ministry.jku.upper(), f"{ministry.jku}/."):
        statement = ministry.statement(jku=jku)
        assert refusal(trusting(ministry), statement).reason == "statement-issuer"
    assert len(ministry.asked) == before


def test_where_nobody_was_set_nobody_is_believed(ministry: Ministry) -> None:
    assert refusal(Dezi(), ministry.statement()).reason == "statement-issuer"


def test_where_the_keys_can_not_be_had_nobody_is_believed(ministry: Ministry) -> None:
    for status in (302, 404, 500):
        ministry.keys_status = status
        refusal(trusting(ministry), ministry.statement(), status=503)
    ministry.keys_status = 200
    weak = {"kty": "RSA", "kid": ministry_key().kid, "e": "AQAB", "n": segment(b"\xc1" * 128)}
    other = ECKey.generate_key("P-384", auto_kid=True).as_dict(private=False)
    for keys in (
        [],
        [weak],
        [ministry.keys[0] | {"kid": []}],
        [5],
        [other],
        [{}],
        [ministry.keys[0], ministry.keys[0]],
        None,
    ):
        ministry.keys = keys
        refusal(trusting(ministry), ministry.statement(), status=503)


def test_a_server_that_nobody_vouches_for_is_not_believed(ministry: Ministry) -> None:
    verifier = dezi(ministry.jku, ministry.host, Fetch(), PUBLIC_URL)
    refusal(verifier, ministry.statement(), status=503)


def test_who_answers_a_byte_at_a_time_is_not_waited_for(ministry: Ministry) -> None:
    verifier = dezi(ministry.jku, ministry.host, Fetch(ministry.authorities, 0.4), PUBLIC_URL)
    ministry.pause = 0.002  # each byte in time, all of them not
    refusal(verifier, ministry.statement(), status=503)


def _fetches(ministry: Ministry) -> int:
    return ministry.asked.count("/dezi/jwks.json")


def test_keys_are_fetched_once_and_again_only_after_a_while(ministry: Ministry) -> None:
    verifier, before = trusting(ministry), _fetches(ministry)
    for _ in range(3):
        assert isinstance(outcome(verifier, ministry.statement()), Statement)
        refusal(verifier, ministry.statement(kid="unknown"))
    assert _fetches(ministry) == before + 1
    held = verifier.keys._held[ministry.jku]
    held.at -= AGAIN + 1
    refusal(verifier, ministry.statement(kid="unknown"))
    assert _fetches(ministry) == before + 2


def test_keys_that_are_old_are_not_used_when_no_new_ones_can_be_had(ministry: Ministry) -> None:
    verifier = trusting(ministry)
    assert isinstance(outcome(verifier, ministry.statement()), Statement)
    ministry.keys_status = 500
    assert isinstance(outcome(verifier, ministry.statement()), Statement)
    verifier.keys._held[ministry.jku].at -= FRESH + 1
    refusal(verifier, ministry.statement(), status=503)
    before = _fetches(ministry)
    refusal(verifier, ministry.statement(), status=503)
    assert _fetches(ministry) == before, "who gives none is not asked at once again"


@pytest.mark.parametrize(
    "setting",
    [
        "http://auth.example.org/jwks.json",
        "https://user:word@auth.example.org/jwks.json",
        "https:///jwks.json",
        "https://auth.example.org:0/jwks.json",
        "https://[broken",
        "https://auth.example.org/jwks.json?x",
        "https://auth.example.org/jwks.json#x",
        "https://auth.example.org/jwks.json=absent.jwks",
        LOCAL,
        f"{LOCAL}=absent.jwks",
        "auth.example.org",
    ],
)
def test_a_setting_that_is_not_safe_is_refused(setting: str) -> None:
    with pytest.raises(InvalidIssuers):
        dezi(setting, "", Fetch(), PUBLIC_URL)


def test_keys_of_this_machine_are_believed_on_this_machine_alone(
    ministry: Ministry, tmp_path: Path
) -> None:
    key = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
    file = tmp_path / "local.jwks"
    file.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    with pytest.raises(InvalidIssuers, match="for a demo on this machine alone"):
        dezi(f"{LOCAL}={file}", "", Fetch(), PUBLIC_URL)
    verifier = dezi(f"{LOCAL}={file}", "", Fetch(), "http://127.0.0.1:8000")
    ministry.key = key
    claims = ministry.claims(status_uri=None, auth_time=SECONDS)
    found = outcome(verifier, ministry.statement(claims, jku=LOCAL))
    assert isinstance(found, Statement), found.reason
    assert found.practitioner.vouched_by == LOCAL
