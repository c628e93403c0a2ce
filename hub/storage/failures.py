"""What is raised when the database does not answer, did not commit, or is not one for this hub."""

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
    asyncpg.SerializationError,  # a current row that would not have moved forward
)
"""Another write of the same came first: nothing was done, and it may be tried again."""


class DatabaseRefused(Exception):
    """The hub does not work on this database as it is set: one sentence, without any value.

    It begins with the name of the setting, and says what to do.
    """
