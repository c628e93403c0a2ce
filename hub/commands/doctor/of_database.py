"""Whether the database is one to serve from: reached, of this schema, durable, with our keys."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from hub.commands.doctor.finding import Findings, each, fail, ok, warn
from hub.settings import Settings
from hub.storage.admission import refuse_clock, refuse_old, revision
from hub.storage.connections import Connection
from hub.storage.database import Database
from hub.storage.failures import DatabaseRefused
from hub.storage.key_checks import wrong
from hub.storage.packages import kept, opened_package
from hub.storage.revisions import refuse_other
from hub.storage.rights import refuse_too_few, refuse_too_many
from hub.storage.sealing import Keyring
from profiles.packages.definitions import Definitions
from profiles.packages.package import shipped

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
SAID = "SELECT name, setting FROM pg_settings WHERE name = ANY ($1)"
MONTHS = (
    "SELECT count(*) FROM generate_series(1, 2) AS later WHERE to_regclass("
    "to_char(now() + later * interval '1 month', '\"ledger_of_\"YYYY_MM')) IS NOT NULL"
)


async def of_database(connection: Connection, keyring: Keyring) -> Findings:
    """Each question on its own, so that one answer hides no other."""

    async def clock() -> None:
        refuse_clock(datetime.now(UTC), await connection.fetchval("SELECT clock_timestamp()"))

    async def schema() -> None:
        refuse_other(await revision(connection))

    async def version() -> None:
        refuse_old(connection)

    async def keys() -> None:
        if fault := await wrong(connection, keyring):
            raise DatabaseRefused(fault)

    asked: list[tuple[str, str, Callable[[], Awaitable[None]]]] = [
        ("version of PostgreSQL", "new enough", version),
        ("rights of the role", "not too many", lambda: refuse_too_many(connection)),
        ("rights of the role", "not too few", lambda: refuse_too_few(connection)),
        ("schema", "the newest", schema),
        ("clock", "the database's and this machine's agree", clock),
        ("keys", "those of this database", keys),
    ]
    looks = [(about, _refused(about, said, ask)) for about, said, ask in asked]
    return await each(
        [
            *looks,
            ("durability", lambda: durability(connection)),
            ("months of the ledger", lambda: months(connection)),
        ]
    )


def _refused(
    about: str, said: str, ask: Callable[[], Awaitable[None]]
) -> Callable[[], Awaitable[Findings]]:
    async def look() -> Findings:
        try:
            await ask()
        except DatabaseRefused as refusal:
            return [fail(about, str(refusal))]
        return [ok(about, said)]

    return look


async def durability(connection: Connection) -> Findings:
    """What is acknowledged must outlive a power cut."""
    rows = await connection.fetch(SAID, DURABLE)
    off = [row["name"] for row in rows if row["setting"] == "off"]
    if off or len(rows) < len(DURABLE):
        named = ", ".join(off) or "some setting"
        return [fail("durability", f"{named} is off: what was stored may be lost; switch it on")]
    return [ok("durability", f"{', '.join(DURABLE)} are on")]


async def months(connection: Connection) -> Findings:
    """A row of a month that was not made lies where it can not go when its time is up."""
    about = "months of the ledger"
    if await connection.fetchval(MONTHS) < 2:  # noqa: PLR2004 -- those that MONTHS counts
        return [warn(about, "the next two are not there; run `hub migrate`, once a year at least")]
    return [ok(about, "made ahead")]


async def of_packages(settings: Settings) -> Findings:
    """Whether every package of definitions that is installed can be read."""
    url = settings.database_url.get_secret_value()
    database = await Database.open(url, 1, settings.statement_timeout)
    try:
        async with database.session() as session:
            installed = [opened_package(row) for row in await kept(session)]
    finally:
        await database.close()
    Definitions((*shipped(), *installed))
    return [ok("profiles", f"the shipped ones, and {len(installed)} packages of your own")]
