"""The command line: what it refuses, and how a client is registered."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from hub.cli import main
from hub.demo.place import Place
from hub.security.keys import new_client_key
from tests.plugins.database import as_app
from tests.plugins.databases import Make, run


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def jwks(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(new_client_key()[1]))
    return path


def add(jwks_file: Path, **options: str) -> list[str]:
    said = {"name": "ecd", "ura": "90007777", "organization-type": "X3", "scope": "system/*.rs"}
    said |= {"jwks": str(jwks_file), **options}
    return [
        "clients",
        "add",
        *(text for name, value in said.items() for text in (f"--{name}", value)),
    ]


def test_a_command_loads_what_it_needs_and_no_more() -> None:
    look = "import sys, hub.cli; hub.cli.parser('token'); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True
    )

    modules = set(loaded.stdout.split())
    assert "hub.cli.token" in modules
    assert modules.isdisjoint({"sqlalchemy", "asyncpg", "fastapi", "hub.cli.clients"})
    assert modules.isdisjoint({"profiles.check", "hub.outbound.fetch", "hub.oauth.dezi_keys"})


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["dance"],
        ["worker", "--every", "0"],
        ["serve", "--port", "0"],
        ["serve", "--workers", "0"],
        ["demo", "--port", "x"],
        ["clients"],
    ],
)
def test_what_it_does_not_know_ends_with_usage(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)

    assert ended.value.code == 2
    assert "usage: hub" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["postgresql://hub:hunter2@127.0.0.1:1/x", "postgresql://hunter2@/x?host=nowhere"]
)
def test_a_migration_without_a_database_says_so_without_its_address(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", url)
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", url)

    assert main(["migrate"]) == 1
    assert "hunter2" not in (told := capsys.readouterr().err)
    assert "database does not answer" in told


def test_a_database_that_refuses_is_told_by_its_own_word(
    database_url: str,
    owner_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    absent = urlsplit(owner_url)._replace(path="/hunter2").geturl()
    monkeypatch.setenv("HUB_DATABASE_URL", database_url)
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", absent)

    assert main(["migrate"]) == 1
    told = capsys.readouterr().err
    assert told == "hub: HUB_DATABASE_OWNER_URL: the database says InvalidCatalogNameError\n"


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_without_settings_it_does_not_start(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 1
    assert "hub: HUB_DATABASE_URL: is not set" in capsys.readouterr().err


def test_a_database_that_is_not_there_is_told_without_its_address(
    jwks: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", f"postgresql://hunter2@/x?host={tmp_path}")

    assert main(add(jwks)) == 1
    assert "database does not answer" in (told := capsys.readouterr().err)
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("ura", "1", "URA"),
        ("organization-type", "huisarts", "type"),
        ("scope", "user/*.cud", "user/*.cud"),
        ("jwks", "absent.json", "absent.json"),
        ("redirect-uri", "http://example.org", "https"),
    ],
)
def test_a_client_that_can_not_be_registered_is_refused_with_the_reason(
    jwks: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: str,
    value: str,
    told: str,
) -> None:
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", "postgresql://nobody@127.0.0.1:1/none")

    assert main(add(jwks, **{option: value})) == 1
    assert told in capsys.readouterr().err


def test_a_private_key_is_never_registered(
    jwks: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", "postgresql://nobody@127.0.0.1:1/none")
    private = new_client_key()[0]
    jwks.write_text(json.dumps({"keys": [private]}))

    assert main(add(jwks)) == 1
    assert private["d"] not in "".join(capsys.readouterr())


def test_a_client_is_registered_and_its_organisation_enrolled(
    jwks: Path,
    owner_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", owner_url)

    assert main(add(jwks)) == 0

    client_id = json.loads(capsys.readouterr().out)["client_id"]
    rows = asyncio.run(
        asked(
            owner_url,
            "SELECT c.name, o.keys FROM client c JOIN organization o USING (ura) "
            "WHERE client_id = $1",
            client_id,
        )
    )
    assert [(row["name"], row["keys"]) for row in rows] == [
        ("ecd", ["*", "90007777", "cat:RPZAC004", "cat:X3"])
    ]


async def asked(url: str, statement: str, value: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(statement, value)
    finally:
        await connection.close()


@pytest.mark.parametrize("command", ["clients", "profiles"])
def test_who_does_not_own_the_tables_registers_nothing(
    jwks: Path,
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", database_url)

    stranger = add(jwks, name="of-who-owns-nothing")
    assert main(stranger if command == "clients" else a_package(tmp_path)) == 1
    told = "its role may not do this; name the role that owns the tables"
    assert capsys.readouterr().err == f"hub: HUB_DATABASE_OWNER_URL: {told}\n"


@pytest.mark.parametrize("command", ["clients", "profiles"])
def test_where_nothing_was_migrated_nothing_is_registered(
    jwks: Path,
    tmp_path: Path,
    a_database: Make,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", a_database())

    assert main(add(jwks) if command == "clients" else a_package(tmp_path)) == 1
    assert capsys.readouterr().err == (
        "hub: HUB_DATABASE_OWNER_URL: the database is not migrated; run `hub migrate`\n"
    )


def a_package(folder: Path) -> list[str]:
    about = {"name": "test.empty", "version": "1.0.0", "fhirVersions": ["4.0.1"]}
    (folder / "package.json").write_text(json.dumps(about))
    return ["profiles", "add", str(folder)]


@pytest.mark.parametrize("revision", ["9999", "hunter2"])
def test_a_newer_schema_is_not_migrated_and_told_in_one_sentence(
    migrated: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    revision: str,
) -> None:
    run(migrated, f"UPDATE alembic_version SET version_num = '{revision}'")
    monkeypatch.setenv("HUB_DATABASE_URL", as_app(migrated))
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", migrated)

    assert main(["migrate"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("hub: HUB_DATABASE_URL: the database has a newer schema than this hub")


def test_a_migration_may_be_repeated(
    database_url: str, owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", database_url)
    monkeypatch.setenv("HUB_DATABASE_OWNER_URL", owner_url)

    assert [main(["migrate"]), main(["migrate"])] == [0, 0]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--client", "gp-post"], "hub demo"),
        (["--client", "gp-post", "--role", "01.015"], "go together"),
        (["--client", "gp-post", "--practitioner", "900000501"], "go together"),
        (["--client", "gp-post", "--practitioner", "dokter", "--role", "01.015"], "UZI"),
        (["--client", "gp-post", "--practitioner", "900000501", "--role", "arts"], "role"),
        (["--client", "gp-post", "--mandate", "900000501", "01.015"], "name a person"),
        (["--client", "gp-post", "--reason", "haast"], "name a person"),
        (["--client", "gp-post", "--carrier", "local"], "name a person"),
    ],
)
def test_a_token_that_can_not_be_asked_is_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    Place(tmp_path).make()

    assert main(["token", "--data-dir", str(tmp_path), *options]) == 1
    assert told in capsys.readouterr().err


def test_the_roles_that_read_are_shown_by_kind_of_organisation(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["roles"]) == 0

    clinicians, pharmacists, nobody = capsys.readouterr().out.splitlines()
    assert clinicians.startswith("01 02 03 04 16 17 25 30 31 81 82: AMB B1 ")
    assert pharmacists == "17: A1 J8 K9"
    assert nobody == "nobody: L1 PGO"
