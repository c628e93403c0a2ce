"""The question whether an app may have what was asked for, and the answer to it.

This is not the choice which providers may see it: that is made elsewhere.
https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from starlette.requests import Request as Http
from starlette.responses import Response

from hub.ledger.record import Record
from hub.oauth.form import form_of
from hub.oauth.medmij.authorize import COOKIE, redirect
from hub.oauth.medmij.client import PersonalEnvironment
from hub.oauth.medmij.layer import Layer, address_of
from hub.oauth.medmij.page import Language, language_of, question, told
from hub.oauth.medmij.request import Refused
from hub.oauth.medmij.under_way import Deciding, Granted
from hub.oauth.patient_token import patient_requester
from hub.oauth.refusals import Refusal
from hub.storage.failures import FAILURES

_SEE_OTHER, _OK = 303, 200
Choice = Literal["yes", "no"]


class Forged(Exception):
    """The form did not come from the page of this browser."""


class Over(Exception):
    """There is nothing to decide, or it was decided."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The page and its form."""

    layer: Layer

    async def get(self, http: Http) -> Response:
        """The question; it may be read again until it is answered."""
        language = _language(http, http.query_params.get("lang"))
        try:
            deciding = await self._waiting(http, self.layer.clock())
            return self._question(deciding, language)
        except Over:
            return told("again", language)
        except FAILURES:
            return told("closed", language)

    async def post(self, http: Http) -> Response:
        """The answer, once; then back to the app."""
        language = _language(http, None)
        try:
            self._require_own_page(http)
            form = await form_of(http)
            language = _language(http, form.get("lang"))
            return await self._answered(http, form, language)
        except (Over, Forged, Refusal):
            return told("again", language)
        except FAILURES:
            return told("closed", language)

    async def _answered(self, http: Http, form: Mapping[str, str], language: Language) -> Response:
        layer, now = self.layer, self.layer.clock()
        deciding = await self._waiting(http, now)
        if not hmac.compare_digest(deciding.form, form.get("form", "")):
            raise Forged
        choice = form.get("choice")
        if choice not in {"yes", "no"}:
            return self._question(deciding, language, unchosen=True)
        secret, code = http.cookies[COOKIE], ""
        async with layer.database.transaction() as connection:
            taken = await layer.under_way.taken(
                connection, "medmij-deciding", secret, Deciding, now
            )
            if taken is None or not taken.handle.holds(now):
                raise Over
            if choice == "yes":
                lasting = form.get("lasting") == "yes"
                granted = Granted(deciding.request, deciding.person, lasting)
                code = await layer.under_way.begin(
                    connection, "medmij-code", granted, now, subject=deciding.person.subject
                )
            record = self._record(http, deciding, now, is_given=choice == "yes")
            await layer.ledger.append(connection, [record])
        address = Refused(deciding.request, "access_denied", "consent-refused").address()
        if code:
            address = deciding.request.back(code=code)
        answer = redirect(address, _SEE_OTHER)
        answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
        return answer

    async def _waiting(self, http: Http, now: datetime) -> Deciding:
        """What this browser has to decide. Raises Over."""
        layer = self.layer
        async with layer.database.connection() as connection:
            secret = http.cookies.get(COOKIE, "")
            seen = await layer.under_way.seen(connection, "medmij-deciding", secret, Deciding)
        if seen is None or not seen.handle.holds(now) or self._app(seen.content) is None:
            raise Over
        return seen.content

    def _app(self, deciding: Deciding) -> PersonalEnvironment | None:
        """None where it is on the list no more."""
        lists, client_id = self.layer.lists, deciding.request.client_id
        listed = lists.clients.get(client_id) if lists else None
        return PersonalEnvironment(client_id, listed.name) if listed else None

    def _question(
        self, deciding: Deciding, language: Language, *, unchosen: bool = False
    ) -> Response:
        app, lists = self._app(deciding), self.layer.lists
        if app is None or lists is None:
            raise Over
        return question(
            language,
            app=app.name,
            provider=self.layer.terms.name,
            services=[lists.services.get(one, one) for one in deciding.request.services],
            form=deciding.form,
            origin=deciding.request.origin,
            unchosen=unchosen,
        )

    def _require_own_page(self, http: Http) -> None:
        """Browsers say from where a form comes: from elsewhere none is taken. Raises Forged.

        Of a page without referrers they say so by `Sec-Fetch-Site` alone, and the origin `null`.
        """
        site, origin = http.headers.get("sec-fetch-site"), http.headers.get("origin")
        is_own = site == "same-origin" if site else origin in {None, self.layer.public_url}
        if not is_own:
            raise Forged

    def _record(self, http: Http, deciding: Deciding, now: datetime, *, is_given: bool) -> Record:
        """Who said what about which app: he reads it in his own log."""
        app, request = self._app(deciding), deciding.request
        if app is None:
            raise Over
        requester = patient_requester(app, (), deciding.person, now, None)
        request_id = http.headers["x-request-id"]
        return Record(
            at=now,
            request_id=request_id,
            interaction="authorize",
            status=_OK,
            rule="consent-given" if is_given else "consent-refused",
            errand=requester.errand(now, request_id, address_of(http)),
            client_id=app.client_id,
            pat=deciding.person.whose,
            detail={"scope": " ".join(request.services), "correlation": request.correlation or ""},
        )


def _language(http: Http, said: str | None) -> Language:
    return language_of(said, http.headers.get("accept-language"))
