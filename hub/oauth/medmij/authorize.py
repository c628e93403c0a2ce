"""GET /medmij/authorize, and where people come back to who logged in.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
docs/decisions/0043-the-national-layer.md
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import msgspec
from starlette.requests import Request as Http
from starlette.responses import RedirectResponse, Response

from hub.http.kept_apart import kept_apart
from hub.ledger.record import Record
from hub.oauth.medmij.client import PersonalEnvironment
from hub.oauth.medmij.layer import Layer, address_of
from hub.oauth.medmij.page import Language, language_of, told
from hub.oauth.medmij.request import Refused, Request, Untrusted, pairs_of, request_of
from hub.oauth.medmij.under_way import Deciding, SigningIn
from hub.oauth.patient_token import patient_requester
from hub.oauth.sign_in import CANCELLED, UNREACHABLE, Asked, SignedIn, SignInRefused
from hub.outbound.medmij.keeping import Lists
from hub.security.patient_request import PatientRequest
from hub.storage.failures import FAILURES

COOKIE = "__Host-medmij"
STOPPED, NOT_NOW = "the person stopped the log-in", "try again in a moment"
"""What an app is told beside the error: both are true of anybody, whatever is kept of him."""
CONSENT = "/medmij/consent"
_STATUS, _BAD = 302, 400
_TOO_MANY = 429


class Gone(Exception):
    """Whoever came back is not whom the hub sent away, or comes too late."""


@dataclass(frozen=True, slots=True)
class Authorize:
    """The two steps of it; what goes wrong before the app is known is told here alone."""

    layer: Layer

    async def begin(self, http: Http) -> Response:
        """To the provider of log-ins."""
        language, sender = _language(http), ("authorize", address_of(http))
        if self.layer.wait(sender):
            await self._tell_seldom(http, "authorize-refused")
            return told("closed", language, _TOO_MANY)
        lists = self.layer.lists
        if lists is None or self.layer.sign_in is None:
            await self._tell_seldom(http, "lists-absent" if lists is None else "sign-in-absent")
            return told("closed", language)
        try:
            return await self._begun(http, lists)
        except Untrusted as untrusted:
            self.layer.refusals.take(sender)
            await self._tell(http, untrusted.rule)
            return told("unknown", language)
        except Refused as refused:
            self.layer.refusals.take(sender)
            return await self._sent_back(http, refused)
        except FAILURES:
            return told("closed", language)

    async def came_back(self, http: Http) -> Response:
        """From there; on to the question, where there is something to have."""
        language = _language(http)
        if self.layer.sign_in is None:
            return told("closed", language)
        try:
            return await self._signed_in(http)
        except (Gone, Untrusted):
            self.layer.refusals.take(("authorize", address_of(http)))
            await self._tell(http, "log-in-lost")
            return _without_cookie(told("again", language))
        except Refused as refused:
            return await self._sent_back(http, refused)
        except FAILURES:
            return told("closed", language)

    async def _begun(self, http: Http, lists: Lists) -> Response:
        layer, now = self.layer, self.layer.clock()
        asked = request_of(pairs_of(http.scope["query_string"]), lists, layer.terms, layer.services)
        assert layer.sign_in is not None  # noqa: S101 - narrowing: `begin` looked
        try:
            begun = await layer.sign_in.begin(_whom(http), now)
        except SignInRefused as refusal:
            raise _refused(asked, refusal) from None
        content = SigningIn(asked, begun.state, begun.kept)
        async with layer.database.transaction() as connection:
            secret = await layer.under_way.begin(connection, "medmij-signing-in", content, now)
        return with_cookie(redirect(begun.url), secret)

    async def _signed_in(self, http: Http) -> Response:
        layer, now = self.layer, self.layer.clock()
        pairs = dict(pairs_of(http.scope["query_string"]))
        began = await self._taken(http.cookies.get(COOKIE, ""), pairs.get("state", ""), now)
        assert layer.sign_in is not None  # noqa: S101 - narrowing: `came_back` looked
        try:
            who = await layer.sign_in.came_back(pairs, _whom(http), began.kept, now)
        except SignInRefused as refusal:
            raise _refused(began.request, refusal) from None
        person = self._person(began.request, who)
        left = await self._open_to(http, began.request, person, now)
        asked = msgspec.structs.replace(began.request, services=left)
        deciding = Deciding(asked, person, secrets.token_urlsafe(32))
        async with layer.database.transaction() as connection:
            secret = await layer.under_way.begin(connection, "medmij-deciding", deciding, now)
        return with_cookie(redirect(CONSENT), secret)

    async def _taken(self, secret: str, state: str, now: datetime) -> SigningIn:
        """What this browser began, once; another's answer does not use it up."""
        layer = self.layer
        async with layer.database.transaction() as connection:
            seen = await layer.under_way.seen(connection, "medmij-signing-in", secret, SigningIn)
            if seen is None or not hmac.compare_digest(
                seen.content.state.encode(), state.encode("utf-8", "surrogatepass")
            ):
                raise Gone
            taken = await layer.under_way.taken(
                connection, "medmij-signing-in", secret, SigningIn, now
            )
            if taken is None or not taken.handle.holds(now):
                raise Gone
        return taken.content

    def _person(self, asked: Request, who: SignedIn) -> PatientRequest:
        if who.bsn is None:
            raise Refused(asked, "access_denied", "sign-in-not-inhabitant")
        name = self.layer.named(who.bsn)
        return PatientRequest(
            whose=name,
            subject=name,
            assurance=who.assurance,
            authenticated_at=who.authenticated_at,
            vouched_by=who.vouched_by,
        )

    async def _open_to(
        self, http: Http, asked: Request, person: PatientRequest, now: datetime
    ) -> tuple[str, ...]:
        """The services for which there is something that he may have.

        Raises:
            Refused: there is none, whatever the reason.
        """
        layer = self.layer
        requester = patient_requester(_app(layer, asked), (), person, now, None)
        errand = requester.errand(now, _id(http), address_of(http))
        kinds = {one: layer.services.kinds(one) for one in asked.services}
        found = await layer.available(errand, frozenset().union(*kinds.values()))
        left = tuple(one for one in asked.services if kinds[one] & found)
        if not left:
            raise Refused(asked, "access_denied", "nothing-open")
        return left

    async def _sent_back(self, http: Http, refused: Refused) -> Response:
        await self._tell(http, refused.rule, refused)
        return _without_cookie(redirect(refused.address()))

    async def _tell(self, http: Http, rule: str, refused: Refused | None = None) -> None:
        """A row of what was refused; the app is as it says, for here it proves nothing.

        Of the person nothing is kept: neither whether anything is kept of him.
        """
        detail = {}
        if refused is not None:
            asked = refused.request
            detail = {"claimed": asked.client_id, "correlation": asked.correlation or ""}
        await self.layer.tell(
            Record(
                at=self.layer.clock(),
                request_id=_id(http),
                interaction="authorize",
                status=refused.status if refused else _BAD,
                rule=rule,
                address=address_of(http) or None,
                detail={name: text for name, text in detail.items() if text},
            )
        )

    async def _tell_seldom(self, http: Http, rule: str) -> None:
        """Once a second of each address: what it asks is not looked at."""
        if not self.layer.told.take(("authorize", address_of(http))):
            await self._tell(http, rule)


