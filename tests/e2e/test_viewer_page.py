"""/viewer as a doctor uses it at night: a real hub, provider and browser, often by keyboard alone.

docs/decisions/0049-the-viewer.md
"""

import json
import re
from collections.abc import Iterator, Mapping

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from hub.demo.provider.configuration import PATHS
from hub.pages.viewer.visit import Kept
from hub.security.professional_request import About
from tests.builders import a_bsn
from tests.e2e.inhabitant import (
    REACHABLE,
    comes_to,
    go,
    leads_on,
    log_out,
    mode,
    pick,
    shoot,
    tab_walk,
    width,
    write,
)
from tests.e2e.mijn_pages import MODES
from tests.e2e.professional import DOCTOR, POST, SHOTS, TYPED, Night
from tests.e2e.providing import provider
from tests.e2e.test_mijn_page import open_all
from tests.e2e.widths import CLIPPED, fits_everywhere
from tests.hub.security.systems import hub_key
from tests.plugins.axe import found_by
from tests.plugins.browser import complaints
from tests.plugins.hub import Region, Running
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm
from tests.stubs.openid_provider import CLIENT_ID

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
OF_NOBODY = {
    "welcome": "",
    "logged-out": "/uitgelogd",
    "not-logged-in": "/in",
    "launch-wrong": "/launch?iss=https://elsewhere.example/fhir&launch=x",
}
OF_DOCTOR = (
    *("finding", "finding-wrong", "wishes", "nothing", "emergency", "emergency-wrong"),
    *("emergency-again", "emergency-opened", "emergency-barred", "declared", "denied", "surer"),
    *("absent", "ended", "changed", "changed-wrong", "changed-never", "in-time"),
    *("papers", "papers-empty", "paper-check", "paper-done"),
)
OF_RECORD = {"wishes", "denied", "changed", "changed-wrong", "changed-never", "in-time"}
STEPS = {
    "changed": "/gewijzigd?sinds=2020-01-01",
    "changed-wrong": "/gewijzigd?sinds=gisteren",
    "changed-never": "/gewijzigd",
    "in-time": "/tijdlijn",
    "papers-empty": "/papieren",
}
PRINTED = {"papers", "paper-check", "paper-done"}
SIZES = {"desktop": 1280, "phone": 390}
# On a phone the heads of the columns are for who hears them.
SEEN_CLIPPED = CLIPPED.replace(".unseen, .skip", ".unseen, .skip, thead, thead *")
AT_PROVIDER = "Wie bent u?"


@pytest.fixture(scope="module")
def door(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HubProcess]:
    folder, port = tmp_path_factory.mktemp("viewer"), free_port()
    settings = settings_of(database_url, port)
    settings["HUB_SIGNING_KEY"] = json.dumps(hub_key().as_dict(private=True))
    with provider(folder, settings["HUB_PUBLIC_URL"]) as up:
        settings |= {
            "HUB_PROFESSIONALS_ISSUER": f"{up.url}{PATHS['professional']}",
            "HUB_PROFESSIONALS_CLIENT_ID": CLIENT_ID,
        }
        started = hub_process(warm, settings, port, folder / "hub.log")
        try:
            yield started.ready()
        finally:
            started.kill()


@pytest.fixture(scope="module")
async def night(hub: Running, owner_url: str) -> Night:
    return await Night.of(Region(hub), owner_url)


@pytest.fixture
def page(browser: Chrome, door: HubProcess) -> Iterator[Chrome]:
    browser.set_window_size(1280, 900)
    log_out(browser)
    complaints(browser)
    yield browser
    assert [one for one in complaints(browser) if "Security Policy" in one] == []
    log_out(browser)
    mode(browser)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


WHO: Mapping[str, Mapping[str, str]] = {
    "emergency-again": {"assurance": "substantial"},
    "emergency-barred": {"role": "16.000"},
    "denied": {"role": "90.000"},
    "surer": {"assurance": "low"},
}


async def open_(page: Chrome, door: HubProcess, night: Night, name: str) -> None:
    """The page of this name, in its state."""
    if name in OF_NOBODY:
        page.get(f"{door.url}/viewer{OF_NOBODY[name]}")
        return
    bsn = night.bsn if name in OF_RECORD | PRINTED else night.silent
    kept = Kept(About(bsn=bsn, relation=True), TYPED if name == "emergency-again" else None)
    is_opened = name == "emergency-opened"
    who = night.launched(bsn) if is_opened else night.doctor(**WHO.get(name, {}))
    path = await night.stand(page, door.url, who, kept)
    if name.startswith("emergency") or name == "declared":
        path += "/spoed"
    path += STEPS.get(name, "")
    if name in PRINTED:
        paper = await night.prints()
        path += f"/papieren/{paper if name != 'papers' else ''}".rstrip("/")
    page.get(f"{door.url}{'/viewer' if name.startswith('finding') else path}")
    acts = {"finding-wrong": mistype, "emergency-wrong": press, "declared": declare}
    acts |= {"absent": lose, "ended": end, "paper-done": press}
    acts.get(name, lambda _: None)(page)


