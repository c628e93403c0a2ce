"""An endpoint that registered clients send forms to: how much of it, by whom, one at a time.

docs/decisions/0021-limits-and-the-lane.md
"""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.errors import TooManyRequests, Unavailable
from hub.http.peer import certificate_of
from hub.oauth.authorization_server import TokenAnswer, refused
from hub.oauth.binding import Shown
from hub.oauth.client_authentication import claimed_by
from hub.oauth.form import read_form
from hub.oauth.recording import Asked, Recording
from hub.oauth.refusals import Refusal, TemporarilyUnavailable, TooManyRefusals
from hub.security.buckets import Buckets
from hub.security.places import Place, Places
from hub.security.request_id import request_id_of
from hub.storage.failures import FAILURES
from hub.telemetry.seen import CLIENT

_REFUSED = 400
Decide = Callable[[Asked, Place], Awaitable[TokenAnswer]]


@dataclass(frozen=True, slots=True)
class ClientEndpoint:
    """Every answer it gives, a refusal too, is in the ledger before it goes out.

    `interaction` is the ledger's word for it; `decide` answers what may be looked at, and writes
    it down.
    """

    interaction: str
    decide: Decide
    recording: Recording
    clock: Callable[[], datetime]
    refusals: Buckets
    places: Places
    told: Buckets = field(default_factory=lambda: Buckets(1.0, 1.0))

    async def post(self, request: Request) -> Response:
        """An OAuth answer, that is never cached."""
        request_id = request_id_of(request.headers.get("x-request-id"))
        try:
            answer = await self._answer(request, request_id)
        except FAILURES:
            answer = refused(TemporarilyUnavailable("no-database", "try again in a moment"))
            answer = replace(answer, headers={**answer.headers, "Retry-After": "1"})
        if answer.assertion:
            request.scope[CLIENT] = answer.assertion.client_id
        headers = {**answer.headers, "X-Request-Id": request_id}
        return JSONResponse(answer.body, answer.status, headers)

    async def _answer(self, request: Request, request_id: str) -> TokenAnswer:
        form, refusal = await read_form(request)
        claimed = claimed_by(form)
        sender = (request.client.host if request.client else "", claimed)
        shown = Shown(certificate_of(request.scope), request.headers.getlist("dpop"))
        now = self.clock()
        asked = Asked(self.interaction, form, refusal, sender, request_id, shown, now)
        wait = self.refusals.wait(sender)
        if wait:
            many = TooManyRefusals(
                "assertions-refused", "too many requests of yours were refused; wait"
            )
            return await self._unread(many, wait, asked)
        try:
            place = self.places.take(sender, proven=False)
        except (Unavailable, TooManyRequests):
            full = TemporarilyUnavailable("places-taken", "too much is asked at once; try again")
            return await self._unread(full, 1.0, asked)
        try:
            await place.turn()
            answer = await self.decide(asked._replace(now=self.clock()), place)
        except Unavailable:
            stalled = TemporarilyUnavailable("no-turn", "nothing gets on; try again in a moment")
            return await self._unread(stalled, 1.0, asked)
        finally:
            place.leave()
        if answer.status >= _REFUSED:
            self.refusals.take(sender)
        return answer

    async def _unread(self, refusal: Refusal, wait: float, asked: Asked) -> TokenAnswer:
        """What it sent is not looked at; the ledger has a row of it once a second."""
        answer = refused(refusal)
        if not self.told.take(asked.sender):
            await self.recording.unread(answer, asked)
        return replace(answer, headers={**answer.headers, "Retry-After": str(math.ceil(wait))})
