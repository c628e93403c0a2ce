"""`python -m hub.demo.ecd`: Tasks, and `$document` of what they hand over, by FHIR STU3.

https://hl7.org/fhir/STU3/http.html
"""

import argparse
import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SERVED = Path(__file__).with_name("served")
BASE = "/fhir"
_KINDS = {".json": "application/fhir+json", ".xml": "application/fhir+xml"}
_DOCUMENT = "/$document"


class Server(ThreadingHTTPServer):
    """Knows where its transfers lie."""

    folder: Path


class Ecd(BaseHTTPRequestHandler):
    """One connection of whoever brings its transfers over."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Called by the server."""
        parts = urlsplit(self.path)
        name = parts.path.removeprefix(f"{BASE}/")
        if parts.path == "/health/ready":
            self._answer(b"{}", ".json")
        elif name == "Task":
            [since] = parse_qs(parts.query).get("_lastUpdated", [""])
            tasks = searchset(self.server.folder, since.removeprefix("ge"))
            self._answer(tasks, ".json")
        else:
            self._file(name)

    def _file(self, name: str) -> None:
        """A Task, or a document, in the format that this ECD has it in."""
        kind, _, own_id = name.removesuffix(_DOCUMENT).partition("/")
        is_asked_so = (kind == "Composition") == name.endswith(_DOCUMENT)
        for path in self.server.folder.iterdir():
            if is_asked_so and path.stem == f"{kind}-{own_id}":
                self._answer(path.read_bytes(), path.suffix)
                return
        self.send_error(HTTPStatus.NOT_FOUND)

    def _answer(self, body: bytes, suffix: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", _KINDS[suffix])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: an address may tell of somebody."""


def searchset(folder: Path, since: str) -> bytes:
    """The Tasks that changed since then, oldest first."""
    tasks = [json.loads(path.read_bytes()) for path in folder.glob("Task-*.json")]
    moments = {one["id"]: one["meta"]["lastUpdated"] for one in tasks}
    found = sorted(tasks, key=lambda one: moments[one["id"]])
    # Both are in UTC, the one with Z, the other with an offset: the same letters up to there.
    entries = [{"resource": one} for one in found if moments[one["id"]][:19] >= since[:19]]
    return json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}).encode()


def main() -> None:
    """Serve until it is ended."""
    parser = argparse.ArgumentParser(prog="python -m hub.demo.ecd")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, default=SERVED)
    given = parser.parse_args()
    server = Server(("127.0.0.1", given.port), Ecd)
    server.folder = given.folder
    server.serve_forever()


if __name__ == "__main__":
    main()