def press(page: Chrome) -> None:
    leads_on(page, page.find_element(By.CSS_SELECTOR, "button.main").click)


def mistype(page: Chrome) -> None:
    page.find_element(By.ID, "bsn").send_keys("123456789")
    press(page)


def declare(page: Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, "label[for=reden-1]").click()
    page.find_element(By.ID, "waarom").send_keys(TYPED.words)
    press(page)


def lose(page: Chrome) -> None:
    page.get(f"{page.current_url.partition('/w/')[0]}/w/{'A' * 43}")


def end(page: Chrome) -> None:
    url = page.current_url
    page.execute_cdp_cmd("Network.setCookie", {"name": "viewer", "value": "x" * 43, "url": url})
    page.get(url)


@pytest.mark.parametrize("name", [*OF_NOBODY, *OF_DOCTOR])
async def test_a_page_has_no_fault_that_a_machine_sees_at_any_width(
    page: Chrome, door: HubProcess, night: Night, axe: str, name: str
) -> None:
    await open_(page, door, night, name)
    open_all(page)

    fits_everywhere(page, axe, name, SHOTS, clipped=SEEN_CLIPPED)
    assert page.find_elements(By.TAG_NAME, "script") == []


@pytest.mark.parametrize("name", ["finding", "finding-wrong", "wishes", "nothing", "emergency"])
@pytest.mark.parametrize("pixels", [1280, 320])
async def test_a_page_is_walked_by_the_tab_key_and_each_stop_is_seen(
    page: Chrome, door: HubProcess, night: Night, name: str, pixels: int
) -> None:
    await open_(page, door, night, name)
    width(page, pixels)

    places = tab_walk(page)

    radios = len(page.find_elements(By.CSS_SELECTOR, "input[type=radio]"))
    assert len(places) == page.execute_script(REACHABLE) - max(radios - 1, 0)
    assert [one["id"] for one in places] == sorted(one["id"] for one in places)
    assert {one["outline"] for one in places} == {"solid"}
    assert [one for one in places if not one["seen"]] == []


@pytest.mark.parametrize("size", SIZES)
async def test_from_the_log_in_to_the_decision_by_keyboard_in_two_steps(
    page: Chrome, door: HubProcess, night: Night, size: str
) -> None:
    width(page, SIZES[size])
    page.get(f"{door.url}/viewer")
    go(page, "Inloggen als zorgverlener")
    assert comes_to(page, AT_PROVIDER)
    go(page, DOCTOR.name)
    assert comes_to(page, "Welke patiënt?")
    assert POST in page.page_source
    assert page.switch_to.active_element.get_attribute("id") == "bsn"
    write(page, "Burgerservicenummer", night.bsn, "INPUT")
    go(page, "Ik behandel deze patiënt: toon de wensen")

    assert comes_to(page, "Wensen en behandelgrenzen")
    first = page.find_element(By.CSS_SELECTOR, ".first")
    assert "reanim" in first.text.lower()
    box = first.find_element(By.CSS_SELECTOR, ".decision").rect
    assert box["y"] + box["height"] < 900, "it is read without scrolling"
    assert "Vlinderhof" in page.page_source
    assert night.bsn not in page.page_source
    assert night.bsn not in page.current_url
    shoot(page, f"walk-wishes-{size}", SHOTS)
    go(page, "Uitloggen")
    assert comes_to(page, "U bent uitgelogd")
    page.back()
    assert "Vlinderhof" not in page.page_source


