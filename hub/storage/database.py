"""The one way to PostgreSQL: held connections for requests, SQLModel sessions beside them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.storage.connections import Connection, Connections
from hub.storage.failures import FAILURES
from hub.storage.heartbeat import Heartbeat

__all__ = ["Connection", "Database", "Lock", "Row"]

PATIENCE = 60.0
"""Seconds for a statement of a command; a serving hub has HUB_STATEMENT_TIMEOUT."""
_GRACE = 0.5
"""Seconds in which a database that is well says itself that a statement took too long."""
ABANDONED = "30s"
"""A hub that hangs within a transaction holds its locks no longer than this."""

Row = asyncpg.Record
"""One row of an answer, its columns by name."""


@dataclass(frozen=True, slots=True, order=True)
class Lock:
    """An advisory lock on a key, until the transaction ends; `shared` with others who share it."""

    key: int
    shared: bool = False

    def sql(self) -> str:
        """The statement that waits for it."""
        return f"SELECT pg_advisory_xact_lock{'_shared' if self.shared else ''}({self.key:d})"


@dataclass(slots=True)
class Database:
    """One PostgreSQL: `connection` for single statements, `transaction` for more than one.

    Whoever waits longer than `limit` seconds, for a connection or for a statement, gets
    TimeoutError. docs/decisions/0018-owner-and-app-of-the-database.md
    """

    pool: Connections
    engine: AsyncEngine
    heartbeat: Heartbeat
    limit: float

    @classmethod
    async def open(
        cls,
        url: str,
        pool_size: int,
        limit: float = PATIENCE,
        *,
        reserve: int = 0,
        locked: float = PATIENCE,
    ) -> "Database":
        """Connect; `url` is `postgresql://…`, with `?host=/dir` for a unix socket.

        So many connections of the pool are a `reserve` for what is urgent; `locked` is how many
        seconds a statement may wait for another's lock.
        """
        pool = Connections(
            url,
            pool_size,
            limit,
            reserve=reserve,
            command_timeout=limit + _GRACE,
            max_cached_statement_lifetime=0,  # seconds; else each is prepared anew now and then
            server_settings={
                # Every statement names its door, so one plan fits all values: no planning then.
                "plan_cache_mode": "force_generic_plan",
                "jit": "off",
                # What nobody waits for any more ends there too.
                "statement_timeout": f"{int(limit * 1000)}ms",
                "lock_timeout": f"{int(min(limit, locked) * 1000)}ms",
                "idle_in_transaction_session_timeout": ABANDONED,
            },
        )
        engine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=2,
            hide_parameters=True,
            connect_args={"timeout": limit, "command_timeout": limit + _GRACE},
        )
        return cls(pool, engine, Heartbeat(url), limit)

    async def close(self) -> None:
        """Finish what runs and disconnect; a database that hangs is not waited for."""
        self.heartbeat.stop()
        with suppress(*FAILURES):
            async with asyncio.timeout(self.limit):
                await self.pool.close()
        with suppress(*FAILURES):
            async with asyncio.timeout(self.limit):
                await self.engine.dispose()

    def connection(self, *, urgent: bool = False) -> AbstractAsyncContextManager[Connection]:
        """A connection in autocommit: one statement is one transaction."""
        return Lent(self.pool, urgent=urgent)

    def within(self, connection: Connection) -> "Database":
        """The same as it is seen in the transaction that is open on this connection."""
        return _Within(self.pool, self.engine, self.heartbeat, self.limit, connection)

    @asynccontextmanager
    async def transaction(self, locks: Iterable[Lock] = ()) -> AsyncIterator[Connection]:
        """A transaction, committed when the block ends and rolled back when it raises.

        It begins by waiting for these advisory locks, always in the same order and within the
        round trip that begins it; they go when it ends. A TimeoutError of the commit itself says
        that nobody knows whether it was made.
        """
        begin = ["BEGIN", *(lock.sql() for lock in sorted(locks))]
        async with self.connection() as connection:
            try:
                await connection.execute("; ".join(begin))
                yield connection
            except (TimeoutError, asyncio.CancelledError):
                raise  # the connection goes, and the transaction with it
            except BaseException:
                await connection.execute("ROLLBACK")
                if connection.pen:
                    connection.pen.dropped()
                raise
            await _commit(connection)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A SQLModel session for what is off the request path; commits when the block ends.

        Of what the server refuses its own error is raised, but for IntegrityError.
        """
        try:
            made = AsyncSession(self.engine, expire_on_commit=False)
            async with made as session, session.begin():
                yield session
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise _of_server(error) from None


@dataclass(slots=True)
class _Within(Database):
    """One connection for all, whose transaction whoever opened it ends; one at a time asks it."""

    held: Connection

    def connection(self, *, urgent: bool = False) -> AbstractAsyncContextManager[Connection]:  # noqa: ARG002 - it has its turn already
        return nullcontext(self.held)

    @asynccontextmanager
    async def transaction(self, locks: Iterable[Lock] = ()) -> AsyncIterator[Connection]:
        for lock in sorted(locks):
            await self.held.execute(lock.sql())
        yield self.held


async def _commit(connection: Connection) -> None:
    pen = connection.pen
    try:
        await connection.execute("COMMIT")
    except (TimeoutError, asyncio.CancelledError):
        raise  # nobody knows; the connection goes, and its pen with it
    except BaseException:
        if pen:
            pen.dropped()
        raise
    if pen:
        pen.kept()


class Lent:
    """A connection of the pool for the length of a block; each request has one, so no generator."""

    __slots__ = ("_connection", "_pool", "_urgent")

    def __init__(self, pool: Connections, *, urgent: bool) -> None:
        self._pool, self._urgent = pool, urgent

    async def __aenter__(self) -> Connection:
        self._connection = await self._pool.take(urgent=self._urgent)
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, _raised: object, _trace: object
    ) -> None:
        if kind is not None and issubclass(kind, TimeoutError | asyncio.CancelledError):
            # A statement may still run there, and to ask the server to cancel it takes one more
            # answer of the server that does not answer: away with the connection.
            self._connection.terminate()
        self._pool.give_back(self._connection)


def _of_server(error: DBAPIError) -> BaseException:
    """The driver's error beneath SQLAlchemy's: its text holds no statement and no values."""
    return (error.orig and error.orig.__cause__) or error
