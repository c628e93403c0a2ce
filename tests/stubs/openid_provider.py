"""An OpenID provider on a real local port, right until a test makes it wrong in one thing."""

import hashlib
import json
import secrets
import ssl
import time
from base64 import urlsafe_b64encode
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from tests.hub.security.systems import hub_key, rsa_key, segment
from tests.stubs.listening import Listening, Serving
from tests.stubs.ministry import self_signed

CLIENT_ID = "the-hub"
SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"
Answer = tuple[int, Any]


@cache
def provider_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)


class OpenIdStub(Listening):
    """Whoever comes logs in as `person`; `codes` are those given and not used.

    `metadata`, `answer`, `header`, `claims` and `token` are changes to what is right, where None
    takes a member away; `asked` are the parameters of log-ins, `sent` those of other requests.

    `pause` is the seconds between two bytes of a path in `slow`; what is in `instead`, by path, is
    answered in its place.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.restore()
        super().__init__(_Handler)
        self.authorities: Path | None = None
        if folder is not None:
            self.authorities = folder / "authorities.pem"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self_signed(folder, self.authorities))
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def restore(self) -> None:
        """All is well."""
        self.key: ECKey | RSAKey = provider_key()
        self.algorithm = "ES256"
        self.keys: list[dict[str, Any]] = [self.key.as_dict(private=False)]
        self.person: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.used: set[str] = set()
        self.asked: list[dict[str, str]] = []
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.paths: list[str] = []
        self.metadata: dict[str, Any] = {}
        self.answer: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.instead: dict[str, Answer] = {}
        self.slow: set[str] = set()
        self.pause = 0.0
        self.mandates: Any = {"mandates": []}

    @property
    def issuer(self) -> str:
        return self.address.replace("http:", "https:") if self.authorities else self.address

    @property
    def seconds(self) -> int:
        return int(time.time())

    def discovery(self) -> dict[str, Any]:
        good = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return changed(good, self.metadata)

    def authorized(self, query: dict[str, str]) -> str:
        """Where the browser goes, with a code."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        good = {"code": code, "state": query["state"], "iss": self.issuer}
        return f"{query['redirect_uri']}?{urlencode(changed(good, self.answer))}"

    def token_for(self, form: dict[str, str]) -> Answer:
        """What a code is exchanged for, once, by who asked for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        if not self.knows(form, self.issuer):
            return 401, {"error": "invalid_client"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or asked["redirect_uri"] != form["redirect_uri"]
            or asked["code_challenge"] != _base64url(digest)
        ):
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        good = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
        return 200, changed({**good, "id_token": self.id_token(asked, access)}, self.token)

    def knows(self, form: dict[str, str], audience: str) -> bool:
        """Whether it is the hub, by an assertion for this audience that is new."""
        try:
            claims = jwt.decode(form["client_assertion"], hub_key(), algorithms=["ES256"]).claims
        except (JoseError, KeyError, ValueError):
            return False
        is_new = claims["jti"] not in self.used
        self.used.add(claims["jti"])
        whose = (claims["iss"], claims["sub"], form["client_id"])
        is_fresh = self.seconds - 60 < claims["exp"] <= self.seconds + 120
        return is_new and is_fresh and whose == (CLIENT_ID,) * 3 and claims["aud"] == audience

    def id_token(self, asked: dict[str, str], access: str) -> str:
        half = hashlib.sha256(access.encode()).digest()[:16]
        good = {
            "iss": self.issuer,
            "sub": "someone",
            "aud": CLIENT_ID,
            "iat": self.seconds,
            "exp": self.seconds + 60,
            "nonce": asked["nonce"],
            "auth_time": self.seconds,
            "acr": asked["acr_values"].split()[0],
            "at_hash": _base64url(half),
            **self.person,
        }
        header = changed({"alg": self.algorithm, "kid": self.key.kid, "typ": "JWT"}, self.header)
        signed = f"{segment(header)}.{segment(changed(good, self.claims))}"
        signature = JWSRegistry.algorithms[self.algorithm].sign(signed.encode(), self.key)
        return f"{signed}.{'' if header.get('alg') == 'none' else segment(signature)}"

    def mandates_for(self, form: dict[str, str]) -> Answer:
        """Who may act for whom, told to the hub alone."""
        if not self.knows(form, f"{self.issuer}/mandates"):
            return 401, {"error": "invalid_client"}
        return 200, self.mandates

    def becomes_rsa(self, algorithm: str) -> None:
        """It signs by an RSA key."""
        self.key, self.algorithm = rsa_key(), algorithm
        self.keys = [self.key.as_dict(private=False)]


def changed(good: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (good | changes).items() if value is not None}


def _base64url(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


class _Handler(Serving):
    def serve(self) -> None:
        stub: OpenIdStub = self.server.stub
        parts = urlsplit(self.path)
        stub.paths.append(parts.path)
        query, form = dict(parse_qsl(parts.query)), dict(parse_qsl(self.body().decode()))
        if parts.path == "/authorize":
            self._send(303, b"", Location=stub.authorized(query))
            return
        if form:
            stub.sent.append((parts.path, form))
        if parts.path == "/elsewhere":
            self._send(200, json.dumps(stub.discovery()).encode())
            return
        status, answer = stub.instead.get(parts.path) or self._answer(stub, parts.path, form)
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        where = {"Location": f"{stub.issuer}/elsewhere"} if status in (302, 307) else {}
        self._send(status, body, pause=stub.pause if parts.path in stub.slow else 0.0, **where)

    def _answer(self, stub: OpenIdStub, path: str, form: dict[str, str]) -> Answer:
        if path.endswith("openid-configuration"):
            return 200, stub.discovery()
        if path == "/jwks":
            return 200, {"keys": stub.keys}
        if path == "/mandates":
            return stub.mandates_for(form)
        return stub.token_for(form) if path == "/token" else (404, {})

    def _send(self, status: int, body: bytes, pause: float = 0.0, **headers: str) -> None:
        with suppress(OSError):  # who asked has gone
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if not pause:
                self.wfile.write(body)
                return
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                time.sleep(pause)
