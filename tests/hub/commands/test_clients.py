"""`hub clients`: who runs the hub keeps the register of its systems."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from hub.cli import main
from hub.commands.clients import add_clients
from hub.commands.pki import holders
from hub.commands.pki.region import pem
from hub.oauth.registration import InvalidRegistration, organization_types, register_client
from hub.security.client_keys import public_key_set, thumbprints
from hub.security.keys import new_client_key
from hub.security.tokens import TokenVerifier
from hub.storage.database import Database
from tests.hub.oauth.token_exchange import exchange
from tests.hub.security.certificates import pki
from tests.hub.security.systems import PUBLIC_URL, System, elliptic_system, hub_key

Told = Callable[..., Any]


@pytest.fixture(autouse=True)
def _owner(monkeypatch: pytest.MonkeyPatch, owner_url: str) -> None:
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", owner_url)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """What a command that is done prints."""

    def ask(*argv: str) -> Any:
        assert main(["clients", *argv]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return ask


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Why a command is not done."""

    def ask(*argv: str) -> str:
        assert main(["clients", *argv]) == 1
        return capsys.readouterr().err

    return ask


@pytest.fixture
def keys(tmp_path: Path) -> Callable[..., str]:
    """A file with new public keys, or with these."""

    def made(*sets: dict[str, Any]) -> str:
        found = sets or (new_client_key()[1],)
        path = tmp_path / f"{uuid4()}.jwks"
        path.write_text(json.dumps({"keys": [key for one in found for key in one["keys"]]}))
        return str(path)

    return made


def a_name() -> str:
    return f"ecd {uuid4()}"


def adding(jwks: str, name: str, **options: str) -> list[str]:
    said = {"name": name, "ura": "90007777", "organization-type": "X3", "scope": "system/*.rs"}
    said |= {"jwks": jwks, **options}
    return ["add", *(text for name, value in said.items() for text in (f"--{name}", value))]