@pytest.mark.parametrize("size", SIZES)
async def test_from_the_log_in_through_an_emergency_by_keyboard(
    page: Chrome, door: HubProcess, night: Night, size: str
) -> None:
    """Who logged in for less is sent to log in surely, and finds what he typed."""
    width(page, SIZES[size])
    page.get(f"{door.url}/viewer")
    go(page, "Inloggen als zorgverlener")
    go(page, DOCTOR.name)
    write(page, "Burgerservicenummer", night.silent, "INPUT")
    go(page, "Ik behandel deze patiënt: toon de wensen")
    assert comes_to(page, "Er staat hier niets, of niets voor u")
    go(page, "Spoed melden")
    assert comes_to(page, "Spoed melden")
    pick(page, "De toestand gaat snel achteruit")
    write(page, "Licht toe in ten minste tien tekens", TYPED.words)
    go(page, "Spoed melden en wensen bekijken")
    go(page, "Opnieuw inloggen")
    assert comes_to(page, AT_PROVIDER)
    go(page, DOCTOR.name)
    assert comes_to(page, "Spoed melden")
    field = page.find_element(By.ID, "waarom")
    assert field.get_attribute("value") == TYPED.words
    go(page, "Spoed melden en wensen bekijken")

    assert comes_to(page, "Wensen en behandelgrenzen")
    assert "U kijkt in spoed" in page.page_source
    shoot(page, f"walk-emergency-{size}", SHOTS)


@pytest.mark.parametrize("words", ["Stoppen", "Niet veilig genoeg"])
async def test_who_stops_or_is_not_sure_enough_is_told_the_same(
    page: Chrome, door: HubProcess, words: str
) -> None:
    page.get(f"{door.url}/viewer")
    go(page, "Inloggen als zorgverlener")
    go(page, words)

    assert comes_to(page, "Inloggen is niet gelukt")
    assert page.get_cookie("viewer") is None


async def test_who_is_of_an_organisation_that_is_not_registered_is_told_so(
    page: Chrome, door: HubProcess, axe: str
) -> None:
    page.get(f"{door.url}/viewer")
    go(page, "Inloggen als zorgverlener")
    go(page, "Iemand anders")

    assert comes_to(page, "Uw organisatie is hier niet aangesloten")
    assert found_by(axe, page)["violations"] == []
    shoot(page, "not-registered-1280", SHOTS)


async def test_a_mistake_in_the_number_has_the_focus_and_keeps_what_was_typed(
    page: Chrome, door: HubProcess, night: Night
) -> None:
    await open_(page, door, night, "finding-wrong")

    assert page.title.startswith("Fout:")
    assert page.switch_to.active_element.get_attribute("class") == "wrong"
    go(page, "Dit is geen geldig BSN", stays=True)
    field = page.switch_to.active_element
    assert (field.get_attribute("id"), field.get_attribute("value")) == ("bsn", "123456789")
    field.clear()
    field.send_keys(a_bsn())
    go(page, "Ik behandel deze patiënt: toon de wensen")
    assert comes_to(page, "Er staat hier niets, of niets voor u")


async def test_the_paper_is_printed_and_made_worthless_by_keyboard_on_a_phone(
    page: Chrome, door: HubProcess, night: Night
) -> None:
    await open_(page, door, night, "wishes")
    width(page, 390)
    wishes = page.current_url

    go(page, "Print op één A4, met code")

    assert page.execute_script("return document.contentType") == "application/pdf"
    page.get(wishes)
    go(page, "Papier dat u printte")
    assert comes_to(page, "Papier dat u printte")
    go(page, "Maak ongeldig")
    assert comes_to(page, "Dit papier ongeldig maken?")
    go(page, "Maak dit papier ongeldig")
    assert comes_to(page, "Dit papier is ongeldig")
    go(page, "Terug naar de wensen")
    assert comes_to(page, "Wensen en behandelgrenzen")


CLOCK = re.compile(r"\d{1,2}\.\d{2} uur")
"""As of when it is, which is another minute now and then."""


async def test_everything_works_without_scripts(
    page: Chrome, door: HubProcess, night: Night
) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        await open_(page, door, night, "finding")
        page.find_element(By.ID, "bsn").send_keys(night.bsn)
        page.find_element(By.CSS_SELECTOR, "button.main").click()
        assert comes_to(page, "Wensen en behandelgrenzen")
        shown = page.find_element(By.TAG_NAME, "main").text
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    page.refresh()
    again = page.find_element(By.TAG_NAME, "main").text
    assert CLOCK.sub("", again) == CLOCK.sub("", shown)


@pytest.mark.parametrize("name", ["wishes", "nothing", "emergency-wrong"])
@pytest.mark.parametrize("how", ["dark", "contrast", "forced"])
async def test_a_page_is_as_good_in_the_dark_and_in_others_colours(
    page: Chrome, door: HubProcess, night: Night, axe: str, name: str, how: str
) -> None:
    mode(page, **MODES[how])
    await open_(page, door, night, name)
    open_all(page)

    assert found_by(axe, page)["violations"] == []
    shoot(page, f"{name}-{how}", SHOTS)
