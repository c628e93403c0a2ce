"""A certified relying party that is not ours logs people in at the demo's provider."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from hub.demo.people import PEOPLE
from tests.e2e.parties import NEEDS_NODE, Party
from tests.e2e.parties import party as a_party
from tests.e2e.providing import STRANGER, Provider, provider

LANDING = "http://127.0.0.1:9"  # nobody goes there: the test is the browser
DOCTOR = next(one for one in PEOPLE if one.who == "professional")
SUBSTANTIAL, LOW = (f"http://eidas.europa.eu/LoA/{level}" for level in ("substantial", "low"))

pytestmark = [pytest.mark.slow, NEEDS_NODE]


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider"), LANDING) as running:
        yield running


@contextmanager
def party(up: Provider, who: str = "inwoners", **changes: Any) -> Iterator[Party]:
    said = {
        "issuer": up.issuer(who),
        "client_id": STRANGER,
        "redirect_uri": up.back,
        "jwk": up.key.as_dict(private=True),
        "more": {"acr_values": SUBSTANTIAL},
        **changes,
    }
    with a_party("relying_party.mjs", said) as one:
        yield one


def chosen(url: str, person: str, level: str = "substantial") -> str:
    """Where the browser goes of who chose this person on the page."""
    page = httpx.get(url, trust_env=False)
    assert page.status_code == 200, page.text
    answer = httpx.post(url, data={"person": person, "level": level}, trust_env=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_it_refuses_who_cancelled(up: Provider) -> None:
    with party(up) as one:
        assert one.hears(chosen(one.url, "cancel")) == {"refused": "access_denied"}


def test_a_code_that_another_took_is_refused(up: Provider) -> None:
    with party(up) as first, party(up) as second:
        location = httpx.URL(chosen(first.url, "johanna"))
        stolen = httpx.URL(chosen(second.url, "johanna")).copy_set_param(
            "code", location.params["code"]
        )
        assert second.hears(str(stolen)) == {"refused": "invalid_grant"}
        assert first.hears(str(location)) == {"refused": "invalid_grant"}


def test_a_key_that_is_not_registered_gets_no_token(up: Provider) -> None:
    other = ECKey.generate_key("P-256", {"kid": up.key.kid}).as_dict(private=True)
    with party(up, jwk=other) as one:
        assert one.hears(chosen(one.url, "johanna")) == {"refused": "invalid_client"}


def test_it_takes_no_answer_of_the_other_issuer_for_this_ones(up: Provider) -> None:
    with party(up) as one, party(up, "zorgverleners") as other:
        mixed = httpx.URL(chosen(one.url, "johanna")).copy_set_param(
            "iss", up.issuer("zorgverleners")
        )
        assert one.hears(str(mixed)) == {"refused": "OAUTH_INVALID_RESPONSE"}
        assert other.hears(chosen(other.url, DOCTOR.key))["claims"]["dezi_nummer"] == DOCTOR.uzi


def test_an_inhabitant_logs_in_by_it(up: Provider) -> None:
    with party(up) as one:
        told = one.hears(chosen(one.url, "johanna"))

    assert told["token_type"] == "bearer"
    claims = told["claims"]
    assert (claims["iss"], claims["aud"]) == (up.issuer(), STRANGER)
    assert claims["bsn"] == PEOPLE[0].bsn
    assert claims["acr"] == SUBSTANTIAL
    assert claims["auth_time"] <= claims["iat"]
    assert "at_hash" in claims


def test_who_logs_in_with_less_is_told_to_have(up: Provider) -> None:
    with party(up) as one:
        assert one.hears(chosen(one.url, "below"))["claims"]["acr"] == LOW
