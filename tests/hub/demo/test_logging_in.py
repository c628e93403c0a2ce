"""What `hub demo` leaves for who wants to log in, and for the provider."""

import json
from pathlib import Path

from hub.demo.logging_in import (
    CLIENT_ID,
    log_in_lines,
    provider_file,
    sign_in_environment,
    write_people,
)
from hub.demo.people import PEOPLE
from hub.demo.place import Place
from hub.demo.provider.configuration import configuration
from hub.oauth.sign_in_settings import check
from hub.settings import Settings
from tests.hub.oauth.signing_in import usual
from tests.hub.security.systems import hub_key

PROVIDER = "http://127.0.0.1:8001"
HUBS = ["http://127.0.0.1:8000", "https://127.0.0.1:8443"]


def made(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.make()
    return place


def test_the_provider_finds_its_keys_again_and_they_are_closed_to_others(tmp_path: Path) -> None:
    place = made(tmp_path)
    first = configuration(provider_file(place, HUBS), PROVIDER)
    path = provider_file(place, HUBS)
    again = configuration(path, PROVIDER)

    assert path.stat().st_mode & 0o077 == 0
    kids = [[one.key.kid for one in found.issuers] for found in (first, again)]
    assert kids[0] == kids[1]
    assert len(set(kids[0])) == 2
    assert again.clients[CLIENT_ID].redirect_uris == tuple(f"{url}/auth/back" for url in HUBS)


def test_the_hubs_settings_are_ones_that_a_hub_on_this_machine_takes() -> None:
    said = sign_in_environment(PROVIDER)
    named = {name.removeprefix("HUB_").lower(): value for name, value in said.items()}

    assert named.keys() <= Settings.model_fields.keys()
    check(Settings.model_construct(**{**usual(), **named, "public_url": HUBS[0]}), hub_key())


def test_people_are_listed_with_what_they_log_in_with(tmp_path: Path) -> None:
    place = made(tmp_path)
    write_people(place, PROVIDER)
    path = place.demo / "people.json"
    lines = {one["key"]: one for one in json.loads(path.read_text())}

    assert path.stat().st_mode & 0o077 == 0
    assert list(lines) == [one.key for one in PEOPLE]
    assert lines["samira"] == {
        "key": "samira",
        "name": "Samira Zeelander",
        "kind": "inhabitant",
        "tells": "moeder van Noor Zeelander",
        "bsn": "999940843",
        "log_in": {"issuer": f"{PROVIDER}/inwoners", "choose": "Samira Zeelander"},
        "acts_for": [{"bsn": "999940831", "name": "Noor Zeelander", "ground": "parent"}],
    }
    assert lines["arts"]["log_in"]["issuer"] == f"{PROVIDER}/zorgverleners"
    assert lines["arts"]["ura"] == "90000106"


def test_the_demo_says_where_to_log_in_as_whom() -> None:
    hub = {"HUB_PUBLIC_URL": HUBS[0]}
    told = log_in_lines(sign_in_environment(PROVIDER) | hub)

    assert (
        told.index(f"{HUBS[0]}/mijn") < told.index(f"{HUBS[0]}/viewer") < told.index("B. Voorbeeld")
    )
    assert f"bij {PROVIDER}:" in told
    assert all(one.name in told for one in PEOPLE)
