"""The search for leaks finds what is planted: in a database, a log, an answer, a whole run."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from hub.postgres import EmbeddedPostgres
from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.plugins.dump import readable
from tests.plugins.leaks import Leaks
from tests.plugins.personal import Known, has_bsn

ROOT = Path(__file__).parents[2]
NAME, WISH = "Zilverschoon", "Liever niet meer naar het ziekenhuis"
PATIENT = {
    "resourceType": "Patient",
    "id": "acp-patient-zilverschoon",
    "name": [{"family": NAME, "given": ["Wilhelmina"]}],
    "address": [{"line": ["Havikskruidpad 17"], "city": "Almere"}],
    "telecom": [{"value": "06-12345678"}, {"value": "mina@zilverschoon.example"}],
}
REMARK = {"resourceType": "Observation", "note": [{"text": WISH}], "valueString": "Wil graag thuis"}


@pytest.fixture
def leaks() -> Leaks:
    """A search of its own, that knows one inhabitant."""
    made = Leaks()
    made.known.learn([PATIENT, REMARK])
    return made


@pytest.fixture(scope="module")
def thief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: what is planted stays in its write-ahead log."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("planted")) as server:
        yield server.url()


@contextmanager
def a_database(server: str) -> Iterator[str]:
    """URL of a database with one table."""
    name = f"planted_{os.getpid()}"
    asyncio.run(run(server, f"CREATE DATABASE {name}"))
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    asyncio.run(run(url, "CREATE TABLE planted (line text, bytes bytea)"))
    yield url
    asyncio.run(run(server, f"DROP DATABASE {name}"))


@pytest.fixture
def planted(thief: str) -> Iterator[str]:
    with a_database(thief) as url:
        yield url


async def run(url: str, statement: str, *values: object) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


def test_every_kind_is_learnt(leaks: Leaks) -> None:
    assert leaks.known.words == {
        "id": {"acp-patient-zilverschoon"},
        "name": {"zilverschoon", "wilhelmina"},
        "street": {"havikskruidpad 17"},
        "phone": {"06-12345678"},
        "e-mail": {"mina@zilverschoon.example"},
        "wish": {"liever niet meer naar het ziekenhuis", "wil graag thuis"},
    }


def test_what_the_builders_make_is_learnt() -> None:
    known = Known()
    known.learn(a_transaction((a_patient(), "POST Patient"), (a_goal("Patient/1"), "POST Goal")))
    assert set(known.words) == {"name", "street", "phone", "e-mail", "wish"}


def test_a_database_without_persons_is_clean(leaks: Leaks, postgres: str) -> None:
    with a_database(postgres) as url:
        asyncio.run(run(url, "INSERT INTO planted VALUES ($1, $2)", "een huis", os.urandom(9000)))

        assert leaks.kept(url) == set()


@pytest.mark.parametrize("column", ["line", "bytes"])
def test_what_is_written_in_clear_is_found_in_dump_and_files(
    leaks: Leaks, planted: str, column: str
) -> None:
    values = [f"...{NAME.upper()}...", WISH, "06-12345678", a_bsn()]
    for value in values:
        said = value if column == "line" else value.encode()
        asyncio.run(run(planted, f"INSERT INTO planted ({column}) VALUES ($1)", said))

    found = leaks.kept(planted)

    kinds = ("name", "wish", "phone", "BSN")
    places = ("the dump", "the data files", "the write-ahead log")
    assert found == {f"a {kind} in {place}" for kind in kinds for place in places}
    assert not any(value in line for line in found for value in values)


def test_what_was_deleted_is_found_in_the_files(leaks: Leaks, planted: str) -> None:
    asyncio.run(run(planted, "INSERT INTO planted (line) VALUES ($1)", NAME))
    asyncio.run(run(planted, "DELETE FROM planted"))

    found = leaks.kept(planted)

    assert found & {"a name in the data files", "a name in the write-ahead log"}
    assert "a name in the dump" not in found


def test_a_line_of_a_log_is_found(leaks: Leaks, tmp_path: Path) -> None:
    leaks.log.handle(logging.LogRecord("hub", logging.INFO, "", 1, "of %s", (NAME,), None))
    file = tmp_path / "hub.log"
    file.write_text(f"GET /fhir/Patient?identifier={a_bsn()}")
    leaks.logs.add(file)

    assert leaks.told() == {"a name in what was logged", "a BSN in hub.log of a process"}


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (200, {"resourceType": "Patient", "identifier": [{"value": "{bsn}"}]}, None),
        (200, {"resourceType": "OperationOutcome", "text": "{bsn}"}, "OperationOutcome"),
        (200, {"resourceType": "AuditEvent", "text": "{bsn}"}, "AuditEvent"),
        (404, {"resourceType": "OperationOutcome", "text": "{bsn}"}, "the refusal"),
        (
            422,
            {"resourceType": "OperationOutcome", "text": f"no {NAME} here"},
            "a name in a refusal",
        ),
        (200, {"resourceType": "Bundle", "link": [{"url": "?identifier={bsn}"}]}, "a link"),
        (200, {"resourceType": "Bundle", "entry": [{"fullUrl": "{bsn}"}]}, "beside its resource"),
    ],
)
def test_an_answer_may_name_an_inhabitant_only_where_it_should(
    leaks: Leaks, status: int, body: dict[str, Any], found: str | None
) -> None:
    said = str(body).replace("'", '"').replace("{bsn}", a_bsn()).encode()

    leaks.answers.see("GET", status, [(b"etag", b'W/"1"')], said)

    assert [found in line for line in leaks.told()] == ([True] if found else [])


def test_a_header_is_looked_at(leaks: Leaks) -> None:
    leaks.answers.see("PUT", 200, [(b"location", f"/Patient/{a_bsn()}".encode())], b"")
    leaks.answers.see("PUT", 200, [(b"warning", NAME.encode())], b"")

    assert leaks.told() == {"a BSN in header location of PUT", "a name in a header of an answer"}


@pytest.mark.parametrize("text", [b"1999911120", b"a999911120", b"999900000", b"999911121"])
def test_other_numbers_are_no_bsn(text: bytes) -> None:
    assert not has_bsn(text)


def test_a_leak_fails_the_run_and_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "test_planted.py").write_text(
        "import logging\n"
        "from tests.plugins.leaks import LEAKS\n"
        "def test_it():\n"
        f"    LEAKS.known.add('name', '{NAME}')\n"
        f"    logging.getLogger('hub').info('read by {NAME}')\n"
    )
    options = ["-p", "tests.plugins.leaks", "-p", "no:cacheprovider", "-c", os.devnull]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--show-capture=no", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )

    assert done.returncode == 1, done.stdout
    assert "a name in what was logged" in done.stdout
    assert NAME not in done.stdout


def test_words_are_found_as_text_only() -> None:
    known = Known()
    known.add("name", NAME)

    assert readable(known, b"\x00\x01" + NAME.encode() + b"\xff") == {"a name"}
    assert readable(known, os.urandom(100_000)) == set()
