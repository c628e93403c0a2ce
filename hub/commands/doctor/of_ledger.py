"""Whether the ledger is sealed in time, whole where it was written last, and kept outside too."""

from datetime import UTC, datetime

from hub.commands.doctor.finding import Findings, each, fail, ok, warn
from hub.ledger.checkpoint_file import CheckpointFile, checkpoint_files
from hub.ledger.duty import NEWEST_SEAL
from hub.ledger.sealer import Broken, Sealer
from hub.ledger.verification import SEALED_WITHIN, Verifier
from hub.ledger.words import Words
from hub.security.keys import checkpoint_key
from hub.settings import Settings
from hub.storage.connections import Connection
from hub.storage.sealing import Keyring

SEALS = 5
STALE = 60.0
"""Seconds that a file may lack the newest seal."""


async def of_ledger(connection: Connection, settings: Settings, keyring: Keyring) -> Findings:
    """Of the newest seals and of what has none yet; `hub audit verify` looks at all."""
    now = datetime.now(UTC)
    key = checkpoint_key(settings.checkpoint_key.get_secret_value())
    verifier = Verifier(connection, Words(keyring), key.public_key(), now)

    async def seals() -> Findings:
        faults = [fault async for fault in verifier.newest(SEALS)]
        found = [fail("newest seals", f"{fault}; run `hub audit verify`") for fault in faults]
        return found or [ok("newest seals", "signed by HUB_CHECKPOINT_KEY, their rows whole")]

    async def lag() -> Findings:
        try:
            sealer = await Sealer.resumed(connection, key, lambda: now)
        except Broken as broken:
            return [fail("seal", str(broken))]
        rows = await sealer.waiting()
        waits = max((now - row["at"] for row in rows), default=now - now)
        if waits <= SEALED_WITHIN:
            return [ok("seal", f"{len(rows)} rows wait for theirs, none for long")]
        said = f"{len(rows)} rows or more wait, one for {waits.total_seconds():.0f} s"
        return [fail("seal", f"{said}; no hub seals: start one, or see its log for why not")]

    return await each([("newest seals", seals), ("seal", lag)])


async def newest_seal(connection: Connection) -> int:
    """Its number, 0 where nothing was sealed yet."""
    number: int = await connection.fetchval(NEWEST_SEAL)
    return number


def of_checkpoints(settings: Settings, newest: int | None) -> Findings:
    """The files outside the database; `newest` is its newest seal, None where nobody knows."""
    files = checkpoint_files(settings.checkpoint_files)
    if not files:
        return [
            warn(
                "checkpoints",
                "HUB_CHECKPOINT_FILES: is empty; an owner of the database "
                "could cut off the ledger unseen",
            )
        ]
    found: Findings = []
    for number, file in enumerate(files, 1):
        found += _of_file(f"checkpoints, file {number}", file, newest)
    places = {file.device() for file in files}
    if len(places) < 2:  # noqa: PLR2004 -- ours and another's
        found.append(
            warn("checkpoints", "all on one disk; put one where another party looks after it")
        )
    return found


def _of_file(about: str, file: CheckpointFile, newest: int | None) -> Findings:
    if fault := file.unwritable():
        return [fail(about, f"can't be written ({fault}); see its folder and its rights")]
    try:
        last = file.newest()
    except ValueError:
        return [fail(about, "its last line is no checkpoint; run `hub audit verify`")]
    number = last["seal"] if last else 0
    if newest is not None and number > newest:
        return [fail(about, f"holds seal {number}, the database {newest} only: it was cut off")]
    if newest is not None and number < newest - 1:
        return [warn(about, f"holds seal {number} of {newest}; a hub that seals catches up")]
    age = f", {_age(last['at'])} old" if last else ""
    return [ok(about, f"can be written; seal {number}{age}")]


def _age(microseconds: int) -> str:
    return f"{datetime.now(UTC).timestamp() - microseconds / 1e6:.0f} s"
