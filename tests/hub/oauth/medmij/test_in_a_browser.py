"""The question in a real browser: by keyboard alone, on a small screen, for a screen reader."""

import json
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, ChromeService, Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.architecture.tree import ROOT
from tests.hub.oauth.medmij.conftest import Someone
from tests.hub.oauth.medmij.pgo import National, Pgo
from tests.plugins.browser import QUIET, complaints

pytestmark = pytest.mark.anyio

WITHIN = 30.0
AXE = ROOT / "tests" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
  "wcag22aa", "best-practice"]}}).then(found => done(JSON.stringify(found.violations)));
"""


@pytest.fixture(scope="module")
def chrome(_national: National, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """To which every app's host is this machine."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("needs Chromium: on Debian, `apt-get install chromium chromium-driver`")
    options = ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    here = f"127.0.0.1:{urlsplit(_national.url).port}"
    for option in (
        *QUIET,
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
        f"--host-resolver-rules=MAP *.example.nl {here}",
        "--ignore-certificate-errors",
    ):
        options.add_argument(option)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "*")  # a proxy does not know this machine
        running = Chrome(options=options, service=ChromeService(driver))
    running.set_page_load_timeout(60)
    yield running
    running.quit()


@pytest.fixture
def asked(chrome: Chrome, pgo: Pgo, someone: Someone) -> Chrome:
    """In front of the question."""
    pgo.national.log_ins.bsn = someone.bsn
    chrome.set_window_size(1280, 900)
    complaints(chrome)  # of the test before
    chrome.get(f"{pgo.national.url}/medmij/authorize?{urlencode(pgo.request())}")
    assert chrome.current_url == f"{pgo.national.url}/medmij/consent"
    return chrome


def press(chrome: Chrome, *keys: str) -> None:
    ActionChains(chrome).send_keys(*keys).perform()


def at(chrome: Chrome) -> str:
    """What has the focus."""
    return str(chrome.execute_script("return document.activeElement.outerHTML"))


def back(chrome: Chrome, pgo: Pgo) -> dict[str, list[str]]:
    """What the app is told, once the browser is there."""
    WebDriverWait(chrome, WITHIN).until(lambda one: pgo.host in one.current_url)
    assert chrome.current_url.startswith(pgo.redirect_uri)
    return parse_qs(urlsplit(chrome.current_url).query)


def found_by_axe(chrome: Chrome) -> list[dict[str, Any]]:
    if not AXE.exists():
        pytest.skip("needs axe-core: `npm ci` in tests/npm")
    chrome.execute_script(AXE.read_text())
    return json.loads(chrome.execute_async_script(RUN))


def test_by_keyboard_alone_he_says_yes_and_later_too(asked: Chrome, pgo: Pgo) -> None:
    seen = []
    for key in (Keys.TAB, Keys.SPACE, Keys.TAB):
        press(asked, key)
        seen.append(at(asked))
    assert 'name="lasting"' in seen[0]
    assert asked.execute_script("return document.getElementById('lasting').checked")
    assert 'value="yes"' in seen[2]

    press(asked, Keys.ENTER)

    said = back(asked, pgo)
    assert said["state"] == [pgo.state]
    assert "refresh_token" in pgo.exchange(said["code"][0]).json()


def test_by_keyboard_alone_he_says_no(asked: Chrome, pgo: Pgo) -> None:
    press(asked, Keys.TAB, Keys.TAB, Keys.TAB)
    assert 'value="no"' in at(asked)

    press(asked, Keys.ENTER)

    assert back(asked, pgo) == {"error": ["access_denied"], "state": [pgo.state]}


@pytest.mark.parametrize("width", [320, 1280])
def test_the_question_has_no_fault_that_a_machine_finds_and_fits(asked: Chrome, width: int) -> None:
    asked.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        assert found_by_axe(asked) == []
        assert asked.execute_script("return document.documentElement.scrollWidth") <= width
        small = asked.execute_script(
            "return [...document.querySelectorAll('button, label, main a')]"
            ".filter(one => one.getBoundingClientRect().height < 44).length"
        )
        assert small == 0
    finally:
        asked.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert [one for one in complaints(asked) if "/medmij/" in one] == []


def test_the_page_of_who_can_not_be_let_in_has_no_fault_either(
    chrome: Chrome, national: National
) -> None:
    stranger = Pgo(national, "vreemd.example.nl")
    chrome.get(f"{national.url}/medmij/authorize?{urlencode(stranger.request())}")

    assert chrome.title.startswith(("Fout: ", "Error: "))
    assert found_by_axe(chrome) == []
    assert chrome.current_url.startswith(national.url)


def test_no_page_of_another_site_holds_the_question(asked: Chrome, national: National) -> None:
    page = f"<iframe src='{national.url}/medmij/consent'></iframe>"
    asked.get(f"data:text/html,{page}")
    asked.switch_to.frame(0)

    assert "ophalen" not in asked.page_source
    asked.switch_to.default_content()
    complaints(asked)