def redirect(url: str, status: int = _STATUS) -> RedirectResponse:
    """On, and nothing of it is kept by anybody."""
    return RedirectResponse(url, status, kept_apart())


def with_cookie(answer: Response, secret: str) -> Response:
    """The browser holds it until it is closed."""
    answer.set_cookie(COOKIE, secret, secure=True, httponly=True, samesite="lax")
    return answer


def _without_cookie(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
    return answer


def _app(layer: Layer, asked: Request) -> PersonalEnvironment:
    lists = layer.lists
    listed = lists.clients.get(asked.client_id) if lists else None
    if listed is None:
        raise Refused(asked, "temporarily_unavailable", "client-unlisted", NOT_NOW)
    return PersonalEnvironment(asked.client_id, listed.name)


def _refused(asked: Request, refusal: SignInRefused) -> Refused:
    if refusal.rule == UNREACHABLE:
        return Refused(asked, "temporarily_unavailable", refusal.rule, NOT_NOW)
    told_why = STOPPED if refusal.rule == CANCELLED else ""
    return Refused(asked, "access_denied", refusal.rule, told_why)


def _whom(http: Http) -> Asked:
    return Asked(who="inhabitant", level="substantial", language=_language(http))


def _language(http: Http) -> Language:
    return language_of(None, http.headers.get("accept-language"))


def _id(http: Http) -> str:
    return http.headers["x-request-id"]
