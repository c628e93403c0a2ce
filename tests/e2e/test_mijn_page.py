"""/mijn as an inhabitant uses it: a real hub, a real browser, often no mouse, sometimes no eyes."""

from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from tests.builders import a_bsn
from tests.e2e.inhabitant import (
    REACHABLE,
    Full,
    comes_to,
    go,
    log_in,
    log_out,
    mode,
    pick,
    shoot,
    sideways,
    tab_walk,
    width,
    write,
)
from tests.e2e.mijn_pages import EVERY, MODES, open_
from tests.e2e.widths import fits_everywhere
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.plugins.axe import found_by
from tests.plugins.browser import complaints
from tests.plugins.hub import Region, Running
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture(scope="module")
def hub_of_page(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HubProcess]:
    port = free_port()
    log = tmp_path_factory.mktemp("mijn") / "hub.log"
    started = hub_process(warm, settings_of(database_url, port), port, log)
    yield started.ready()
    started.kill()


@pytest.fixture(scope="module")
async def full(hub: Running) -> Full:
    return await Full.of(Region(hub))


@pytest.fixture
def page(browser: Chrome, hub_of_page: HubProcess) -> Iterator[Chrome]:
    log_out(browser)
    complaints(browser)
    yield browser
    assert [one for one in complaints(browser) if "Security Policy" in one] == []
    log_out(browser)
    mode(browser)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedVisionDeficiency", {"type": "none"})


def open_all(page: Chrome) -> None:
    """All that can be unfolded, is."""
    page.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")


@pytest.mark.parametrize("name", EVERY)
async def test_a_page_has_no_fault_that_a_machine_sees_at_any_width(
    page: Chrome, hub_of_page: HubProcess, full: Full, axe: str, name: str
) -> None:
    await open_(page, hub_of_page, full, name)
    open_all(page)

    fits_everywhere(page, axe, name)


@pytest.mark.parametrize("name", [one for one in EVERY if not one.endswith("-english")])
async def test_a_page_is_walked_by_the_tab_key_and_each_stop_is_seen(
    page: Chrome, hub_of_page: HubProcess, full: Full, name: str
) -> None:
    await open_(page, hub_of_page, full, name)
    width(page, 320)

    places = tab_walk(page)

    radios = len(page.find_elements(By.CSS_SELECTOR, "input[type=radio]"))
    # Of a group of radios the Tab key comes to one; the arrows go on.
    assert len(places) == page.execute_script(REACHABLE) - max(radios - 1, 0)
    assert [one["id"] for one in places] == sorted(one["id"] for one in places)
    assert {one["outline"] for one in places} == {"solid"}
    assert [one for one in places if not one["seen"]] == []


@pytest.mark.parametrize("how", MODES)
@pytest.mark.parametrize("name", ["wishes", "who-looked", "choice-wrong", "choice-done"])
async def test_a_page_is_as_good_in_the_dark_and_in_others_colours(
    page: Chrome, hub_of_page: HubProcess, full: Full, axe: str, name: str, how: str
) -> None:
    width(page, 800)
    mode(page, **MODES[how])
    await open_(page, hub_of_page, full, name)
    open_all(page)

    assert found_by(axe, page)["violations"] == []
    shoot(page, f"{name}-{how}")


