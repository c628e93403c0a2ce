"""Embedded PostgreSQL: a server of our own for the demo and the tests, run as a child process."""

from hub.storage.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres"]
