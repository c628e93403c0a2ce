"""Where a code is typed that makes a browser a device of an organisation.

docs/decisions/0051-paper-and-its-ticket.md
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from hub.errors import Unavailable, whereabouts
from hub.pages.forms import NotOurForm, fields_of
from hub.pages.ticket.door import page
from hub.security.buckets import Buckets
from hub.security.device import Devices, Enrolling
from hub.security.request_id import request_id_of
from hub.storage.failures import FAILURES

_LOG = logging.getLogger("hub.pages")
PATH = "/viewer/apparaat"
COOKIE = "apparaat"
YEAR = 31_536_000  # seconds; the hub knows when it ends
SAFE = frozenset({"GET", "HEAD"})
_MINUTE = 60
_DENIED, _MANY, _BROKEN = 403, 429, 500


@dataclass(frozen=True, slots=True)
class DeviceDoor:
    """`tries` bounds how often one address types a code."""

    devices: Devices
    clock: Callable[[], datetime]
    public_url: str
    tries: Buckets = field(default_factory=lambda: Buckets(3 / _MINUTE, 10))

    def routes(self) -> list[Route]:
        """One page."""
        return [Route(PATH, self.serve, methods=["GET", "HEAD", "POST"])]

    @property
    def is_secure(self) -> bool:
        """Whether the hub is reached by TLS; else it is a demo on this machine."""
        return self.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """As the browser calls it."""
        return f"__Host-{COOKIE}" if self.is_secure else COOKIE

    async def serve(self, request: Request) -> Response:
        """The form, or what became of it."""
        try:
            if request.method in SAFE:
                return page("device.html", wrong=False)
            return await self._typed(request)
        except (NotOurForm, ClientDisconnect):
            return page("problem.html", _DENIED, kind="form")
        except FAILURES as failure:
            _LOG.error("database: %s", whereabouts(failure))
            return page("problem.html", Unavailable.status, kind="busy")
        # The last resort: whatever it is, a person gets a page and no data.
        except Exception as failure:  # noqa: BLE001
            _LOG.error("fault: %s", whereabouts(failure))
            return page("problem.html", _BROKEN, kind="fault")

    async def _typed(self, request: Request) -> Response:
        _require_ours(request, self.public_url)
        address = request.client.host if request.client else ""
        if self.tries.take(address):
            return page("problem.html", _MANY, kind="many")
        fields = await fields_of(request)
        name = request_id_of(request.headers.get("x-request-id"))
        asked = Enrolling(self.clock(), name, address)
        secret = await self.devices.enrol(fields.get("code", ""), asked)
        if secret is None:
            return page("device.html", _DENIED, wrong=True)
        answer = page("device-done.html")
        answer.set_cookie(
            self.cookie,
            secret,
            max_age=YEAR,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )
        return answer


def _require_ours(request: Request, public_url: str) -> None:
    """Return where no other site sent it. Raises NotOurForm."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    parts = urlsplit(public_url)
    if site not in {None, "same-origin"}:
        raise NotOurForm
    if origin not in {None, "null", f"{parts.scheme}://{parts.netloc}"}:
        raise NotOurForm
