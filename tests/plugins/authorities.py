"""Whom this machine trusts, as every client of every test reads it: one authority is enough.

No test goes out, and the hundred and fifty that certifi lists cost each client more than its call.
"""

import os
import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.commands.pki.authority import Authority
from hub.commands.pki.region import pem

NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Who is believed by a client that asks without TLS alone."""
_KEPT = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Before any client is made, in this process and in those that it starts."""
    folder = config.stash[_KEPT] = tempfile.TemporaryDirectory()
    authority = Path(folder.name, "authority.pem")
    root = Authority.root("TEST Root of nobody", datetime.now(UTC))
    authority.write_bytes(pem(root.issued.certificate))
    os.environ["SSL_CERT_FILE"] = str(authority)


def pytest_unconfigure(config: pytest.Config) -> None:
    """With the run it is gone."""
    config.stash[_KEPT].cleanup()
