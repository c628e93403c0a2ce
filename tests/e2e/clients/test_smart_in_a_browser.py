"""SMART's library in the page of an app at another origin, each journey a test of its own.

The journeys stand in tests/npm; an EHR opens the app once, and it goes them one after another.
https://hl7.org/fhir/smart-app-launch/app-launch.html
"""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from selenium.webdriver import Chrome

from tests.e2e.clients.practice import PAGED, Practice
from tests.e2e.parties import NPM
from tests.e2e.test_fhirclient import LIBRARY, Site, told
from tests.plugins.browser import complaints
from tests.plugins.launching import a_smart_app

SCRIPT = (NPM / "smart.js").read_text()
JOURNEYS = re.findall(r"^  '(.+)': async", SCRIPT, re.MULTILINE)
OPENED = "launch openid fhirUser offline_access patient/*.rs"

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(not LIBRARY.exists(), reason="needs `npm ci` in tests/npm"),
]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(f"\n{SCRIPT}") as running:
        yield running


@pytest.fixture(scope="module")
async def walked(browser: Chrome, site: Site, practice: Practice) -> dict[str, str]:
    hub, ehr = practice.ehr.hub, practice.ehr
    app = await a_smart_app(hub, f"{site.address}/cb")
    person, other = practice.patient.partition("/")[2], ehr.inhabitant().patient
    asked = {"clientId": app.client_id, "scope": OPENED}
    site.said = {"app": asked, "person": person, "other": other, "many": PAGED}
    hub.provider.next = ehr.doctor

    complaints(browser)
    launch = {"iss": practice.url, "launch": ehr.launched(practice.bsn)}
    browser.get(f"{site.address}/launch?{urlencode(launch)}")
    return told(browser)


@pytest.mark.parametrize("name", JOURNEYS)
async def test_a_journey_ends_well(walked: dict[str, str], name: str) -> None:
    assert walked.get(name, walked) == "done"
