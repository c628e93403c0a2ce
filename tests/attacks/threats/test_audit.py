"""TH-60 to TH-63, TH-65: what was done stays written, whole, by itself, or it is not done."""

import asyncio
import json
import random
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from hub.ledger.checkpoint_file import CheckpointFile
from hub.ledger.verification import Verifier
from hub.ledger.words import Words
from hub.postgres.configuration import APP
from hub.security.keys import checkpoint_public_key
from hub.storage.connections import Connection
from hub.storage.database import Database
from tests.attacks.threats.conftest import Hubs
from tests.attacks.threats.judge import Judge, code_of
from tests.attacks.threats.table import THREATS
from tests.attacks.threats.town import EMERGENCY, Town
from tests.builders import a_bsn, a_goal
from tests.hub.dossier import by_bsn, kept_by
from tests.hub.ledger.ledgers import public_half
from tests.hub.ledger.manipulations import all_is_sealed_anew, the_tail_is_cut
from tests.plugins.certificates import Secured
from tests.plugins.processes import READY_WITHIN

pytestmark = pytest.mark.anyio

TABLES = {"ledger": "sealed", "ledger_word": "sealed", "ledger_seal": "hash"}


@pytest.mark.parametrize("table", TABLES)
async def test_th_60_the_hubs_own_role_changes_no_row(
    secured: Secured, database_url: str, table: str
) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        for statement in (
            f"UPDATE {table} SET {TABLES[table]} = {TABLES[table]}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"DROP TABLE {table}",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("SET session_replication_role = replica")
    finally:
        await connection.close()


@dataclass(slots=True)
class Taken:
    """The ledger in the hands of a superuser, within a transaction that comes to nothing."""

    connection: Connection
    judge: Judge
    file: CheckpointFile
    now: datetime

    async def faults(self) -> str:
        """What `hub audit verify` would say of it, with the file that is kept elsewhere."""
        key = checkpoint_public_key(public_half())
        verifier = Verifier(self.connection, Words(self.judge.keyring), key, datetime.now(UTC))
        return "\n".join([fault async for fault in verifier.faults([self.file])])


@asynccontextmanager
async def taken(judge: Judge, owner_url: str, copy: Path) -> AsyncIterator[Taken]:
    """As it is at this moment; `copy` of its checkpoints was fetched before."""
    connection = await asyncpg.connect(owner_url, connection_class=Connection)
    whole = connection.transaction(isolation="repeatable_read")
    await whole.start()
    try:
        await connection.execute("SET LOCAL session_replication_role = replica")
        file = CheckpointFile(copy, is_copy=True)
        made = Taken(connection, judge, file, datetime.now(UTC))
        assert await made.faults() == "", "it is whole before it is touched"
        yield made
    finally:
        await whole.rollback()
        await connection.close()


@pytest.fixture
async def copy(town: Town, hubs: Hubs, tmp_path: Path) -> Path:
    """Of the checkpoints, after calls each of which was sealed before the next."""
    party, copied = await town.organization(), tmp_path / "copy"
    for _ in range(3):
        before = hubs.sealed()
        assert (await by_bsn(party, a_bsn())).status_code == 200
        deadline = time.monotonic() + READY_WITHIN
        while hubs.sealed() == before:
            assert time.monotonic() < deadline, "nothing is sealed"
            await asyncio.sleep(0.02)
    copied.write_bytes(hubs.sealed())
    return copied


async def test_th_61_a_chain_that_was_made_anew_is_told(
    judge: Judge, owner_url: str, copy: Path
) -> None:
    async with taken(judge, owner_url, copy) as ledger:
        kept = ledger.file.path.read_bytes()
        await all_is_sealed_anew(ledger.connection, ledger, random.Random(1))  # noqa: S311 - it draws a row
        ledger.file.path.write_bytes(kept)
        told = await ledger.faults()

    assert "the signature does not fit" in told
    assert "is another one in the database" in told


async def test_th_62_rows_that_were_cut_off_are_told(
    judge: Judge, owner_url: str, copy: Path
) -> None:
    async with taken(judge, owner_url, copy) as ledger:
        await the_tail_is_cut(ledger.connection, ledger, random.Random(1))  # noqa: S311 - likewise
        told = await ledger.faults()

    assert "is not in the database: it was cut off" in told


async def test_th_63_what_can_not_be_written_down_is_not_done(
    judge: Judge, town: Town, owner: Database
) -> None:
    source, doctor = await town.organization(), await town.doctor()
    dossier = await kept_by(source, a_bsn())
    goal, stated = await dossier.goal(), THREATS["TH-63"]
    await dossier.open_to(doctor)
    assert (await doctor.get(goal)).status_code == 200
    before = judge.hub.log.read_text().count("InsufficientPrivilegeError")

    async with owner.connection() as connection:
        await connection.execute(f"REVOKE INSERT ON ledger FROM {APP}")
        try:
            answers = [
                await doctor.get(goal),
                await doctor.get(f"Goal?patient={dossier.id}"),
                await by_bsn(doctor, dossier.bsn),
                await source.post(a_goal(dossier.patient)),
                await doctor.get("Goal/none"),
            ]
            token = source.ask()
        finally:
            await connection.execute(f"GRANT INSERT ON ledger TO {APP}")

    for answer in answers:
        assert (answer.status_code, code_of(answer)) == (stated.status, stated.code)
        assert goal.partition("/")[2] not in answer.text
        judge.names_nobody(answer, [])
    assert (token.status_code, token.json()["error"]) == (503, "temporarily_unavailable")
    assert judge.hub.tells("InsufficientPrivilegeError", before + len(answers))
    found = (await source.get(f"Goal?patient={dossier.id}")).json()
    assert found["total"] == 1, "nothing was stored either"


SMUGGLED = ('a\r\n{"level":"info"}', "\x1b[2J\x1b[31mred", "right\u202eleft", "null\x00")


@pytest.mark.parametrize("words", SMUGGLED)
async def test_th_65_a_reason_adds_no_line_to_any_log(judge: Judge, town: Town, words: str) -> None:
    for said in ({"reason": words}, {"code": words}):
        hurried = await town.hurried({**EMERGENCY, **said})

        await judge.refuses("TH-65", hurried.ask())
    each_line_is_one(judge)


async def test_th_65_what_may_be_said_is_kept_as_it_was_said(judge: Judge, town: Town) -> None:
    words = 'Zei "help me" \\ {"level": "error"}, <b>nu</b>; DROP TABLE ledger'
    hurried = await town.hurried({"code": "x", "reason": words})

    answer = await by_bsn(hurried, a_bsn())

    [declared, _] = await judge.left_behind(answer)
    assert (declared["interaction"], declared["detail"]["words"]) == ("emergency", words)
    assert words not in judge.hub.log.read_text()
    each_line_is_one(judge)


async def test_th_65_a_header_adds_no_line_to_any_log(judge: Judge, town: Town) -> None:
    party = await town.organization()
    sent = (
        b"GET /fhir/Goal HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n"
        b"User-Agent: \x1b[2J\x1b[31mred \xe2\x80\xae\r\n"
        b'X-Request-Id: "},{"level":"info"}\r\nX-Real-Ip: \x1b[0m\r\n\r\n'
    )
    context, where = party.vendor.context, ("127.0.0.1", judge.hub.port)
    with (
        socket.create_connection(where) as plain,
        context.wrap_socket(plain, server_hostname=where[0]) as connection,
    ):
        connection.sendall(sent)
        answer = connection.recv(65_536)

    assert answer.startswith((b"HTTP/1.1 401", b"HTTP/1.1 400"))
    assert b"\x1b" not in answer
    each_line_is_one(judge)


def each_line_is_one(judge: Judge) -> None:
    """The hub's log is lines of JSON, and none of them holds anything that controls a terminal."""
    for line in judge.hub.log.read_text().splitlines():
        assert isinstance(json.loads(line), dict), line
        assert line.isprintable(), line
