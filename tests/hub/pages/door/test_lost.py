"""Where nothing is or something fails: a page for who reads pages, JSON for who does not."""

import logging

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from hub.pages.door.lost import FULL, tell_people
from tests.hub.pages.door.front import asking
from tests.plugins.hub import Running

pytestmark = pytest.mark.anyio
SECRET = "999940107"


async def fails(_request: Request) -> Response:
    raise ValueError(f"of {SECRET}")


async def breaks_off(_request: Request) -> Response:
    async def parts() -> object:
        yield b"begun"
        raise ValueError

    return StreamingResponse(parts())


@pytest.fixture
def failing() -> Starlette:
    of_oauth = Route("/auth/fails", fails)
    app = Starlette(routes=[Route("/fails", fails), of_oauth, Route("/breaks-off", breaks_off)])
    tell_people(app)
    return app


async def test_an_unknown_path_gives_a_browser_a_page_in_his_language(hub: Running) -> None:
    async with asking(hub.app) as dutch, asking(hub.app, accept_language="de, en;q=0.8") as other:
        answers = [await dutch.get("/nergens"), await other.get("/nergens")]
        chosen = await dutch.get("/en/nowhere")

    assert [one.status_code for one in (*answers, chosen)] == [404, 404, 404]
    assert "Deze pagina is er niet" in answers[0].text
    assert 'lang="nl"' in answers[0].text
    for one in (answers[1], chosen):
        assert "This page does not exist" in one.text
        assert 'lang="en"' in one.text
    assert "default-src 'none'" in answers[0].headers["content-security-policy"]
    assert answers[0].headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "application/json, text/html;q=0.9", "text/html;q=0"]
)
async def test_a_machine_gets_what_it_got_before(hub: Running, accept: str) -> None:
    async with asking(hub.app, accept=accept) as machine:
        absent, method = await machine.get("/nergens"), await machine.delete("/health/live")

    assert (absent.status_code, absent.json()) == (404, {"detail": "Not Found"})
    assert (method.status_code, method.json()) == (405, {"detail": "Method Not Allowed"})
    assert "GET" in method.headers["allow"]


async def test_a_client_of_fhir_beside_its_base_reads_an_outcome(hub: Running) -> None:
    async with asking(hub.app, accept="application/fhir+json") as client:
        absent, method = await client.get("/Patient/1"), await client.delete("/health/live")

    for answer, status, code in ((absent, 404, "not-found"), (method, 405, "not-supported")):
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("application/fhir+json")
        [issue] = answer.json()["issue"]
        assert issue["code"] == code
        assert "/fhir" in issue["diagnostics"]
    assert "GET" in method.headers["allow"]


async def test_a_wrong_method_says_which_there_are(hub: Running) -> None:
    async with asking(hub.app) as browser:
        answer = await browser.post("/")

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "Er is niets gedaan" in answer.text


@pytest.mark.parametrize("path", ["/fhir/Nothing/1", "/auth/nothing", "/auth"])
async def test_what_is_asked_of_machines_alone_is_answered_as_before(
    hub: Running, path: str
) -> None:
    async with asking(hub.app) as browser:
        answer = await browser.get(path)

    assert answer.status_code >= 400
    assert "html" not in answer.headers["content-type"]


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/auth/token", 405, "Method Not Allowed"),
        ("DELETE", "/auth/jwks", 405, "Method Not Allowed"),
        ("POST", "/auth/nothing", 404, "Not Found"),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "application/fhir+json", "text/html"])
async def test_a_client_of_oauth_reads_an_error_of_oauth(
    hub: Running, method: str, path: str, status: int, said: str, accept: str
) -> None:
    """https://www.rfc-editor.org/rfc/rfc6749#section-5.2."""
    async with asking(hub.app, accept=accept) as client:
        answer = await client.request(method, path)

    assert answer.status_code == status
    assert answer.json() == {"error": "invalid_request", "error_description": said}
    assert ("allow" in answer.headers) is (status == 405)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_client_of_oauth_is_told_so_where_the_hub_fails_or_has_no_room(
    hub: Running, failing: Starlette
) -> None:
    async with asking(failing, accept="*/*") as client, asking(hub.app.turn_away) as other:
        failed, full = await client.get("/auth/fails"), await other.post("/auth/token")

    assert (failed.status_code, failed.json()["error"]) == (500, "server_error")
    assert (full.status_code, full.json()["error"]) == (503, "temporarily_unavailable")
    assert SECRET not in failed.text
    assert full.headers["retry-after"] == "1"
    assert full.headers["connection"] == "close"
    assert full.headers["x-request-id"]


async def test_the_address_that_is_not_there_is_never_said_again(hub: Running) -> None:
    async with asking(hub.app) as browser:
        answer = await browser.get(f"/{SECRET}/%3Cb%3Ex?{SECRET}")

    assert answer.status_code == 404
    assert SECRET not in answer.text
    assert "<b>" not in answer.text


async def test_a_failure_says_nothing_of_what_it_held(
    failing: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    async with asking(failing) as browser, asking(failing, accept="*/*") as machine:
        shown, told = await browser.get("/fails"), await machine.get("/fails")

    assert (shown.status_code, told.status_code) == (500, 500)
    assert "Er ging bij ons iets mis" in shown.text
    assert told.json() == {"detail": "Internal Server Error"}
    assert SECRET not in shown.text + told.text + caplog.text
    assert "ValueError at" in caplog.text
    assert all(one.exc_info is None for one in caplog.records)


async def test_an_answer_that_broke_off_is_not_begun_again(failing: Starlette) -> None:
    async with asking(failing) as browser:
        with pytest.raises(ValueError):  # noqa: PT011 - it has no text
            await browser.get("/breaks-off")


async def test_where_there_is_no_room_a_browser_reads_so_and_a_machine_too(hub: Running) -> None:
    async def turned_away(path: str, **headers: str) -> httpx.Response:
        async with asking(hub.app.turn_away, **headers) as asked:
            return await asked.get(path)

    shown, told = await turned_away("/mijn"), await turned_away("/mijn", accept="*/*")
    fhir = await turned_away("/fhir/Patient/1")

    assert [one.status_code for one in (shown, told, fhir)] == [503, 503, 503]
    assert "Het is nu te druk" in shown.text
    assert told.json()["resourceType"] == fhir.json()["resourceType"] == "OperationOutcome"
    for one in (shown, told, fhir):
        assert one.headers["connection"] == "close"
        assert one.headers["retry-after"] == "1"
        assert one.headers["x-request-id"]


def test_no_caller_can_say_that_there_is_no_room() -> None:
    assert not FULL.startswith("http")
