"""Twelve nights: what a doctor hears first by the names that a screen reader has, and nothing else.

On a phone and at a desk; from the number, or from his own system, in one step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from profiles import systems
from profiles.pzp.wish import SPECIFICATION_OTHER
from tests.builders import a_bsn, a_privacy_consent, a_treatment_directive
from tests.e2e.inhabitant import comes_to, shoot, width
from tests.e2e.professional import DOCTOR, SHOTS, Night
from tests.e2e.test_viewer_page import (  # noqa: F401 - fixtures
    door,
    night,
    page,
)
from tests.e2e.widths import EVERY_SIZE
from tests.hub.dossier import Dossier, an_organization
from tests.hub.pages.viewer.at_work import NOTHING
from tests.hub.persons import known
from tests.hub.write.test_contrary import a_will
from tests.plugins.hub import Region, Running
from tests.plugins.processes import HubProcess

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
Tree = dict[str, Any]
SIZES = {"desk": 1280, "phone": 390}
"""Else each night is at one of both, in turn: the soak has them all."""
MOST_NAMES = 12
"""So many things are said before the decision is."""
TITLE = "Wensen en behandelgrenzen"
WITHIN = 844
"""Of the screen: no scrolling."""
DIED, ICD_OFF = "2026-11-01", "400231000146108"


def cpr(patient: str, way: str | None = "deny", date: str = "2026-10-01", **more: Any) -> Tree:
    made = a_treatment_directive(patient, dateTime=date, **more)
    made["provision"].pop("type", None)
    if way:
        made["provision"]["type"] = way
    return made


def other(text: str) -> list[Tree]:
    return [{"url": SPECIFICATION_OTHER, "valueString": text}]


def not_capable(patient: str) -> Tree:
    code = {"system": systems.SNOMED, "code": "665671000146101"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [code]},
        "subject": {"reference": patient},
        "effectiveDateTime": "2026-10-01",
        "valueBoolean": False,
    }


def icd_off(patient: str) -> Tree:
    made = cpr(patient, "permit")
    other_code = {"system": systems.NULL_FLAVOR, "code": "OTH"}
    text = f"Uitzetten van ICD (SNOMED CT - {ICD_OFF})"
    made["provision"]["code"] = [{"coding": [other_code], "text": text}]
    return made


@dataclass(frozen=True, slots=True)
class Scene:
    """What the practice and the hospital wrote down, and what is heard, in this order."""

    heard: tuple[str, ...]
    gp: Callable[[str], list[Tree]] = lambda _: []
    hospital: Callable[[str], list[Tree]] = lambda _: []
    launched: bool = False
    died: bool = False
    is_open: bool = True
    is_shown: bool = True


SCENES: Mapping[str, Scene] = {
    "no": Scene(("Reanimatie", "NIET reanimeren"), lambda one: [cpr(one)]),
    "no-by-launch": Scene(("Reanimatie", "NIET reanimeren"), lambda one: [cpr(one)], launched=True),
    "yes": Scene(("Reanimatie", "WEL reanimeren"), lambda one: [cpr(one, "permit")]),
    "otherwise": Scene(
        ("Reanimatie", "anders: “Alleen als mijn zoon erbij is”"),
        lambda one: [cpr(one, None, modifierExtension=other("Alleen als mijn zoon erbij is"))],
    ),
    "unknown": Scene(
        ("Reanimatie", "gevraagd, nog onbekend: “Onbekend”"),
        lambda one: [cpr(one, None, modifierExtension=other("Onbekend"))],
    ),
    "not-discussed": Scene(
        ("Reanimatie", "niet besproken"),
        lambda one: [cpr(one, None, modifierExtension=other("Niet besproken"))],
    ),
    "sources-differ": Scene(
        (
            "Bronnen spreken elkaar tegen over: Reanimatie. Lees alle regels.",
            *("Reanimatie", "WEL reanimeren", "NIET reanimeren"),
        ),
        lambda one: [cpr(one)],
        lambda one: [cpr(one, "permit", "2026-11-02")],
    ),
    "will-against": Scene(
        (
            "Een wilsverklaring en een afspraak spreken elkaar tegen over: Reanimatie. Lees beide.",
            *("Reanimatie", "NIET reanimeren (niet-reanimerenverklaring)", "WEL reanimeren"),
        ),
        lambda one: [cpr(one, "permit", "2020-10-01"), a_will(one)],
    ),
    "not-capable": Scene(
        (
            "Volgens ten minste één bron NIET wilsbekwaam voor medische beslissingen.",
            *("Reanimatie", "NIET reanimeren"),
        ),
        lambda one: [cpr(one)],
        lambda one: [not_capable(one)],
    ),
    "died": Scene((NOTHING,), lambda one: [cpr(one)], died=True, is_shown=False),
    "nothing-said": Scene(
        ("Reanimatie", "Hierover is niets vastgelegd. Dat is geen ja en geen nee."),
        lambda one: [icd_off(one)],
    ),
    "closed": Scene((NOTHING,), lambda one: [cpr(one)], is_open=False, is_shown=False),
}


async def stands(region: Region, scene: Scene) -> str:
    """The record of a new inhabitant; his BSN."""
    bsn, names = a_bsn(), ("Huisartsenpraktijk De Sluis", "Ziekenhuis Weerwater")
    for kind, name, said in zip(("Z3", "V4"), names, (scene.gp, scene.hospital), strict=True):
        source = await region.organization(kind)
        await source.post(an_organization(source.ura, name=name))
        patient = await known(source, bsn)
        kept = Dossier(source, bsn, patient)
        if scene.died:
            whole = (await source.get(patient)).json()
            answer = await source.put({**whole, "deceasedDateTime": DIED})
            assert answer.status_code == 200, answer.text
        for one in said(patient):
            await kept.add(one)
        if scene.is_open:
            choice = a_privacy_consent(patient, holder=source.ura, user=DOCTOR.ura)
            await source.post(choice)
    return bsn


def heard(browser: Chrome) -> list[str]:
    """What is said of the main part, in order; of one text once."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    by_id = {one["nodeId"]: one for one in nodes}
    main = next(one for one in nodes if one.get("role", {}).get("value") == "main")
    said: list[str] = []
    waits = list(main.get("childIds", []))
    while waits:
        node = by_id.get(waits.pop(0))
        if node is None:
            continue
        role, name = (node.get(each, {}).get("value", "") for each in ("role", "name"))
        if not node.get("ignored") and role in {"heading", "StaticText"} and name:
            said += [name] if name not in said else []
        waits = [*node.get("childIds", []), *waits]
    return said


