"""The pages of /mijn by name, each in a state of its own, and how a browser comes there."""

from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from tests.e2e.inhabitant import ARRIVED, WITHIN, Full, log_in
from tests.plugins.processes import HubProcess

MODES = {
    "dark": {"prefers_color_scheme": "dark"},
    "contrast": {"prefers_contrast": "more"},
    "dark-contrast": {"prefers_color_scheme": "dark", "prefers_contrast": "more"},
    "forced": {"forced_colors": "active"},
}
OF_NOBODY = {
    "welcome": "",
    "logged-out": "/uitgelogd",
    "not-logged-in": "/in",
    "absent": "/bestaat-niet",
}
OF_FULL = {
    "start": "",
    "wishes": "/wensen",
    "who-looked": "/wie-keek",
    "choices": "/keuzes",
    "choice": "/keuzes/{permit}",
    "choice-wrong": "/keuzes/{permit}/controle",
    "choice-check": "/keuzes/{permit}/controle?antwoord=stop",
    "choice-proposed": "/keuzes/{proposal}",
    "choice-done": "/keuzes/{permit}/klaar",
    "choice-which": "/keuzes/nieuw",
    "choice-which-wrong": "/keuzes/nieuw?keuze=",
    "choice-who": "/keuzes/nieuw?keuze=not-one",
    "choice-who-wrong": "/keuzes/nieuw?keuze=one-kind&soort=",
    "choice-text": "/keuzes/nieuw?keuze=nobody",
    "who-looked-wrong": "/wie-keek?van=x",
    "take-along": "/meenemen",
    "papers": "/meenemen/papier",
    "paper-check": "/meenemen/papier/{paper}",
    "paper-done": "/meenemen/papier/{ended}/klaar",
    "speaks": "/wie-voor-mij",
    "own-words": "/eigen-woorden",
    "own-words-write": "/eigen-woorden/schrijven",
    "own-words-done": "/eigen-woorden/klaar",
    "corrections": "/klopt-niet",
    "correction-write": "/klopt-niet/{goal}/schrijven",
    "correction-done": "/klopt-niet/klaar/{request}",
    "wishes-english": "/en/wensen",
    "choices-english": "/en/keuzes",
}


TYPED = {
    "own-words-check": ("own-words-write", "De tuin,\nen de eendjes."),
    "own-words-wrong": ("own-words-write", "x" * 4_001),
    "correction-check": ("correction-write", "Dit heb ik nooit gezegd."),
    "correction-wrong": ("correction-write", ""),
}
"""What comes after a form: which, and what was typed in its first field."""
OF_CHILD = {"choice-text-child": "/keuzes/nieuw?keuze=everyone"}
EVERY = [*OF_NOBODY, *OF_FULL, *TYPED, *OF_CHILD]
SEND = """
document.querySelector("textarea").value = arguments[0];
document.querySelector("#typen .main").click();
"""


async def open_(page: Chrome, hub: HubProcess, full: Full, name: str) -> None:
    """The page of this name, by whom it is for."""
    if name in OF_NOBODY:
        page.get(f"{hub.url}/mijn{OF_NOBODY[name]}")
        return
    if name in TYPED:
        form, text = TYPED[name]
        await open_(page, hub, full, form)
        page.execute_script("window.left = false")
        page.execute_script(SEND, text)
        WebDriverWait(page, WITHIN, 0.05).until(lambda one: one.execute_script(ARRIVED))
        return
    home = full.child if name in OF_CHILD else full.home
    await log_in(page, hub.url, home.himself)
    path = {**OF_FULL, **OF_CHILD}[name]
    goal = {
        "goal": home.goal,
        "request": full.request,
        "paper": full.paper,
        "ended": full.ended,
    }
    page.get(f"{hub.url}/mijn{path.format(permit=full.permit, proposal=full.proposal, **goal)}")
