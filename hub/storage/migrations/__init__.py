"""Alembic migrations: one file per step, never edited once landed."""
