"""`hub token`: an access token for a demo client, asked of the hub as any system asks it.

https://hl7.org/fhir/smart-app-launch/backend-services.html
"""

import json
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.person import Person
from hub.demo.place import DemoClient, Place
from hub.demo.secured import connection
from hub.security.assertion import ASSERTION_TYPE, JWT_BEARER, client_assertion


def demo_token(place: Place, name: str, who: Person | None = None, scope: str | None = None) -> str:
    """The token alone.

    Raises:
        DemoFailed: there is no such client, or the hub gave none.
        hub.security.professional.InvalidProfessional: a mandate or emergency that is none.
    """
    client = demo_client(place, name)
    said = who.extensions(place, client, datetime.now(UTC)) if who else None
    return fetch_token(place.address(), client, said, scope)


def demo_client(place: Place, name: str) -> DemoClient:
    """The one that is called so. Raises DemoFailed."""
    clients = place.clients()
    if name not in clients:
        known = ", ".join(clients) or "none: run `hub demo` first"
        raise DemoFailed(f"no demo client is called {name}; there are: {known}")
    return clients[name]


def fetch_token(
    url: str,
    client: DemoClient,
    extensions: Mapping[str, Any] | None = None,
    scope: str | None = None,
) -> str:
    """POST /auth/token with a signed assertion, and in it the extensions. Raises DemoFailed."""
    return _granted(url, client, {"grant_type": "client_credentials"}, extensions, scope)


def fetch_person_token(
    url: str, client: DemoClient, statement: str, scope: str | None = None
) -> str:
    """The same with a statement of a person in place of his log-in. Raises DemoFailed."""
    return _granted(url, client, {"grant_type": JWT_BEARER, "assertion": statement}, None, scope)


def _granted(
    url: str,
    client: DemoClient,
    asked: Mapping[str, str],
    extensions: Mapping[str, Any] | None,
    scope: str | None,
) -> str:
    url = client.tls_url if client.bound else url
    token_url = f"{url}/auth/token"
    key = json.loads(Path(client.private_jwk).read_text())
    form = {
        **asked,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": client_assertion(
            key, client.client_id, token_url, datetime.now(UTC), extensions
        ),
        **({} if scope is None else {"scope": scope}),
    }
    try:
        with door(url, client) as http:
            answer = http.post(token_url, data=form)
    except httpx.TransportError:
        raise DemoFailed(f"no hub answers at {url}: is `hub demo` running?") from None
    if not answer.is_success:
        raise DemoFailed(f"the hub gave no token: {answer.text}")
    return str(answer.json()["access_token"])


def asking(
    url: str, client: DemoClient, extensions: Mapping[str, Any] | None = None
) -> httpx.Client:
    """Asks the hub as this client, by a token of its own. Raises DemoFailed."""
    token = fetch_token(url, client, extensions)
    http = door(url, client)
    http.base_url = http.base_url.join("fhir")
    http.headers["Authorization"] = f"Bearer {token}"
    return http


def door(url: str, client: DemoClient) -> httpx.Client:
    """Where this client asks: at `url`, or by its certificate where it must show that."""
    if client.bound or url == client.tls_url:
        return connection(client, client if client.bound else None)
    # Without TLS nobody's authorities are read: that takes longer than to ask.
    nobodys = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.Client(base_url=url, verify=nobodys, timeout=30, trust_env=False)
