"""`hub token`: an access token for a demo client, asked of the hub as any system asks it.

https://hl7.org/fhir/smart-app-launch/backend-services.html
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.place import DemoClient, Place
from hub.security.assertion import ASSERTION_TYPE, client_assertion
from hub.security.professional import Professional, professional
from hub.security.requester import Practitioner

TREATMENT = "TREAT"


def doctor(
    number: str, role: str, name: str = "Demo Zorgverlener", purpose: str = TREATMENT
) -> Professional:
    """A professional behind the call.

    Raises:
        hub.security.professional.InvalidProfessional: no UZI number, role code or purpose.
    """
    asked = Professional(Practitioner(number, name, role), purpose)
    # Read back as the hub will read it, so that a fault is told here, by its name.
    return professional({"extensions": {"ihe_iua": asked.claims()}}) or asked


def demo_token(
    place: Place, name: str, who: Professional | None = None, scope: str | None = None
) -> str:
    """The token alone. Raises DemoFailed."""
    clients = place.clients()
    if name not in clients:
        known = ", ".join(clients) or "none: run `hub demo` first"
        raise DemoFailed(f"no demo client is called {name}; there are: {known}")
    return fetch_token(place.address(), clients[name], who, scope)


def fetch_token(
    url: str, client: DemoClient, who: Professional | None = None, scope: str | None = None
) -> str:
    """POST /auth/token with a signed assertion. Raises DemoFailed."""
    token_url = f"{url}/auth/token"
    key = json.loads(Path(client.private_jwk).read_text())
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": client_assertion(
            key, client.client_id, token_url, datetime.now(UTC), who
        ),
        "scope": client.scopes if scope is None else scope,
    }
    try:
        answer = httpx.post(token_url, data=form, timeout=10, trust_env=False)
    except httpx.TransportError:
        raise DemoFailed(f"no hub answers at {url}: is `hub demo` running?") from None
    if not answer.is_success:
        raise DemoFailed(f"the hub gave no token: {answer.text}")
    return str(answer.json()["access_token"])
