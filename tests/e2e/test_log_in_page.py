"""The page of the demo's provider as people use it: a real browser, by keyboard alone."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.support.wait import WebDriverWait

from hub.demo.people import PEOPLE
from hub.oauth.openid_sign_in import OpenIdSignIn
from hub.oauth.sign_in import Asked, Begun, SignedIn, SignInRefused
from hub.oauth.sign_in_settings import sign_in
from hub.settings import Settings
from tests.e2e.providing import Provider, provider
from tests.hub.oauth.signing_in import usual
from tests.hub.security.systems import hub_key
from tests.plugins.browser import complaints
from tests.stubs.listening import Listening, Serving
from tests.stubs.openid_provider import CLIENT_ID

AXE = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
WITHIN = 20.0  # seconds, on a machine with other work
TABS = 40
DOCTOR = next(one for one in PEOPLE if one.who == "professional")

pytestmark = pytest.mark.slow


class _Landing(Serving):
    def serve(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><html lang=en><title>back</title>back</html>")


@pytest.fixture(scope="module")
def landing() -> Iterator[Listening]:
    """Where browsers come back, in the place of a hub."""
    with Listening(_Landing) as running:
        yield running


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, landing: Listening) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider"), landing.address) as running:
        yield running


@pytest.fixture
def door(up: Provider) -> OpenIdSignIn:
    """The hub's own, sending people there."""
    said = {
        "public_url": up.back.removesuffix("/auth/back"),
        "inhabitants_issuer": up.issuer(),
        "inhabitants_client_id": CLIENT_ID,
        "professionals_issuer": up.issuer("zorgverleners"),
        "professionals_client_id": CLIENT_ID,
    }
    return sign_in(Settings.model_construct(**{**usual(), **said}), hub_key())


@pytest.fixture
def page(browser: Chrome) -> Iterator[Chrome]:
    browser.set_window_size(1280, 900)
    complaints(browser)  # of the test before
    yield browser
    assert complaints(browser) == []


def sent(page: Chrome, door: OpenIdSignIn, asked: Asked) -> Begun:
    begun = asyncio.run(door.begin(asked, datetime.now(UTC)))
    page.get(begun.url)
    return begun


def pressed(page: Chrome, words: str) -> None:
    """Tab to the button that begins so, and press it."""
    for _ in range(TABS):
        ActionChains(page).send_keys(Keys.TAB).perform()
        if page.switch_to.active_element.text.startswith(words):
            page.switch_to.active_element.send_keys(Keys.ENTER)
            return
    pytest.fail(f"{words} is not reached by keyboard")


def back(page: Chrome, door: OpenIdSignIn, asked: Asked, begun: Begun) -> SignedIn:
    WebDriverWait(page, WITHIN).until(lambda one: one.current_url.startswith(door.redirect_uri))
    pairs = dict(parse_qsl(urlsplit(page.current_url).query))
    return asyncio.run(door.came_back(pairs, asked, begun.kept, datetime.now(UTC)))


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Stoppen", "sign-in-cancelled"),
        ("Niet veilig genoeg", "id-token-acr"),
    ],
)
def test_who_stops_or_is_not_sure_enough_comes_back_as_nobody(
    page: Chrome, door: OpenIdSignIn, words: str, rule: str
) -> None:
    begun = sent(page, door, Asked())
    pressed(page, words)

    with pytest.raises(SignInRefused, match=rule):
        back(page, door, Asked(), begun)


def test_who_chooses_less_than_was_asked_comes_back_as_nobody(
    page: Chrome, door: OpenIdSignIn
) -> None:
    begun = sent(page, door, Asked())
    ActionChains(page).send_keys(Keys.TAB, Keys.ARROW_UP).perform()
    pressed(page, "Johanna Polderman")

    with pytest.raises(SignInRefused, match="id-token-acr"):
        back(page, door, Asked(), begun)


def test_an_inhabitant_logs_in_by_keyboard(page: Chrome, door: OpenIdSignIn) -> None:
    begun = sent(page, door, Asked())
    assert page.title == "Wie bent u? – oefenen met inloggen"
    pressed(page, "Johanna Polderman")

    came = back(page, door, Asked(), begun)

    assert came.bsn is not None
    assert came.bsn.value == PEOPLE[0].bsn
    assert came.assurance == "substantial"


def test_somebody_whom_nobody_knows_logs_in_well(page: Chrome, door: OpenIdSignIn) -> None:
    begun = sent(page, door, Asked())
    pressed(page, "Iemand anders")

    came = back(page, door, Asked(), begun)

    assert came.bsn is not None
    assert came.bsn.value not in {one.bsn for one in PEOPLE}


def test_a_doctor_logs_in_at_the_other_issuer_as_surely_as_asked(
    page: Chrome, door: OpenIdSignIn
) -> None:
    asked = Asked(who="professional", level="high")
    begun = sent(page, door, asked)
    pressed(page, DOCTOR.name)

    came = back(page, door, asked, begun)

    assert came.practitioner is not None
    assert (came.practitioner.number, came.ura) == (DOCTOR.uzi, DOCTOR.ura)
    assert came.assurance == "high"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_for_everybody(page: Chrome, door: OpenIdSignIn, width: int) -> None:
    if not AXE.exists():
        pytest.skip("needs `npm ci` in tests/npm")
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        sent(page, door, Asked())
        page.execute_script(AXE.read_text())
        found = page.execute_async_script("axe.run(document).then(arguments[0])")
        scrolls = page.execute_script("return document.documentElement.scrollWidth")
        small = page.execute_script(
            "return [...document.querySelectorAll('button, label')]"
            ".filter(one => one.getBoundingClientRect().height < 44).length"
        )
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert [one["id"] for one in found["violations"]] == []
    assert scrolls <= width
    assert small == 0
