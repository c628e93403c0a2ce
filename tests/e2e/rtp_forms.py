"""What somebody types at /rtp in a real browser, and what he presses."""

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.e2e.inhabitant import leads_on

TYPED = {
    "naam": "Testpersoon Vlinderhof",
    "waarom": "Gevallen, en kan niet alleen thuis blijven",
    "bel-nummer": "036-5550100",
}


def press(page: Chrome, words: str) -> None:
    """The first button with these words."""
    leads_on(page, page.find_element(By.XPATH, f"//button[contains(., '{words}')]").click)


def fill(page: Chrome, typed: dict[str, str]) -> None:
    """A form that lacks nothing but what is typed otherwise."""
    for name, text in typed.items():
        page.find_element(By.ID, name).send_keys(text)
    page.execute_script("document.getElementById('geboren').value = '1941-03-12'")
    page.find_element(By.CSS_SELECTOR, "#zorg option[value=elv-hoog]").click()
    page.find_element(By.CSS_SELECTOR, "label[for=toestemming]").click()
