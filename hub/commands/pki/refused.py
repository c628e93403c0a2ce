"""The one way in which a test PKI is not made."""


class PkiRefused(Exception):
    """The directory is not made; the message says why, and what to do."""
