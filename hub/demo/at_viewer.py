"""`hub demo --check`: a doctor at /viewer, as a browser without JavaScript goes there.

docs/decisions/0049-the-viewer.md
"""

from datetime import UTC, datetime

import httpx

from hub.demo.check import CHANGED
from hub.demo.failure import DemoFailed
from hub.demo.organizations import INHABITANTS
from hub.demo.people import PEOPLE
from hub.demo.window import Window
from hub.pages.words import words_of

HERE = "viewer"
DOCTOR = next(one for one in PEOPLE if one.key == "arts")
CLOSED = INHABITANTS[5]
"""Who let nobody in."""
_SAYS = words_of(HERE, "nl")


def check_viewer(url: str) -> None:
    """Prints what the out-of-hours GP sees. Raises DemoFailed where that is wrong."""
    print("De huisarts op /viewer:")
    try:
        with Window(url) as window:
            _walk(window)
    except (httpx.HTTPError, KeyError) as error:
        raise DemoFailed(f"/viewer gave no answer: {type(error).__name__}: {error}") from None


def _walk(window: Window) -> None:
    window.open(f"/{HERE}")
    window.follow(_SAYS("welcome.log-in"))
    window.press(DOCTOR.name, level="high")
    _read(window, _SAYS("finding.title"))
    _find(window, CHANGED.bsn)
    _read(window, CHANGED.name)
    _read(window, "NIET reanimeren")
    print(f"  {DOCTOR.name} logt in, typt een BSN en leest van {CHANGED.name}: NIET reanimeren")
    window.open(f"/{HERE}")
    _find(window, CLOSED.bsn)
    _read(window, _SAYS("nothing.title"))
    window.follow(_SAYS("emergency.button"))
    # Of an hour ago the same words would open nothing.
    why = f"Benauwd, niemand thuis, melding van {datetime.now(UTC):%d %H:%M}"
    window.press(_SAYS("emergency.declare"), {"waarom": why}, reden="worse")
    _read(window, CLOSED.name)
    _read(window, _SAYS("emergency.declared"))
    print(f"  Van {CLOSED.name} ziet hij niets, tot hij spoed meldt")
    window.press(_SAYS("session.out"))
    _read(window, _SAYS("out.title"))
    print("  Hij logt uit")


def _find(window: Window, bsn: str) -> None:
    window.press(_SAYS("finding.treats"), {"bsn": bsn})


def _read(window: Window, words: str) -> None:
    if words not in window.words:
        raise DemoFailed(f"/viewer does not say {words}")
