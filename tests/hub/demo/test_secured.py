"""The demo's door for systems with certificates."""

import json
import socket
from pathlib import Path

import pytest

from hub.demo.certified import OPEN, REFUSED, _judge
from hub.demo.failure import DemoFailed
from hub.demo.organizations import CERTIFIED, REGION, SYSTEMS
from hub.demo.place import DemoClient, Place
from hub.demo.secured import FURTHER, HIGHEST, known_by, make_pki, secure_port, secured
from hub.demo.token import door

LINE = {"client_id": "c-1", "ura": "90000106", "organization_type": "N6", "scopes": "s"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "data")
    made.make()
    return made


def a_client(name: str = CERTIFIED.client, **members: object) -> DemoClient:
    return DemoClient(**{"name": name, "private_jwk": "key.jwk", **LINE, **members})


def test_where_its_port_is_taken_it_takes_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]

        assert secure_port(number - FURTHER) not in {0, number}
    assert 0 < secure_port(HIGHEST) <= HIGHEST


def test_the_list_of_clients_of_an_earlier_version_is_read(place: Place) -> None:
    line = {"name": "gp-post", "private_jwk": "key.jwk", **LINE}
    (place.demo / "clients.json").write_text(json.dumps([line]))

    assert place.clients() == {"gp-post": a_client("gp-post")}


def test_each_system_has_a_certificate_and_a_hub_that_believes_it(place: Place) -> None:
    settings = secured(place, {"HUB_INDEX_KEY": "k"}, "https://127.0.0.1:8443")
    for _ in range(2):  # a second start makes them anew
        make_pki(place)
        for one in SYSTEMS:
            client = known_by(place, a_client(one.client, bound=True), "https://127.0.0.1:8443")
            with door("http://127.0.0.1:8000", client) as http:
                assert str(http.base_url) == "https://127.0.0.1:8443"

    assert settings["HUB_INDEX_KEY"] == "k"
    assert settings["HUB_TOKENS_BOUND"] == "yes"
    files = [Path(settings[name]) for name in settings if name.startswith("HUB_TLS_C")]
    assert [file for file in files if file.name != "optional" and not file.exists()] == []


def test_a_system_that_must_show_no_certificate_asks_without_tls() -> None:
    with door("http://127.0.0.1:8000", a_client("gp-post", tls_url="https://x")) as http:
        assert str(http.base_url) == "http://127.0.0.1:8000"


def test_the_accounts_that_scripts_rely_on_are_bound_to_nothing() -> None:
    assert not any(one.bound for one in REGION)
    assert CERTIFIED.bound


@pytest.mark.parametrize(
    ("answers", "given"),
    [
        ([OPEN, OPEN, REFUSED], False),
        ([OPEN, REFUSED, OPEN], False),
        ([REFUSED, REFUSED, REFUSED], False),
        ([OPEN, REFUSED, 503], False),
        ([OPEN, REFUSED, REFUSED], True),
    ],
)
def test_a_theft_that_opens_anything_fails_the_check(answers: list[int], *, given: bool) -> None:
    with pytest.raises(DemoFailed, match="certificate"):
        _judge(answers, given)


def test_a_theft_that_opens_nothing_passes_it(capsys: pytest.CaptureFixture[str]) -> None:
    _judge([OPEN, REFUSED, REFUSED], given=False)

    assert capsys.readouterr().out.count("geweigerd") == 3
