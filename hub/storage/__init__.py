"""Append-only resource versions, their current rows and the embedded PostgreSQL."""
