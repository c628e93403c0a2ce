"""How long a row of the ledger is kept at least."""

TERM = 60
"""Months: five years. The database holds to it by itself."""


class NotExpired(Exception):
    """Nothing more is removed: a sentence with the reason."""