def test_a_name_is_taken_however_it_is_written(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    name = a_name()
    added = told(*adding(keys(), name))

    said = refused(*adding(keys(), name.upper(), ura="90008888"))

    assert added["client_id"] in said
    assert "name" in said


def test_who_is_refused_changes_nothing_of_what_his_organisation_is(
    keys: Callable[..., str], told: Told, refused: Callable[..., str], owner_url: str
) -> None:
    name = a_name()
    told(*adding(keys(), name, ura="90006666"))

    refused(*adding(keys(), name, ura="90006666", **{"organization-type": "V4"}))

    assert asyncio.run(_kind_of("90006666", owner_url)) == "X3"


async def _kind_of(ura: str, url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval("SELECT type FROM organization WHERE ura = $1", ura))
    finally:
        await connection.close()


def test_a_key_is_of_one_system_whatever_its_kid(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    _, public = new_client_key()
    told(*adding(keys(public), a_name()))
    again = {"keys": [{**public["keys"][0], "kid": "another"}]}

    assert "keys" in refused(*adding(keys(new_client_key()[1], again), a_name()))


def test_who_is_switched_off_keeps_name_and_keys(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    name, mine = a_name(), keys()
    added = told(*adding(mine, name))
    told("disable", added["client_id"])

    assert "name" in refused(*adding(keys(), name))
    assert "keys" in refused(*adding(mine, a_name()))


def test_of_two_who_take_one_name_at_one_moment_one_is_refused(keys: Callable[..., str]) -> None:
    name = a_name()
    asked = [adding(keys(), name) for _ in range(4)]

    with ThreadPoolExecutor(4) as several:
        ended = list(several.map(lambda argv: main(["clients", *argv]), asked))

    assert sorted(ended) == [0, 1, 1, 1]


@pytest.mark.parametrize("kind", ["huisarts", "h1", "Q9", "AssignedRoleType", "", "V4 "])
def test_an_organisation_type_that_nobody_knows_is_refused(
    keys: Callable[..., str], refused: Callable[..., str], kind: str
) -> None:
    assert "type" in refused(*adding(keys(), a_name(), **{"organization-type": kind}))


def test_every_kind_of_organisation_of_the_list_is_known() -> None:
    assert {"H1", "V4", "X3", "Z3", "AMB", "PM10", "TA1", "JGZ"} <= organization_types()
    assert len(organization_types()) == 93


def test_what_is_registered_is_listed_and_shown_with_its_public_keys(
    keys: Callable[..., str], told: Told
) -> None:
    _, public = new_client_key()
    name = a_name()
    client_id = told(*adding(keys(public), name))["client_id"]

    [listed] = [one for one in told("list") if one["client_id"] == client_id]
    shown = told("show", client_id)

    assert (listed["name"], listed["ura"], listed["disabled"]) == (name, "90007777", False)
    assert listed["keys"] == thumbprints(public_key_set(public))
    assert shown == {**listed, "redirect_uris": [], "certificate": None, "jwks": shown["jwks"]}
    assert shown["jwks"]["keys"][0]["x"] == public["keys"][0]["x"]


@pytest.mark.parametrize("action", ["show", "rotate", "scope", "disable", "enable"])
def test_what_is_not_registered_is_told(
    keys: Callable[..., str], refused: Callable[..., str], action: str
) -> None:
    more = {"rotate": ["--jwks", keys()], "scope": ["--scope", "system/*.rs"]}.get(action, [])

    assert "no such client" in refused(action, str(uuid4()), *more)


def test_a_key_of_another_is_not_rotated_in(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    theirs = keys()
    told(*adding(theirs, a_name()))
    mine = told(*adding(keys(), a_name()))["client_id"]

    assert "keys" in refused("rotate", mine, "--jwks", theirs)


def test_a_private_key_is_not_rotated_in(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    mine = told(*adding(keys(), a_name()))["client_id"]

    assert "private" in refused("rotate", mine, "--jwks", keys({"keys": [new_client_key()[0]]}))


def test_what_it_may_ask_for_is_changed_to_what_the_hub_can_keep(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    client_id = told(*adding(keys(), a_name()))["client_id"]
    wider = "system/*.cruds system/Consent.cu"

    assert "patient-privacy" in refused("scope", client_id, "--scope", "system/Consent.c?status=a")
    assert told("show", client_id)["scopes"] == "system/*.rs"
    assert told("scope", client_id, "--scope", wider)["scopes"] == wider
    assert told("show", client_id)["scopes"] == wider


def test_after_a_rotation_only_the_new_keys_get_a_token_and_none_while_it_is_off(
    keys: Callable[..., str], told: Told, database_url: str, owner_url: str
) -> None:
    old, new = elliptic_system(), elliptic_system()
    client_id = told(*adding(keys(old.registration()["jwks"]), a_name()))["client_id"]
    old.client_id = new.client_id = client_id

    def status(system: System) -> int:
        return asyncio.run(_status(system, database_url, owner_url))

    assert (status(old), status(new)) == (200, 401)
    told("rotate", client_id, "--jwks", keys(new.registration()["jwks"]))
    assert (status(old), status(new)) == (401, 200)
    assert told("disable", client_id)["disabled"]
    assert status(new) == 401
    assert not told("enable", client_id)["disabled"]
    assert status(new) == 200


def test_a_desk_is_registered_as_one_and_its_tokens_say_so(
    keys: Callable[..., str], told: Told, database_url: str, owner_url: str
) -> None:
    for at_desk in (True, False):
        system = elliptic_system()
        more = ["--desk"] if at_desk else []
        jwks = keys(system.registration()["jwks"])
        system.client_id = told(*adding(jwks, a_name()), *more)["client_id"]

        assert told("show", system.client_id)["desk"] is at_desk
        assert asyncio.run(_is_desk(system, database_url, owner_url)) is at_desk


@pytest.mark.parametrize("level", ["low", "substantial", "high", None])
def test_up_to_what_an_organisation_vouches_is_set_when_it_is_registered(
    keys: Callable[..., str], told: Told, level: str | None
) -> None:
    more = ["--vouches", level] if level else []
    jwks = keys(elliptic_system().registration()["jwks"])
    client_id = told(*adding(jwks, a_name()), *more)["client_id"]

    assert told("show", client_id)["vouches"] == (level or "substantial")


def adding_browser(name: str, **options: str) -> list[str]:
    said = {"name": name, "ura": "90007777", "organization-type": "X3", "kind": "smart"}
    said |= {"scope": "patient/*.rs user/*.rs", "redirect-uri": "https://viewer.example/cb"}
    return [
        "add",
        *(text for one, value in (said | options).items() for text in (f"--{one}", value)),
    ]


def test_an_app_in_a_browser_is_registered_without_keys_and_gets_none_later(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    client_id = told(*adding_browser(a_name()))["client_id"]

    shown = told("show", client_id)
    assert (shown["kind"], shown["jwks"]) == ("smart", {"keys": []})
    assert shown["redirect_uris"] == ["https://viewer.example/cb"]
    assert "no keys" in refused("rotate", client_id, "--jwks", keys())
    assert "patient and user" in refused("scope", client_id, "--scope", "system/*.rs")
    assert told("scope", client_id, "--scope", "patient/*.rs")["scopes"] == "patient/*.rs"
    assert "without keys" in refused(*adding_browser(a_name(), jwks=keys()))


def test_every_other_client_is_registered_with_its_keys(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    without = [*adding("", a_name())[:-2]]
    assert "JWKS" in refused(*without)
    client_id = told(*adding(keys(), a_name()))["client_id"]
    assert told("show", client_id)["kind"] == "confidential"


async def _is_desk(system: System, url: str, owner_url: str) -> bool:
    async with exchange(url, owner_url) as hub:
        answer = await hub.ask(system.form(system.sign(system.claims())))
        verifier = TokenVerifier(hub_key(), PUBLIC_URL)
        return verifier.verify(answer.json()["access_token"], hub.now).desk


async def _status(system: System, url: str, owner_url: str) -> int:
    async with exchange(url, owner_url) as hub:
        return (await hub.ask(system.form(system.sign(system.claims())))).status_code


def test_none_of_several_is_registered_where_one_is_refused(
    keys: Callable[..., str], told: Told, owner_url: str
) -> None:
    """As the demo registers its region."""
    _, public = new_client_key()
    names = a_name(), a_name()
    both = [
        register_client(
            name=name, ura="90007777", organization_type="X3", scopes="system/*.rs", jwks=public
        )
        for name in names
    ]

    async def add() -> None:
        database = await Database.open(owner_url, 1)
        try:
            await add_clients(database, both)
        finally:
            await database.close()

    with pytest.raises(InvalidRegistration):
        asyncio.run(add())
    assert not {one["name"] for one in told("list")} & set(names)


@pytest.fixture
def certificate(tmp_path: Path) -> Callable[[str], str]:
    """A file with a new certificate of a system of this organisation."""

    def made(ura: str) -> str:
        path = tmp_path / f"{uuid4()}.pem"
        path.write_bytes(pem(holders.system(pki().servers, "ecd", ura, "900025039").certificate))
        return str(path)

    return made


def test_a_certificate_of_another_organisation_is_not_given_to_a_client(
    keys: Callable[..., str],
    told: Told,
    refused: Callable[..., str],
    certificate: Callable[[str], str],
) -> None:
    added = told(*adding(keys(), a_name()))
    other = certificate("90008888")

    assert "another organisation" in refused(*adding(keys(), a_name(), certificate=other))
    assert "another organisation" in refused("rotate", added["client_id"], "--certificate", other)
    assert told("show", added["client_id"])["certificate"] is None


def test_a_client_gets_another_certificate_and_keeps_its_keys(
    keys: Callable[..., str], told: Told, certificate: Callable[[str], str]
) -> None:
    first, second = certificate("90007777"), certificate("90007777")
    added = told(*adding(keys(), a_name(), certificate=first))
    before = told("show", added["client_id"])

    after = told("rotate", added["client_id"], "--certificate", second)

    assert before["certificate"] == Path(first).read_text()
    assert (before["bound"], after["bound"]) == (True, True)
    assert after["keys"] == before["keys"]
    assert told("show", added["client_id"])["certificate"] == Path(second).read_text()


def test_who_is_given_nothing_is_told(
    keys: Callable[..., str], told: Told, refused: Callable[..., str]
) -> None:
    added = told(*adding(keys(), a_name()))

    assert "nothing to give it" in refused("rotate", added["client_id"])


def test_a_client_is_bound_where_it_was_asked(keys: Callable[..., str], told: Told) -> None:
    bound = told(*adding(keys(), a_name()), "--bound")["client_id"]
    free = told(*adding(keys(), a_name()))["client_id"]

    assert [told("show", one)["bound"] for one in (bound, free)] == [True, False]
