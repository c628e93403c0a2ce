"""POST /auth/launch: an EHR opens an app for its professional, about one inhabitant.

Its token says who he is, and the body whom it is about. Nothing of the inhabitant is looked up, so
that the answer is the same of everybody.
https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
docs/decisions/0044-smart-app-launch.md
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from hub.errors import Unauthenticated
from hub.http.peer import certificate_of
from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.oauth.form import fields_of
from hub.oauth.people.launched import Launched
from hub.oauth.people.permission import packed
from hub.oauth.refusals import (
    InsufficientScope,
    InvalidRequest,
    InvalidToken,
    Refusal,
    TemporarilyUnavailable,
    TooManyRefusals,
)
from hub.security.buckets import Buckets
from hub.security.dpop import Asked
from hub.security.holders import Holders, Shown, by_scheme
from hub.security.request_id import request_id_of
from hub.security.requester import Requester
from hub.security.scopes import allows
from hub.security.tokens import TokenVerifier, access_token
from hub.storage.clients import find
from hub.storage.database import Connection, Database
from hub.storage.failures import FAILURES
from hub.storage.handles import NewHandle, give
from hub.storage.sealing import Keyring
from hub.telemetry.seen import CLIENT
from profiles.identifiers import BSN, InvalidIdentifier

INTERACTION = "launch"
LIVES = timedelta(seconds=60)
CREATED = 201
PURPOSES = frozenset({"TREAT", "COC"})
"""What an app may be opened for: an emergency is declared by who asks, and handed on to nobody."""
LAUNCH_PATH = "/auth/launch"
_NEVER_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchDoor:
    """Every answer is in the ledger before it goes out; `named` is how the hub names somebody."""

    database: Database
    keyring: Keyring
    ledger: Ledger
    clock: Callable[[], datetime]
    verifier: TokenVerifier
    holders: Holders
    named: Callable[[BSN], UUID]
    refusals: Buckets
    public_url: str
    told: Buckets = field(default_factory=lambda: Buckets(1.0, 1.0))

    async def post(self, request: Request) -> Response:
        """The launch, for one minute and one use."""
        now, request_id = self.clock(), request_id_of(request.headers.get("x-request-id"))
        address = request.client.host if request.client else ""
        row = Record(
            at=now,
            request_id=request_id,
            interaction=INTERACTION,
            status=CREATED,
            rule="launch-given",
            address=address or None,
        )
        try:
            response = await self._answered(request, row)
        except FAILURES:
            response = _rendered(TemporarilyUnavailable("no-database", "try again in a moment"))
            response.headers["Retry-After"] = "1"
        response.headers["X-Request-Id"] = request_id
        return response

    async def _answered(self, request: Request, row: Record) -> Response:
        requester = None
        try:
            requester = await self._requester(request, row.at)
            request.scope[CLIENT] = requester.client_id
            _require_professional(requester)
            return await self._given(requester, await _inhabitant(request), row)
        except Refusal as refusal:
            return await self._refused(refusal, requester, row)

    async def _requester(self, request: Request, now: datetime) -> Requester:
        """Who sent a token that is his; raises Refusal."""
        scheme = ""
        try:
            scheme, token = access_token(request.headers.get("authorization"))
            requester = self.verifier.verify(token, now)
            asked = Asked("POST", f"{self.public_url}{LAUNCH_PATH}", token)
            proofs = request.headers.getlist("dpop")
            shown = Shown(scheme, certificate_of(request.scope), proofs, asked)
            await self.holders.require(requester.bound, shown, now)
        except Unauthenticated as refusal:
            headers = by_scheme(scheme, refusal.headers)
            raise InvalidToken(refusal.rule, str(refusal), headers) from None
        return requester

    async def _given(self, requester: Requester, bsn: BSN, row: Record) -> Response:
        launched = _launched(requester, bsn, self.named(bsn))
        errand = requester.errand(row.at, row.request_id, row.address)
        async with self.database.transaction() as connection:
            await self._require_client(connection, requester)
            new = NewHandle(
                kind="launch",
                content=packed(launched),
                until=row.at + LIVES,
                subject=launched.subject,
            )
            secret = await give(connection, self.keyring, new, row.at)
            given = msgspec.structs.replace(row, errand=errand, pat=launched.whose)
            await self.ledger.append(connection, [given])
        body = {
            "launch": secret,
            "iss": f"{self.public_url}/fhir",
            "expires_in": int(LIVES.total_seconds()),
        }
        return JSONResponse(body, CREATED, _NEVER_KEPT)

    async def _require_client(self, connection: Connection, requester: Requester) -> None:
        client = await find(connection, requester.client_id)
        if client is None or client.disabled:
            raise InvalidToken("client-unknown", "the client of this token is none any more")

    async def _refused(
        self, refusal: Refusal, requester: Requester | None, row: Record
    ) -> Response:
        """Who is refused too often waits, and the ledger has a row of him once a second.

        Who comes by a right request never waits: many have one address behind a proxy.
        """
        who = row.address or "", requester.client_id if requester else None
        wait = self.refusals.take(who)
        if wait:
            refusal = TooManyRefusals("launches-refused", "too much was refused; wait")
        if not (wait and self.told.take(who)):
            errand = requester.errand(row.at, row.request_id, row.address) if requester else None
            status, rule = refusal.status_code, refusal.reason
            row = msgspec.structs.replace(row, status=status, rule=rule, errand=errand)
            await self.ledger.write(row)
        response = _rendered(refusal)
        if wait:
            response.headers["Retry-After"] = str(math.ceil(wait))
        return response


def _rendered(refusal: Refusal) -> Response:
    status, body, headers = refusal()
    return JSONResponse(body, status, dict(headers))


def _require_professional(requester: Requester) -> None:
    """Return where a professional asks in order to treat, by a token that sees Patients."""
    if requester.practitioner is None or requester.launched is not None:
        raise InvalidRequest("launch-nobody", "the token must be of an EHR, for a professional")
    if requester.purpose not in PURPOSES:
        raise InvalidRequest("launch-purpose", "an app is opened for TREAT or COC, and no other")
    if not allows(requester.scopes, "Patient", "search-type"):
        raise InsufficientScope("launch-scope", "your token has no scope to search for a Patient")


async def _inhabitant(request: Request) -> BSN:
    """By the one field of the form; raises Refusal, in which no number stands."""
    try:
        form = await fields_of(request)
    except ClientDisconnect:
        raise InvalidRequest("form-broken", "the request was broken off") from None
    try:
        return BSN(form.get("bsn", ""))
    except InvalidIdentifier:
        raise InvalidRequest("launch-inhabitant", "bsn must be a BSN, in the body") from None


def _launched(requester: Requester, bsn: BSN, whose: UUID) -> Launched:
    person, purpose = requester.practitioner, requester.purpose
    assert person is not None  # noqa: S101 - narrowing: a professional was required
    assert purpose is not None  # noqa: S101 - likewise
    return Launched(
        bsn=bsn.value,
        whose=whose,
        client_id=requester.client_id,
        name=requester.name,
        ura=requester.ura.value,
        organization_type=requester.organization_type,
        scopes=requester.scopes,
        practitioner=person,
        purpose=purpose,
        relation=requester.relation,
    )
