"""An ECD's own FHIR server on a real local port: Tasks, `$document`, Binary, and its bad days."""

import json
import ssl
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.stubs.listening import Listening, Serving

Tree = dict[str, Any]
Fault = Callable[["Handler"], bool]
"""What goes wrong with one request; whether that was the answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    path: str
    parameters: dict[str, str]
    token: str | None


@dataclass(slots=True)
class Kept:
    """A resource as the ECD has it, and since when."""

    body: bytes
    media_type: str
    since: str = ""


@dataclass(slots=True)
class EcdStub(Listening):
    """Serves what `put` put there; `faults` happen to the next requests, one each."""

    token: str | None = None
    tls: ssl.SSLContext | None = None
    page: int = 2
    sorts: bool = True
    xml: Callable[[Tree], bytes] | None = None
    kept: dict[str, Kept] = field(default_factory=dict)
    tasks: dict[str, Tree] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    forgotten_pages: bool = False

    def __post_init__(self) -> None:
        Listening.__init__(self, Handler)
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def base(self) -> str:
        address = self.address if self.tls is None else self.address.replace("http:", "https:")
        return f"{address}/fhir"

    def put_task(self, task: Tree, at: str) -> None:
        self.tasks[task["id"]] = {**task, "meta": {**task.get("meta", {}), "lastUpdated": at}}

    def put(self, path: str, tree: Tree) -> None:
        self.put_bytes(path, json.dumps(tree).encode(), "application/fhir+json")

    def put_bytes(self, path: str, body: bytes, media_type: str) -> None:
        self.kept[path] = Kept(body, media_type)

    def found(self, path: str, query: dict[str, str]) -> Kept | None:
        if path == "Task":
            return self._as_asked(self._searchset(query))
        kind, _, name = path.partition("/")
        if kind == "Task" and name in self.tasks:
            return self._as_asked(self.tasks[name])
        return self.kept.get(path)

    def _as_asked(self, tree: Tree) -> Kept:
        if self.xml is not None:
            return Kept(self.xml(tree), "application/fhir+xml")
        return Kept(json.dumps(tree).encode(), "application/fhir+json;charset=utf-8")

    def _searchset(self, query: dict[str, str]) -> Tree:
        since = query.get("_lastUpdated", "").removeprefix("ge").replace("+00:00", "Z")
        found = [one for one in self.tasks.values() if one["meta"]["lastUpdated"] >= since]
        found.sort(key=lambda one: one["meta"]["lastUpdated"], reverse=not self.sorts)
        start = int(query.get("page", "0"))
        here = found[start : start + self.page]
        links = []
        if found[start + self.page :]:
            url = f"{self.base}/Task?page={start + self.page}&_lastUpdated=ge{since}"
            links.append({"relation": "next", "url": url})
        entries = [{"fullUrl": f"{self.base}/Task/{one['id']}", "resource": one} for one in here]
        return {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}


class Handler(Serving):
    protocol_version = "HTTP/1.1"

    def serve(self) -> None:
        stub: EcdStub = self.server.stub
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/fhir/")
        token = self.headers.get("Authorization", "").removeprefix("Bearer ") or None
        stub.asked.append(Asked(path, query, token))
        if stub.faults and stub.faults.popleft()(self):
            return
        if stub.token is not None and token != stub.token:
            self.answer(401, b"{}")
            return
        if stub.forgotten_pages and "page" in query:
            self.answer(410, b"{}")
            return
        kept = stub.found(path, query)
        if kept is None:
            self.answer(404, b"{}")
        else:
            self.answer(200, kept.body, kept.media_type)

    def answer(
        self,
        status: int,
        body: bytes,
        media_type: str = "application/fhir+json",
        **headers: str,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def status(code: int, **headers: str) -> Fault:
    def happens(handler: Handler) -> bool:
        handler.answer(code, b"<html>not now</html>", "text/html", **headers)
        return True

    return happens


def cut(handler: Handler) -> bool:
    """The connection breaks in the middle of a body."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/fhir+json")
    handler.send_header("Content-Length", "4000")
    handler.end_headers()
    handler.wfile.write(b'{"resourceType": "Bun')
    handler.close_connection = True
    return True


def slow(seconds: float) -> Fault:
    def happens(_: Handler) -> bool:
        time.sleep(seconds)
        return False

    return happens


def nothing(_: Handler) -> bool:
    """This one goes well."""
    return False
