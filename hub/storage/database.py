"""The one way to PostgreSQL: an asyncpg pool for the request path, SQLModel sessions beside it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

Row = asyncpg.Record
"""One row of an answer, its columns by name."""

if TYPE_CHECKING:
    Connection = (
        asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    )
    Pool = asyncpg.Pool[asyncpg.Record]
else:  # asyncpg's classes are generic in its stubs only
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool


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
    """One PostgreSQL: `connection` for single statements, `transaction` for more than one."""

    pool: Pool
    engine: AsyncEngine

    @classmethod
    async def open(cls, url: str, pool_size: int) -> "Database":
        """Connect; `url` is `postgresql://…`, with `?host=/dir` for a unix socket."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=pool_size,
            reset=_keep_session,
            command_timeout=60,
            # Every statement names its door, so one plan fits all values: no planning per request.
            server_settings={"plan_cache_mode": "force_generic_plan", "jit": "off"},
        )
        engine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=2,
            hide_parameters=True,
        )
        return cls(pool, engine)

    async def close(self) -> None:
        """Finish what runs and disconnect."""
        await self.pool.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection in autocommit: one statement is one transaction."""
        async with self.pool.acquire() as connection:
            yield connection

    @asynccontextmanager
    async def transaction(self, locks: Iterable[Lock] = ()) -> AsyncIterator[Connection]:
        """A transaction, committed when the block ends and rolled back when it raises.

        It begins by waiting for these advisory locks, always in the same order and within the
        round trip that begins it; they go when it ends.
        """
        begin = ["BEGIN", *(lock.sql() for lock in sorted(locks))]
        async with self.pool.acquire() as connection:
            try:
                await connection.execute("; ".join(begin))
                yield connection
            except BaseException:
                await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT")

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A SQLModel session for what is off the request path; commits when the block ends."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            yield session


async def _keep_session(_connection: Connection) -> None:
    """No reset between requests: the hub sets nothing on a session."""
