"""A sending and a receiving XIS of eOverdracht, written from the standard alone.

It knows FHIR STU3 and the step orders of the national test material, and nothing of the hub but
its address. https://informatiestandaarden.nictiz.nl/wiki/vpk:V4.0_FHIR_eOverdracht
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

Tree = dict[str, Any]
JSON, XML = "application/fhir+json", "application/fhir+xml"
NOTICE, HANDOFF = "721915006", "11171000146100"
_STATUS = re.compile(r'<status value="[^"]*"\s*/>')
_INPUT = re.compile(r"<input>.*?</input>", re.DOTALL)
_REFERENCE = re.compile(r'<reference value="([^"]*)"\s*/>')


@dataclass(frozen=True, slots=True)
class Xis:
    """One information system, that speaks one format; `write` makes a body of a resource."""

    http: httpx.AsyncClient
    base: str
    token: Callable[[], str]
    media: str
    write: Callable[[Tree], bytes]

    async def __call__(self, method: str, path: str, body: bytes | None = None) -> httpx.Response:
        """One call, in its own format."""
        headers = {"Authorization": f"Bearer {self.token()}", "Accept": self.media}
        if body is not None:
            headers["Content-Type"] = self.media
        return await self.http.request(method, f"{self.base}/{path}", content=body, headers=headers)

    async def read(self, path: str) -> str:
        """The text of what is there; it has to be."""
        answer = await self("GET", path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"].startswith(self.media)
        return answer.text

    async def store(self, resource: Tree) -> None:
        """A resource under an id of its own, as a server of its own would have it."""
        path = f"{resource['resourceType']}/{resource['id']}"
        answer = await self("PUT", path, self.write(resource))
        assert answer.status_code in {200, 201}, f"{path}: {answer.text}"

    async def move(self, path: str, status: str) -> httpx.Response:
        """The Task as it was read, and nothing but its status changed."""
        return await self("PUT", path, _with_status(await self.read(path), status, self.media))


async def status_of(xis: Xis, path: str) -> str:
    """Where the Task stands."""
    text = await xis.read(path)
    if xis.media == JSON:
        return str(json.loads(text)["status"])
    found = _STATUS.search(text)
    assert found
    return found[0].split('"')[1]


def handed_over(text: str, media: str, code: str) -> str:
    """The reference of the input of this code."""
    if media == JSON:
        for one in json.loads(text)["input"]:
            if one["type"]["coding"][0]["code"] == code:
                return str(one["valueReference"]["reference"])
    for one in _INPUT.findall(text):
        if f'<code value="{code}"' in one:
            named = _REFERENCE.search(one)
            assert named
            return str(named[1])
    raise AssertionError("no such input")


def _with_status(text: str, status: str, media: str) -> bytes:
    if media == JSON:
        return json.dumps({**json.loads(text), "status": status}).encode()
    return _STATUS.sub(f'<status value="{status}"/>', text, count=1).encode()


@dataclass(frozen=True, slots=True)
class Sending:
    """The sending side of one transfer: its Task, and the documents that it has."""

    xis: Xis
    task: Tree
    notice: str
    handoff: str

    @property
    def path(self) -> str:
        """Where its Task is."""
        return f"Task/{self.task['id']}"

    async def offer(self) -> None:
        """HeO phase 1: the Task, with the advance notice."""
        await self.xis.store({**self.task, "status": "requested", "input": [self._names(NOTICE)]})

    async def confirm(self) -> httpx.Response:
        """HeO phase 2: the receiver that accepted is the one."""
        return await self.xis.move(self.path, "in-progress")

    async def hand_over(self) -> None:
        """HeO phase 2: the same Task, with the nursing handoff beside the notice."""
        both = [self._names(NOTICE), self._names(HANDOFF)]
        await self.xis.store({**self.task, "status": "in-progress", "input": both})

    async def hand_over_at_once(self) -> None:
        """4.0 to 4.2: a Task that begins with the nursing handoff."""
        one = [self._names(HANDOFF)]
        await self.xis.store({**self.task, "status": "in-progress", "input": one})

    def _names(self, code: str) -> Tree:
        system = "http://snomed.info/sct"
        reference = self.notice if code == NOTICE else self.handoff
        return {
            "type": {"coding": [{"system": system, "code": code}]},
            "valueReference": {"reference": reference},
        }


@dataclass(frozen=True, slots=True)
class Receiving:
    """The receiving side of one transfer, which knows the id of the Task from a notification."""

    xis: Xis
    path: str

    async def look(self, code: str) -> str:
        """What the Task hands over under this code, as it is read now."""
        return handed_over(await self.xis.read(self.path), self.xis.media, code)

    async def document(self, code: str) -> str:
        """The document of it."""
        return await self.xis.read(f"{await self.look(code)}/$document")

    async def set(self, status: str) -> httpx.Response:
        """An answer."""
        return await self.xis.move(self.path, status)
