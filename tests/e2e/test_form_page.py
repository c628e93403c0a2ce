"""The form as a GP at a bedside uses it: a real browser, a keyboard alone, a narrow screen."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import anyio
import pytest
import uvicorn
from anyio.to_thread import run_sync
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from hub.pages.viewer.form.typed import fields_of
from profiles.pzp.form.said import tidy
from tests.architecture.tree import ROOT as HOUSE
from tests.e2e.inhabitant import leads_on, mode, width
from tests.e2e.widths import fits_everywhere
from tests.hub.pages.viewer.form.door import ROOT, Desk
from tests.hub.pages.viewer.form.test_form import SAID, VERSION, a_desk, consents, typed
from tests.plugins.browser import complaints
from tests.plugins.hub import Region, Running
from tests.plugins.processes import free_port

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SHOTS = HOUSE / "build" / "viewer"
SMALL = """
return [...document.querySelectorAll("a[href], button, summary, select, textarea, .option")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([text, box]) => box.height < 43.5 && !text.includes("#v-"))
  .map(([text, box]) => `${text} ${box.width}x${box.height}`);
"""
ACTIVE = "return document.activeElement.name + '=' + document.activeElement.value"
WRONG = {**SAID, "1001": ("thuis wel",), "1402": ("2",)}
STATES = ("drafts", "empty", "typed", "wrong", "check", "away", "done", "unknown")


@pytest.fixture
async def desk(hub: Running, region: Region) -> AsyncIterator[Desk]:
    """Served to a browser on this machine."""
    found = await a_desk(hub, region)
    async with anyio.create_task_group() as tasks:
        server = await _served(found, tasks)
        yield found
        server.should_exit = True


async def _served(desk: Desk, tasks: Any) -> uvicorn.Server:
    port = free_port()
    config = uvicorn.Config(desk.app, port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    tasks.start_soon(server.serve)
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await anyio.sleep(0.05)
    desk.url = f"http://127.0.0.1:{port}"
    return server


@pytest.fixture
def page(browser: Chrome) -> Any:
    complaints(browser)
    yield browser
    assert [one for one in complaints(browser) if "Security Policy" in one] == []
    mode(browser)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


async def off(work: Callable[..., Any], *about: Any) -> Any:
    """The browser waits for the hub, which runs in this very loop."""
    return await run_sync(partial(work, *about))


async def brought(desk: Desk, name: str) -> str:
    """The path of the page in this state."""
    if name == "drafts":
        await desk.begun()
        return ""
    if name == "unknown":
        return await Desk(desk.running, desk.caller, "999940107").begun()
    step = await desk.begun()
    if name == "empty":
        return step
    fields = await typed(desk, step, WRONG if name == "wrong" else SAID, doe="bewaar")
    await desk.post(step, fields)
    if name in {"typed", "wrong"}:
        return step
    await desk.post(step, await typed(desk, step, SAID, doe="controle"))
    page = await desk.get(f"{step}/controle")
    if name == "done":
        await desk.post(f"{step}/teken", {"versie": VERSION.search(page.text)[1]})
    return f"{step}/{ {'check': 'controle', 'away': 'weg', 'done': 'klaar'}[name] }"


def tab_to(page: Chrome, field: str) -> None:
    """By the Tab key alone, from where one is."""
    for _ in range(250):
        page.switch_to.active_element.send_keys(Keys.TAB)
        if page.execute_script(ACTIVE).startswith(f"{field}="):
            return
    raise AssertionError(field)


def press(page: Chrome, *keys: str) -> None:
    page.switch_to.active_element.send_keys(*keys)


@pytest.mark.parametrize("name", STATES)
async def test_a_page_has_no_fault_that_a_machine_sees_at_any_width(
    page: Chrome, desk: Desk, axe: str, name: str
) -> None:
    if name == "unknown":
        desk.bsn = "999940107"
    path = await brought(desk, name)
    await off(page.get, f"{desk.url}{ROOT}{path}")
    if name == "wrong":
        await off(leads_on, page, page.find_element(By.CSS_SELECTOR, "[value=controle]").click)

    await off(partial(fits_everywhere, page, axe, f"form-{name}", SHOTS, small=SMALL))


async def test_on_a_low_screen_what_keeps_it_stays_in_sight(page: Chrome, desk: Desk) -> None:
    path = await brought(desk, "typed")
    metrics = {"width": 1280, "height": 660, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    await off(page.get, f"{desk.url}{ROOT}{path}")
    page.execute_script("document.querySelector('#deel-4').scrollIntoView()")

    button = page.find_element(By.CSS_SELECTOR, ".contents [value=controle]")
    box = page.execute_script("return arguments[0].getBoundingClientRect()", button)
    assert 0 <= box["top"] < box["bottom"] <= metrics["height"]
    await off(button.click)
    await off(WebDriverWait(page, 20).until, lambda _: "/controle" in page.current_url)


async def test_a_talk_is_written_down_by_keyboard_alone(page: Chrome, desk: Desk) -> None:
    width(page, 390)
    await off(page.get, f"{desk.url}{ROOT}")
    await off(_by_keyboard, page)

    assert {one["provision"].get("type") for one in await consents(desk)} == {"deny", None}


def _by_keyboard(page: Chrome) -> None:
    _enter(page, "Nieuw gesprek vastleggen")
    page.find_element(By.ID, "gesprek")
    tab_to(page, "963")
    _day(page)
    _arrow_to(page, "1386", "2")
    assert not page.find_element(By.ID, "v-1001").is_displayed()
    _arrow_to(page, "1387", "1")
    tab_to(page, "1388")
    press(page, "alleen kort, na een operatie")
    tab_to(page, "1190")
    press(page, "rust in huis")
    _enter(page, "Nakijken")
    assert page.find_element(By.TAG_NAME, "h1").text == "Kijk na wat u ondertekent"
    assert "NIET reanimeren" in page.find_element(By.TAG_NAME, "main").text
    _enter(page, "Ondertekenen en opslaan")
    assert page.find_element(By.TAG_NAME, "h1").text == "Het gesprek is vastgelegd"


def _enter(page: Chrome, name: str) -> None:
    for _ in range(250):
        press(page, Keys.TAB)
        if page.switch_to.active_element.text == name:
            leads_on(page, lambda: press(page, Keys.ENTER))
            return
    raise AssertionError(name)


def _arrow_to(page: Chrome, field: str, value: str) -> None:
    tab_to(page, field)
    for _ in range(6):
        if page.execute_script(ACTIVE) == f"{field}={value}":
            return
        press(page, Keys.DOWN)
    raise AssertionError(field)


def _day(page: Chrome) -> None:
    """Typed as the browser's own language has days: the one that is taken."""
    for written in ("03122026", "12032026", "20260312"):
        press(page, written)
        value = page.execute_script("return document.activeElement.value")
        if value == "2026-03-12":
            return
        page.execute_script("document.activeElement.value = ''")
    raise AssertionError("no way to type a day")


