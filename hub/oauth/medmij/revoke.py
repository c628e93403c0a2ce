"""POST /medmij/revoke: an app ends what it was given, and all that came of the same answer.

https://www.rfc-editor.org/rfc/rfc7009
"""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request as Http
from starlette.responses import Response

from hub.errors import Unauthenticated
from hub.ledger.record import Record
from hub.oauth.form import form_of
from hub.oauth.medmij.client import PersonalEnvironment, authenticated
from hub.oauth.medmij.layer import Layer, address_of
from hub.oauth.medmij.token import answer_of, require_lists
from hub.oauth.medmij.under_way import Access, Granted
from hub.oauth.refusals import InvalidRequest, Refusal, TemporarilyUnavailable, TooManyRefusals
from hub.security.tokens import TokenVerifier
from hub.storage.database import Connection
from hub.storage.failures import FAILURES
from hub.storage.handles import end_family

_OK = 200


@dataclass(frozen=True, slots=True)
class Revoke:
    """The endpoint; what it does not know it answers like what it ended."""

    layer: Layer
    verifier: TokenVerifier

    async def post(self, http: Http) -> Response:
        """An empty answer, or an error of OAuth."""
        sender = "revoke", address_of(http)
        wait = self.layer.wait(sender)
        if wait:
            many = TooManyRefusals("revoke-refused", "too many requests of yours were refused")
            return answer_of(many, {"Retry-After": str(wait)})
        app: PersonalEnvironment | None = None
        try:
            form = await form_of(http)
            lists, now = require_lists(self.layer), self.layer.clock()
            app = authenticated(http.scope, form.get("client_id"), lists, self.layer.trust, now)
            if "token" not in form:
                raise InvalidRequest("token-absent", "token is missing")
            await self._end(http, app, form["token"])
        except Refusal as refusal:
            self.layer.refusals.take(sender)
            await self.layer.tell(self._record(http, app, refusal=refusal))
            return answer_of(refusal)
        except FAILURES:
            absent = TemporarilyUnavailable("no-database", "try again in a moment")
            return answer_of(absent, {"Retry-After": "1"})
        return Response(None, _OK, {"Cache-Control": "no-store"})

    async def _end(self, http: Http, app: PersonalEnvironment, token: str) -> None:
        async with self.layer.database.transaction() as connection:
            found = await self._family(connection, app, token)
            if found is not None:
                await end_family(connection, found[0])
            pat = found[1] if found else None
            await self.layer.ledger.append(connection, [self._record(http, app, pat=pat)])

    async def _family(
        self, connection: Connection, app: PersonalEnvironment, token: str
    ) -> tuple[UUID, UUID | None] | None:
        """Of a token of this app, and whose it is; another app's is as one that is not known."""
        under_way = self.layer.under_way
        refresh = await under_way.seen(connection, "medmij-refresh", token, Granted)
        if refresh is not None and refresh.content.request.client_id == app.client_id:
            return refresh.handle.family, refresh.handle.subject
        try:
            name = self.verifier.verify(token, self.layer.clock()).token_id
        except Unauthenticated:
            return None
        access = await under_way.seen(connection, "medmij-access", name, Access)
        if access is not None and access.content.client_id == app.client_id:
            return access.handle.family, access.handle.subject
        return None

    def _record(
        self,
        http: Http,
        app: PersonalEnvironment | None,
        *,
        pat: UUID | None = None,
        refusal: Refusal | None = None,
    ) -> Record:
        return Record(
            at=self.layer.clock(),
            request_id=http.headers["x-request-id"],
            interaction="revoke",
            status=refusal.status_code if refusal else _OK,
            rule=refusal.reason if refusal else "token-revoked",
            client_id=app.client_id if app else None,
            address=address_of(http) or None,
            pat=pat,
        )
