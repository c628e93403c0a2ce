"""The one way in which the embedded PostgreSQL fails."""


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL cannot run; the message says why, and what to do about it."""
