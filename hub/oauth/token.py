"""POST /auth/token: a signed assertion in, an access token out.

https://www.rfc-editor.org/rfc/rfc6749#section-4.4
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from asyncpg import UniqueViolationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.errors import TooManyRequests, Unavailable
from hub.http.peer import certificate_of
from hub.ledger.append import Ledger, Parts
from hub.ledger.record import Record
from hub.oauth.authorization_server import HubAuthorizationServer, TokenAnswer, refused
from hub.oauth.binding import Shown
from hub.oauth.client_authentication import RegisteredClient, claimed_client
from hub.oauth.dezi import Dezi
from hub.oauth.dezi_keys import LOCAL
from hub.oauth.dezi_statement import Statement
from hub.oauth.form import read_form
from hub.oauth.refusals import (
    InvalidClient,
    InvalidGrant,
    InvalidProof,
    Refusal,
    TemporarilyUnavailable,
    TooManyRefusals,
)
from hub.security.buckets import Buckets
from hub.security.places import Place, Places
from hub.security.request_id import request_id_of
from hub.storage.assertions import use, was_used
from hub.storage.clients import find
from hub.storage.database import Connection, Database
from hub.storage.failures import FAILURES
from hub.storage.proofs import use_proof, was_replayed
from hub.telemetry.seen import CLIENT
from profiles.instant import instant

_REFUSED = 400
_Sender = tuple[str, str | None]
"""Address, and the client that it claims to be: another's refusals are not held against it."""


class _Asked(NamedTuple):
    """A token request as it came in: its form or why it can't be read, and what was shown."""

    form: Mapping[str, str]
    refusal: Refusal | None
    sender: _Sender
    request_id: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """The endpoint; every answer it gives, a refusal too, is in the ledger before it goes out."""

    database: Database
    server: HubAuthorizationServer
    ledger: Ledger
    clock: Callable[[], datetime]
    refusals: Buckets
    places: Places
    dezi: Dezi = field(default_factory=Dezi)
    told: Buckets = field(default_factory=lambda: Buckets(1.0, 1.0))

    async def post(self, request: Request) -> Response:
        """An OAuth answer: a token, or an error that is never cached."""
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
        claimed = claimed_client(form.get("client_assertion", ""))
        sender = (request.client.host if request.client else "", claimed)
        wait = self.refusals.wait(sender)
        if wait:
            many = TooManyRefusals(
                "assertions-refused", "too many requests of yours were refused; wait"
            )
            return await self._unread(many, wait, sender, request_id)
        try:
            place = self.places.take(sender, proven=False)
        except (Unavailable, TooManyRequests):
            full = TemporarilyUnavailable("places-taken", "too much is asked at once; try again")
            return await self._unread(full, 1.0, sender, request_id)
        try:
            await place.turn()
            asked = _Asked(form, refusal, sender, request_id, _shown(request))
            answer = await self._decided(asked, place)
        except Unavailable:
            stalled = TemporarilyUnavailable("no-turn", "nothing gets on; try again in a moment")
            return await self._unread(stalled, 1.0, sender, request_id)
        finally:
            place.leave()
        if answer.status >= _REFUSED:
            self.refusals.take(sender)
        return answer

    async def _decided(self, asked: _Asked, place: Place) -> TokenAnswer:
        now, (_, claimed) = self.clock(), asked.sender
        async with self.database.connection() as connection:
            registered = await find(connection, claimed) if claimed else None
            carried = None
            if not asked.refusal:
                carried = self.server.statement(asked.form, registered, now)
            if carried is None:
                answer = self._answered(asked, registered, now)
                return await self._written(connection, answer, registered, asked, now)
        # Nobody waits for a connection, or for a turn, while others are asked.
        place.pause()
        stated = await self.dezi.outcome(carried, now)
        await place.turn()
        answer = self._answered(asked, registered, now, stated)
        async with self.database.connection() as connection:
            return await self._written(connection, answer, registered, asked, now)

    def _answered(
        self,
        asked: _Asked,
        registered: RegisteredClient | None,
        now: datetime,
        stated: Statement | Refusal | None = None,
    ) -> TokenAnswer:
        if asked.refusal:
            return refused(asked.refusal)
        return self.server.answer(asked.form, registered, now, asked.shown, stated)

    async def _written(
        self,
        connection: Connection,
        answer: TokenAnswer,
        registered: RegisteredClient | None,
        asked: _Asked,
        now: datetime,
    ) -> TokenAnswer:
        """The answer once its row is written; a refusal of what was used before."""
        used = _used(answer, now)
        while True:
            record = _record(answer, registered, asked.request_id, now, asked.sender[0])
            try:
                await self.ledger.append(connection, [record], used)
            except UniqueViolationError as failure:
                answer = _replayed(answer, failure)
                used = _used(answer, now) if was_replayed(failure) else []
            else:
                return answer

    async def _unread(
        self, refusal: Refusal, wait: float, sender: _Sender, request_id: str
    ) -> TokenAnswer:
        """What it sent is not looked at; the ledger has a row of it once a second."""
        answer = refused(refusal)
        if not self.told.take(sender):
            record = _record(answer, None, request_id, self.clock(), sender[0])
            await self.ledger.write(record)
        return replace(answer, headers={**answer.headers, "Retry-After": str(math.ceil(wait))})


def _used(answer: TokenAnswer, now: datetime) -> Parts:
    """That its assertion and its proof are used, also where it was refused a scope."""
    assertion, proof = answer.assertion, answer.proof
    if assertion is None:
        return []
    these = [(assertion.client_id, assertion.jti, assertion.until)]
    if answer.person is not None:
        these.append((LOCAL, answer.person.jti, answer.person.until))
    used = use(these, now)
    return used + use_proof(proof.name, proof.until, now) if proof else used


def _replayed(answer: TokenAnswer, failure: UniqueViolationError) -> TokenAnswer:
    """The answer to an assertion or proof that was used before; any other failure is raised."""
    if was_replayed(failure):
        replay = refused(InvalidProof("proof-replayed", "the proof was used before"))
    elif was_used(failure):
        replay = refused(_used_before(failure))
    else:
        raise failure
    return replace(replay, assertion=answer.assertion)


def _used_before(failure: UniqueViolationError) -> Refusal:
    """Which of the two it was: the client's own assertion, or the statement that it brought."""
    if LOCAL in (failure.detail or ""):
        return InvalidGrant("statement-replayed", "the statement was used before; log in again")
    return InvalidClient("assertion-replayed", "the assertion was used before")


def _shown(request: Request) -> Shown:
    return Shown(certificate_of(request.scope), request.headers.getlist("dpop"))


def _record(
    answer: TokenAnswer,
    registered: RegisteredClient | None,
    request_id: str,
    now: datetime,
    address: str,
) -> Record:
    """Names a client only where it proved who it is; a claim stands in the sealed detail."""
    proven = answer.assertion.client_id if answer.assertion else None
    detail = {"scope": answer.body["scope"]} if answer.requester else {}
    asked = answer.requester.patient_request if answer.requester else None
    person = asked or (answer.requester.practitioner if answer.requester else None)
    if person is not None and person.authenticated_at is not None:
        detail["authenticated"] = instant(person.authenticated_at)
    if registered is not None and proven is None:
        detail["claimed"] = registered.client_id
    return Record(
        at=now,
        request_id=request_id,
        interaction="token",
        status=answer.status,
        rule=answer.rule,
        errand=answer.requester.errand(now, request_id, address) if answer.requester else None,
        client_id=proven,
        address=address or None,
        pat=asked.whose if asked else None,
        detail=detail,
    )