async def test_without_a_script_all_is_shown_with_its_condition_and_checked_when_sent(
    page: Chrome, desk: Desk
) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    step = await desk.begun()
    await off(page.get, f"{desk.url}{ROOT}{step}")

    hidden = await off(page.find_elements, By.CSS_SELECTOR, "#gesprek [data-needs]")
    assert hidden
    assert all([await off(one.is_displayed) for one in hidden])
    only = await off(page.find_element, By.ID, "v-1001-bij")
    assert await off(lambda: only.text) == "Alleen invullen bij “Reanimatie: Besluit”: Anders."
    await off(page.find_element(By.CSS_SELECTOR, "[value=controle]").click)
    fault = (By.ID, "v-963-fout")
    await off(WebDriverWait(page, 20).until, lambda _: page.find_elements(*fault))
    said = await off(lambda: page.find_element(*fault).text)
    assert said == "Fout: Vul in op welke dag het gesprek was."


async def test_while_typing_a_fault_is_told_at_its_question(page: Chrome, desk: Desk) -> None:
    step = await desk.begun()
    await off(page.get, f"{desk.url}{ROOT}{step}")

    remark = await off(page.find_element, By.ID, "v-1002")
    await off(remark.send_keys, "liever niet")

    place = await off(page.find_element, By.ID, "v-1386-fout")
    await off(WebDriverWait(page, 10).until, lambda _: place.is_displayed())
    assert "Kies hier een antwoord" in await off(lambda: place.text)


async def test_what_is_hidden_is_never_what_was_answered(page: Chrome, desk: Desk) -> None:
    step = await desk.begun()
    said = tidy({"1386": ("2",), "1001": ("thuis wel",)})
    await desk.post(step, fields_of(said) | {"versie": "1", "doe": "bewaar"})
    await off(page.get, f"{desk.url}{ROOT}{step}")

    assert await off(page.find_element(By.ID, "v-1001").is_displayed)
    assert not await off(page.find_element(By.ID, "v-1388").is_displayed)
