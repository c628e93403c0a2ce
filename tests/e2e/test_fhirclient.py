"""SMART's own library as it is, in a real browser: an app that stands alone, and that an EHR opens.

https://hl7.org/fhir/smart-app-launch/app-launch.html
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from profiles.systems import UZI_PERSON
from tests.plugins.browser import complaints
from tests.plugins.launching import Ehr, SmartApp, a_smart_app, an_ehr
from tests.plugins.people import PeopleHub
from tests.stubs.listening import Listening, Serving
from tests.stubs.provider import Somebody

LIBRARY = (
    Path(__file__).parents[1] / "npm" / "node_modules" / "fhirclient" / "build" / "fhir-client.js"
)
WITHIN = 20.0  # seconds, on a machine with other work
PAGE = (
    "<!doctype html><html lang=en><title>app</title>"
    '<script src="/fhir-client.js"></script><script src="/app.js"></script>'
    "<pre id=told></pre></html>"
)
SCRIPT = """
const told = (title, what) => {
  document.getElementById('told').textContent = JSON.stringify(what)
  document.title = title
}
const asked = async (client) => {
  const patient = await client.patient.read()
  const user = client.getFhirUser()
  const about = user && (await client.request(user))
  const { access_token, refresh_token, id_token, ...rest } = client.state.tokenResponse
  told('done', { id: patient.id, family: patient.name[0].family, about, user, rest })
}
const refused = (error) => told('refused', { why: error.message })
addEventListener('DOMContentLoaded', () =>
  location.pathname === '/cb'
    ? FHIR.oauth2.ready().then(asked).catch(refused)
    : FHIR.oauth2.authorize({ ...SAID, redirectUri: '/cb' }).catch(refused),
)
"""

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(not LIBRARY.exists(), reason="needs `npm ci` in tests/npm"),
]


class _Pages(Serving):
    def serve(self) -> None:
        kind, body = self.server.stub.page(urlsplit(self.path).path)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Site(Listening):
    """Where the app lives: two pages, the library, and what it is told of itself."""

    def __init__(self, script: str = SCRIPT) -> None:
        self.script = script
        self.said: dict[str, Any] = {}
        super().__init__(_Pages)

    def page(self, path: str) -> tuple[str, bytes]:
        """What is there."""
        if path == "/fhir-client.js":
            return "text/javascript", LIBRARY.read_bytes()
        if path == "/app.js":
            return "text/javascript", f"const SAID = {json.dumps(self.said)}{self.script}".encode()
        return "text/html", PAGE.encode()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
async def app(demo: PeopleHub, site: Site) -> SmartApp:
    return await a_smart_app(demo, f"{site.address}/cb")


@pytest.fixture
async def ehr(demo: PeopleHub) -> Ehr:
    return await an_ehr(demo)


@pytest.fixture
def page(browser: Chrome) -> Iterator[Chrome]:
    complaints(browser)
    yield browser
    assert [one for one in complaints(browser) if "favicon" not in one] == []


def opened(page: Chrome, site: Site, app: SmartApp, scope: str, launch: str = "") -> None:
    """The app's own address, as an EHR or the person himself goes there."""
    site.said = {"clientId": app.client_id, "scope": scope}
    asked = {"iss": f"{app.hub.url}/fhir"} | ({"launch": launch} if launch else {})
    page.get(f"{site.address}/launch?{urlencode(asked)}")


def told(page: Chrome) -> dict[str, Any]:
    """What came of it."""
    WebDriverWait(page, WITHIN).until(lambda one: one.title in {"done", "refused"})
    found: dict[str, Any] = json.loads(page.find_element(By.ID, "told").text)
    return found


OPENED = "launch openid fhirUser patient/Patient.rs user/Practitioner.rs"


async def test_the_launch_of_another_is_refused(
    page: Chrome, site: Site, app: SmartApp, ehr: Ehr, demo: PeopleHub
) -> None:
    demo.provider.next = (await an_ehr(demo)).doctor
    opened(page, site, app, OPENED, ehr.launched(ehr.inhabitant().bsn))
    assert told(page) == {"why": "access_denied"}


async def test_an_ehr_opens_it_for_its_professional(
    page: Chrome, site: Site, app: SmartApp, ehr: Ehr, demo: PeopleHub
) -> None:
    who = ehr.inhabitant()
    number = [{"system": UZI_PERSON, "value": ehr.number}]
    name = [{"text": "A. Arts", "family": "Arts"}]
    ehr.keeps({"resourceType": "Practitioner", "identifier": number, "name": name})
    demo.provider.next, launch = ehr.doctor, ehr.launched(who.bsn)

    opened(page, site, app, OPENED, launch)

    found = told(page)
    assert (found["id"], found["family"]) == (who.patient, "Vlinderhof"), found
    assert found["about"]["name"] == name
    assert set(found["rest"]["scope"].split()) == set(OPENED.split())
    assert (found["rest"]["token_type"], found["rest"]["patient"]) == ("Bearer", who.patient)
    assert who.bsn not in page.current_url + page.page_source.partition("identifier")[0]

    opened(page, site, app, OPENED, launch)
    assert told(page) == {"why": "access_denied"}


async def test_an_inhabitant_opens_it_himself(
    page: Chrome, site: Site, app: SmartApp, demo: PeopleHub
) -> None:
    who = await demo.inhabitant()
    demo.provider.next = Somebody(who.bsn)

    opened(page, site, app, "launch/patient openid fhirUser patient/*.rs")
    WebDriverWait(page, WITHIN).until(lambda one: one.find_elements(By.NAME, "answer"))
    page.find_element(By.CSS_SELECTOR, 'button[value="yes"]').click()

    found = told(page)
    assert (found["id"], found["family"]) == (who.patient, "Vlinderhof"), found
    assert found["user"] == f"Patient/{who.patient}"
    assert found["about"]["id"] == who.patient
