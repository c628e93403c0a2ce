"""TH-66 to TH-68: who reads logs, or has the whole database, learns nobody's number."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from hub.storage.database import Database
from hub.storage.pseudonym import inhabitant, rid
from profiles import systems
from profiles.identifiers import BSN, holds_bsn
from tests.attacks.dump import dumped
from tests.attacks.threats.judge import Judge
from tests.attacks.threats.town import Town
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, urn
from tests.hub.dossier import by_bsn, kept_by
from tests.plugins.personal import has_bsn

pytestmark = pytest.mark.anyio


async def test_th_66_a_number_in_any_part_of_a_request_is_in_no_log(
    judge: Judge, town: Town
) -> None:
    source, bsn = await town.organization(), a_bsn()
    number = f"{systems.BSN_SYSTEM}|{bsn}"
    broken = a_transaction((a_patient(bsn), "POST Patient"), (a_goal(urn(7)), "POST Goal"))
    answers = [
        await source.get(f"Patient/{bsn}"),
        await source.get(f"Patient/{bsn}/_history/{bsn}"),
        await source.get(f"Patient?identifier={number}"),
        await source.get(f"{bsn}/{bsn}?{bsn}={bsn}"),
        await source.get(f"Goal?patient={bsn}&{bsn}={number}"),
        await source("POST", f"Patient/${bsn}", a_patient(bsn)),
        await source("PUT", f"Patient?identifier={number}", a_patient(a_bsn())),
        await source("POST", "Patient", f'{{"resourceType": "Patient", "{bsn}": "{bsn}"}}'),
        await source("POST", "Patient", bsn),
        await source.transaction(broken),
        await source.get("Goal", x_request_id=bsn, user_agent=bsn, prefer=bsn),
        source.ask(scope=bsn),
        source.ask(bsn),
    ]

    assert {answer.status_code for answer in answers} >= {400, 401, 404, 405, 422}
    for answer in answers:
        judge.names_nobody(answer, await judge.left_behind(answer))
    assert not holds_bsn(judge.hub.log.read_text()), "of any range, not of the tests' alone"


SWAP = """
UPDATE resource_version v SET sealed = o.sealed FROM resource_version o
WHERE (v.rid, o.rid) IN (($1, $2), ($2, $1))
"""


async def test_th_67_what_was_sealed_for_one_opens_for_no_other(
    judge: Judge, town: Town, owner: Database
) -> None:
    source, stranger = await town.organization(), await town.doctor()
    one, other = await kept_by(source, a_bsn()), await kept_by(source, a_bsn())
    names = [rid(judge.keyring, "Patient", dossier.id) for dossier in (one, other)]
    async with owner.transaction() as connection:
        await connection.execute("SET LOCAL session_replication_role = replica")
        assert await connection.execute(SWAP, *names) == "UPDATE 2"

    for dossier in (one, other):
        await judge.refuses("TH-67", await source.get(dossier.patient))
        outside = await stranger.get(dossier.patient)
        assert outside.status_code == 404
        found = (await by_bsn(source, dossier.bsn)).json()
        assert [one["search"]["mode"] for one in found["entry"]] == ["outcome"]
        assert found["entry"][0]["resource"]["issue"][0]["code"] == "exception"
    assert judge.hub.tells(f"resource {names[0]} version 1")


def guessed(bsn: str) -> Iterator[bytes]:
    """What somebody who knows how it is made, and not the key, might look for."""
    texts = [f"{kind}{bsn}" for kind in ("", "bsn|v1|", "bsn|", f"{systems.BSN_SYSTEM}|")]
    texts.append(f"identifier|t|{systems.BSN_SYSTEM}|{bsn}")
    for text in map(str.encode, texts):
        for kind in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b"):
            yield hashlib.new(kind, text).digest()
        yield hashlib.blake2b(text, digest_size=8).digest()
        yield hashlib.blake2b(text, digest_size=16).digest()
        for key in (b"", b"\0" * 32, b"bsn"):
            yield hmac.digest(key, text, "sha256")


def stolen(dump: dict[str, list[Any]]) -> set[bytes]:
    """The first eight bytes of every value of every row: what a keyed name is known by."""
    kept: set[bytes] = set()
    for rows in dump.values():
        for row in rows:
            kept |= {start for value in row.values() for start in _starts(value)}
    return kept


def _starts(value: object) -> Iterator[bytes]:
    match value:
        case list():
            for one in value:
                yield from _starts(one)
        case UUID():
            yield value.bytes[:8]
        case bytes():
            yield value[:8]
        case int() if not isinstance(value, bool):
            yield value.to_bytes(16, "big", signed=True)[-8:]
        case str():
            yield value.encode()[:8]


async def test_th_68_without_its_key_a_stolen_database_tells_no_number(
    judge: Judge, town: Town, owner: Database
) -> None:
    """All numbers that there are can be tried in minutes: the key alone stands between."""
    bsn = (await kept_by(await town.organization(), a_bsn())).bsn
    async with owner.connection() as connection:
        database = await dumped(connection)
    kept = stolen(database)

    with_key = inhabitant(judge.keyring, BSN(bsn))

    assert with_key.bsn_hash[:8] in kept, "the attack finds it with the key, so it looks well"
    assert not any(one[:8] in kept or one[-8:] in kept for one in guessed(bsn))
    assert not has_bsn(repr(database).encode())
