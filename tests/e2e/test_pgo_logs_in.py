"""The same PGO at the demo, where a person logs in at its provider and permits it something."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from profiles.systems import BSN_SYSTEM
from tests.builders import a_privacy_consent
from tests.e2e.demo_port import demo_port
from tests.e2e.walking import REDIRECT, App, an_app, walk, walk_for_another, write_keys

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("hub.oauth.people") is None or find_spec("hub.demo.provider") is None,
        reason="there is no door yet where people log in, or no provider in the demo to do it at",
    ),
]

HUB = Path(sys.executable).with_name("hub")
ENOUGH = 120  # seconds, on a machine with other work
WISHES = ("Goal", "Consent", "Observation", "Procedure", "DeviceUseStatement", "Communication")
SCOPE = "patient/*.rs patient/Consent.crus patient/AuditEvent.rs"
YES = "mag dit"
DOCTOR = ("--practitioner", "900000501", "--role", "01.015")


@dataclass
class Demo:
    """The demo, up, with its data directory; and what it told."""

    url: str
    folder: Path
    owner_url: str
    tokens: dict[tuple[str, ...], str] = field(default_factory=dict)

    def token(self, client: str, *who: str) -> str:
        """As `hub token` gives it, once: what is turned while it is good is seen by it at once."""
        if (client, *who) not in self.tokens:
            said = ["token", "--data-dir", str(self.folder), "--client", client, *who]
            self.tokens[client, *who] = _hub(*said).stdout.strip()
        return self.tokens[client, *who]

    def client_id(self, keys: Path) -> str:
        """Of a new app of people."""
        who = ("--name", "Een andere PGO", "--ura", "90000114", "--organization-type", "PGO")
        how = ("--scope", SCOPE, "--jwks", str(keys), "--redirect-uri", REDIRECT)
        said = _hub("clients", "add", *who, *how, HUB_DATABASE_OWNER_URL=self.owner_url)
        return str(json.loads(said.stdout)["client_id"])

    def organization(self, client: str) -> str:
        """Its URA."""
        clients = json.loads((self.folder / "demo" / "clients.json").read_text())
        return next(str(one["ura"]) for one in clients if one["name"] == client)

    def ask(self, token: str, method: str, path: str, **body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        if "json" in body:
            headers["Content-Type"] = "application/fhir+json"
        url = f"{self.url}/fhir/{path}"
        return httpx.request(method, url, headers=headers, timeout=30, trust_env=False, **body)


def _hub(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    done = subprocess.run(
        [HUB, *arguments],
        env=kept | settings,
        capture_output=True,
        text=True,
        timeout=ENOUGH,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("pgo") / "data"
    port = demo_port()
    process = subprocess.Popen(
        [HUB, "demo", "--port", port, "--data-dir", str(folder)],
        env={name: value for name, value in os.environ.items() if not name.startswith("HUB_")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(line)
            if line.startswith("# 5."):
                break
        else:
            pytest.fail("".join(told))
        words = [word for line in told for word in line.split()]
        owner = next(word for word in words if "postgresql://" in word)
        yield Demo(f"http://127.0.0.1:{port}", folder, owner)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=ENOUGH)


@dataclass
class Sample:
    """One of the demo's inhabitants, a doctor of one of its organisations, and a source."""

    demo: Demo
    bsn: str
    doctor: str
    source: str
    wishes: list[str] = field(default_factory=list)

    @property
    def doctors_ura(self) -> str:
        return self.demo.organization(self.doctor)

    def patient(self, token: str) -> str:
        """As this caller knows him; empty where he is not open to it."""
        form = {"identifier": f"{BSN_SYSTEM}|{self.bsn}"}
        found = self.demo.ask(token, "POST", "Patient/_search", data=form).json().get("entry", [])
        return next((one["resource"]["id"] for one in found if "id" in one["resource"]), "")

    async def doctor_sees(self) -> bool:
        token = self.demo.token(self.doctor, *DOCTOR)
        patient = self.patient(token)
        if not patient:
            return False
        asked = (self.demo.ask(token, "GET", f"{kind}?patient={patient}") for kind in WISHES)
        found = [one for answer in asked for one in answer.json().get("entry", [])]
        return any(one["search"]["mode"] == "match" for one in found)

    async def proposes(self) -> str:
        """Over its own data: over that of others a desk sends the form that was signed."""
        token, holder = self.demo.token(self.source), self.demo.organization(self.source)
        patient = f"Patient/{self.patient(token)}"
        said = a_privacy_consent(patient, holder=holder, user=self.doctors_ura, status="proposed")
        answer = self.demo.ask(token, "POST", "Consent", json=said)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"].split("/Consent/")[1].split("/")[0])


async def logged_in(app: App, *words: str) -> str:
    """Whose record is his then."""
    said = await app("log-in", words=list(words))
    assert said.get("patient"), said
    return str(said["patient"])


async def test_a_pgo_walks_from_its_log_in_on(demo: Demo, tmp_path: Path) -> None:
    key, keys = write_keys(tmp_path)
    tjeerd = Sample(demo, "999940600", "gp-post", "hospital-flevo")
    willem = Sample(demo, "999940211", "other-region", "gp-de-sluis")
    async with an_app(f"{demo.url}/fhir", key, demo.client_id(keys)) as app:
        assert await app("log-in", words=["Stoppen"]) == {"error": "access_denied"}
        assert await app("log-in", words=["Tjeerd Wadman", "Nee"]) == {"error": "access_denied"}

        himself = await logged_in(app, "Tjeerd Wadman", YES)
        await walk(app, tjeerd)
        assert (await app("refresh"))["patient"] == himself
        assert (await app("read"))["wishes"]
        await app("log-out")
        assert await app("refresh") == {"error": "invalid_grant"}

        of_another = await logged_in(app, "Ruben Dijkgraaf", "op papier heeft gekozen")
        assert of_another != himself
        await walk_for_another(app, willem)
