"""Somebody with a full record, logged in at /mijn in a real browser."""

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from profiles import systems
from profiles.pzp.wish import SPECIFICATION_OTHER
from tests.architecture.tree import ROOT
from tests.builders import a_goal, a_privacy_consent, a_transfer, a_treatment_directive
from tests.hub.dossier import Dossier, address, an_organization
from tests.hub.pages.mijn.visitors import browser_of
from tests.hub.pages.ticket.papers import given, pat_of, tickets_of
from tests.hub.persons import Person
from tests.hub.write.home import Home
from tests.hub.write.own import heard, own, wrong
from tests.plugins.hub import Region

SHOTS = ROOT / "build" / "mijn"
"""Where the screenshots of the last run lie, to be looked at."""
PICTURES = bool(os.environ.get("PICTURES"))
"""Whether they are taken, for people: no test looks at them. `make soak` does."""
FOCUSED = """
const one = document.activeElement;
if (!one || one === document.body) return null;
one.scrollIntoView({block: "nearest"});
const box = one.getBoundingClientRect(), style = getComputedStyle(one);
const x = box.left + box.width / 2, y = box.top + box.height / 2;
const over = document.elementFromPoint(x, y);
return {
  tag: one.tagName, outline: style.outlineStyle, width: style.outlineWidth,
  seen: !!over && (one.contains(over) || over.contains(one) || over.tagName === "LABEL"),
  id: Array.prototype.indexOf.call(document.querySelectorAll("*"), one),
};
"""
TOP = """
const top = document.createElement("span");
top.tabIndex = -1;
document.body.prepend(top);
top.focus();
return top;
"""
MAY_BE = """
const [name, kind] = arguments, one = document.activeElement;
if (!one || one === document.body || (kind && one.tagName !== kind)) return false;
const labels = [...one.labels ?? []].map((each) => each.textContent);
const said = [one.textContent, ...labels].join(" ").replace(/\\s+/g, " ");
return name.split(" ").every((word) => said.includes(word));
"""
ARRIVED = "return window.left === undefined && document.readyState === 'complete'"
WITHIN = 20.0  # seconds, on a machine with other work
REACHABLE = """
const able = "a[href], button, input:not([type=hidden]), summary, textarea";
return [...document.querySelectorAll(able)]
  .filter((one) => one.checkVisibility()).length;
"""


@dataclass(slots=True)
class Full:
    """Of whom much is kept, by whom much is chosen, and at whom many looked."""

    home: Home
    child: Home
    permit: str
    proposal: str
    request: str
    paper: str
    ended: str

    @classmethod
    async def of(cls, region: Region) -> "Full":
        """With long names, two sources, and every state of a wish."""
        home = await Home.of(region)
        kept = Dossier(home.holder, home.bsn, home.patient)
        for one, name in (
            (home.holder, "Huisartsenpraktijk De Sluis aan het Weerwater"),
            (home.doctor, "Streekziekenhuis Flevoland, locatie Almere Haven en omstreken"),
        ):
            await one.post(an_organization(one.ura, name=name))
        for wish in wishes(home.patient):
            await kept.add(wish)
        other = Dossier(await region.organization("V4"), home.bsn, home.patient)
        await other.source.post(other.word)
        yes = a_treatment_directive(home.patient, dateTime="2024-02-03")
        yes["provision"]["type"] = "permit"
        await other.add(yes)
        permit = address(await home.himself.post(home.choice()))
        over = await home.himself.post(home.choice())
        await home.himself.put({**over.json(), "status": "inactive"})
        proposal = a_privacy_consent(
            home.patient, holder=home.holder.ura, category="RPZAC001", status="proposed"
        )
        proposed = address(await home.holder.post(proposal))
        for _ in range(3):
            await home.doctor.get(f"Goal?patient={home.patient}")
        stranger = await region.doctor()
        await stranger.get(f"Goal?patient={home.patient}")
        request = await wrote(home)
        child = await Home.of(region, age=14)
        names = (one.partition("/")[2] for one in (permit, proposed, request))
        return cls(home, child, *names, *await printed(home))


async def printed(home: Home) -> list[str]:
    """His papers by their names: one that counts, of his doctor, and one that he ended."""
    tickets, whose = tickets_of(home.himself.running), pat_of(home)
    await given(home.himself)
    await given(home.doctor, "2", whose)
    counts, ended = await tickets.list_of(home.himself.errand())
    await tickets.revoke(home.himself.errand(), ended.name)
    return [counts.name, ended.name]


async def wrote(home: Home) -> str:
    """In his own words, read and discussed; and what he asked to correct, in each state."""
    words = address(await home.himself.post(own(home.patient)))
    await home.doctor.post(heard(f"{words}/_history/1", home.doctor.number))
    asked = [await home.himself.post(wrong(home.patient, home.goal)) for _ in range(4)]
    for one, status in zip(asked, ("received", "completed", "rejected"), strict=False):
        task = (await home.holder.get(address(one))).json()
        answer = {"status": status, "statusReason": {"text": "Dat hebben wij nagekeken. " * 8}}
        await home.holder("PUT", address(one), {**task, **answer}, if_match='W/"1"')
    await home.holder.post(a_transfer(home.patient, home.holder.ura, home.doctor.ura))
    return address(asked[-1])


