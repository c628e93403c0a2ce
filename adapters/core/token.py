"""Access tokens for a system, by a signed assertion."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from adapters.core.asked import asked_seconds
from adapters.core.errors import NotAuthorized, Unreachable
from adapters.core.proof import Proofs

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS = 120
_MARGIN_SECONDS = 30.0
_PASSING = 500


@dataclass(frozen=True, slots=True)
class Professional:
    """The person in whose name the system calls: UZI number, UZI role codes, purposes of use."""

    name: str
    uzi: str
    roles: tuple[str, ...]
    purposes: tuple[str, ...] = ("TREAT",)

    def claims(self) -> dict[str, Any]:
        """As IHE IUA's token extension, https://profiles.ihe.net/ITI/IUA/index.html#3714221."""
        return {
            "subject_name": self.name,
            "national_provider_identifier": self.uzi,
            "subject_role": list(self.roles),
            "purpose_of_use": list(self.purposes),
        }


@dataclass(slots=True)
class TokenSource:
    """Client credentials by `private_key_jwt`; a token is kept until shortly before it ends.

    https://www.rfc-editor.org/rfc/rfc7523#section-2.2
    """

    base: str
    client_id: str
    key: ECKey
    professional: Professional | None = None
    scope: str | None = None
    proofs: Proofs | None = None
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    async def token(self, http: httpx.AsyncClient) -> str:
        """A token that is valid now. Raises NotAuthorized, Unreachable, httpx.TransportError."""
        if not self._token or time.monotonic() >= self._until:
            await self._fetch(http)
        return self._token

    def headers(self, token: str, method: str, url: httpx.URL) -> dict[str, str]:
        """How the token goes along with one call; with DPoP beside a proof of its own.

        https://www.rfc-editor.org/rfc/rfc9449#section-7.1
        """
        if self.proofs is None:
            return {"Authorization": f"Bearer {token}"}
        proof = self.proofs.proof(method, url, token)
        return {"Authorization": f"DPoP {token}", "DPoP": proof}

    def forget(self) -> None:
        """Take a new token at the next call: the hub did not take this one."""
        self._token = ""

    async def _fetch(self, http: httpx.AsyncClient) -> None:
        url = f"{self.base.rstrip('/')}/auth/token"
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": self._assertion(url),
        }
        if self.scope is not None:
            form["scope"] = self.scope
        asked_at = time.monotonic()
        headers = {"Accept": "application/json"}
        if self.proofs is not None:
            headers["DPoP"] = self.proofs.proof("POST", httpx.URL(url))
        response = await http.post(url, data=form, headers=headers)
        if (
            response.status_code >= _PASSING
            or response.status_code == httpx.codes.TOO_MANY_REQUESTS
        ):
            raise Unreachable(
                f"the token endpoint answered {response.status_code}",
                response.status_code,
                asked_seconds(response),
            )
        body = _json_object(response)
        token, lifetime = body.get("access_token"), body.get("expires_in")
        if not response.is_success or not isinstance(token, str):
            raise NotAuthorized(f"no token: {body.get('error', response.status_code)}")
        seconds = float(lifetime) if isinstance(lifetime, int) else 0.0
        self._token = token
        self._until = asked_at + max(seconds - _MARGIN_SECONDS, seconds / 2)

    def _assertion(self, audience: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": audience,
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + _ASSERTION_SECONDS,
        }
        if self.professional is not None:
            claims["extensions"] = {"ihe_iua": self.professional.claims()}
        header = {"alg": "ES384", "typ": "JWT"}
        if self.key.kid:
            header["kid"] = self.key.kid
        return jwt.encode(header, claims, self.key, algorithms=["ES384"])


def _json_object(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
