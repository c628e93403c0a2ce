"""The door, the guide and the pages of faults in a real browser: any width, no mouse, no script."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.e2e.inhabitant import REACHABLE, comes_to, go, mode, shoot, sideways, tab_walk, width
from tests.e2e.widths import fits_everywhere
from tests.plugins.axe import found_by
from tests.plugins.browser import complaints
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm

pytestmark = pytest.mark.slow
PAGES = {
    "door": "/",
    "door-english": "/en",
    "docs": "/docs",
    "absent": "/nergens",
    "absent-english": "/en/nowhere",
    "method": "/docs/try",
}
MODES = {
    "dark": {"prefers_color_scheme": "dark"},
    "contrast": {"prefers_contrast": "more"},
    "forced": {"forced_colors": "active"},
}
NAMES = """
return [...document.querySelectorAll("a[href], button")].filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.replace(/\\s+/g, " ").trim(), one.href ?? one.form.example.value]);
"""


@pytest.fixture(scope="module")
def hub_of_page(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HubProcess]:
    """A demo, as far as its guide goes."""
    port, folder = free_port(), tmp_path_factory.mktemp("front")
    (folder / "clients.json").write_text(json.dumps([]))
    settings = {**settings_of(database_url, port), "HUB_DEMO_PLACE": str(folder)}
    started = hub_process(warm, settings, port, Path(folder) / "hub.log")
    yield started.ready()
    started.kill()


@pytest.fixture
def page(browser: Chrome, hub_of_page: HubProcess) -> Iterator[Chrome]:
    complaints(browser)
    yield browser
    assert [one for one in complaints(browser) if "Security Policy" in one] == []
    mode(browser)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_a_machine_sees_at_any_width(
    page: Chrome, hub_of_page: HubProcess, axe: str, name: str
) -> None:
    page.get(f"{hub_of_page.url}{PAGES[name]}")

    fits_everywhere(page, axe, f"front-{name}")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_walked_by_the_tab_key_and_each_stop_is_seen(
    page: Chrome, hub_of_page: HubProcess, name: str
) -> None:
    page.get(f"{hub_of_page.url}{PAGES[name]}")
    width(page, 320)

    places = tab_walk(page)

    regions = len(page.find_elements(By.CSS_SELECTOR, "[tabindex='0']"))
    assert len(places) == page.execute_script(REACHABLE) + regions
    assert [one["id"] for one in places] == sorted(one["id"] for one in places)
    assert {one["outline"] for one in places} == {"solid"}
    assert [one for one in places if not one["seen"]] == []


@pytest.mark.parametrize("how", MODES)
@pytest.mark.parametrize("name", ["door", "docs"])
def test_a_page_is_as_good_in_the_dark_and_in_others_colours(
    page: Chrome, hub_of_page: HubProcess, axe: str, name: str, how: str
) -> None:
    width(page, 800)
    mode(page, **MODES[how])
    page.get(f"{hub_of_page.url}{PAGES[name]}")

    assert found_by(axe, page)["violations"] == []
    shoot(page, f"front-{name}-{how}")


@pytest.mark.parametrize("name", PAGES)
def test_no_two_links_or_buttons_are_called_the_same_unless_they_do_the_same(
    page: Chrome, hub_of_page: HubProcess, name: str
) -> None:
    page.get(f"{hub_of_page.url}{PAGES[name]}")

    led: dict[str, set[str]] = {}
    for words, to in page.execute_script(NAMES):
        led.setdefault(words, set()).add(to)
    assert {words: to for words, to in led.items() if len(to) > 1 or not words} == {}


@pytest.mark.parametrize("name", PAGES)
def test_without_script_a_page_says_the_same(
    page: Chrome, hub_of_page: HubProcess, name: str
) -> None:
    address = f"{hub_of_page.url}{PAGES[name]}"
    page.get(address)
    said = page.find_element(By.TAG_NAME, "main").text
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.get(address)

    assert page.find_element(By.TAG_NAME, "main").text == said


def test_by_keyboard_alone_a_vendor_finds_the_guide_and_runs_a_call(
    page: Chrome, hub_of_page: HubProcess, axe: str
) -> None:
    page.get(hub_of_page.url)
    go(page, "Uitleg voor leveranciers")
    assert comes_to(page, "Wire your system in a day")

    go(page, "Run the CapabilityStatement")

    assert comes_to(page, "Run: the CapabilityStatement")
    assert "Answer: 200" in page.page_source
    assert "fhirVersion" in page.page_source
    for pixels in (1280, 320):
        width(page, pixels)
        assert found_by(axe, page) == {"violations": [], "incomplete": []}
        assert sideways(page) == 0
        shoot(page, f"front-run-{pixels}")
    go(page, "Back to the guide")
    assert comes_to(page, "Wire your system in a day")


def test_each_language_leads_to_the_other_and_the_door_leads_to_an_inhabitants_pages(
    page: Chrome, hub_of_page: HubProcess
) -> None:
    page.get(hub_of_page.url)
    go(page, "In English")
    assert comes_to(page, "Where do you want to go?")
    go(page, "In het Nederlands")
    assert comes_to(page, "Waar wilt u heen?")
    go(page, "Naar mijn wensen")

    assert comes_to(page, "Mijn wensen voor zorg")
