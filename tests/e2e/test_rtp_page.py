"""/rtp in a real browser: an inbox that moves by itself, and a form for a place, often by keyboard.

docs/decisions/0086-the-transfer-point.md
"""

import json
import signal
import time
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from hub.demo.provider.configuration import PATHS
from tests.builders import a_bsn
from tests.e2e.desk import DESK_PAGES, Desk
from tests.e2e.inhabitant import (
    REACHABLE,
    comes_to,
    go,
    leads_on,
    log_out,
    mode,
    shoot,
    tab_walk,
    width,
)
from tests.e2e.mijn_pages import MODES
from tests.e2e.providing import provider
from tests.e2e.rtp_forms import TYPED, fill, press
from tests.e2e.transfers import DESK, SHOTS, Ward, takes_part
from tests.e2e.widths import EVERY_SIZE, fits_everywhere
from tests.hub.fhir.capacity.test_forecast import speaks
from tests.hub.fhir.figures.months import LONG_AGO, long_ago
from tests.hub.offers import offered
from tests.hub.promises import refused
from tests.hub.security.systems import hub_key
from tests.hub.sites import a_site
from tests.plugins.axe import found_by
from tests.plugins.browser import complaints
from tests.plugins.hub import Caller, Region, Running
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm
from tests.stubs.openid_provider import CLIENT_ID

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
OFTEN = ("inbox", "handoff", "request-wrong", "capacity", "capacity-desk", "figures-others")
SELDOM = ("figures-ahead", "figures", "empty", "lost", "request", "request-done", "requests")
PAGES = OFTEN + SELDOM if EVERY_SIZE else OFTEN
HOW = MODES if EVERY_SIZE else ("dark", "forced")
WHERE = {
    "empty": "inbox",
    "lost": "inbox",
    "handoff": "inbox",
    "figures": f"figures?maand={LONG_AGO}",
    "figures-others": f"figures?maand={LONG_AGO}",
    "figures-ahead": "figures/vooruit?zorg=respijt-wmo",
}
ASKED = "return performance.getEntriesByType('resource').length"
WITHIN, STOPS = 1.0, 10.0
"""Seconds in which another browser shows a change, and in which a hub stops."""


@pytest.fixture(scope="module")
def hubs(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[HubProcess]]:
    """Two processes on one database."""
    folder, made = tmp_path_factory.mktemp("rtp"), []
    key = json.dumps(hub_key().as_dict(private=True))
    ports = [free_port(), free_port()]
    with provider(folder, f"http://127.0.0.1:{ports[0]}") as up:
        for port in ports:
            settings = settings_of(database_url, port) | {
                "HUB_SIGNING_KEY": key,
                "HUB_PROFESSIONALS_ISSUER": f"{up.url}{PATHS['professional']}",
                "HUB_PROFESSIONALS_CLIENT_ID": CLIENT_ID,
                "HUB_TRANSFER_POINTS": f"{DESK}=almere",
            }
            made.append(hub_process(warm, settings, port, folder / f"{port}.log"))
        try:
            yield [one.ready() for one in made]
        finally:
            for one in made:
                one.kill()


@pytest.fixture(scope="module")
async def ward(hub: Running, owner_url: str) -> Ward:
    return await Ward.of(Region(hub), owner_url)


@pytest.fixture(scope="module")
async def desk(ward: Ward) -> Desk:
    return await Desk.of(ward)


@pytest.fixture
def page(browser: Chrome, hubs: list[HubProcess]) -> Iterator[Chrome]:
    browser.set_window_size(1280, 900)
    log_out(browser)
    complaints(browser)
    yield browser
    assert [one for one in complaints(browser) if "Security Policy" in one] == []
    browser.get("about:blank")
    log_out(browser)
    mode(browser)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


