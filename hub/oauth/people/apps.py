"""What only an app's own server asks: to push a request, to end a permission, to look at a token.

https://www.rfc-editor.org/rfc/rfc9126, https://www.rfc-editor.org/rfc/rfc7009 and
https://www.rfc-editor.org/rfc/rfc7662
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped] # Authlib has no types

from hub.errors import Unauthenticated
from hub.oauth.authorization_server import HubAuthorizationServer, TokenAnswer, refused
from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.people.authorization_request import pushed
from hub.oauth.people.permission import Permission, packed, unpacked
from hub.oauth.proving import Proving
from hub.oauth.recording import Asked, Recording
from hub.oauth.refusals import InvalidGrant, InvalidRequest, UnsupportedTokenType
from hub.security.places import Place
from hub.security.professional_request import subject_of
from hub.security.requester import Requester
from hub.security.tokens import TokenVerifier
from hub.storage.clients import find
from hub.storage.database import Connection
from hub.storage.handles import Handle, NewHandle, end_family, give, look
from hub.storage.sealing import Keyring

PUSHED_LIVES = timedelta(seconds=60)
REQUEST_URI = "urn:ietf:params:oauth:request_uri:"
_NEVER_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_Done = Callable[[Connection, Proving, RegisteredClient], Awaitable[TokenAnswer]]


@dataclass(frozen=True, slots=True)
class Apps:
    """The endpoints at which an app proves itself as it does for a token."""

    server: HubAuthorizationServer
    verifier: TokenVerifier
    recording: Recording
    keyring: Keyring

    async def push(self, asked: Asked, _place: Place) -> TokenAnswer:
        """A `request_uri` for one use."""
        return await self._proven(asked, "par", self._pushed)

    async def revoke(self, asked: Asked, _place: Place) -> TokenAnswer:
        """The permission behind a refresh token ends, and with it all that was given for it."""
        return await self._proven(asked, "revoke", self._revoked)

    async def introspect(self, asked: Asked, _place: Place) -> TokenAnswer:
        """Whether a token of this app still holds."""
        return await self._proven(asked, "introspect", self._introspected)

    async def _proven(self, asked: Asked, name: str, done: _Done) -> TokenAnswer:
        _, claimed = asked.sender
        async with self.recording.database.connection() as connection:
            registered = await find(connection, claimed) if claimed else None
        proving = Proving(asked.form, registered, asked.shown, asked.now.replace(microsecond=0))

        async def work(connection: Connection) -> TokenAnswer:
            try:
                client = self._client(proving, asked, name)
                answer = await done(connection, proving, client)
            except OAuth2Error as refusal:
                answer = refused(refusal)
            return replace(answer, assertion=proving.assertion, proof=proving.proof)

        return await self.recording.settle(work, registered, asked)

    def _client(self, proving: Proving, asked: Asked, name: str) -> RegisteredClient:
        """https://www.rfc-editor.org/rfc/rfc9126#section-2 names whom an assertion may be for."""
        if asked.refusal:
            raise asked.refusal
        public_url = self.server.issuer.public_url
        others = (public_url, self.server.token_url)
        binding = replace(self.server.binding, gives=False)
        return proving.prove(binding, f"{public_url}/auth/{name}", others)

    async def _pushed(
        self, connection: Connection, proving: Proving, client: RegisteredClient
    ) -> TokenAnswer:
        proven = proving.proof.key if proving.proof else None
        fhir_url = f"{self.server.issuer.public_url}/fhir"
        request = pushed(proving.form, client, proven, fhir_url)
        until = proving.now + PUSHED_LIVES
        new = NewHandle(kind="pushed", content=packed(request), until=until)
        secret = await give(connection, self.keyring, new, proving.now)
        seconds = int(PUSHED_LIVES.total_seconds())
        body = {"request_uri": f"{REQUEST_URI}{secret}", "expires_in": seconds}
        return TokenAnswer(201, body, _NEVER_KEPT, "pushed")

    async def _revoked(
        self, connection: Connection, proving: Proving, client: RegisteredClient
    ) -> TokenAnswer:
        """https://www.rfc-editor.org/rfc/rfc7009#section-2.1 has another's token refused."""
        token = _token(proving.form)
        handle = await look(connection, self.keyring, "refresh", token)
        if handle is None:
            if self._access_token(token, proving.now) is not None:
                raise UnsupportedTokenType(
                    "access-token", "an access token ends by itself; revoke the refresh token"
                )
            return TokenAnswer(200, {}, _NEVER_KEPT, "revoke-unknown")
        permission = unpacked(Permission, handle.content)
        if permission.client_id != client.client_id:
            raise InvalidGrant("revoke-of-another", "the token is another client's")
        await end_family(connection, handle.family)
        about, whose = permission.who, permission.whose
        return TokenAnswer(200, {}, _NEVER_KEPT, "revoked", about=about, whose=whose)

    async def _introspected(
        self, connection: Connection, proving: Proving, client: RegisteredClient
    ) -> TokenAnswer:
        """Of a token that is not this client's it is told as little as of none."""
        token, now = _token(proving.form), proving.now
        body: dict[str, Any] = {"active": False}
        handle = await look(connection, self.keyring, "refresh", token)
        if handle is not None:
            body = _of_refresh(handle, client, now) or body
        elif (requester := self._access_token(token, now)) is not None:
            body = self._of_access(requester, client) or body
        return TokenAnswer(200, body, _NEVER_KEPT, "introspected")

    def _access_token(self, token: str, now: datetime) -> Requester | None:
        try:
            return self.verifier.verify(token, now)
        except Unauthenticated:
            return None

    def _of_access(self, requester: Requester, client: RegisteredClient) -> dict[str, Any]:
        if requester.client_id != client.client_id:
            return {}
        public_url, bound = self.server.issuer.public_url, requester.bound
        return {
            "active": True,
            "iss": public_url,
            "aud": f"{public_url}/fhir",
            "client_id": requester.client_id,
            "sub": _subject(requester),
            "scope": " ".join(requester.scopes),
            "token_type": "DPoP" if bound and bound.key else "Bearer",
            "exp": int(requester.expires.timestamp()),
            "jti": requester.token_id,
            **({"cnf": bound.claim()} if bound else {}),
        }


def _subject(requester: Requester) -> str:
    """Who logged in, where anybody did; else the client itself."""
    who, person = requester.patient_request, requester.practitioner
    if who is not None:
        return str(who.subject)
    if requester.launched is not None and person is not None:
        return str(subject_of(person.number))
    return requester.client_id


def _of_refresh(handle: Handle, client: RegisteredClient, now: datetime) -> dict[str, Any]:
    permission = unpacked(Permission, handle.content)
    if permission.client_id != client.client_id or not handle.holds(now):
        return {}
    return {
        "active": True,
        "client_id": permission.client_id,
        "sub": str(permission.subject),
        "scope": " ".join(permission.scopes),
        "iat": int(handle.given.timestamp()),
        "exp": int(handle.until.timestamp()),
    }


def _token(form: Mapping[str, str]) -> str:
    token = form.get("token")
    if token is None:
        raise InvalidRequest("token-absent", "token is missing")
    return token
