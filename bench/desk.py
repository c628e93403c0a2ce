"""One worker's means, and how it looks at the answers."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from bench.guide import Query
from bench.region import Inhabitant, Region
from bench.target import Target
from bench.wire import Line, Reply

JSON = "Content-Type: application/fhir+json\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
FULL_URL = rb'"fullUrl"\s*:'
RESPONSE = rb'"response"\s*:'
# As most servers write it: a pattern would take the generator more time than the rest of its work.
_TIGHT = {FULL_URL: b'"fullUrl":', RESPONSE: b'"response":'}
RESERVED = 10
"""Of so many inhabitants one is only written to, so that what is read stays as it was loaded."""


class Wrong(Exception):
    """The answer is not what it must be; the message says what it is instead."""


@dataclass(slots=True)
class Desk:
    """A connection, its chance, the region and the tokens by URA; `kept` is what it wrote."""

    line: Line
    random: Random
    region: Region
    tokens: Mapping[str, str]
    target: Target
    kept: list[tuple[str, Inhabitant]] = field(default_factory=list)

    def bearer(self, ura: str) -> str:
        """The header line of this organisation, or the one that a peer wants of everybody."""
        if ura in self.tokens:
            return f"Authorization: Bearer {self.tokens[ura]}\r\n"
        return self.target.header

    @property
    def reader(self) -> str:
        """The header line of the organisation that reads what others wrote."""
        return self.bearer(self.region.reader.ura)

    def known(self) -> Inhabitant:
        """Somebody whose wishes stay as they are."""
        people = self.region.inhabitants
        return people[self.random.randrange(self._reserved(), len(people))]

    def reserved(self) -> Inhabitant:
        """Somebody whose record may grow."""
        return self.region.inhabitants[self.random.randrange(self._reserved())]

    def _reserved(self) -> int:
        """How many, of few inhabitants one at least."""
        return max(1, len(self.region.inhabitants) // RESERVED)

    async def get(self, path: str, headers: str) -> Reply:
        """`path` below the base."""
        return await self.line.ask("GET", f"{self.target.base}/{path}", headers)

    async def send(self, method: str, path: str, headers: str, body: bytes) -> Reply:
        """A body of FHIR's JSON; an empty path is the base itself."""
        whole = f"{self.target.base}/{path}" if path else self.target.base
        return await self.line.ask(method, whole, JSON + headers, body)

    async def find(self, path: str, headers: str, form: Mapping[str, str]) -> Reply:
        """A search by POST."""
        whole = f"{self.target.base}/{path}/_search"
        return await self.line.ask("POST", whole, FORM + headers, urlencode(form).encode())


Work = Callable[[Desk], Awaitable[None]]


async def of_patient(desk: Desk, headers: str, patient: str, asked: Query) -> None:
    """One of the guide's queries, and whether it has all that it must."""
    kind, parameters, entries = asked
    whose = "subject" if kind == "QuestionnaireResponse" else "patient"
    text = urlencode([(whose, patient), *parameters])
    counted(checked(await desk.get(f"{kind}?{text}", headers), 200), FULL_URL, entries)


def checked(reply: Reply, *statuses: int) -> Reply:
    """The reply; raises Wrong where it has another status."""
    if reply.status not in statuses:
        raise Wrong(f"status {reply.status}")
    return reply


def counted(reply: Reply, what: bytes, number: int) -> None:
    """Raise Wrong unless the pattern `what` stands so often in it."""
    found = reply.body.count(_TIGHT[what]) or len(re.findall(what, reply.body))
    if found != number:
        raise Wrong(f"{found} entries instead of {number}")


def identified(reply: Reply, address: str) -> None:
    """Raise Wrong unless it is the resource `Type/id`."""
    name = address.partition("/")[2].encode()
    if b'"id":"' + name + b'"' in reply.body:
        return
    if name not in re.findall(rb'"id"\s*:\s*"([^"]*)"', reply.body):
        raise Wrong("another resource")