async def at(page: Chrome, url: str, ward: Ward, name: str) -> None:
    """The page of this name, in its state."""
    await ward.stand(page, url, await who_sees(ward, name))
    page.get(f"{url}/rtp/{WHERE.get(name, name.partition('-')[0])}")
    match name:
        case "lost":
            case = await offered(ward.region, provider=ward.house)
            page.refresh()
            # As where the network fails: the page goes on with what it has.
            page.execute_script("window.fetch = () => new Promise(() => {})")
            await case.send(ward.house, status="received")
            number = case.tasks[0].partition("/")[2]
            form = page.find_element(By.XPATH, f"//input[@value='{number}']/..")
            leads_on(page, form.find_element(By.CSS_SELECTOR, "button.main").click)
        case "handoff":
            press(page, "Lees de overdracht")
        case "request-wrong":
            fill(page, {"bel-nummer": "bel", "bsn": "123456789"})
            press(page, "Verstuur de aanvraag")
        case "requests":
            page.get(f"{url}/rtp/request")
            fill(page, TYPED | {"bsn": a_bsn()})
            press(page, "Verstuur de aanvraag")
            page.get(f"{url}/rtp/requests")
        case "request-done":
            fill(page, TYPED | {"bsn": a_bsn()})
            press(page, "Verstuur de aanvraag")


async def who_sees(ward: Ward, name: str) -> Caller:
    """Whose page it is."""
    if name.startswith("figures") and not ward.counted:
        ward.counted = True
        await long_ago(ward.region)
        await speaks(ward.region, await a_site(ward.region), "respijt-wmo")
    if name == "capacity-desk":
        ward.region.running.access.transfer_points[ward.desk.ura] = "almere"
        await refused(ward.region, ward.desk)
    if name in {"figures", "figures-ahead", "capacity-desk"}:
        return ward.desk
    if name.startswith("request"):
        return ward.doctor
    return ward.idle if name == "empty" else ward.house


@pytest.mark.parametrize("name", DESK_PAGES)
async def test_a_page_of_the_desk_has_no_fault_that_a_machine_sees_at_any_width(
    page: Chrome, hubs: list[HubProcess], ward: Ward, desk: Desk, axe: str, name: str
) -> None:
    await desk.stand(page, hubs[0].url, ward, name)
    shoot(page, f"{name}-first", SHOTS)
    page.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")

    fits_everywhere(page, axe, name, SHOTS)


@pytest.mark.parametrize("name", ["cases", "case-offered"])
async def test_the_desk_walks_by_the_tab_key_and_each_stop_is_seen(
    page: Chrome, hubs: list[HubProcess], ward: Ward, desk: Desk, name: str
) -> None:
    await desk.stand(page, hubs[0].url, ward, name)
    width(page, 390)

    places = tab_walk(page)

    assert [one["id"] for one in places] == sorted(one["id"] for one in places)
    assert [one for one in places if not one["seen"]] == []
    assert len(places) >= page.execute_script(REACHABLE)


async def test_desk_and_house_at_two_hubs_see_each_others_change_within_a_second(
    page: Chrome, hubs: list[HubProcess], ward: Ward, desk: Desk
) -> None:
    await desk.stand(page, hubs[0].url, ward, "candidates")
    row = page.find_element(By.XPATH, "//li[contains(., 'Vloedlijn')]")
    row.find_element(By.CSS_SELECTOR, ".answer label").click()
    press(page, "Vraag wie is aangekruist")
    shows(page, "De aanbieders zijn gevraagd", 10)
    await desk.house_looks_at_it(ward)
    done = time.perf_counter()
    shows(page, "Bekijkt de vraag", 10)
    to_desk = time.perf_counter() - done

    await ward.stand(page, hubs[1].url, desk.house)
    page.get(f"{hubs[1].url}/rtp/inbox")
    shows(page, "Te beantwoorden (1)", 10)
    await desk.takes_it_back(ward)
    done = time.perf_counter()
    main = "return document.querySelector('main').innerText"
    asked = "Te beantwoorden"
    WebDriverWait(page, 10, 0.02).until(lambda one: asked not in one.execute_script(main))
    assert time.perf_counter() - done < WITHIN
    assert to_desk < WITHIN


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_has_no_fault_that_a_machine_sees_at_any_width(
    page: Chrome, hubs: list[HubProcess], ward: Ward, axe: str, name: str
) -> None:
    await at(page, hubs[0].url, ward, name)
    shoot(page, f"{name}-first", SHOTS)
    page.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")

    fits_everywhere(page, axe, name, SHOTS)


