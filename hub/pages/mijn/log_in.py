"""Logging in at /mijn is somebody else's work: what the page asks of whoever does it.

docs/decisions/0037-doors-for-people.md
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from hub.security.patient_request import PatientRequest


class NotLoggedIn(Exception):
    """Nobody came back who may come in: cancelled, unknown, not sure enough, or not to be believed.

    The page tells all of these alike.
    """


class LogIn(Protocol):
    """The client `mijn` of the hub's own authorization server."""

    async def begin(self, language: str, now: datetime) -> tuple[str, bytes]:
        """Where to send the browser, and what to keep until it comes back.

        Raises:
            NotLoggedIn: nobody can log in at this moment.
        """

    async def finish(self, pairs: Mapping[str, str], kept: bytes, now: datetime) -> PatientRequest:
        """Who logged in, by the parameters that the browser came back with.

        Raises:
            NotLoggedIn: nobody who may come in.
        """
