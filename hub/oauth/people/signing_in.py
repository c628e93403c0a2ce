"""GET /auth/authorize and /auth/back: away to log in, and who came back.

https://www.rfc-editor.org/rfc/rfc9126#section-4 and docs/decisions/0037-doors-for-people.md
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from starlette.responses import Response

from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.people import pages
from hub.oauth.people.apps import REQUEST_URI
from hub.oauth.people.at_work import AtWork
from hub.oauth.people.authorization_request import Pushed
from hub.oauth.people.cookies import Cookies
from hub.oauth.people.doorway import FORBIDDEN, UNAVAILABLE, Doorway, Stopped, Visit
from hub.oauth.people.entitlement import Entitlement
from hub.oauth.people.front_channel import Returned, asked_in_front
from hub.oauth.people.launching import Launching
from hub.oauth.people.permission import packed, unpacked
from hub.oauth.people.sent_back import BUSY, DENIED, sent_back
from hub.oauth.people.under_way import (
    Asking,
    Away,
    UnderWay,
    Whose,
    asked_of,
    tag_of,
    under_way,
)
from hub.oauth.sign_in import SignedIn, SignIn, SignInRefused, Who
from hub.security.assurance import LEVELS
from hub.security.numeric_date import SKEW_SECONDS
from hub.storage.database import Connection, Database
from hub.storage.handles import NewHandle, give, look, take
from hub.storage.sealing import Keyring

PATIENCE = timedelta(minutes=15)
"""For one who logs in, and once more for one who is asked."""
ASK = "/auth/ask"
Clients = Callable[[Connection, str], Awaitable[RegisteredClient | None]]
"""A client by its id: of the register, or built in."""
Asks = Callable[[Visit, Asking, str], Awaitable[Response]]
"""What is done with one who logged in, by the tag of his window."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the steps work with; `public_url` is the issuer."""

    database: Database
    keyring: Keyring
    doorway: Doorway
    clients: Clients
    sign_in: SignIn
    entitlement: Entitlement
    public_url: str

    @property
    def cookies(self) -> Cookies:
        """As they are called here."""
        return Cookies(is_secure=self.public_url.startswith("https://"))

    async def of_app(self, connection: Connection, pushed: Pushed) -> RegisteredClient:
        """The app, as it is registered at this moment.

        Raises:
            Stopped: it is none any more, or not at this address.
        """
        client = await self.clients(connection, pushed.client_id)
        if client is None or client.disabled:
            raise Stopped("client-unknown")
        if pushed.redirect_uri not in client.redirect_uris.split():
            raise Stopped("redirect-uri", client.client_id)
        return client

    async def keep(self, one: UnderWay, now: datetime) -> str:
        """The secret by which his browser comes back to it."""
        new = NewHandle(kind="signing-in", content=packed(one), until=now + PATIENCE)
        async with self.database.connection() as connection:
            return await give(connection, self.keyring, new, now)


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Both steps; `asks` takes over from them, of whom no EHR opened the app for."""

    parts: Parts
    asks: Asks
    launching: Launching
    at_work: AtWork

    async def authorize(self, visit: Visit) -> Response:
        """To the provider of log-ins; by a pushed request alone, but of apps in a browser."""
        try:
            return await self._authorized(visit)
        except Returned as returned:
            return await self._returned(visit, returned)

    async def _authorized(self, visit: Visit) -> Response:
        in_front = "request_uri" not in visit.pairs and "client_id" in visit.pairs
        pushed = await (self._in_front(visit) if in_front else self._pushed(visit))
        launched = await self.launching.taken(pushed, visit)
        language = visit.language(pushed.language)
        asked = asked_of(pushed, launched, language)
        try:
            begun = await self.parts.sign_in.begin(asked, visit.now)
        except SignInRefused as refused:
            return await self.refuse(visit, pushed, refused.rule, BUSY)
        away = Away(
            pushed=pushed,
            state=begun.state,
            kept=begun.kept,
            language=language,
            launched=launched,
        )
        secret = await self.parts.keep(away, visit.now)
        response = pages.leave_for(begun.url)
        seconds = int(PATIENCE.total_seconds())
        self.parts.cookies.give(response, tag_of(begun.state), secret, seconds)
        return response

    async def _in_front(self, visit: Visit) -> Pushed:
        """What an app in a browser asks for. Raises Stopped, Returned."""
        parts = self.parts
        async with parts.database.connection() as connection:
            client = await parts.clients(connection, visit.pairs["client_id"])
        return asked_in_front(visit.pairs, client, parts.public_url)

    async def _returned(self, visit: Visit, returned: Returned) -> Response:
        """Back to the app, with an error, once the ledger has why."""
        client_id = returned.client_id
        row = visit, returned.rule, returned.status
        await self.parts.doorway.write(*row, client_id=client_id)
        return pages.leave_for(returned.url)

    async def _pushed(self, visit: Visit) -> Pushed:
        """What the app asked for, once.

        Raises:
            Stopped: nothing, it was asked before, or too long ago.
        """
        said = visit.pairs.get("request_uri", "")
        if not said.startswith(REQUEST_URI):
            raise Stopped("request-uri-absent")
        parts, secret = self.parts, said.removeprefix(REQUEST_URI)
        async with parts.database.connection() as connection:
            handle = await take(connection, parts.keyring, "pushed", secret, visit.now)
            if handle is None or not handle.holds(visit.now):
                raise Stopped("request-uri-ended")
            pushed = unpacked(Pushed, handle.content)
            if visit.pairs.get("client_id") != pushed.client_id:
                raise Stopped("client-differs")
            await parts.of_app(connection, pushed)
        return pushed

    async def back(self, visit: Visit) -> Response:
        """Who came back: in the same browser, with the state that he was sent away with."""
        state = visit.pairs.get("state", "")
        tag = tag_of(state)
        away = await self._away(visit, state, self.parts.cookies.read(visit.request, tag))
        pushed = away.pushed
        try:
            found = await self._signed_in(visit, away)
        except SignInRefused as refused:
            return await self.refuse(visit, pushed, refused.rule)
        if away.asked.who == "professional":
            return await self._finished(visit, away, found)
        asking = await self._asking(visit, away, found)
        return await self.asks(visit, asking, tag)

    async def _finished(self, visit: Visit, away: Away, found: SignedIn) -> Response:
        """Of a professional, by an app that his EHR opened, or at a page of the hub's own."""
        pushed = away.pushed
        launched = away.launched.confirmed(found) if away.launched else None
        async with self.parts.database.connection() as connection:
            client = await self.parts.of_app(connection, pushed)
        try:
            if launched is None:
                return await self.at_work.alone(visit, pushed, found, client)
            if pushed.who == "professional":
                return await self.at_work.opened(visit, pushed, launched, client)
            return await self.launching.finish(visit, pushed, launched, client)
        except Returned as returned:
            return await self._returned(visit, returned)

    async def _away(self, visit: Visit, state: str, secret: str) -> Away:
        """Raises Stopped where it is not he who was sent away, or not for the first time."""
        parts = self.parts
        async with parts.database.connection() as connection:
            handle = await look(connection, parts.keyring, "signing-in", secret)
            away = under_way(handle.content) if handle and visit.now < handle.until else None
            if not isinstance(away, Away) or not _same(away.state, state):
                raise Stopped("state-unknown")
            taken = await take(connection, parts.keyring, "signing-in", secret, visit.now)
        if taken is None or taken.used_before:
            raise Stopped("state-used")
        return away

    async def _signed_in(self, visit: Visit, away: Away) -> SignedIn:
        """Raises SignInRefused too where he is less sure than was asked, or was so long ago."""
        asked = away.asked
        found = await self.parts.sign_in.came_back(visit.pairs, asked, away.kept, visit.now)
        if away.launched is not None and not away.launched.is_for(found):
            raise SignInRefused("launch-other-person")
        if not _is_one_of(asked.who, found):
            raise SignInRefused("sign-in-nobody")
        if LEVELS.index(found.assurance) < LEVELS.index(asked.level):
            raise SignInRefused("sign-in-level")
        most = away.pushed.max_age
        age = (visit.now - found.authenticated_at).total_seconds()
        if most is not None and age > most + SKEW_SECONDS:
            raise SignInRefused("sign-in-age")
        return found

    async def _asking(self, visit: Visit, away: Away, found: SignedIn) -> Asking:
        bsn, entitlement = found.bsn, self.parts.entitlement
        assert bsn is not None  # noqa: S101 - narrowing: who has none was refused
        held = await entitlement.mandates(bsn, visit.now)
        others = (
            Whose(whose=entitlement.named(one.bsn), ground=ground, name=one.name)
            for one, ground in held
        )
        return Asking(
            pushed=away.pushed,
            form=secrets.token_urlsafe(32),
            bsn=bsn.value,
            subject=entitlement.named(bsn),
            assurance=found.assurance,
            authenticated_at=found.authenticated_at,
            vouched_by=found.vouched_by,
            language=away.language,
            others=tuple(others),
        )

    async def refuse(
        self, visit: Visit, pushed: Pushed, rule: str, error: str = DENIED
    ) -> Response:
        """Back to the app, which learns that nobody came, and not why."""
        status = FORBIDDEN if error == DENIED else UNAVAILABLE
        await self.parts.doorway.write(visit, rule, status, client_id=pushed.client_id)
        return pages.leave_for(sent_back(pushed, self.parts.public_url, error=error))


def _is_one_of(who: Who, found: SignedIn) -> bool:
    """Whether it is a person of the kind that was sent to log in."""
    if who == "inhabitant":
        return found.bsn is not None
    return found.practitioner is not None and found.ura is not None


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode("utf-8", "surrogatepass"))
