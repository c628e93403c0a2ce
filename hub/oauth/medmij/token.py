"""POST /medmij/token: a code or a refresh token in, a bearer token of fifteen minutes out.

https://afsprakenstelsel.medmij.nl/asverplicht/mmverplicht/token-interface
https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request as Http
from starlette.responses import JSONResponse, Response

from hub.ledger.record import Record
from hub.oauth.form import read_form
from hub.oauth.medmij.client import PersonalEnvironment, authenticated
from hub.oauth.medmij.layer import Layer, address_of
from hub.oauth.medmij.request import CORRELATION_ID, uuid_of
from hub.oauth.medmij.under_way import Access, Found, Granted
from hub.oauth.patient_token import patient_requester
from hub.oauth.refusals import (
    InvalidGrant,
    InvalidRequest,
    Refusal,
    TemporarilyUnavailable,
    TooManyRefusals,
    UnsupportedGrantType,
)
from hub.outbound.medmij.keeping import Lists
from hub.security.requester import Requester
from hub.storage.database import Connection
from hub.storage.failures import FAILURES
from hub.storage.handles import Kind, end_family

LIFETIME = timedelta(minutes=15)
_OK, _REFUSED = 200, 400
_ACCESS: Kind = "medmij-access"
_REFRESH: Kind = "medmij-refresh"
_CODE: Kind = "medmij-code"
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """What came of a request, with what its row in the ledger needs beside it."""

    app: PersonalEnvironment | None
    body: Mapping[str, Any] | None = None
    refusal: Refusal | None = None
    requester: Requester | None = None
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """The endpoint; the row of each answer is durable before it goes out."""

    layer: Layer

    async def post(self, http: Http) -> Response:
        """A token, or an error of OAuth."""
        form, unreadable = await read_form(http)
        sender = address_of(http), form.get("client_id")
        wait = self.layer.wait(sender)
        if wait:
            many = TooManyRefusals("token-refused", "too many requests of yours were refused; wait")
            if not self.layer.told.take(sender):
                await self.layer.tell(self._record(http, form, Given(None, refusal=many)))
            return answer_of(many, {"Retry-After": str(wait)})
        try:
            given = await self._given(http, form, unreadable)
        except FAILURES:
            absent = TemporarilyUnavailable("no-database", "try again in a moment")
            return answer_of(absent, {"Retry-After": "1"})
        if given.refusal is not None:
            self.layer.refusals.take(sender)
            return answer_of(given.refusal)
        return JSONResponse(given.body, _OK, {"Cache-Control": "no-store", "Pragma": "no-cache"})

    async def _given(self, http: Http, form: Form, unreadable: Refusal | None) -> Given:
        app: PersonalEnvironment | None = None
        try:
            if unreadable is not None:
                raise unreadable
            lists, now = require_lists(self.layer), self.layer.clock()
            app = authenticated(http.scope, form.get("client_id"), lists, self.layer.trust, now)
            kind, secret, said = _asked(form)
        except Refusal as refusal:
            given = Given(app, refusal=refusal)
            await self.layer.tell(self._record(http, form, given))
            return given
        async with self.layer.database.transaction() as connection:
            try:
                given = await self._exchanged(connection, app, (kind, secret, said), lists, now)
            except Refusal as refusal:
                given = Given(app, refusal=refusal)
            await self.layer.ledger.append(connection, [self._record(http, form, given)])
        return given

    async def _exchanged(
        self,
        connection: Connection,
        app: PersonalEnvironment,
        asked: tuple[Kind, str, Form],
        lists: Lists,
        now: datetime,
    ) -> Given:
        """A refusal ends what it has to end: the caller commits it all the same."""
        layer, (kind, secret, form) = self.layer, asked
        taken = await layer.under_way.taken(connection, kind, secret, Granted, now)
        if taken is not None and taken.handle.used_before:
            await end_family(connection, taken.handle.family)
            raise InvalidGrant(f"{_word(kind)}-replayed", "it was used before; log in again")
        if taken is None or now >= taken.handle.until:
            raise InvalidGrant(f"{_word(kind)}-unknown", "it stands for nothing, or no longer")
        granted = taken.content
        _require_same(granted, app, form, is_code=kind == _CODE)
        offered = layer.services.offered(lists, layer.terms, app.client_id)
        services = tuple(one for one in granted.request.services if one in offered)
        if not services:
            raise InvalidGrant("service-over", "what was granted is not offered any more")
        return await self._issued(connection, app, taken, services, now)

    async def _issued(
        self,
        connection: Connection,
        app: PersonalEnvironment,
        taken: Found[Granted],
        services: tuple[str, ...],
        now: datetime,
    ) -> Given:
        layer, granted, family = self.layer, taken.content, taken.handle.family
        whose = {"family": family, "subject": granted.person.subject}
        stands = Access(app.client_id)
        name = await layer.under_way.begin(connection, _ACCESS, stands, now, **whose)
        requester = patient_requester(
            app,
            layer.services.opened(services),
            granted.person,
            now.replace(microsecond=0),
            None,
            lifetime=LIFETIME,
            token_id=name,
        )
        body = {
            "access_token": layer.issuer.issue(requester),
            "token_type": "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
            "scope": " ".join(services),
        }
        if granted.lasting:
            body["refresh_token"] = await layer.under_way.begin(
                connection, _REFRESH, granted, now, **whose
            )
        return Given(app, body, requester=requester, services=services)

    def _record(self, http: Http, form: Form, given: Given) -> Record:
        now, request_id = self.layer.clock(), http.headers["x-request-id"]
        address, requester, app = address_of(http), given.requester, given.app
        detail = {
            "grant": form.get("grant_type", "") if app else "",
            "scope": " ".join(given.services),
            "correlation": uuid_of(http.headers.get(CORRELATION_ID)) or "",
        }
        asked = requester.patient_request if requester else None
        return Record(
            at=now,
            request_id=request_id,
            interaction="token",
            status=given.refusal.status_code if given.refusal else _OK,
            rule=given.refusal.reason if given.refusal else "token-issued",
            errand=requester.errand(now, request_id, address) if requester else None,
            client_id=app.client_id if app else None,
            address=address or None,
            pat=asked.whose if asked else None,
            detail={name: text for name, text in detail.items() if text},
        )


def require_lists(layer: Layer) -> Lists:
    """Those that hold now. Raises TemporarilyUnavailable."""
    lists = layer.lists
    if lists is None:
        raise TemporarilyUnavailable("lists-absent", "nobody can be let in now; try again later")
    return lists


def answer_of(refusal: Refusal, more: Mapping[str, str] | None = None) -> Response:
    """The error as OAuth writes it; never cached."""
    status, body, headers = refusal()
    return JSONResponse(dict(body), status, {**dict(headers), **(more or {})})


def _asked(form: Form) -> tuple[Kind, str, Form]:
    """What is handed in, of which kind; other parameters are as if they were not there.

    Raises:
        InvalidRequest: something is missing. UnsupportedGrantType: it is another grant.
    """
    grant = form.get("grant_type")
    if grant is None:
        raise InvalidRequest("grant-absent", "grant_type is missing")
    if grant == "authorization_code":
        for name in ("code", "redirect_uri"):
            if name not in form:
                raise InvalidRequest(f"{name.replace('_', '-')}-absent", f"{name} is missing")
        return _CODE, form["code"], form
    if grant == "refresh_token":
        if "refresh_token" not in form:
            raise InvalidRequest("refresh-absent", "refresh_token is missing")
        return _REFRESH, form["refresh_token"], form
    raise UnsupportedGrantType("grant-unsupported", "authorization_code or refresh_token")


def _require_same(granted: Granted, app: PersonalEnvironment, form: Form, *, is_code: bool) -> None:
    """Return where it was given to this app, and a code for this address and verifier."""
    if granted.request.client_id != app.client_id:
        raise InvalidGrant("grant-client", "it was given to another client")
    if not is_code:
        return
    if granted.request.redirect_uri != form["redirect_uri"]:
        raise InvalidGrant("code-redirect", "the code was asked for at another redirect_uri")
    challenge, verifier = granted.request.challenge, form.get("code_verifier")
    if (challenge is None) != (verifier is None):
        raise InvalidGrant("verifier-absent", "code_challenge and code_verifier go together")
    if challenge and verifier and not hmac.compare_digest(_hashed(verifier), challenge):
        raise InvalidGrant("verifier-other", "the code_verifier is not that of the challenge")


def _hashed(verifier: str) -> str:
    """https://www.rfc-editor.org/rfc/rfc7636#section-4.2."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _word(kind: str) -> str:
    return kind.removeprefix("medmij-")
