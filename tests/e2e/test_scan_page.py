"""Where the code on a paper leads, in each state, in a real browser: any width, no mouse."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from hub.pages.assets import asset
from hub.pages.ticket.door import HEADERS, PAGE, page
from hub.pages.ticket.professionals import HOW, LoggedIn
from tests.e2e.inhabitant import REACHABLE, mode, shoot, tab_walk, width
from tests.e2e.widths import fits_everywhere
from tests.plugins.axe import found_by
from tests.plugins.browser import complaints
from tests.stubs.listening import Listening, Serving

pytestmark = pytest.mark.slow
WHO = LoggedIn(None, "token", "name", "Wilhelmina Alexandrina van der Sluis-Polderman")
PAGES = {
    "scanned": ("scanned.html", {"who": None, "may_log_in": True, "every": HOW}),
    "scanned-nowhere": ("scanned.html", {"who": None, "may_log_in": False, "every": HOW}),
    "scanned-known": ("scanned.html", {"who": WHO, "may_log_in": True, "every": HOW}),
    **{
        kind: ("problem.html", {"kind": kind})
        for kind in ("revoked", "unknown", "many", "form", "denied", "busy", "fault")
    },
    "device": ("device.html", {"wrong": False}),
    "device-wrong": ("device.html", {"wrong": True}),
    "device-done": ("device-done.html", {}),
}
MODES = {
    "dark": {"prefers_color_scheme": "dark"},
    "contrast": {"prefers_contrast": "more"},
    "forced": {"forced_colors": "active"},
}
FILES = {"/pages.css": "pages.css", "/pages.svg": "pages.svg", "/ticket.css": f"{PAGE}/ticket.css"}


class _Pages(Serving):
    """Each state under its name, with the headers of the hub."""

    def serve(self) -> None:
        if self.path in FILES:
            answer = asset(FILES[self.path])
        else:
            template, values = PAGES[self.path.strip("/")]
            answer = page(template, **values)
        self.send_response(200)
        for name, value in {**HEADERS, **dict(answer.headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(bytes(answer.body))


@pytest.fixture(scope="module")
def served() -> Iterator[Listening]:
    with Listening(_Pages) as running:
        yield running


@pytest.fixture
def seen(browser: Chrome) -> Iterator[Chrome]:
    complaints(browser)
    yield browser
    assert complaints(browser) == []
    mode(browser)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_a_machine_sees_at_any_width(
    seen: Chrome, served: Listening, axe: str, name: str
) -> None:
    seen.get(f"{served.address}/{name}")

    fits_everywhere(seen, axe, f"paper-{name}")


@pytest.mark.parametrize("name", ["scanned", "scanned-known", "revoked", "device-wrong"])
def test_it_is_walked_by_the_tab_key_and_each_stop_is_seen(
    seen: Chrome, served: Listening, name: str
) -> None:
    seen.get(f"{served.address}/{name}")
    width(seen, 320)

    places = tab_walk(seen)

    assert len(places) == seen.execute_script(REACHABLE)
    assert {one["outline"] for one in places} == {"solid"}
    assert [one for one in places if not one["seen"]] == []


@pytest.mark.parametrize("how", MODES)
@pytest.mark.parametrize("name", ["scanned-known", "device-wrong"])
def test_it_is_as_good_in_the_dark_and_in_others_colours(
    seen: Chrome, served: Listening, axe: str, name: str, how: str
) -> None:
    width(seen, 390)
    mode(seen, **MODES[how])
    seen.get(f"{served.address}/{name}")

    assert found_by(axe, seen)["violations"] == []
    shoot(seen, f"paper-{name}-{how}")


def test_on_a_telephone_the_way_in_is_on_the_first_screen(seen: Chrome, served: Listening) -> None:
    for name, button in (("scanned", "a.main"), ("scanned-known", "button.main")):
        seen.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
        )
        seen.get(f"{served.address}/{name}")

        found = seen.find_element(By.CSS_SELECTOR, button)

        assert found.rect["y"] + found.rect["height"] < 700, name