async def test_without_colours_every_state_is_told_by_word_and_sign(
    page: Chrome, hub_of_page: HubProcess, full: Full
) -> None:
    await open_(page, hub_of_page, full, "wishes")
    open_all(page)
    page.execute_cdp_cmd("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    shoot(page, "wishes-grey")

    tags = page.find_elements(By.CSS_SELECTOR, ".tag")
    said = {one.text for one in tags}
    assert {"Wel", "Niet", "Anders", "Nog niet bekend", "Gezegd"} <= said
    signs = {
        (
            one.get_attribute("class"),
            page.execute_script("return getComputedStyle(arguments[0], '::before').content", one),
        )
        for one in tags
    }
    assert len({sign for kind, sign in signs if "said" not in kind}) == 4


async def test_on_paper_there_is_no_menu_and_nothing_to_press(
    page: Chrome, hub_of_page: HubProcess, full: Full
) -> None:
    await open_(page, hub_of_page, full, "wishes")
    mode(page, "print")
    shoot(page, "wishes-print")

    for gone in (".menu", "form", ".button", ".session", ".skip"):
        assert not any(one.is_displayed() for one in page.find_elements(By.CSS_SELECTOR, gone))
    assert page.find_element(By.TAG_NAME, "h1").is_displayed()
    paper = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


async def test_the_inhabitant_withdraws_by_keyboard_alone(
    page: Chrome, hub_of_page: HubProcess, region: Region
) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())
    assert await home.is_open()
    await log_in(page, hub_of_page.url, home.himself)
    page.get(f"{hub_of_page.url}/mijn")

    go(page, "Wie mag kijken")
    go(page, "Veranderen")
    pick(page, "Mag niet meer kijken")
    go(page, "Verder")
    assert comes_to(page, "Klopt het zo?")
    assert await home.is_open()
    go(page, "Opslaan: Mag niet meer kijken")

    assert comes_to(page, "Uw keuze is opgeslagen")
    assert not await home.is_open()
    page.refresh()
    assert comes_to(page, "Uw keuze is opgeslagen")


async def test_a_mistake_is_named_and_mended_by_keyboard_alone(
    page: Chrome, hub_of_page: HubProcess, full: Full
) -> None:
    await open_(page, hub_of_page, full, "choice-proposed")

    go(page, "Verder")
    assert page.title.startswith("Fout:")
    assert page.switch_to.active_element.get_attribute("class") == "wrong"
    go(page, "Kies één van de antwoorden.", stays=True)
    page.switch_to.active_element.send_keys(Keys.SPACE)
    go(page, "Verder")

    assert comes_to(page, "Klopt het zo?")


async def test_a_new_objection_is_made_by_keyboard_alone(
    page: Chrome, hub_of_page: HubProcess, region: Region
) -> None:
    home = await Home.of(region)
    await home.doctor.get(f"Goal?patient={home.patient}")
    await log_in(page, hub_of_page.url, home.himself)
    page.get(f"{hub_of_page.url}/mijn/keuzes")

    go(page, "Een nieuwe keuze maken")
    pick(page, "Eén organisatie niet")
    go(page, "Verder")
    pick(page, f"Organisation {home.doctor.ura}")
    go(page, "Verder")
    shoot(page, "choice-text")
    go(page, "Ja, sla deze keuze op")

    assert comes_to(page, "Uw keuze is opgeslagen")
    assert "Mag niet kijken" in page.find_element(By.TAG_NAME, "main").text


async def test_own_words_are_written_by_keyboard_alone_and_staying_keeps_them(
    page: Chrome, hub_of_page: HubProcess, region: Region
) -> None:
    home = await Home.of(region)
    await log_in(page, hub_of_page.url, home.himself)
    page.get(f"{hub_of_page.url}/mijn/eigen-woorden")

    go(page, "Schrijven in eigen woorden")
    write(page, "Wat is voor mij belangrijk?", "De tuin.")
    go(page, "Ingelogd blijven")
    write(page, "Wie vertrouw ik?", "Joke.")
    go(page, "Verder")
    assert comes_to(page, "Klopt het zo?")
    go(page, "Opslaan")

    assert comes_to(page, "Uw woorden zijn opgeslagen")
    go(page, "Terug naar mijn eigen woorden")
    said = page.find_element(By.TAG_NAME, "main").text
    assert "De tuin." in said
    assert "Joke." in said


async def test_what_is_not_right_is_said_by_keyboard_alone(
    page: Chrome, hub_of_page: HubProcess, region: Region
) -> None:
    home = await Home.of(region)
    await log_in(page, hub_of_page.url, home.himself)
    page.get(f"{hub_of_page.url}/mijn/wensen")

    go(page, "Wat is voor u het belangrijkst?")
    write(page, "Dit klopt niet, want", "Ik wil juist naar buiten.")
    go(page, "Verder")
    assert comes_to(page, "Klopt het zo?")
    go(page, "Stuur deze vraag")

    assert comes_to(page, "Uw vraag is gestuurd")
    page.refresh()
    assert comes_to(page, "Uw vraag is gestuurd")
    go(page, "Naar al mijn vragen")
    assert "Ik wil juist naar buiten." in page.find_element(By.TAG_NAME, "main").text


