"""The page /validate as an engineer uses it: a real hub, a real browser."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.builders import a_goal, a_patient, a_transaction
from tests.plugins.browser import complaints
from tests.plugins.leaks import LEAKS
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm

WITHIN = 20.0  # seconds, on a machine with other work

# Made by the browser, for a megabyte takes long through its driver.
LONG = """
const [area, start, entry] = arguments;
const text = start + (",\\n" + entry).repeat(16000) + "]}";
area.value = text + " ".repeat(1e6 - text.length);
"""


@pytest.fixture(scope="module")
def hub_of_page(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HubProcess]:
    port = free_port()
    log = tmp_path_factory.mktemp("page") / "hub.log"
    settings = {**settings_of(database_url, port), "HUB_MAX_BODY_BYTES": "1000000"}
    started = hub_process(warm, settings, port, log)
    yield started.ready()
    started.kill()


@pytest.fixture
def page(browser: Chrome, hub_of_page: HubProcess) -> Iterator[Chrome]:
    browser.set_window_size(1280, 900)
    complaints(browser)  # of the test before
    browser.get(f"{hub_of_page.url}/validate")
    yield browser
    assert complaints(browser) == []


def paste(page: Chrome, text: str) -> None:
    """As from the clipboard, whatever its length."""
    page.execute_script("arguments[0].value = arguments[1]", one(page, "#text"), text)


def validate(page: Chrome, text: str | None = None) -> str:
    """What the page says of a text, or of what is there."""
    if text is not None:
        paste(page, text)
    page.execute_script("document.getElementById('status').textContent = ''")
    one(page, "#validate").click()
    return answer(page)


def answer(page: Chrome) -> str:
    WebDriverWait(page, WITHIN, 0.05).until(
        lambda _: one(page, "#status").text not in {"", "Judging…"}
    )
    return one(page, "#status").text


def one(page: Chrome | WebElement, selector: str) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, selector)


def every(page: Chrome | WebElement, selector: str) -> list[WebElement]:
    return page.find_elements(By.CSS_SELECTOR, selector)


def named(control: WebElement) -> bool:
    return bool(control.accessible_name) or not control.is_displayed()


def line_of(finding: WebElement) -> str:
    """The text of the line that a finding stands beside."""
    return finding.find_element(By.XPATH, "ancestor::tr/td[contains(@class,'text')]").text


def test_each_finding_stands_beside_the_line_it_is_about(page: Chrome) -> None:
    patient = {"resourceType": "Patient", "gender": "vrouw", "birthDate": "1940-13-01", "wish": 1}

    said = validate(page, json.dumps(patient, indent=2))

    assert "error" in said
    beside = {line_of(finding).strip(): finding.text for finding in every(page, ".finding")}
    assert set(beside) >= {'"gender": "vrouw",', '"birthDate": "1940-13-01",', '"wish": 1'}
    assert "Patient.gender" in beside['"gender": "vrouw",']
    assert all("Error" in text or "Warning" in text for text in beside.values())


def test_a_finding_is_reached_and_its_line_edited_with_the_keyboard_alone(page: Chrome) -> None:
    goals = [(a_goal("Patient/a"), "POST Goal") for _ in range(60)]
    bundle = a_transaction(*goals, (a_goal("Patient/a", wish=1), "POST Goal"))
    paste(page, json.dumps(bundle, indent=2))
    one(page, "#text").send_keys(Keys.CONTROL + Keys.ENTER)
    answer(page)

    entry = every(page, "#index button")[-1]
    page.execute_script("arguments[0].focus({preventScroll: true})", entry)
    page.switch_to.active_element.send_keys(Keys.ENTER)
    card = page.switch_to.active_element

    assert "finding" in card.get_attribute("class").split()
    assert entry.get_attribute("aria-current") == "true"
    assert f"line {one(card, 'button').accessible_name.split()[-1]}" in entry.text
    top = page.execute_script("return arguments[0].getBoundingClientRect().top", card)
    assert 0 <= top < 900

    one(card, "button").send_keys(Keys.ENTER)
    text = one(page, "#text")
    assert page.switch_to.active_element == text
    start = int(text.get_property("selectionStart"))
    assert text.get_property("value")[:start].count("\n") + 1 == int(entry_line(entry))


def entry_line(entry: WebElement) -> str:
    return one(entry, ".line").text.removeprefix("line ")


def test_what_is_pasted_stays_text(page: Chrome) -> None:
    attack = '<img src="x" onerror="document.title=1"><script>document.title=2</script>'

    validate(page, json.dumps({"resourceType": "Patient", "gender": attack, attack: 1}, indent=1))
    shown = [cell.text for cell in every(page, "#source .text")]
    validate(page, f"{attack}\n{attack}")

    assert any("<script>" in line for line in shown)
    assert every(page, "main img, main script") == []
    assert page.title.startswith("Validate")


def test_one_line_of_json_is_laid_out_and_loses_no_digit(page: Chrome) -> None:
    text = '{"resourceType":"Observation","valueQuantity":{"value":72.50},"note":[],"a":"\\"}{"}'

    validate(page, text)

    laid_out = one(page, "#text").get_property("value")
    assert json.loads(laid_out) == json.loads(text)
    assert '    "value": 72.50\n' in laid_out
    assert laid_out.count("\n") == 7


def test_kinds_of_findings_are_switched_off_and_on(page: Chrome) -> None:
    one(page, "#example").click()
    one(page, "#validate").click()
    answer(page)
    kinds = {box.get_attribute("value") for box in every(page, "#filter input")}
    assert len(kinds) > 1

    one(page, '#filter input[value="error"]').click()
    hidden = [finding for finding in every(page, ".finding.error") if finding.is_displayed()]
    others = [finding for finding in every(page, ".finding:not(.error)") if finding.is_displayed()]

    assert hidden == []
    assert others


def test_a_long_text_is_folded_and_unfolds(page: Chrome) -> None:
    goals = [a_goal("Patient/a", note=[{"text": "x"}]) for _ in range(300)]
    text = json.dumps(
        {"resourceType": "Bundle", "type": "collection", "wish": 1, "a": goals}, indent=1
    )

    validate(page, text)
    fold = every(page, "#source .fold button")[-1]
    before = len(every(page, "#source tbody tr"))
    fold.click()

    assert before < 100
    assert len(every(page, "#source tbody tr")) == before + 500


@pytest.mark.slow
def test_a_megabyte_is_shown_and_more_than_the_hub_takes_is_refused_in_a_sentence(
    page: Chrome,
) -> None:
    entry = json.dumps({"resource": {"resourceType": "Goal", "wish": 1}})
    whole = f'{{"resourceType": "Bundle", "type": "collection", "entry": [{entry}'
    page.execute_script(LONG, one(page, "#text"), whole, entry)
    started = time.perf_counter()
    one(page, "#validate").click()

    assert "1001 errors" in answer(page)
    assert time.perf_counter() - started < WITHIN
    page.execute_script("arguments[0].value += ' '", one(page, "#text"))
    assert "1000000 bytes" in validate(page)
    assert not one(page, "#results").is_displayed()
    assert "413" in complaints(page)[0]


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_sticks_out_of_the_window(page: Chrome, width: int) -> None:
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        one(page, "#example").click()
        one(page, "#validate").click()
        answer(page)
        widest = page.execute_script("return document.documentElement.scrollWidth")
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert widest <= width


def test_everything_to_press_has_a_name(page: Chrome) -> None:
    one(page, "#example").click()
    one(page, "#validate").click()
    answer(page)

    controls = every(page, "button, select, textarea, input")

    assert len(controls) > 10
    nameless = [control.get_attribute("outerHTML") for control in controls if not named(control)]
    assert nameless == []
    assert one(page, "#status").get_attribute("role") == "status"


def test_nothing_of_what_was_pasted_is_kept(page: Chrome, hub_of_page: HubProcess) -> None:
    patient = a_patient(gender="vrouw")
    LEAKS.known.learn(patient)  # from now on it is looked for in logs and database

    validate(page, json.dumps(patient, indent=2))
    validate(page, json.dumps(patient, indent=2)[:-1])

    log = Path(hub_of_page.log).read_text()
    assert patient["identifier"][0]["value"] not in log
    assert "Vlinderhof" not in log
    assert page.execute_script("return localStorage.length + sessionStorage.length") == 0
