"""What the demo keeps in its data directory."""

import os
import stat
from pathlib import Path

import pytest

from hub.demo.failure import DemoFailed
from hub.demo.place import DemoClient, Place, write_privately


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "data")
    made.make()
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def a_client(**members: str) -> DemoClient:
    facts = {"client_id": "c-1", "ura": "90000101", "organization_type": "Z3", "scopes": "s"}
    return DemoClient(**{"name": "gp-de-sluis", "private_jwk": "key.jwk", **facts, **members})


def test_before_the_first_start_there_are_no_clients_and_no_hub(tmp_path: Path) -> None:
    nothing = Place(tmp_path)

    assert nothing.clients() == {}
    with pytest.raises(DemoFailed, match="hub demo"):
        nothing.address()


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"name": "x"}]', "{}x"])
def test_a_spoiled_list_of_clients_says_what_to_do(place: Place, text: str) -> None:
    (place.demo / "clients.json").write_text(text)

    with pytest.raises(DemoFailed, match="remove"):
        place.clients()


def test_a_secret_is_readable_by_its_owner_alone_whatever_the_umask(place: Place) -> None:
    before = os.umask(0)
    try:
        place.secret("index_key", lambda: "secret")
    finally:
        os.umask(before)

    assert mode(place.demo / "keys" / "index_key") == 0o600
    assert mode(place.demo) == mode(place.demo / "keys") == 0o700


def test_a_secret_is_made_once(place: Place) -> None:
    assert place.secret("index_key", lambda: "first") == "first"
    assert place.secret("index_key", lambda: "second") == "first"


def test_an_interrupted_write_leaves_the_old_text_and_does_not_hinder_the_next(
    place: Place,
) -> None:
    path = place.demo / "hub.json"
    write_privately(path, "old")
    path.with_name(".hub.json.unfinished").write_text("ha")

    assert path.read_text() == "old"
    write_privately(path, "new")
    assert path.read_text() == "new"


def test_clients_and_the_address_are_found_again(place: Place) -> None:
    place.write_clients([a_client(), a_client(name="ambulance")])
    place.write_address("http://127.0.0.1:9000")

    assert place.clients() == {"gp-de-sluis": a_client(), "ambulance": a_client(name="ambulance")}
    assert place.address() == "http://127.0.0.1:9000"
