"""A real browser without a window, for the pages: Chromium, driven over WebDriver."""

import shutil
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

# A test's browser talks to this machine alone, and needs no sandbox of its own.
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--window-size=1280,900",
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One for all tests of this worker; skips where there is none."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("needs Chromium: on Debian, `apt-get install chromium chromium-driver`")
    options = ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for option in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(option)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "*")  # a proxy does not know this machine
        running = Chrome(options=options, service=ChromeService(driver))
    running.set_page_load_timeout(30)
    yield running
    running.quit()


def complaints(browser: Chrome) -> list[str]:
    """What the page's own console was told since it was last asked: faults and refusals."""
    return [line["message"] for line in browser.get_log("browser")]