@pytest.mark.parametrize("pixels", [1280, 390] if EVERY_SIZE else [390])
@pytest.mark.parametrize("name", ["inbox", "request-wrong"])
async def test_a_page_is_walked_by_the_tab_key_and_each_stop_is_seen(
    page: Chrome, hubs: list[HubProcess], ward: Ward, name: str, pixels: int
) -> None:
    await at(page, hubs[0].url, ward, name)
    width(page, pixels)

    places = tab_walk(page)

    selects = len(page.find_elements(By.CSS_SELECTOR, "select"))
    assert len(places) == page.execute_script(REACHABLE) + selects
    assert [one["id"] for one in places] == sorted(one["id"] for one in places)
    assert [one for one in places if not one["seen"]] == []


@pytest.mark.parametrize("how", HOW)
async def test_the_inbox_is_as_good_in_the_dark_and_in_others_colours(
    page: Chrome, hubs: list[HubProcess], ward: Ward, axe: str, how: str
) -> None:
    mode(page, **MODES[how])
    await at(page, hubs[0].url, ward, "inbox")
    assert found_by(axe, page)["violations"] == []
    shoot(page, f"inbox-{how}", SHOTS)


async def test_an_offer_is_answered_by_keyboard_on_a_phone(
    page: Chrome, hubs: list[HubProcess], ward: Ward
) -> None:
    case = await offered(ward.region)
    await ward.stand(page, hubs[0].url, await taking_part(ward, case.providers[0]))
    width(page, 390)
    page.get(f"{hubs[0].url}/rtp")
    assert comes_to(page, "Postvak")

    go(page, "Ja, er is plaats")

    assert "Verstuurd: u hebt plaats" in page.find_element(By.TAG_NAME, "main").text
    assert (await case.read(case.placer))["status"] == "accepted"
    go(page, "Nee, met reden", stays=True)
    go(page, "Wel een bed, geen personeel")
    assert (await case.read(case.placer))["status"] == "rejected"


async def test_a_question_is_asked_by_keyboard_on_a_phone_and_its_answer_comes_by_itself(
    page: Chrome, hubs: list[HubProcess], ward: Ward
) -> None:
    case = await offered(ward.region)
    await ward.stand(page, hubs[0].url, await taking_part(ward, case.providers[0]))
    width(page, 390)
    page.get(f"{hubs[0].url}/rtp/inbox")
    go(page, "Vraag om meer informatie", stays=True)
    page.find_element(By.CSS_SELECTOR, "details[open] textarea").send_keys("Is zij alleen?")

    go(page, "Verstuur")

    shows(page, "U vroeg om meer informatie", 10)
    task = await case.read(case.placer)
    assert [one["text"] for one in task["note"]] == ["Is zij alleen?"]
    await case.send(case.placer, note=[*task["note"], {"text": "Ja, zij is weduwe"}])
    done = time.perf_counter()
    shows(page, "Ja, zij is weduwe", 10)
    assert time.perf_counter() - done < WITHIN


async def taking_part(ward: Ward, caller: Caller) -> Caller:
    """The same, registered, so that its people log in."""
    await takes_part(ward.owner_url, caller, f"Het Huis {caller.ura}")
    return caller


