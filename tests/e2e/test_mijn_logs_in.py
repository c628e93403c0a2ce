"""Logging in to /mijn and out again, in a real browser by keyboard alone, at the demo's provider.

The hub is a process of its own, with its own authorization server in between.
"""

import json
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from hub.demo.people import PEOPLE
from tests.builders import a_goal
from tests.e2e.inhabitant import comes_to, go, log_out
from tests.e2e.providing import provider
from tests.hub.persons import known
from tests.hub.security.systems import hub_key
from tests.plugins.browser import complaints
from tests.plugins.hub import Region
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm
from tests.stubs.openid_provider import CLIENT_ID

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
HERSELF = PEOPLE[0]
AT_PROVIDER = "Wie bent u?"


@pytest.fixture(scope="module")
def door(
    warm: Warm, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HubProcess]:
    folder, port = tmp_path_factory.mktemp("mijn-in"), free_port()
    settings = settings_of(database_url, port)
    settings["HUB_SIGNING_KEY"] = json.dumps(hub_key().as_dict(private=True))
    with provider(folder, settings["HUB_PUBLIC_URL"]) as up:
        settings |= {
            "HUB_INHABITANTS_ISSUER": up.issuer(),
            "HUB_INHABITANTS_CLIENT_ID": CLIENT_ID,
            "HUB_MANDATES_URL": f"{up.issuer()}/mandates",
        }
        started = hub_process(warm, settings, port, folder / "hub.log")
        try:
            yield started.ready()
        finally:
            started.kill()


@pytest.fixture
def page(browser: Chrome) -> Iterator[Chrome]:
    browser.set_window_size(1280, 900)
    log_out(browser)
    complaints(browser)
    yield browser
    assert [one for one in complaints(browser) if "Security Policy" in one] == []
    log_out(browser)


@pytest.mark.parametrize("words", ["Stoppen", "Iemand anders", "Niet veilig genoeg"])
async def test_who_stops_is_unknown_or_not_sure_enough_is_told_the_same(
    page: Chrome, door: HubProcess, words: str
) -> None:
    page.get(f"{door.url}/mijn")
    go(page, "Inloggen")
    assert comes_to(page, AT_PROVIDER)
    go(page, words)

    assert comes_to(page, "Inloggen is niet gelukt")
    assert page.get_cookie("mijn") is None
    page.get(f"{door.url}/mijn/wensen")
    assert comes_to(page, "Mijn wensen voor zorg")


async def test_an_inhabitant_logs_in_reads_and_logs_out_by_keyboard_alone(
    page: Chrome, door: HubProcess, region: Region
) -> None:
    practice = await region.organization("H1")
    patient = await known(practice, HERSELF.bsn)
    await practice.post(a_goal(patient))

    page.get(f"{door.url}/mijn")
    go(page, "Inloggen")
    assert comes_to(page, AT_PROVIDER)
    go(page, HERSELF.name)
    assert comes_to(page, "Welkom")
    assert page.current_url == f"{door.url}/mijn"
    assert "U kijkt voor uzelf." in page.page_source
    go(page, "Wie keek")
    assert comes_to(page, "Wie keek")
    page.get(f"{door.url}/mijn/wensen")
    assert "Wat is voor u het belangrijkst?" in page.page_source
    assert HERSELF.bsn not in page.page_source
    go(page, "Uitloggen")

    assert comes_to(page, "U bent uitgelogd")
    page.get(f"{door.url}/mijn/wensen")
    assert comes_to(page, "Mijn wensen voor zorg")
    page.back()
    assert "Wat is voor u het belangrijkst?" not in page.page_source
