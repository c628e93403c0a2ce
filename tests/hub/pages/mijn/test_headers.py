"""Every answer under /mijn keeps to itself: no script, no frame, no cache, no referrer."""

import httpx
import pytest
from starlette.responses import Response

from hub.pages.assets import style_path
from hub.pages.cookies import Cookies
from tests.hub.pages.mijn.visitors import Browser, browser_of
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
PAGES = [
    *("", "/wensen", "/keuzes", "/keuzes/nieuw", "/wie-keek", "/meenemen", "/meenemen/bestand"),
    *("/meenemen/papier", "/meenemen/papier/x"),
    *("/eigen-woorden", "/eigen-woorden/schrijven", "/eigen-woorden/klaar", "/klopt-niet"),
    *("/klopt-niet/Goal/x/schrijven", "/klopt-niet/klaar/x", "/en/eigen-woorden/schrijven"),
    *("/uitgelogd", "/inloggen", "/in", "/niets", "/en/wensen", "/wensen/x"),
]


def policy_of(answer: httpx.Response) -> dict[str, str]:
    said = answer.headers["content-security-policy"].split(";")
    return dict(one.strip().split(" ", 1) for one in said)


@pytest.mark.parametrize("path", PAGES)
async def test_whatever_it_answers_it_keeps_to_itself(region: Region, path: str) -> None:
    browser = await browser_of((await Home.of(region)).himself)

    for answer in (await browser.get(path), await Browser(region.running).get(path)):
        policy = policy_of(answer)
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["style-src"] == policy["img-src"] == policy["form-action"] == "'self'"
        assert not [one for one in policy if "script" in one]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]


@pytest.mark.parametrize("path", [one for one in PAGES if "bestand" not in one])
async def test_nothing_is_inline_and_nothing_comes_from_elsewhere(
    region: Region, path: str
) -> None:
    text = (await (await browser_of((await Home.of(region)).himself)).get(path)).text

    for danger in ("<script", "<style", " style=", " onclick", " onload", "javascript:", "http:"):
        assert danger not in text


def test_the_cookie_is_bound_to_this_host_by_tls() -> None:
    secure, plain = Response(), Response()
    Cookies(is_secure=True).give(secure, "mijn", "s")
    Cookies(is_secure=False).give(plain, "mijn", "s")

    flags = {one.strip().lower() for one in secure.headers["set-cookie"].split(";")}
    assert flags == {"__host-mijn=s", "secure", "httponly", "path=/", "samesite=lax"}
    assert plain.headers["set-cookie"].lower() == "mijn=s; httponly; path=/; samesite=lax"


@pytest.mark.parametrize("path", ["/pages.css", style_path("mijn"), "/pages.svg"])
async def test_the_look_is_served(region: Region, path: str) -> None:
    answer = await Browser(region.running).client.get(path)

    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_no_title_and_no_address_names_a_person(region: Region) -> None:
    home = await Home.of(region)
    browser = await browser_of(home.himself)

    for path in (one for one in PAGES if "bestand" not in one):
        answer = await browser.get(path)
        title = answer.text.partition("<title>")[2].partition("</title>")[0]
        assert "Vlinderhof" not in title
        assert home.bsn not in answer.text


@pytest.mark.parametrize("path", ["", "/wensen", "/eigen-woorden/schrijven", "/uitgelogd"])
async def test_who_has_to_leave_quickly_leaves_no_trace_and_stays_logged_in(
    region: Region, path: str
) -> None:
    browser = await browser_of((await Home.of(region)).himself)
    away = region.running.settings.quick_exit

    text = (await browser.get(path)).text

    head = text.partition("<main")[0]
    assert f'href="{away}" rel="noreferrer noopener">Snel weg</a>' in head
    assert "mijn" not in away
    assert (await browser.get("/wensen")).status_code == 200
