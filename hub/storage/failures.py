"""What is raised when the database does not answer, or did not commit."""

import asyncpg

FAILURES: tuple[type[Exception], ...] = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,  # no connection; TimeoutError is one
)

LOST_RACE: tuple[type[Exception], ...] = (
    asyncpg.UniqueViolationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""Another write of the same came first: nothing was done, and it may be tried again."""
