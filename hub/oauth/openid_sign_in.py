"""Logging in at OpenID providers: one for inhabitants, one for professionals.

Authorization code, PKCE S256, private_key_jwt; each answer is of the log-in that it was asked for.
https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
docs/decisions/0038-logging-in-at-an-openid-provider.md
"""

import hmac
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from authlib.oauth2.client import OAuth2Client  # type: ignore[import-untyped] # no types

from consent.asker import Assurance
from hub.oauth.id_token import Expected, Verified, verified
from hub.oauth.openid_people import inhabitant, professional
from hub.oauth.openid_provider import OpenIdProvider
from hub.oauth.provider_client import ProviderClient
from hub.oauth.sign_in import Asked, Begun, SignedIn, SignInRefused, Who
from hub.outbound.fetch import Unreachable
from hub.security.assurance import LEVELS

_LOG = logging.getLogger("hub.oauth")
SECRET_BYTES, VERIFIER_BYTES = 32, 48
LONGEST_CODE = 2_048
LONGEST_SECONDS = 900
"""That a log-in may take, from the moment that somebody is sent there."""
SAID = {"access_denied": "sign-in-cancelled", "login_required": "sign-in-cancelled"}
_OK, _SERVER_ERROR = 200, 500


@dataclass(frozen=True, slots=True)
class Upstream:
    """A provider, who the hub is there, and what its words mean.

    `levels` are the assurances by its `acr` values; a BSN is in `bsn_claim`.
    """

    provider: OpenIdProvider
    client: ProviderClient
    levels: Mapping[str, Assurance]
    bsn_claim: str = "bsn"

    def acr_values(self, least: Assurance) -> str:
        """Those that are sure enough, the least sure first."""
        enough = LEVELS[LEVELS.index(least) :]
        return " ".join(
            one for level in enough for one, means in self.levels.items() if means == level
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a log-in was begun with."""

    who: Who
    level: Assurance
    issuer: str
    state: str
    nonce: str
    verifier: str
    begun: int

    def dumped(self) -> bytes:
        return json.dumps(asdict(self)).encode()


@dataclass(frozen=True, slots=True)
class OpenIdSignIn:
    """The port `SignIn`; nobody is let in by a provider that is not there."""

    upstreams: Mapping[Who, Upstream]
    redirect_uri: str

    async def begin(self, asked: Asked, now: datetime) -> Begun:
        """Where to send the browser of who has to log in.

        Raises:
            SignInRefused: the provider can't be reached, or there is none.
        """
        there = self._upstream(asked.who)
        enough = there.acr_values(asked.level)
        if not enough:
            raise SignInRefused("sign-in-level")
        try:
            endpoints = await there.provider.endpoints()
        except Unreachable:
            raise _unreachable(asked.who) from None
        state, nonce = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(2))
        verifier = secrets.token_urlsafe(VERIFIER_BYTES)
        url, _ = OAuth2Client(
            None,
            there.client.client_id,
            scope="openid",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        ).create_authorization_url(
            endpoints.authorization,
            state,
            verifier,
            nonce=nonce,
            acr_values=enough,
            ui_locales=asked.language,
            # A log-in of before may be somebody else's, who left this machine.
            prompt="login",
            max_age="0",
        )
        begun, issuer = int(now.timestamp()), there.provider.issuer
        kept = _Kept(asked.who, asked.level, issuer, state, nonce, verifier, begun)
        return Begun(url=url, state=state, kept=kept.dumped())

    async def came_back(
        self, pairs: Mapping[str, str], asked: Asked, kept: bytes, now: datetime
    ) -> SignedIn:
        """Who logged in, by the parameters that the browser came back with.

        Raises:
            SignInRefused: he cancelled, is not known, not sure enough, or it is not to be believed.
        """
        there, begun = self._upstream(asked.who), _Kept(**json.loads(kept))
        code = _code(pairs, asked, begun, there.provider.issuer, now)
        try:
            said = await self._exchanged(there, code, begun, now)
            token = await self._token(there, said, begun, now)
        except Unreachable:
            raise _unreachable(asked.who) from None
        issuer = there.provider.issuer
        if asked.who == "inhabitant":
            return inhabitant(token, there.bsn_claim, issuer)
        return professional(token, issuer)

    def _upstream(self, who: Who) -> Upstream:
        if who not in self.upstreams:
            raise SignInRefused("sign-in-nowhere")
        return self.upstreams[who]

    async def _exchanged(
        self, there: Upstream, code: str, begun: _Kept, now: datetime
    ) -> Mapping[str, Any]:
        endpoints = await there.provider.endpoints()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": begun.verifier,
            # For the issuer alone, so that no other endpoint can show it on.
            **there.client.proof(there.provider.issuer, now),
        }
        status, body = await there.provider.fetch.post(endpoints.token, form)
        if status >= _SERVER_ERROR:
            raise Unreachable
        if status != _OK:
            raise SignInRefused("sign-in-code")
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        return said if isinstance(said, dict) else {}

    async def _token(
        self, there: Upstream, said: Mapping[str, Any], begun: _Kept, now: datetime
    ) -> Verified:
        text, access = said.get("id_token"), said.get("access_token")
        if not isinstance(text, str) or not isinstance(access, str):
            raise SignInRefused("sign-in-answer")
        expected = Expected(
            client_id=there.client.client_id,
            nonce=begun.nonce,
            access_token=access,
            level=begun.level,
            begun=datetime.fromtimestamp(begun.begun, UTC),
        )
        return await verified(text, there.provider, there.levels, expected, now)


def _code(pairs: Mapping[str, str], asked: Asked, begun: _Kept, issuer: str, now: datetime) -> str:
    """The code that came back, of this log-in, from this issuer, in time.

    https://www.rfc-editor.org/rfc/rfc9207#section-2.4
    """
    state = pairs.get("state", "").encode(errors="replace")
    if not hmac.compare_digest(state, begun.state.encode()):
        raise SignInRefused("sign-in-state")
    if (begun.who, begun.level, begun.issuer) != (asked.who, asked.level, issuer):
        raise SignInRefused("sign-in-other")
    if pairs.get("iss") != issuer:
        raise SignInRefused("sign-in-iss")
    if not 0 <= int(now.timestamp()) - begun.begun <= LONGEST_SECONDS:
        raise SignInRefused("sign-in-late")
    if "error" in pairs:
        raise SignInRefused(SAID.get(pairs["error"], "sign-in-error"))
    code = pairs.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE:
        raise SignInRefused("sign-in-code")
    return code


def _unreachable(who: Who) -> SignInRefused:
    _LOG.warning("the provider where %ss log in gives no answer that can be used", who)
    return SignInRefused("sign-in-unreachable")
