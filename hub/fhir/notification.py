"""POST /mitz/notify: choices that Mitz sends; of anybody else nothing is read.

docs/decisions/0032-mitz-in-a-request.md
"""

import logging
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import Fault, FhirError, Invalid, Unauthenticated, Unavailable, whereabouts
from hub.fhir import refusal as refusals
from hub.fhir import wire
from hub.fhir.call import Answer
from hub.fhir.endpoint import render
from hub.fhir.parts import Hub
from hub.http.peer import certificate_of
from hub.outbound.mitz.notification import NotANotification, read_notification
from hub.outbound.mitz.sender import Sender
from hub.security.request_id import request_id_of
from hub.storage.failures import FAILURES
from hub.write.notice import Came, take_notice

_LOG = logging.getLogger("hub.mitz")
PATH = "/mitz/notify"
_DONE = 204
_MITZ = "mitz"


@dataclass(frozen=True, slots=True)
class NotificationDoor:
    """Takes what Mitz sends; each answer is given when it is durable."""

    hub: Hub
    sender: Sender

    async def post(self, request: Request) -> Response:
        """204, or an OperationOutcome that says what to do."""
        request_id = request_id_of(request.headers.get("x-request-id"))
        try:
            await self._taken(request, request_id)
            answer = Answer(_DONE)
        except FhirError as refusal:
            answer = render(refusal)
        except FAILURES as failure:
            _LOG.error("%s database: %s", request_id, whereabouts(failure))
            answer = render(Unavailable("not stored; send it again", headers={"Retry-After": "1"}))
        # As at the endpoint: whatever it is, nothing of it is told.
        except Exception as fault:  # noqa: BLE001
            _LOG.error("%s fault: %s", request_id, whereabouts(fault))
            answer = render(Fault("this server failed; tell its owner the X-Request-Id"))
        headers = {"X-Request-Id": request_id, **answer.headers}
        return Response(answer.body, answer.status, headers, "application/fhir+json")

    async def _taken(self, request: Request, request_id: str) -> None:
        now = self.hub.clock()
        if not self.sender.is_of(certificate_of(request.scope), now):
            raise await self._stranger(request, request_id)
        place = self.hub.places.take(_MITZ)
        try:
            largest = self.hub.settings.max_body_bytes
            wire.check_announced(request.headers.get("content-length", ""), largest)
            body = await wire.body(request.scope, request.receive, largest)
            await place.turn(len(body))
            try:
                notice = read_notification(body, now)
            except NotANotification as wrong:
                raise Invalid(f"this is {wrong}; send a notification of choices") from None
            for one in notice.unread:
                _LOG.error("%s Mitz sent what is not understood (%s)", request_id, one.why)
            await take_notice(self.hub.access, notice, Came(now, request_id))
        finally:
            place.leave()

    async def _stranger(self, request: Request, request_id: str) -> FhirError:
        """Somebody else than Mitz: an alarm, and a row as of any refused log-in."""
        _LOG.error("%s somebody else than Mitz sent choices", request_id)
        refusal = Unauthenticated(
            "choices are taken from Mitz alone, by its own certificate",
            headers={"WWW-Authenticate": "Certificate"},
            rule="mitz-stranger",
        )
        scope = request.scope
        told = self.hub.rates.stranger(wire.address(scope) or "", refusal)
        if not told.recorded:
            row = refusals.stranger(request_id, self.hub.clock(), scope, (), told)
            await refusals.record(self.hub, row)
        return told
