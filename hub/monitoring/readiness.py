"""Whether this process can do its work now: for whoever sends it requests, or not.

What is wrong is told by a word to act by, and a sentence that says what to do.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.ledger.duty import Duty
from hub.ledger.sealer import of_another_key
from hub.storage.database import Database
from hub.storage.key_checks import wrong
from hub.storage.sealing import Keyring

NO_DATABASE = "see that PostgreSQL runs, is no standby, and can be reached at HUB_DATABASE_URL"
NOT_WRITABLE = "see why PostgreSQL takes no rows of the ledger: its disk, its log, its roles"
OVERDUE = "see in the log why no process seals; `hub doctor` looks at what it takes"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What it takes to serve: the database, its ledger, a seal in time, and every key in use."""

    database: Database
    duty: Duty
    keyring: Keyring

    def __post_init__(self) -> None:
        signs = self.duty.key.public_key()
        self.database.heartbeat.looks += [
            lambda connection: wrong(connection, self.keyring),
            lambda connection: of_another_key(connection, signs),
        ]

    def routes(self) -> list[Route]:
        """For an orchestrator: one to restart by, one to send requests by."""
        return [Route("/health/live", self.live), Route("/health/ready", self.ready)]

    async def live(self, _request: Request) -> Response:
        """The process answers."""
        return JSONResponse({"status": "live"})

    async def ready(self, _request: Request) -> Response:
        """200, or 503 with what is missing."""
        missing = await self._missing()
        if missing is None:
            return JSONResponse({"status": "ready"})
        status, do = missing
        return JSONResponse({"status": status, "do": do}, 503)

    async def _missing(self) -> tuple[str, str] | None:
        if not await self.database.heartbeat.beats():
            return "no database", NO_DATABASE
        if self.database.heartbeat.fault:
            return "key missing", self.database.heartbeat.fault
        if not await self.duty.ledger.takes_rows(self.duty.clock()):
            return "ledger not writable", NOT_WRITABLE
        if self.duty.is_overdue:
            return "seal overdue", OVERDUE
        return None
