"""A certified relying party that is not ours logs people in at the hub: PAR, PKCE, DPoP, keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hub.security.keys import new_client_key
from tests.e2e.parties import NEEDS_NODE, Party, party
from tests.plugins.people import BACK, SCOPE, App, Browser, Inhabitant, PeopleHub

pytestmark = [pytest.mark.anyio, pytest.mark.slow, NEEDS_NODE]


@pytest.fixture
async def app(demo: PeopleHub) -> App:
    return await demo.app()


@contextmanager
def at_hub(app: App, algorithm: str = "oidc", **changes: Any) -> Iterator[Party]:
    said = {
        "issuer": app.hub.url,
        "client_id": app.client_id,
        "redirect_uri": BACK,
        "jwk": app.system.private,
        "scope": SCOPE,
        "algorithm": algorithm,
        "read": f"{app.hub.url}/fhir",
        "more": {},
        **changes,
    }
    with party("app.mjs", said) as one:
        yield one


def permitted(hub: PeopleHub, url: str, who: Inhabitant, said: str = "yes") -> str:
    """Where the browser goes of who logged in, and answered."""
    with Browser(hub) as browser:
        asks = browser.http.get(browser.provider(browser.http.get(url), who))
        browser.see(asks.headers["location"])
        return browser.answer(said).headers["location"]


async def test_who_says_no_is_a_no_to_it(demo: PeopleHub, app: App) -> None:
    who = await demo.inhabitant()
    with at_hub(app) as one:
        assert one.hears(permitted(demo, one.url, who, "no")) == {"refused": "access_denied"}


async def test_it_is_refused_with_another_key_than_is_registered(demo: PeopleHub, app: App) -> None:
    other, _ = new_client_key()
    with (
        pytest.raises(AssertionError, match="invalid_client"),
        at_hub(app, jwk=other | {"kid": app.system.private["kid"]}),
    ):
        pass


async def test_it_is_refused_more_than_it_is_registered_for(demo: PeopleHub, app: App) -> None:
    with (
        pytest.raises(AssertionError, match="invalid_scope"),
        at_hub(app, scope="openid patient/*.cruds"),
    ):
        pass


@pytest.mark.parametrize("algorithm", ["oidc", "oauth2"])
async def test_it_logs_in_reads_refreshes_looks_and_revokes(
    demo: PeopleHub, app: App, algorithm: str
) -> None:
    """Found by OpenID's document and by that of RFC 8414 alike."""
    who = await demo.inhabitant()
    with at_hub(app, algorithm) as one:
        told = one.hears(permitted(demo, one.url, who))

    assert "claims" in told, told
    claims = told["claims"]
    assert (claims["iss"], claims["aud"]) == (demo.url, app.client_id)
    assert claims["fhirUser"] == f"{demo.url}/fhir/Patient/{who.patient}"
    assert (told["token_type"], told["patient"]) == ("dpop", who.patient)
    assert (told["read"], told["resource"]) == ([200, 200], "Patient")
    assert told["active"] == [True, False]