def nights() -> list[tuple[str, str]]:
    """Each scene with the sizes at which it is played."""
    every = [(name, size) for name in SCENES for size in SIZES]
    return [one for at, one in enumerate(every) if EVERY_SIZE or at % 4 in {0, 3}]


@pytest.mark.parametrize(("name", "size"), nights())
async def test_the_decision_is_heard_first(
    page: Chrome,  # noqa: F811 - the fixture
    door: HubProcess,  # noqa: F811 - likewise
    night: Night,  # noqa: F811 - likewise
    hub: Running,
    name: str,
    size: str,
) -> None:
    scene = SCENES[name]
    bsn = await stands(Region(hub), scene)
    who = night.launched(bsn) if scene.launched else night.doctor()
    path = await night.stand(page, door.url, who)
    width(page, SIZES[size])

    page.get(f"{door.url}{path}")
    if not scene.launched:
        page.find_element(By.ID, "bsn").send_keys(bsn)
        page.find_element(By.CSS_SELECTOR, "button.main").click()
        assert comes_to(page, TITLE if scene.is_shown else scene.heard[0])

    said = heard(page)
    places = [said.index(one) for one in scene.heard]
    assert places == sorted(places), said[:20]
    assert places[-1] < MOST_NAMES, said[:20]
    if scene.is_shown and name != "nothing-said":
        box = page.find_element(By.CSS_SELECTOR, ".first .decision").rect
        assert box["y"] + box["height"] < WITHIN, "it is read without scrolling"
    shoot(page, f"night-{name}-{size}", SHOTS)
