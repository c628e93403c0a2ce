"""An example as it goes: sent to this very hub as a demo's system, by the real protocol.

Only a demo on this machine has the keys of its systems at hand. docs/decisions/0054-the-door.md
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec
from starlette.types import ASGIApp

from hub.http.loopback import LOOPBACK
from hub.pages.door.examples import DOCTOR, FHIR_JSON, FIND, TOKEN, Example
from hub.security.assertion import ASSERTION_TYPE, client_assertion

LONGEST = 20_000
"""Characters of an answer that are shown."""
_SHOWN = ("authorization", "content-type", "accept")
_FORM = "application/x-www-form-urlencoded"
_KEPT = 12
"""Characters of a secret that are shown."""


class NotADemo(Exception):
    """What is named is no demo's folder, or the hub is for more than this machine."""


class NotRun(Exception):
    """The example can't be run now: the sentence says why."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent, and what came back."""

    request: str
    status: int
    answer: str


@dataclass(frozen=True, slots=True)
class Demo:
    """`folder` has the demo's clients and what they send; `app` is the hub itself."""

    folder: Path
    public_url: str
    clock: Callable[[], datetime]
    app: ASGIApp

    async def run(self, example: Example) -> Sequence[Exchange]:
        """Every call that it takes, the last of which is the example. Raises NotRun."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self.public_url) as http:
            if not example.client:
                return [_shown(await http.send(_request(http, example)))]
            asked = await http.post(TOKEN.path, data=self._form(example))
            if example is TOKEN or not asked.is_success:
                return [_shown(asked)]
            http.headers["Authorization"] = f"Bearer {asked.json()['access_token']}"
            if not example.asks_patient:
                return [_shown(await http.send(self._filled(http, example)))]
            found = await http.send(_request(http, FIND))
            patient = _patient(found)
            done = await http.send(self._filled(http, example, patient)) if patient else None
            return [_shown(one) for one in (found, done) if one is not None]

    def _filled(
        self, http: httpx.AsyncClient, example: Example, patient: str = ""
    ) -> httpx.Request:
        return _request(http, example, patient, self._read(example.file) if example.file else b"")

    def _form(self, example: Example) -> Mapping[str, str]:
        """A token request with a new assertion."""
        found = (one for one in self._clients() if one.get("name") == example.client)
        client = next(found, None)
        if client is None:
            raise NotRun(f"the demo has no system {example.client}: start it again")
        claims = {"ihe_iua": DOCTOR.claims()} if example.doctor else None
        at, now = f"{self.public_url}{TOKEN.path}", self.clock()
        key = json.loads(Path(client["private_jwk"]).read_text())
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": client_assertion(key, client["client_id"], at, now, claims),
        }

    def _clients(self) -> Sequence[Mapping[str, Any]]:
        said: Sequence[Mapping[str, Any]] = json.loads(self._read("clients.json"))
        return said

    def _read(self, name: str) -> bytes:
        try:
            return self.folder.joinpath(name).read_bytes()
        except OSError:
            raise NotRun("the demo is not up yet: wait until it says so") from None


def folder_of(setting: str, public_url: str) -> Path | None:
    """The demo's folder that is named; None where none is, as in every hub that is in use.

    Raises:
        NotADemo: the hub is for more than this machine, or there is no such folder.
    """
    if not setting:
        return None
    if urlsplit(public_url).hostname not in LOOPBACK:
        raise NotADemo("a demo is for this machine alone")
    if not Path(setting).is_dir():
        raise NotADemo("there is no such folder")
    return Path(setting)


def _request(
    http: httpx.AsyncClient, example: Example, patient: str = "", body: bytes = b""
) -> httpx.Request:
    path = example.path.replace("{id}", patient)
    if body:
        headers = {"Content-Type": FHIR_JSON}
        return http.build_request(example.method, path, content=body, headers=headers)
    return http.build_request(example.method, path, data=example.form)


def _patient(found: httpx.Response) -> str:
    entries = found.json().get("entry", []) if found.is_success else []
    resources = (one["resource"] for one in entries)
    return next((one["id"] for one in resources if one["resourceType"] == "Patient"), "")


def _shown(answer: httpx.Response) -> Exchange:
    """As text; what opens something is cut short, for whoever looks over a shoulder."""
    sent = answer.request
    lines = [f"{sent.method} {sent.url.raw_path.decode()}"]
    lines += [f"{name.title()}: {sent.headers[name]}" for name in _SHOWN if name in sent.headers]
    lines += ["", *_body_of(sent)] if sent.content else []
    secrets = {*sent.headers.get("authorization", "").split()[1:], *_secrets(answer)}
    shown, told = "\n".join(lines), _laid_out(answer.content)
    for secret in secrets:
        shown, told = (one.replace(secret, f"{secret[:_KEPT]}…") for one in (shown, told))
    return Exchange(shown, answer.status_code, told)


def _body_of(sent: httpx.Request) -> list[str]:
    if sent.headers["content-type"] != _FORM:
        return [_laid_out(sent.content)]
    return [f"{name}={value}" for name, value in parse_qsl(sent.content.decode())]


def _secrets(answer: httpx.Response) -> list[str]:
    """In the form that was sent, and in the answer to it."""
    form = dict(parse_qsl(answer.request.content.decode(errors="replace")))
    said = answer.json() if answer.is_success and _is_json(answer) else {}
    found = [form.get("client_assertion"), said.get("access_token"), said.get("launch")]
    return [one for one in found if isinstance(one, str) and one]


def _is_json(answer: httpx.Response) -> bool:
    return str(answer.headers.get("content-type")).startswith("application/json")


def _laid_out(content: bytes) -> str:
    """JSON with its lines, anything else as it is; of what is long, the beginning."""
    try:
        text = msgspec.json.format(content, indent=2).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        text = content.decode(errors="replace")
    more = len(text) - LONGEST
    return f"{text[:LONGEST]}\n… and {more} characters more" if more > 0 else text
