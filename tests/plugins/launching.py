"""An EHR that opens apps for its professionals, and an app that runs in a browser."""

import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from hub.commands.clients import add_client
from hub.oauth.registration import register_client
from tests.builders import a_bsn, a_patient, registered_with
from tests.hub.persons import born
from tests.hub.security.systems import System
from tests.plugins.people import App, Browser, Inhabitant, PeopleHub
from tests.stubs.provider import Somebody

READS = "patient/*.rs user/*.rs"
OPENED = "launch openid fhirUser offline_access patient/Patient.rs user/Practitioner.rs"
ALONE = "launch/patient openid fhirUser offline_access patient/*.rs"
WRITES = "system/*.cruds system/Consent.cu"


@dataclass
class Ehr:
    """One organisation's system, and the professional who works in it."""

    app: App
    ura: str
    # Never one of the range that test persons have: the search for leaks would take it for theirs.
    number: str = field(default_factory=lambda: f"90{secrets.randbelow(10_000_000):07}")
    role: str = "01.015"

    @property
    def hub(self) -> PeopleHub:
        """Where it is registered."""
        return self.app.hub

    @property
    def doctor(self) -> Somebody:
        """Its professional, where he logs in."""
        return Somebody("", number=self.number, role=self.role, ura=self.ura)

    def token(self, scope: str | None = None, **extensions: Any) -> str:
        """Of its professional, who treats; `purpose` and `role` may be others."""
        iua = {
            "subject_name": "A. Arts",
            "national_provider_identifier": self.number,
            "subject_role": [extensions.pop("role", self.role)],
            "purpose_of_use": [extensions.pop("purpose", "TREAT")],
        }
        said = {"ihe_iua": iua, **extensions}
        aud = f"{self.hub.url}/auth/token"
        assertion = self.app.assertion(aud=aud, extensions=said)
        form = {"grant_type": "client_credentials", "scope": scope, "assertion": assertion}
        answer = self.app.post("/auth/token", self.app.proven(**form))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def launch(self, bsn: str, token: str | None = None, **headers: str) -> httpx.Response:
        """POST /auth/launch."""
        sent = {"Authorization": f"Bearer {token or self.token()}"} | headers
        return self.app.post("/auth/launch", {"bsn": bsn}, **sent)

    def launched(self, bsn: str, token: str | None = None) -> str:
        """The handle."""
        answer = self.launch(bsn, token)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["launch"])

    def keeps(self, body: dict[str, Any]) -> dict[str, Any]:
        """What it pushed, as it is stored."""
        token, path = self.app.system_token(), f"/fhir/{body['resourceType']}"
        answer = self.app.fhir("POST", path, token, body)
        assert answer.status_code in {200, 201}, answer.text
        name = answer.headers["location"].partition(f"{path}/")[2].partition("/")[0]
        return {**body, "id": name}

    def inhabitant(self) -> Inhabitant:
        """Somebody of whom it keeps a Patient."""
        bsn, name = a_bsn(), f"p-{secrets.token_hex(6)}"
        members = {"birthDate": born(78), **registered_with("90000000")}
        body = a_patient(bsn, id=name, **members)
        token = self.app.system_token()
        answer = self.app.fhir("PUT", f"/fhir/Patient/{name}", token, body)
        assert answer.status_code in {200, 201}, answer.text
        return Inhabitant(bsn, name)


async def an_ehr(people: PeopleHub, organization_type: str = "H1", scopes: str = WRITES) -> Ehr:
    """Of a new organisation."""
    ura = f"9{secrets.randbelow(10_000_000):07}"
    given = {"organization_type": organization_type, "scopes": scopes, "redirect_uris": []}
    return Ehr(await people.app(ura=ura, **given), ura)


@dataclass
class SmartApp(App):
    """An app in a browser: it pushes nothing, proves nothing, and sends bearer tokens."""

    back: str = ""

    def request(self, **changes: Any) -> dict[str, Any]:
        """What the browser brings; what is None is left out."""
        asked = super().request() | {
            "redirect_uri": self.back,
            "scope": OPENED,
            "state": secrets.token_urlsafe(12),
            "nonce": None,
            "aud": f"{self.hub.url}/fhir",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def authorize(self, browser: Browser, **changes: Any) -> httpx.Response:
        """GET /auth/authorize."""
        return browser.http.get("/auth/authorize", params=self.request(**changes))

    def opened(self, launch: str, who: Somebody, **changes: Any) -> dict[str, str]:
        """What its redirect address gets, once somebody logged in."""
        with Browser(self.hub) as browser:
            away = self.authorize(browser, launch=launch, **changes)
            answer = browser.http.get(browser.provider(away, who))
        return self.sent(answer)

    def code_alone(self, who: Inhabitant, **changes: Any) -> str:
        """Of an inhabitant who logged in and said yes, where no EHR opened it."""
        with Browser(self.hub) as browser:
            away = self.authorize(browser, **{"scope": ALONE, **changes})
            asks = browser.http.get(browser.provider(away, who))
            browser.see(asks.headers["location"])
            return self.sent(browser.answer("yes"))["code"]

    def sent(self, answer: httpx.Response) -> dict[str, str]:
        """What its redirect address gets of this answer, and of no other address."""
        assert answer.status_code == 303, answer.text
        url = answer.headers["location"]
        assert url.startswith(f"{self.back}?"), url
        found = dict(parse_qsl(urlsplit(url).query))
        assert found["iss"] == self.hub.url
        return found

    def token(self, form: dict[str, Any], proof: str | None = None) -> httpx.Response:
        """POST /auth/token, with its name and nothing else."""
        full = {"client_id": self.client_id} | form
        if "code" in full:
            full |= {"redirect_uri": self.back}
        sent = {name: value for name, value in full.items() if value is not None}
        return self.post("/auth/token", sent, **({"DPoP": proof} if proof else {}))

    def tokens_of(self, launch: str, who: Somebody, **changes: Any) -> dict[str, Any]:
        """What a launch gives."""
        found = self.opened(launch, who, **changes)
        assert "code" in found, found
        answer = self.redeem(found["code"])
        assert answer.status_code == 200, answer.text
        given: dict[str, Any] = answer.json()
        return given

    def bearer(self, token: str, method: str, path: str, **sent: Any) -> httpx.Response:
        """One call."""
        headers = {"Authorization": f"Bearer {token}", **sent.pop("headers", {})}
        with self.hub.http() as http:
            return http.request(method, path, headers=headers, **sent)


async def a_smart_app(people: PeopleHub, back: str = "", scopes: str = READS) -> SmartApp:
    """A new one, at an address of its own."""
    back = back or f"https://{secrets.token_hex(4)}.app.example/cb"
    name = f"Kijker {secrets.token_hex(4)}"
    given = {"ura": f"9{secrets.randbelow(10_000_000):07}", "organization_type": "PGO"}
    one = register_client(
        name=name, scopes=scopes, jwks=None, redirect_uris=[back], kind="smart", **given
    )
    await add_client(people.owner_url, one)
    return SmartApp(people, System({}, {}, one.client_id), name, back=back)
