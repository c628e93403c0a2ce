"""Logging in at /viewer is somebody else's work: what the page asks of whoever does it.

docs/decisions/0049-the-viewer.md
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from consent.asker import Assurance
from hub.security.professional_request import ProfessionalRequest

LEAST: Assurance = "substantial"
SUREST: Assurance = "high"
NOT_REGISTERED = "unauthorized_client"


class NotLoggedIn(Exception):
    """Nobody came back who may come in; `error` is what the page's address was told, if anything.

    The page tells one of them apart: that his organisation is not registered here.
    """

    def __init__(self, error: str = "") -> None:
        super().__init__(error)
        self.error = error


class LogIn(Protocol):
    """The client `viewer` of the hub's own authorization server."""

    async def begin(
        self, now: datetime, *, launch: str | None = None, level: Assurance = LEAST
    ) -> tuple[str, bytes]:
        """Where to send the browser, and what to keep until it comes back."""

    async def finish(
        self, pairs: Mapping[str, str], kept: bytes, now: datetime
    ) -> ProfessionalRequest:
        """Who logged in, by the parameters that the browser came back with.

        Raises:
            NotLoggedIn: nobody who may come in.
        """

    async def stands(self, who: ProfessionalRequest) -> bool:
        """Whether that by which he came in is registered still."""