async def test_a_day_of_the_log_unfolds_by_keyboard_alone(
    page: Chrome, hub_of_page: HubProcess, full: Full
) -> None:
    await open_(page, hub_of_page, full, "who-looked")
    assert not page.find_element(By.CSS_SELECTOR, ".line").is_displayed()

    go(page, "vandaag", stays=True)

    assert page.find_element(By.CSS_SELECTOR, ".line").is_displayed()


async def test_everything_works_without_scripts(
    page: Chrome, hub_of_page: HubProcess, full: Full
) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        await open_(page, hub_of_page, full, "choices")
        assert page.find_elements(By.TAG_NAME, "script") == []
        page.find_element(By.LINK_TEXT, "Mijn wensen").click()
        assert comes_to(page, "Mijn wensen")
        page.find_element(By.XPATH, "//button[text()='Ingelogd blijven']").click()
        assert comes_to(page, "Mijn wensen")
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


async def test_after_logging_out_the_way_back_shows_nothing(
    page: Chrome, hub_of_page: HubProcess, full: Full
) -> None:
    await open_(page, hub_of_page, full, "wishes")
    assert "Vlinderhof" not in page.title

    page.find_element(By.XPATH, "//button[text()='Uitloggen']").click()
    assert comes_to(page, "U bent uitgelogd")
    page.back()

    assert "hart" not in page.find_element(By.TAG_NAME, "body").text
    assert page.get_cookies() == []


async def test_who_is_logged_out_by_time_reads_why_and_nothing_of_himself(
    page: Chrome, hub_of_page: HubProcess, full: Full, axe: str
) -> None:
    page.get(f"{hub_of_page.url}/pages.svg")
    page.execute_cdp_cmd(
        "Network.setCookie", {"name": "mijn", "value": "x" * 43, "url": hub_of_page.url}
    )
    page.get(f"{hub_of_page.url}/mijn/wensen")
    width(page, 320)

    assert comes_to(page, "U bent uitgelogd")
    assert found_by(axe, page)["violations"] == []
    shoot(page, "ended-320")


async def test_who_may_see_nothing_reads_so(
    page: Chrome, hub_of_page: HubProcess, region: Region, axe: str
) -> None:
    await log_in(page, hub_of_page.url, person(region.running, a_bsn()))
    page.get(f"{hub_of_page.url}/mijn/wensen")
    width(page, 320)

    assert comes_to(page, "U kunt dit niet zien")
    assert found_by(axe, page)["violations"] == []
    assert sideways(page) == 0
    shoot(page, "denied-320")


async def test_of_whom_nothing_is_written_the_page_is_not_empty(
    page: Chrome, hub_of_page: HubProcess, region: Region, axe: str
) -> None:
    home = await Home.of(region)
    await home.holder("DELETE", home.goal)
    await log_in(page, hub_of_page.url, home.himself)
    for name, path in (("wishes-empty", "/wensen"), ("choices-empty", "/keuzes")):
        page.get(f"{hub_of_page.url}/mijn{path}")
        width(page, 320)
        assert found_by(axe, page)["violations"] == []
        shoot(page, name)


class Evil(SimpleHTTPRequestHandler):
    """Another site, that shows a page of ours in a frame of its own."""

    def do_GET(self) -> None:
        """The address to frame stands behind the question mark."""
        body = f"<iframe src='{self.path.partition('?')[2]}'></iframe>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def evil() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(("path", "framed"), [("/mijn/uitgelogd", False), ("/health/live", True)])
async def test_no_page_can_be_framed(
    page: Chrome, hub_of_page: HubProcess, evil: str, path: str, *, framed: bool
) -> None:
    page.get(f"{evil}?{hub_of_page.url}{path}")
    page.switch_to.frame(0)

    where = str(page.execute_script("return location.href"))
    page.switch_to.default_content()

    assert where.startswith(hub_of_page.url) == framed, where
    assert any("frame-ancestors" in one for one in complaints(page)) != framed
