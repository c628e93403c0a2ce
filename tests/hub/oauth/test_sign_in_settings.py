"""Where people log in is set whole and safe, or the hub does not start."""

from pathlib import Path
from typing import Any

import pytest

from hub.oauth.sign_in_settings import InvalidSignIn, check, sign_in
from hub.settings import Settings
from tests.hub.security.systems import hub_key

GOOD: dict[str, Any] = {
    "public_url": "https://hub.example",
    "inhabitants_issuer": "https://digid.example/broker",
    "inhabitants_client_id": "hub",
    "professionals_issuer": "https://dezi.example",
    "professionals_client_id": "the hub",
    "mandates_url": "https://digid.example/mandates",
}
HERE = "must be https, without password, query or fragment"
LOCAL = "a provider on this machine is for a demo on it alone"
NAME = "is needed: the name by which that provider knows the hub"
TABLE = "must be `acr value=low|substantial|high`, comma between"
WRONG = [
    ("inhabitants_issuer", "http://digid.example", HERE),
    ("inhabitants_issuer", "digid.example", HERE),
    ("inhabitants_issuer", "https://", HERE),
    ("inhabitants_issuer", "https://user:secret@digid.example", HERE),
    ("inhabitants_issuer", "https://digid.example?a=b", HERE),
    ("inhabitants_issuer", "https://digid.example?", HERE),
    ("inhabitants_issuer", "https://digid.example#", HERE),
    ("inhabitants_issuer", "https://digid.example:0", HERE),
    ("inhabitants_issuer", "https://digid.example:99999", HERE),
    ("inhabitants_issuer", "https://[", HERE),
    ("inhabitants_issuer", "https://dígid.example", HERE),
    ("inhabitants_issuer", "https://digid.example /", HERE),
    ("inhabitants_issuer", "http://127.0.0.1:8001/inwoners", LOCAL),
    ("inhabitants_issuer", "https://localhost:8001", LOCAL),
    ("inhabitants_issuer", "http://[::1]:8001", LOCAL),
    ("professionals_issuer", "http://127.0.0.1:8001/zorgverleners", LOCAL),
    ("professionals_issuer", "http://dezi.example", HERE),
    ("inhabitants_client_id", "", NAME),
    ("inhabitants_client_id", "hub\n", NAME),
    ("inhabitants_client_id", "húb", NAME),
    ("professionals_client_id", " ", NAME),
    ("inhabitants_levels", "urn:hoog", TABLE),
    ("inhabitants_levels", "urn:hoog=highest", TABLE),
    ("inhabitants_levels", "=high", TABLE),
    ("inhabitants_levels", "urn:a=high,urn:a=low", TABLE),
    ("inhabitants_levels", "urn:a b=high", TABLE),
    ("professionals_levels", "high", TABLE),
    ("mandates_url", "http://digid.example/mandates", "must be https, and where its provider is"),
    ("mandates_url", "https://127.0.0.1/mandates", "must be https, and where its provider is"),
    ("sign_in_authorities", Path("nowhere.pem"), "holds no certificates in PEM"),
]


def settings(**changes: Any) -> Settings:
    fields = Settings.model_fields
    usual = {name: one.default for name, one in fields.items() if not one.is_required()}
    return Settings.model_construct(**{**usual, **GOOD, **changes})


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_a_setting_that_lets_in_whom_it_should_not_is_refused(
    name: str, value: Any, told: str
) -> None:
    with pytest.raises(InvalidSignIn) as refusal:
        check(settings(**{name: value}), hub_key())

    assert str(refusal.value) == f"HUB_{name.upper()}: {told}"


def test_a_register_of_mandates_needs_its_provider() -> None:
    with pytest.raises(InvalidSignIn, match="HUB_MANDATES_URL: is of the provider"):
        check(settings(inhabitants_issuer=""), hub_key())


def test_a_demo_on_one_machine_has_its_providers_there() -> None:
    there = {
        "public_url": "http://127.0.0.1:8000",
        "inhabitants_issuer": "http://127.0.0.1:8001/inwoners",
        "professionals_issuer": "http://127.0.0.1:8001/zorgverleners",
        "mandates_url": "http://127.0.0.1:8001/inwoners/mandates",
    }
    check(settings(**there), hub_key())


def test_people_log_in_where_it_is_set_and_nowhere_else() -> None:
    both = sign_in(settings(), hub_key())
    one = sign_in(settings(professionals_issuer="", professionals_client_id=""), hub_key())
    none = sign_in(settings(inhabitants_issuer="", professionals_issuer=""), hub_key())

    assert {who: there.provider.issuer for who, there in both.upstreams.items()} == {
        "inhabitant": GOOD["inhabitants_issuer"],
        "professional": GOOD["professionals_issuer"],
    }
    assert both.redirect_uri == "https://hub.example/auth/back"
    assert one.upstreams.keys() == {"inhabitant"}
    assert none.upstreams == {}
