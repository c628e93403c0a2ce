"""What a person is asked on behalf of an app: a real browser, by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.plugins.browser import complaints
from tests.plugins.people import App, Inhabitant, PeopleHub
from tests.stubs.listening import Listening, Serving
from tests.stubs.provider import Somebody

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
AXE = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WITHIN = 20.0  # seconds, on a machine with other work
MOST_TABS = 20


class _App(Serving):
    def serve(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><html lang=nl><title>app</title><h1>app</h1></html>")


@pytest.fixture(scope="module")
def landing() -> Iterator[Listening]:
    """Where the app's people come back, another origin than the hub's."""
    with Listening(_App) as running:
        yield running


@pytest.fixture
async def app(demo: PeopleHub, landing: Listening) -> App:
    return await demo.app(redirect_uris=[f"{landing.address}/cb"])


@pytest.fixture
async def parent(demo: PeopleHub) -> Inhabitant:
    """Who has a child of nine."""
    who, child = await demo.inhabitant(), await demo.inhabitant(age=9)
    said = {"bsn": child.bsn, "ground": "parent", "name": "Sietske"}
    demo.provider.mandates[who.bsn] = [said]
    return who


@pytest.fixture
def page(browser: Chrome) -> Iterator[Chrome]:
    browser.set_window_size(1280, 900)
    complaints(browser)
    yield browser
    told = [one for one in complaints(browser) if "400 (Bad Request)" not in one]
    assert told == []
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def asked(page: Chrome, app: App, landing: Listening, who: Inhabitant, **changes: Any) -> None:
    """As far as the question."""
    app.hub.provider.next = Somebody(who.bsn)
    changes.setdefault("ui_locales", "nl")
    request_uri = app.pushed(redirect_uri=f"{landing.address}/cb", **changes)
    pairs = urlencode({"client_id": app.client_id, "request_uri": request_uri})
    page.get(f"{app.hub.url}/auth/authorize?{pairs}")
    assert page.find_element(By.TAG_NAME, "h1").text.startswith(("Mag", "May"))


def tab_to(page: Chrome, name: str) -> None:
    """Tab until the control with this accessible name has the focus, and shows it."""
    for _ in range(MOST_TABS):
        ActionChains(page).send_keys(Keys.TAB).perform()
        focused = page.switch_to.active_element
        if name in (focused.accessible_name or ""):
            assert focused.value_of_css_property("outline-style") == "solid"
            return
    pytest.fail(f"{name} can't be reached by keyboard")


def press(page: Chrome, *keys: str) -> None:
    ActionChains(page).send_keys(*keys).perform()


def came_back(page: Chrome, landing: Listening) -> dict[str, str]:
    """What the app got; a browser that the page's policy keeps back never gets there."""
    WebDriverWait(page, WITHIN).until(lambda one: one.title == "app")
    assert page.current_url.startswith(f"{landing.address}/cb?")
    return dict(parse_qsl(urlsplit(page.current_url).query))


def faults(page: Chrome) -> list[str]:
    """What axe finds."""
    if not AXE.exists():
        pytest.skip("needs axe-core: `npm ci` in tests/npm")
    page.execute_script(AXE.read_text("utf-8"))
    found = page.execute_async_script(
        "const [values, done] = arguments; axe.run(document, {runOnly: {type: 'tag', values}})"
        ".then(r => done(r.violations.map(v => v.id + ': ' + v.nodes[0].html)));",
        TAGS,
    )
    return [str(one) for one in found]


async def test_by_keyboard_alone_he_says_yes_and_is_back_at_the_app(
    page: Chrome, app: App, landing: Listening, demo: PeopleHub
) -> None:
    who = await demo.inhabitant()
    asked(page, app, landing, who)
    assert "signing-in-" in page.get_cookies()[0]["name"]

    tab_to(page, "Ja, ")
    press(page, Keys.ENTER)

    found = came_back(page, landing)
    assert (found["state"], found["iss"]) == (app.state, demo.url)
    answer = app.redeem(found["code"], redirect_uri=f"{landing.address}/cb")
    assert answer.json()["patient"] == who.patient


async def test_by_keyboard_alone_he_says_no(
    page: Chrome, app: App, landing: Listening, demo: PeopleHub
) -> None:
    asked(page, app, landing, await demo.inhabitant())
    tab_to(page, "Nee, ")
    press(page, Keys.ENTER)
    assert came_back(page, landing)["error"] == "access_denied"


async def test_who_forgets_for_whom_is_told_so_and_goes_on(
    page: Chrome, app: App, landing: Listening, parent: Inhabitant
) -> None:
    asked(page, app, landing, parent)
    tab_to(page, "Ja, ")
    press(page, Keys.ENTER)
    WebDriverWait(page, WITHIN).until(lambda one: one.title.startswith("Fout:"))
    assert faults(page) == []
    tab_to(page, "Voor mijzelf")
    press(page, Keys.ARROW_DOWN)
    tab_to(page, "Ja, ")
    press(page, Keys.ENTER)
    assert "code" in came_back(page, landing)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_nothing_is_wrong_with_it_however_wide_and_in_which_language(
    page: Chrome, app: App, landing: Listening, parent: Inhabitant, language: str, width: int
) -> None:
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    asked(page, app, landing, parent, ui_locales=language)
    assert faults(page) == []
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    small = page.execute_script(
        "return [...document.querySelectorAll('button, .choice, a')]"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.textContent)"
    )
    assert small == []


async def test_the_other_language_is_a_link_away(
    page: Chrome, app: App, landing: Listening, parent: Inhabitant
) -> None:
    asked(page, app, landing, parent)
    page.find_element(By.LINK_TEXT, "English").click()
    WebDriverWait(page, WITHIN).until(lambda one: "May" in one.title)
    page.find_element(By.LINK_TEXT, "Nederlands").click()
    WebDriverWait(page, WITHIN).until(lambda one: "Mag" in one.title)


async def test_where_nothing_can_be_asked_there_is_a_page_too(
    page: Chrome, demo: PeopleHub
) -> None:
    page.get(f"{demo.url}/auth/authorize")
    assert page.find_element(By.TAG_NAME, "h1").text == "This does not work now"
    assert faults(page) == []
