"""Listens in where data may come out: answers of the hub, and everything that is logged."""

import gzip
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from profiles.stu3 import read_stu3
from profiles.xml.read import read_xml
from tests.plugins.personal import Known, has_bsn
from tests.plugins.told import Told

FIRST_REFUSAL = 400
MAY_NAME = frozenset({"Patient", "Bundle"})  # an inhabitant himself, and a document about him
NAMED_BY_SOURCE = frozenset({"location", "content-location"})  # an id is the source's own
TELLS_ALL = frozenset({"hub", "consent", "profiles", "adapters", "uvicorn"})


class Log(logging.Handler):
    """Keeps every line that is logged, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: set[str] = set()
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it as text."""
        self.lines.add(self.format(record))


@dataclass(slots=True)
class Answers:
    """What the hub answered, as far as it has to be looked at again; `faults` tell no values."""

    known: Known
    faults: set[str] = field(default_factory=set)
    refusals: set[bytes] = field(default_factory=set)
    headers: set[bytes] = field(default_factory=set)

    def see(
        self, asked: str, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> None:
        """One answer; `asked` is the method with the resource type."""
        for name, value in headers:
            if has_bsn(value):
                self.faults.add(f"a BSN in header {name.decode()} of {asked}")
            if name.decode().lower() not in NAMED_BY_SOURCE:
                self.headers.add(value)
        if status >= FIRST_REFUSAL:
            self.refusals.add(body)
        if has_bsn(body):
            self.faults.update(
                f"a BSN in {place} of {status} {asked}" for place in misplaced(body, status)
            )

    def leaks(self) -> Iterator[str]:
        """What stood where it should not, without its value."""
        yield from self.faults
        for kind in self.known.kinds_in(b"\n".join(self.headers)):
            yield f"a {kind} in a header of an answer"
        for kind in self.known.kinds_in(b"\n".join(self.refusals)):
            yield f"a {kind} in a refusal"


@dataclass(frozen=True, slots=True)
class Watched:
    """An ASGI application whose requests are learnt from, and whose answers are seen."""

    app: ASGIApp
    answers: Answers
    told: set[Told] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        said, given, start = bytearray(), bytearray(), {}

        async def hear() -> Message:
            message = await receive()
            said.extend(message.get("body", b""))
            return message

        async def tell(message: Message) -> None:
            start.update(message if message["type"] == "http.response.start" else {})
            given.extend(message.get("body", b""))
            await send(message)

        await self.app(scope, hear, tell)
        self.answers.known.learn_bytes(bytes(said))
        asked = f"{scope['method']} {scope['path'].split('/')[2:3]}"
        headers, body = dict(start.get("headers", ())), bytes(given)
        media_type = headers.get(b"content-type", b"").partition(b";")[0].decode() if body else ""
        self.told.add(Told(scope["method"], scope["path"], start["status"], media_type))
        if headers.get(b"content-encoding") == b"gzip" and body:
            body = gzip.decompress(body)
        self.answers.see(asked, start["status"], start.get("headers", ()), body)


def misplaced(body: bytes, status: int) -> set[str]:
    """Where in an answer a BSN stands that may not."""
    if status >= FIRST_REFUSAL:
        return {"the refusal"}
    for read in (read_xml, read_stu3) if body.startswith(b"<") else (json.loads,):
        with suppress(ValueError):
            return set(_misplaced(read(body)))
    return {"a body that is neither JSON nor XML"}


def _apart(parameters: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """Parameters without the resources in them, and these."""
    listed = parameters.get("parameter", [])
    bare = [{name: one[name] for name in one if name != "resource"} for one in listed]
    return {**parameters, "parameter": bare}, [
        one["resource"] for one in listed if "resource" in one
    ]


def _misplaced(tree: Mapping[str, Any]) -> Iterator[str]:
    kind = str(tree.get("resourceType"))
    if kind == "Parameters":
        tree, inside = _apart(tree)
        yield from (place for one in inside for place in _misplaced(one))
    if kind != "Bundle" or tree.get("type") == "document":
        if kind not in MAY_NAME and has_bsn(json.dumps(tree, default=str).encode()):
            yield f"a resource of type {kind}"
        return
    envelope = {key: value for key, value in tree.items() if key != "entry"}
    if has_bsn(json.dumps(envelope, default=str).encode()):
        yield "a link of a Bundle"
    for entry in tree.get("entry", []):
        around = {key: value for key, value in entry.items() if key != "resource"}
        if has_bsn(json.dumps(around, default=str).encode()):
            yield "an entry of a Bundle beside its resource"
        if "resource" in entry:
            yield from _misplaced(entry["resource"])