async def test_all_of_it_works_without_scripts(
    page: Chrome, hubs: list[HubProcess], ward: Ward
) -> None:
    case = await offered(ward.region)
    await ward.stand(page, hubs[0].url, await taking_part(ward, case.providers[0]))
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.get(f"{hubs[0].url}/rtp/inbox")
        page.find_element(By.CSS_SELECTOR, "button[value=zie]").click()
        WebDriverWait(page, 10).until(lambda one: "U bekijkt deze vraag" in one.page_source)
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert (await case.read(case.placer))["status"] == "received"


async def test_two_browsers_at_two_hubs_see_each_others_change_within_a_second(
    page: Chrome, hubs: list[HubProcess], ward: Ward
) -> None:
    case = await offered(ward.region)
    caller = await taking_part(ward, case.providers[0])
    await ward.stand(page, hubs[0].url, caller)
    page.get(f"{hubs[0].url}/rtp/inbox")
    first = page.current_window_handle
    page.switch_to.new_window("window")
    try:
        second = page.current_window_handle
        page.get(f"{hubs[1].url}/rtp/inbox")
        shows(page, "Te beantwoorden (1)", 10)
        page.switch_to.window(first)
        press(page, "Wij bekijken dit")
        done = time.perf_counter()
        page.switch_to.window(second)
        shows(page, "U bekijkt deze vraag", 10)
        one_way = time.perf_counter() - done
        press(page, "Ja, er is plaats")
        done = time.perf_counter()
        page.switch_to.window(first)
        shows(page, "Wacht op de keuze (1)", 10)
        other_way = time.perf_counter() - done
        page.switch_to.window(second)
    finally:
        page.close()
        page.switch_to.window(first)
    assert one_way < WITHIN
    assert other_way < WITHIN


async def test_what_somebody_is_choosing_is_not_taken_away_and_he_is_told(
    page: Chrome, hubs: list[HubProcess], ward: Ward
) -> None:
    case = await offered(ward.region)
    await ward.stand(page, hubs[0].url, await taking_part(ward, case.providers[0]))
    page.get(f"{hubs[0].url}/rtp/inbox")
    WebDriverWait(page, 10).until(lambda one: one.execute_script(ASKED) > 1)
    go(page, "Nee, met reden", stays=True)

    await case.send(case.providers[0], status="received")

    shows(page, "Er is iets veranderd terwijl u bezig was", 10)
    assert page.find_element(By.CSS_SELECTOR, "details[open] button").is_displayed()
    go(page, "Toon hoe het nu is")
    shows(page, "U bekijkt deze vraag", 10)


async def test_a_page_of_who_logged_out_elsewhere_goes_when_it_is_told_something(
    page: Chrome, hubs: list[HubProcess], ward: Ward
) -> None:
    case = await offered(ward.region)
    await ward.stand(page, hubs[0].url, await taking_part(ward, case.providers[0]))
    page.get(f"{hubs[0].url}/rtp/inbox")
    shows(page, "Te beantwoorden (1)", 10)
    WebDriverWait(page, 10).until(lambda one: one.execute_script(ASKED) > 1)
    log_out(page)

    await case.accept()

    assert comes_to(page, "Een plaats zoeken, of een plaats aanbieden")


def shows(page: Chrome, words: str, within: float) -> None:
    script = "return document.querySelector('main').innerText"
    WebDriverWait(page, within, 0.02).until(lambda one: words in one.execute_script(script))


async def test_a_hub_that_stops_lets_open_pages_go(
    page: Chrome, hubs: list[HubProcess], ward: Ward
) -> None:
    await ward.stand(page, hubs[1].url, ward.house)
    page.get(f"{hubs[1].url}/rtp/inbox")
    WebDriverWait(page, 10).until(lambda one: one.execute_script(ASKED) > 1)
    assert hubs[1].process is not None
    hubs[1].process.send_signal(signal.SIGTERM)
    try:
        assert hubs[1].ended(STOPS) is not None, "an open page holds the hub"
    finally:
        hubs[1].kill()
        hubs[1].ready()
