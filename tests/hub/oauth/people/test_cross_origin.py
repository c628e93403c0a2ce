"""Which pages of other origins read what the hub answers: those of registered apps, and no more.

https://fetch.spec.whatwg.org/#http-cors-protocol and docs/decisions/0044-smart-app-launch.md
"""

import secrets
import time

import anyio
import httpx
import pytest

from tests.plugins.launching import SmartApp, a_smart_app
from tests.plugins.people import Inhabitant, PeopleHub

pytestmark = pytest.mark.anyio
OF_ORIGINS = "access-control-allow-origin"
FOUND = (
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration",
    "/fhir/.well-known/smart-configuration",
    "/fhir/metadata",
    "/auth/jwks",
)
NEVER = (
    ("/auth/launch", "POST"),
    ("/auth/par", "POST"),
    ("/auth/revoke", "POST"),
    ("/auth/introspect", "POST"),
    ("/auth/authorize", "GET"),
    ("/auth/ask", "POST"),
    ("/mijn", "GET"),
    ("/medmij/token", "POST"),
    ("/fhir", "POST"),
    ("/fhir/Consent", "POST"),
    ("/fhir/Consent/x", "PUT"),
    ("/fhir/Consent/x", "DELETE"),
    ("/health/ready", "GET"),
)


@pytest.fixture(scope="module")
async def viewer(people: PeopleHub) -> SmartApp:
    """One whose page the hub has heard of: it looks each second."""
    host = f"https://{secrets.token_hex(4)}.viewer.example"
    found = await a_smart_app(people, f"{host}/cb")
    deadline = time.monotonic() + 20
    while OF_ORIGINS not in asked(people, "GET", "/auth/jwks", host).headers:
        assert time.monotonic() < deadline
        await anyio.sleep(0.05)
    return found


def origin_of(app: SmartApp) -> str:
    return app.back.removesuffix("/cb")


def asked(people: PeopleHub, method: str, path: str, origin: str) -> httpx.Response:
    with people.http() as http:
        return http.request(method, path, headers={"Origin": origin})


def preflight(people: PeopleHub, path: str, origin: str, method: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    with people.http() as http:
        return http.options(path, headers=headers)


async def test_no_other_page_may_read_anything(people: PeopleHub, viewer: SmartApp) -> None:
    own = origin_of(viewer)
    others = (
        "https://evil.example",
        f"{own}.evil.example",
        f"{own}:8443",
        f"{own}:443",
        own.replace("https", "http"),
        own.upper(),
        f"{own}/",
        f"{own}, https://evil.example",
        "null",
        "*",
        "",
    )
    for origin in others:
        for path, method in (("/auth/token", "POST"), ("/fhir/Patient/x", "GET")):
            assert OF_ORIGINS not in asked(people, method, path, origin).headers, origin
            assert OF_ORIGINS not in preflight(people, path, origin, method).headers, origin


async def test_what_the_hub_says_of_itself_any_page_may_read(people: PeopleHub) -> None:
    for path in FOUND:
        for method in ("GET", "HEAD"):
            answer = asked(people, method, path, "https://anybody.example")
            assert (answer.status_code, answer.headers[OF_ORIGINS]) == (200, "*"), path
            assert "access-control-allow-credentials" not in answer.headers
        before = preflight(people, path, "https://anybody.example", "GET")
        assert (before.status_code, before.headers[OF_ORIGINS]) == (204, "*"), path
        assert before.headers["access-control-allow-methods"] == "GET, HEAD"
        for method in ("POST", "PUT", "DELETE"):
            answer = preflight(people, path, "https://anybody.example", method)
            assert OF_ORIGINS not in answer.headers, path


async def test_of_what_it_need_not_ask_its_own_page_reads_nothing(
    people: PeopleHub, viewer: SmartApp
) -> None:
    for path, method in NEVER:
        for answer in (
            preflight(people, path, origin_of(viewer), method),
            asked(people, method, path, origin_of(viewer)),
        ):
            assert not {one for one in answer.headers if one.startswith("access-control")}, path


async def test_who_is_no_app_in_a_browser_has_no_page_that_reads(
    people: PeopleHub, viewer: SmartApp
) -> None:
    origin = f"https://{secrets.token_hex(4)}.server.example"
    await people.app(redirect_uris=[f"{origin}/cb"])
    await anyio.sleep(1.1)
    assert OF_ORIGINS not in asked(people, "GET", "/fhir/Patient/x", origin).headers


async def test_its_own_page_finds_out_gets_a_token_and_reads(
    people: PeopleHub, viewer: SmartApp, who: Inhabitant
) -> None:
    origin = origin_of(viewer)
    for path in FOUND:
        answer = asked(people, "GET", path, origin)
        assert (answer.status_code, answer.headers[OF_ORIGINS]) == (200, "*")
    token = viewer.redeem(viewer.code_alone(who)).json()["access_token"]
    path = f"/fhir/Patient/{who.patient}"
    read = viewer.bearer(token, "GET", path, headers={"Origin": origin})
    assert (read.status_code, read.headers[OF_ORIGINS]) == (200, origin)
    assert read.headers["vary"] == "Origin"
    for there, method in (("/auth/token", "POST"), (path, "GET"), ("/fhir/Goal/_search", "POST")):
        answer = preflight(people, there, origin, method)
        assert (answer.status_code, answer.headers[OF_ORIGINS]) == (204, origin)
        assert method in answer.headers["access-control-allow-methods"].split(", ")
        assert "authorization" in answer.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in answer.headers


async def test_a_refusal_too_is_read_by_its_own_page(people: PeopleHub, viewer: SmartApp) -> None:
    answer = asked(people, "GET", "/fhir/Patient/x", origin_of(viewer))
    assert (answer.status_code, answer.headers[OF_ORIGINS]) == (401, origin_of(viewer))
    assert "www-authenticate" in answer.headers["access-control-expose-headers"]
