"""`hub demo --check`: an inhabitant at /mijn, as a browser without JavaScript goes there.

docs/decisions/0041-pages-for-people.md
"""

from collections.abc import Mapping

import httpx

from hub.demo.check import GP
from hub.demo.failure import DemoFailed
from hub.demo.organizations import INHABITANTS, REGION
from hub.demo.place import DemoClient
from hub.demo.token import asking
from hub.demo.window import Window
from hub.demo.wishes import patients, wishes
from hub.pages.words import words_of

HERE = "mijn"
WHO = INHABITANTS[5]
"""Who made no choice, and has none that holds when this is over."""
POST = next(one for one in REGION if one.client == "gp-post")
_SAYS = words_of(HERE, "nl")


def check_mijn(url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints what he does and what comes of it. Raises DemoFailed where that is wrong."""
    print("Een inwoner op /mijn:")
    try:
        with Window(url) as window:
            _walk(window, clients["gp-post"], url)
    except (httpx.HTTPError, KeyError) as error:
        raise DemoFailed(f"/mijn gave no answer: {type(error).__name__}: {error}") from None


def _walk(window: Window, post: DemoClient, url: str) -> None:
    _log_in(window)
    window.follow(_SAYS("menu.wensen"))
    _read(window, "Ziekenhuis Weerwater")
    print(f"  {WHO.name} logt in en leest zijn wensen")
    _permit(window)
    let_in = _seen(url, post)
    _withdraw(window)
    after = _seen(url, post)
    print(f"  Hij laat de huisartsenpost toe: die ziet {let_in} wensen")
    print(f"  Hij trekt dat in: die ziet meteen {after or 'niets'}")
    if not let_in or after:
        raise DemoFailed("what an inhabitant chose at /mijn does not hold at once")
    window.follow(_SAYS("menu.wie-keek"))
    _read(window, f"huisarts bij {POST.name}")
    _read(window, "U gaf hiervoor toestemming.")
    print(f"  Hij ziet wie keek: een huisarts bij {POST.name}")
    window.press(_SAYS("session.out"))
    _read(window, _SAYS("out.title"))
    print("  Hij logt uit")


def _log_in(window: Window) -> None:
    """By the hub's own door, at the provider, and back."""
    window.open(f"/{HERE}")
    window.follow(_SAYS("welcome.log-in"))
    window.press(WHO.name)
    _read(window, _SAYS("start.own"))


def _permit(window: Window) -> None:
    window.follow(_SAYS("menu.keuzes"))
    window.follow(_SAYS("choice.new.button"))
    window.press(_SAYS("choice.next"), keuze="one-organization")
    window.press(_SAYS("choice.next"), wie=POST.ura)
    window.press(_SAYS("choice.new.save"))
    _read(window, _SAYS("choice.done.title"))


def _withdraw(window: Window) -> None:
    window.follow(_SAYS("menu.keuzes"))
    window.follow(f"{_SAYS('choice.change')}:", POST.name)
    window.press(_SAYS("choice.next"), antwoord="stop")
    _save(window, _SAYS("choice.answer.permit.stop.label"))


def _save(window: Window, label: str) -> None:
    window.press(_SAYS("choice.check.save", label=label))
    _read(window, _SAYS("choice.done.title"))


def _read(window: Window, words: str) -> None:
    if words not in window.words:
        raise DemoFailed(f"/mijn does not say {words}")


def _seen(url: str, post: DemoClient) -> int:
    """How many of his wishes the doctor at the post sees at this moment."""
    with asking(url, post, GP) as fhir:
        return sum(len(wishes(fhir, one)) for one in patients(fhir, WHO.bsn))
