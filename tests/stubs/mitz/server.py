"""Mitz on a real local port over mutual TLS: answers by a table, and has its bad days."""

import asyncio
import json
import re
import ssl
import threading
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.stubs.listening import Listening, Serving
from tests.stubs.mitz import answers
from tests.stubs.mitz.authority import Authority
from tests.stubs.mitz.contract import Asked, Refused, asked, must

PATH = "/geslotenautorisatievraag/xacml3"
SUBSCRIPTIONS = "/abonnementen/fhir/Subscription"
WELL = "well"
_ELSEWHERE = 307


class StubMitz(Listening):
    """Listens while its `with` block runs.

    `says` is the decision by patient, holder and user; who is not there made no choice, so Deny.
    `mode` is how well it is: `well`, `slow`, `drips`, `truncated`, `hangs up`, `hangs up once` or
    one of `answers`.
    """

    def __init__(self, folder: Path) -> None:
        self.says: dict[tuple[str, str, str], str] = {}
        self.taken: list[Asked] = []
        self.bodies: list[bytes] = []
        self.subscriptions: list[dict[str, Any]] = []
        self.refused: list[str] = []
        self.at_once = self.most_at_once = self.connections = 0
        self.lock = threading.Lock()
        self.released = threading.Event()
        self.reset()
        self.authority, self.clients = Authority(folder, "mitz"), Authority(folder, "hubs")
        super().__init__(_Handler)
        trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=self.clients.roots)
        trust.verify_mode = ssl.CERT_REQUIRED
        trust.load_cert_chain(*self.authority.issue("mitz-server"))
        self._server.handle_error = _quiet  # type: ignore[method-assign] # a client goes away
        self._server.socket = trust.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )

    def __exit__(self, *_: object) -> None:
        self.released.set()
        super().__exit__()

    def reset(self) -> None:
        """It is well, knows nothing, and was asked nothing; whoever still waits has his answer."""
        self.released.set()
        self.mode, self.older = WELL, ""
        for kept in (self.says, self.taken, self.bodies, self.subscriptions, self.refused):
            kept.clear()
        self.released, self.arrived = threading.Event(), threading.Event()
        self.arrivals = threading.Semaphore(0)

    async def asked(self, times: int) -> None:
        """Return once it was asked so often."""
        for _ in range(times):
            came = await asyncio.to_thread(self.arrivals.acquire, timeout=30)
            assert came, "Mitz was not asked"

    @property
    def address(self) -> str:
        return super().address.replace("http:", "https:")

    def answer(self, question: Asked) -> tuple[int, str]:
        if self.mode in {WELL, "slow", "drips", "truncated", "hangs up"}:
            said = answers.decided(question, self.says.get(question.key, "Deny"))
            self.older = self.older or said
            return 200, said
        return answers.wrong(self.mode, question, self.older)


def _quiet(*_: object) -> None:
    """Tests look at what the stub kept."""


class _Handler(Serving):
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        with self.server.stub.lock:
            self.server.stub.connections += 1

    def serve(self) -> None:
        stub, body = self.server.stub, self.body()
        with stub.lock:
            stub.at_once += 1
            stub.most_at_once = max(stub.most_at_once, stub.at_once)
            stub.bodies.append(body)
        try:
            self._serve(stub, body)
        finally:
            with stub.lock:
                stub.at_once -= 1

    def _serve(self, stub: StubMitz, body: bytes) -> None:
        if self.path == SUBSCRIPTIONS:
            self._subscribe(stub, body)
            return
        try:
            must(self.path == PATH, "path")
            question = asked(self.headers, body, f"{stub.address}{PATH}")
        except (Refused, KeyError, ET.ParseError) as refused:
            stub.refused.append(str(refused))
            self._send(400, answers.fault("", "refused"))
            return
        stub.taken.append(question)
        stub.arrived.set()
        stub.arrivals.release()
        if stub.mode in {"hangs up", "hangs up once"}:
            self.close_connection = True
            stub.mode = WELL if stub.mode == "hangs up once" else stub.mode
            return
        if stub.mode == "slow":
            stub.released.wait(30)
        self._send(*stub.answer(question))

    def _subscribe(self, stub: StubMitz, body: bytes) -> None:
        try:
            _must_be_subscription(json.loads(body), self.headers["Content-Type"])
        except (Refused, KeyError, ValueError) as refused:
            stub.refused.append(str(refused))
            self._send(422, "{}")
            return
        stub.subscriptions.append(json.loads(body))
        status = 202 if stub.mode == WELL else 503
        self._send(status, "", f"{stub.address}{SUBSCRIPTIONS}/{len(stub.subscriptions)}")

    def _send(self, status: int, text: str, location: str = "") -> None:
        content = text.encode()
        self.send_response(status)
        if location or status == _ELSEWHERE:
            self.send_header("Location", location or "/elsewhere")
        self.send_header("Content-Type", "application/soap+xml; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        mode = self.server.stub.mode
        if mode == "truncated":
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif mode == "drips":
            for byte in content:
                self.wfile.write(bytes([byte]))
                if self.server.stub.released.wait(0.05):
                    return
        else:
            self.wfile.write(content)


_CRITERIA = r"Consent\?_query=otv&patientid=[0-9]{9}&providerid=[0-9]{8}&providertype=[A-Z0-9]+"


def _must_be_subscription(said: dict[str, Any], kind: str) -> None:

    must(kind == "application/fhir+json", "Content-Type")
    must((said["resourceType"], said["status"]) == ("Subscription", "requested"), "status")
    must(said["reason"] == "OTV", "reason")
    must(re.fullmatch(_CRITERIA, said["criteria"]), "criteria")
    channel = said["channel"]
    must(channel["type"] == "rest-hook" and channel["endpoint"].startswith("https://"), "channel")
    must(channel["payload"] == "application/fhir+json", "payload")
    extensions = {one["url"].rpartition("/")[2]: one for one in said["extension"]}
    must(extensions["GatewaySystem"]["valueOid"].startswith("urn:oid:"), "GatewaySystem")
    must(extensions["SourceSystem"]["valueOid"].startswith("urn:oid:"), "SourceSystem")
    must(extensions.keys() <= {"GatewaySystem", "SourceSystem", "Patient.birthDate"}, "extension")