def wishes(patient: str) -> list[dict[str, Any]]:
    """One of each kind."""

    def directive(code: str, day: str, **provision: Any) -> dict[str, Any]:
        coding = [{"coding": [{"system": systems.SNOMED, "code": code}]}]
        return a_treatment_directive(patient, dateTime=day, provision={"code": coding, **provision})

    def observation(code: str, **value: Any) -> dict[str, Any]:
        return {
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"system": systems.SNOMED, "code": code}]},
            "subject": {"reference": patient},
            "effectiveDateTime": "2026-03",
            **value,
        }

    sometimes = directive("305351004", "2026-01-20")
    sometimes["modifierExtension"] = [
        {
            "url": SPECIFICATION_OTHER,
            "valueString": "Alleen kort, en alleen als ik daarna naar huis kan",
        }
    ]
    unknown = directive("40617009", "2026-01-20")
    unknown["modifierExtension"] = [{"url": SPECIFICATION_OTHER, "valueString": "Onbekend"}]
    elsewhere = {"coding": [{"system": systems.NULL_FLAVOR, "code": "OTH"}]}
    return [
        directive("89666000", "2026-10-01", type="deny"),
        directive("89666000", "2020-05-06", type="permit"),
        directive("32485007", "2026-01-20", type="permit"),
        sometimes,
        unknown,
        a_goal(patient, statusDate="2026-01-20"),
        observation(
            "247751003", valueString="Muziek, mijn kat, en elke dag even naar buiten. " * 6
        ),
        observation("395091006", valueCodeableConcept={**elsewhere, "text": "bijna-thuis-huis"}),
    ]


async def log_in(browser: Chrome, url: str, who: Person) -> None:
    """As if he had logged in: the cookie of a session of his."""
    secret = (await browser_of(who)).secret
    browser.get(f"{url}/pages.svg")
    browser.execute_cdp_cmd(
        "Network.setCookie",
        {"name": "mijn", "value": secret, "url": url, "httpOnly": True, "sameSite": "Lax"},
    )


def log_out(browser: Chrome) -> None:
    """The browser knows nothing of anybody."""
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})


def width(browser: Chrome, pixels: int, scale: int = 1) -> None:
    """The window is so wide, and so much is made larger."""
    size = {"width": pixels, "height": 900, "deviceScaleFactor": scale, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def mode(browser: Chrome, media: str = "", **features: str) -> None:
    """As it is printed, or as its reader set his machine; nothing sets all back."""
    asked = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": asked})


def sideways(browser: Chrome) -> int:
    """How much wider than its window the page is."""
    script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(browser.execute_script(script))


def shoot(browser: Chrome, name: str, folder: Path = SHOTS) -> None:
    """The whole page as it is now, where somebody wants to look at it."""
    if not PICTURES:
        return
    folder.mkdir(parents=True, exist_ok=True)
    # All of the window: a scrollbar is cut off else, and with it the margin beside the page.
    wide, high = browser.execute_script("return [innerWidth, document.body.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": wide, "height": high, "scale": 1}
    asked = {"captureBeyondViewport": True, "clip": clip}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", asked)
    (folder / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))


def _from_the_top(browser: Chrome) -> WebElement:
    """Where the next Tab comes to the first place of the page."""
    top: WebElement = browser.execute_script(TOP)
    return top


def _tab(browser: Chrome) -> None:
    """The key itself: of a walk along a whole page each press counts."""
    key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    for kind in ("rawKeyDown", "keyUp"):
        browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, **key})


def tab_walk(browser: Chrome) -> list[dict[str, Any]]:
    """Every place that the Tab key comes to, from the top, once."""
    places = list[dict[str, Any]]()
    _from_the_top(browser)
    for _ in range(400):
        _tab(browser)
        place = browser.execute_script(FOCUSED)
        if places and place is not None and place["id"] == places[-1]["id"]:
            continue  # a date has a stop for each of its parts
        if place is None or place["id"] in {one["id"] for one in places}:
            return places
        places.append(place)
    raise AssertionError("the Tab key never comes to an end")


def _tab_to(browser: Chrome, name: str, kind: str = "") -> WebElement:
    """What is called so, of this kind of element, by Tab alone; asked its name where it may be."""
    _from_the_top(browser)
    for _ in range(100):
        _tab(browser)
        if not browser.execute_script(MAY_BE, name, kind):
            continue
        active = browser.switch_to.active_element
        if name in active.accessible_name:
            return active
    raise AssertionError(f"no Tab key comes to {name}")


def go(browser: Chrome, name: str, *, stays: bool = False) -> None:
    """By keyboard alone: Tab to what is called so, and Enter; it `stays` or leads to a page."""
    active = _tab_to(browser, name)
    if stays:
        active.send_keys(Keys.ENTER)
    else:
        leads_on(browser, lambda: active.send_keys(Keys.ENTER))


def leads_on(browser: Chrome, act: Callable[[], None]) -> None:
    """Do what leads to another page, and wait until that is there: a driver need not."""
    browser.execute_script("window.left = false")
    act()
    WebDriverWait(browser, WITHIN, 0.05).until(lambda page: page.execute_script(ARRIVED))


def pick(browser: Chrome, name: str) -> None:
    """By keyboard alone: to the group of answers, and on by the arrows to what is called so."""
    active = _from_the_top(browser)
    for _ in range(100):
        active.send_keys(Keys.TAB if active.get_attribute("type") != "radio" else Keys.DOWN)
        active = browser.switch_to.active_element
        if active.get_attribute("type") == "radio" and name in active.accessible_name:
            active.send_keys(Keys.SPACE)
            return
    raise AssertionError(f"no arrow comes to {name}")


def write(browser: Chrome, name: str, text: str, kind: str = "TEXTAREA") -> None:
    """By keyboard alone: Tab to the field that is called so, and type."""
    _tab_to(browser, name, kind).send_keys(text)


def comes_to(browser: Chrome, heading: str) -> bool:
    """Whether the browser comes to the page that is called so, before long."""
    script = "return document.querySelector('h1')?.textContent"
    try:
        WebDriverWait(browser, WITHIN, 0.05).until(
            lambda page: page.execute_script(script) == heading
        )
    except TimeoutException:
        return False
    return True
