"""Logging in for an app: PAR, code with PKCE, private_key_jwt, DPoP; each to the letter of its RFC.

RFC 6749, 7009, 7523, 7636, 8414, 9126, 9207, 9449; SMART App Launch 2.
"""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LEVEL = "http://eidas.europa.eu/LoA/substantial"


class Refused(Exception):
    """An OAuth error: from an endpoint, or that the browser came back with."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass
class Server:
    """What the two discovery documents say, which must agree."""

    base: str
    smart: dict[str, Any]
    oauth: dict[str, Any]

    @classmethod
    def found(cls, http: httpx.Client, base: str) -> "Server":
        """From the address of a FHIR server alone."""
        smart = http.get(f"{base}/.well-known/smart-configuration").raise_for_status().json()
        issuer = urlsplit(smart["issuer"])
        where = f"{issuer.scheme}://{issuer.netloc}/.well-known/oauth-authorization-server"
        oauth = http.get(where + issuer.path.rstrip("/")).raise_for_status().json()
        for name in ("issuer", "authorization_endpoint", "token_endpoint"):
            assert smart[name] == oauth[name], name
        assert oauth["code_challenge_methods_supported"] == ["S256"]
        assert oauth["response_types_supported"] == ["code"]
        assert oauth["authorization_response_iss_parameter_supported"] is True
        assert "private_key_jwt" in oauth["token_endpoint_auth_methods_supported"]
        assert {"authorization_code", "refresh_token"} <= {*oauth["grant_types_supported"]}
        return cls(base, smart, oauth)

    def __getitem__(self, name: str) -> str:
        return str(self.oauth[name])


@dataclass
class App:
    """A registered client, with a key to prove itself by and one to bind its tokens to."""

    client_id: str
    key: ECKey
    redirect_uri: str
    bound: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))

    def assertion(self, audience: str) -> dict[str, str]:
        """https://www.rfc-editor.org/rfc/rfc7523#section-2.2"""
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": audience,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_urlsafe(16),
        }
        header = {"alg": "ES384", "typ": "JWT", "kid": self.key.kid}
        signed = jwt.encode(header, claims, self.key, algorithms=["ES384"])
        return {"client_assertion_type": ASSERTION, "client_assertion": signed}

    def proof(self, method: str, url: str, token: str = "", nonce: str = "") -> str:
        """https://www.rfc-editor.org/rfc/rfc9449#section-4.2"""
        jwk = {name: self.bound.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
        claims: dict[str, Any] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": url.partition("?")[0],
            "iat": int(time.time()),
        }
        if token:
            claims["ath"] = _hashed(token)
        if nonce:
            claims["nonce"] = nonce
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}
        return jwt.encode(header, claims, self.bound, algorithms=["ES256"])


@dataclass
class Begun:
    """A log-in under way: only who began it can end it."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass
class Tokens:
    """What came of it."""

    access: str
    refresh: str
    patient: str
    scope: str
    subject: str


@dataclass
class Login:
    """One app at one server."""

    http: httpx.Client
    server: Server
    app: App

    def begin(self, scope: str) -> Begun:
        """A request that is pushed, so that the browser carries a reference alone."""
        verifier = secrets.token_urlsafe(48)
        begun = Begun("", secrets.token_urlsafe(24), secrets.token_urlsafe(24), verifier)
        url = self.server["pushed_authorization_request_endpoint"]
        pushed = self.post(
            url,
            {
                "response_type": "code",
                "client_id": self.app.client_id,
                "redirect_uri": self.app.redirect_uri,
                "scope": scope,
                "state": begun.state,
                "nonce": begun.nonce,
                "code_challenge": _hashed(verifier),
                "code_challenge_method": "S256",
                "acr_values": LEVEL,
                "aud": self.server.base,
            },
        )
        asked = {"client_id": self.app.client_id, "request_uri": pushed["request_uri"]}
        begun.url = f"{self.server['authorization_endpoint']}?{urlencode(asked)}"
        return begun

    def finish(self, begun: Begun, back: str) -> Tokens:
        """By what the browser came back with. Raises Refused."""
        pairs = parse_qsl(urlsplit(back).query, strict_parsing=True)
        said = dict(pairs)
        assert len(said) == len(pairs), "a parameter came twice"
        assert secrets.compare_digest(said["state"], begun.state), "the answer is to another"
        assert said["iss"] == self.server["issuer"], "another server answers"
        if "error" in said:
            raise Refused(said["error"])
        form = {
            "grant_type": "authorization_code",
            "code": said["code"],
            "redirect_uri": self.app.redirect_uri,
            "code_verifier": begun.verifier,
        }
        return self._tokens(self.post(self.server["token_endpoint"], form), begun.nonce)

    def refresh(self, tokens: Tokens) -> Tokens:
        """Others in their place; a refresh token is good for one use."""
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        new = self._tokens(self.post(self.server["token_endpoint"], form), None)
        assert new.refresh != tokens.refresh, "it does not rotate"
        return new

    def revoke(self, tokens: Tokens) -> None:
        """https://www.rfc-editor.org/rfc/rfc7009#section-2.1"""
        form = {"token": tokens.refresh, "token_type_hint": "refresh_token"}
        self.post(self.server["revocation_endpoint"], form)

    def post(self, url: str, form: dict[str, str]) -> dict[str, Any]:
        """To one of its endpoints, proving who the app is and which key it has. Raises Refused."""
        nonce = ""
        for _ in range(2):
            headers = {"DPoP": self.app.proof("POST", url, nonce=nonce)}
            whole = {**form, **self.app.assertion(self.server["issuer"])}
            answer = self.http.post(url, data=whole, headers=headers)
            said: dict[str, Any] = answer.json() if answer.content else {}
            if answer.is_success:
                return said
            if said.get("error") != "use_dpop_nonce":
                break
            nonce = answer.headers["DPoP-Nonce"]
        raise Refused(str(said["error"]))

    def _tokens(self, said: dict[str, Any], nonce: str | None) -> Tokens:
        assert said["token_type"].casefold() == "dpop"
        assert 0 < said["expires_in"] <= 300
        subject = self._subject(said["id_token"], nonce) if "id_token" in said else ""
        return Tokens(
            said["access_token"],
            said.get("refresh_token", ""),
            said.get("patient", ""),
            said.get("scope", ""),
            subject,
        )

    def _subject(self, id_token: str, nonce: str | None) -> str:
        """https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation"""
        keys = KeySet.import_key_set(self.http.get(self.server["jwks_uri"]).json())
        claims = jwt.decode(id_token, keys, algorithms=["ES256", "ES384", "RS256", "PS256"]).claims
        assert claims["iss"] == self.server["issuer"]
        assert claims["aud"] in (self.app.client_id, [self.app.client_id])
        assert claims["exp"] > time.time()
        assert nonce is None or claims["nonce"] == nonce
        return str(claims["sub"])


def _hashed(text: str) -> str:
    """SHA-256 in base64url, as PKCE and DPoP both have it."""
    digest = hashlib.sha256(text.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def key_of(path: str) -> ECKey:
    """The private key of a client, as a JWK in a file."""
    return ECKey.import_key(json.loads(Path(path).read_text()))
