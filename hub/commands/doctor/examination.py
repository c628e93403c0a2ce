"""All looks, one after the other, whatever is broken."""

from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from hub.commands.doctor.finding import Findings, each, fail, ok, on_its_own
from hub.commands.doctor.of_certificates import of_certificates
from hub.commands.doctor.of_database import of_database, of_packages
from hub.commands.doctor.of_ledger import newest_seal, of_checkpoints, of_ledger
from hub.commands.doctor.of_machine import of_machine
from hub.commands.doctor.of_medmij import of_medmij
from hub.commands.doctor.of_mitz import of_mitz
from hub.commands.doctor.of_notifications import of_notifications
from hub.commands.doctor.of_paper import of_paper
from hub.commands.doctor.of_settings import of_settings, read
from hub.settings import Settings
from hub.storage.admission import no_answer
from hub.storage.connections import Connection
from hub.storage.failures import FAILURES
from hub.storage.sealing import Keyring

_WITHIN = 2.0  # seconds
_COMMAND = 30.0  # seconds


async def examination(demo_keys: Path) -> Findings:
    """A finding for each thing looked at; a checkpoint file is made where there is none."""
    settings, found = read()
    if settings is not None:
        with on_its_own("settings", found):
            found += of_settings(settings, demo_keys)
        with on_its_own("mitz", found):
            found += of_mitz(settings, datetime.now(UTC))
        with on_its_own("medmij", found):
            found += await of_medmij(settings)
        with on_its_own("certificates", found):
            found += of_certificates(settings)
        found += await _of_what_is_kept(settings)
    with on_its_own("machine", found):
        found += of_machine(settings)
    with on_its_own("printing", found):
        found += of_paper()
    return found


async def _of_what_is_kept(settings: Settings) -> Findings:
    keyring = Keyring.of_settings(settings)
    newest: int | None = None
    found: Findings = []
    url = settings.database_url.get_secret_value()
    try:
        connection = await asyncpg.connect(
            url, timeout=_WITHIN, command_timeout=_COMMAND, connection_class=Connection
        )
    except FAILURES as failure:
        found.append(fail("database", no_answer(failure)))
    else:
        found.append(ok("database", "answers"))
        try:
            found += await of_database(connection, keyring)
            found += await of_ledger(connection, settings, keyring)
            found += await of_notifications(connection)
            found += await each([("profiles", lambda: of_packages(settings))])
            with on_its_own("checkpoints", found):
                newest = await newest_seal(connection)
        finally:
            connection.terminate()
    with on_its_own("checkpoints", found):
        found += of_checkpoints(settings, newest)
    return found
