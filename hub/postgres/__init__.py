"""Embedded PostgreSQL: a server of our own for the demo and the tests, run as a child process."""

from hub.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres"]
