"""A small hub on a real local port: tokens by signed assertion, transactions, all on record."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

from joserfc import jwt
from joserfc.jwk import ECKey

from tests.stubs.listening import Listening, Serving

Answer = dict[str, Any]
Refusal = Callable[[dict[str, Any]], Answer | None]

_HANG_UP = 0


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


class StubHub(Listening):
    """Listens while its `with` block runs; `answers` are statuses given before the real answer.

    `store` holds what was applied, by the entry's request URL; `versions` counts its changes.
    """

    def __init__(self, *, token_seconds: int = 300, pause: float = 0.0) -> None:
        self.key = ECKey.generate_key("P-384", {"use": "sig"}, private=True)
        self.client_id = "a-source"
        self.token_seconds = token_seconds
        self.pause = pause
        self.answers: deque[int] = deque()
        self.fail: Callable[[dict[str, Any]], int | None] = lambda _: None
        self.instead: Callable[[Request], tuple[int, Answer] | None] = lambda _: None
        self.retry_after: str | None = None
        self.most_at_once = 0
        self._at_once = 0
        self.refuse: Refusal = lambda _: None
        self.requests: list[Request] = []
        self.assertions: list[dict[str, Any]] = []
        self._tokens: set[str] = set()
        self.store: dict[str, Any] = {}
        self.versions: dict[str, int] = {}
        self._lock = threading.Lock()
        super().__init__(_Handler)

    @property
    def url(self) -> str:
        return self.address

    @property
    def pushes(self) -> list[Request]:
        return [request for request in self.requests if request.path == "/fhir"]

    def leave_key(self, file: Path) -> None:
        """The private key, as an adapter looks for it."""
        file.write_text(json.dumps(self.key.as_dict(private=True)))

    def revoke_all(self) -> None:
        self._tokens.clear()

    @property
    def operations(self) -> list[Request]:
        return [request for request in self.requests if "/$" in request.path]

    def answer(self, request: Request) -> tuple[int, Answer]:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return self._answered(request)
        finally:
            self._at_once -= 1

    def _answered(self, request: Request) -> tuple[int, Answer]:
        with self._lock:
            self.requests.append(request)
            if request.path == "/auth/token":
                return self._token(request.form)
            if self.answers:
                return self.answers.popleft(), outcome("transient", "not now")
            if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
                return 401, outcome("login", "no valid token")
            if request.path == "/fhir":
                return self.instead(request) or self._transaction(json.loads(request.body))
            if request.path.endswith("/_search"):
                return 200, self._found(request)
            return self._operated(request)

    def _token(self, form: dict[str, str]) -> tuple[int, Answer]:
        claims = jwt.decode(form["client_assertion"], self.key, algorithms=["ES384"]).claims
        known = {claim["jti"] for claim in self.assertions}
        self.assertions.append(claims)
        fits = claims["aud"] == f"{self.url}/auth/token" and claims["iss"] == self.client_id
        if not fits or claims["sub"] != self.client_id or claims["jti"] in known:
            return 401, {"error": "invalid_client"}
        token = f"token-{len(self.assertions)}"
        self._tokens.add(token)
        return 200, {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": self.token_seconds,
        }

    def _transaction(self, bundle: dict[str, Any]) -> tuple[int, Answer]:
        failure = self.fail(bundle)
        if failure is not None:
            return failure, outcome("exception", "it went wrong here")
        refusal = self.refuse(bundle)
        if refusal is not None:
            return 422, refusal
        time.sleep(self.pause)
        if any(map(self._is_unread, bundle["entry"])):
            return 428, outcome("required", "send If-Match")
        entries = [self._applied(entry) for entry in bundle["entry"]]
        return 200, {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}

    def _is_unread(self, entry: dict[str, Any]) -> bool:
        """Whether it changes a choice about exchange without the version that is here."""
        url, resource = entry["request"]["url"], entry["resource"]
        if "patient-privacy" not in json.dumps(resource) or url not in self.store:
            return False
        read = entry["request"].get("ifMatch")
        return self.store[url] != resource and read != f'W/"{self.versions[url]}"'

    def _operated(self, request: Request) -> tuple[int, Answer]:
        if request not in self.operations:
            return 404, outcome("not-found", "not there")
        refusal = self.refuse(json.loads(request.body))
        return (422, refusal) if refusal else (200, {"resourceType": "Parameters"})

    def _found(self, request: Request) -> Answer:
        url = (
            f"{request.path.split('/')[2]}?identifier={quote(request.form['identifier'], safe='')}"
        )
        matches = []
        if url in self.store:
            meta = {"versionId": str(self.versions[url])}
            matches = [{"resource": self.store[url] | {"meta": meta}}]
        return {"resourceType": "Bundle", "type": "searchset", "entry": matches}

    def _applied(self, entry: dict[str, Any]) -> dict[str, Any]:
        url, resource = entry["request"]["url"], entry["resource"]
        status = "200 OK"
        if self.store.get(url) != resource:
            status = "200 OK" if url in self.store else "201 Created"
            self.store[url] = resource
            self.versions[url] = self.versions.get(url, 0) + 1
        return {"response": {"status": status, "etag": f'W/"{self.versions[url]}"'}}


def outcome(code: str, text: str) -> dict[str, Any]:
    issue = {"severity": "error", "code": code, "diagnostics": text}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


class _Handler(Serving):
    protocol_version = "HTTP/1.1"

    def serve(self) -> None:
        request = Request(self.command, self.path, dict(self.headers), self.body())
        status, answer = self.server.stub.answer(request)
        if status == _HANG_UP:
            self.close_connection = True
            return
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if status in {409, 429, 503} and self.server.stub.retry_after:
            self.send_header("Retry-After", self.server.stub.retry_after)
        self.end_headers()
        self.wfile.write(content)
