"""`hub worker`: terms that have passed, and what others are told; beside those that serve."""

import asyncio
import json
import logging.config
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial

from hub.access.access import Access
from hub.commands import configuration
from hub.commands.log import CONFIGURATION
from hub.ledger.own import started, stopped
from hub.outbound.notifications.sending import Sending
from hub.outbound.notifications.terms import Terms
from hub.outbound.notifications.tokens import Tokens
from hub.security.assertion import ASSERTION_TYPE, client_assertion
from hub.settings import Settings
from hub.storage.admission import admitted
from hub.storage.database import Database
from hub.storage.sealing import Keyring
from hub.telemetry.outside import Outside
from hub.wiring import agreed, names_of_keys, transfer_points
from hub.worker.deadlines import deadlines
from hub.worker.heartbeats import heartbeats
from hub.worker.notifications import forgotten, notify
from hub.worker.telling import Teller

_CONNECTIONS = 4


async def work(seconds: float) -> None:
    """Until it is told to stop; it looks again after so many `seconds`.

    Raises:
        ConfigurationRefused, DatabaseRefused: before it does anything.
    """
    found = configuration.settings()
    await admitted(found, _now())
    logging.config.dictConfig(CONFIGURATION)
    terms = Terms.of(found)
    async with _access(found) as access, Sending(terms.allowed, terms.trust) as sending:
        tokens = Tokens(sending, partial(proof, found)) if found.notify_client_id else None
        teller = Teller(access, terms, sending, _now, Outside(), tokens)
        doing = asyncio.gather(
            deadlines(access, _now, seconds),
            notify(teller, seconds),
            heartbeats(teller, max(seconds, 1.0)),
            forgotten(teller),
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, doing.cancel)
        with suppress(asyncio.CancelledError):
            await doing


@asynccontextmanager
async def _access(found: Settings) -> AsyncIterator[Access]:
    """What it works with; the ledger is told that it begins and ends, as of who serves."""
    url = found.database_url.get_secret_value()
    database = await Database.open(url, _CONNECTIONS, found.statement_timeout)
    policy, emergencies = agreed(found)
    access = Access(
        database,
        Keyring.of_settings(found),
        policy,
        emergencies,
        transfer_points=transfer_points(found),
    )
    try:
        await access.ledger.write(started(_now(), names_of_keys(found)))
        yield access
        await access.ledger.write(stopped(_now(), access.ledger.pens))
    finally:
        await database.close()


def proof(found: Settings, url: str) -> dict[str, str]:
    """Who the hub is, to the server that gives tokens there."""
    key = json.loads(found.signing_key.get_secret_value())
    name = found.notify_client_id
    return {
        "client_id": name,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": client_assertion(key, name, url, _now()),
    }


def _now() -> datetime:
    return datetime.now(UTC)
