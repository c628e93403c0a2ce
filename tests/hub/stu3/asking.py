"""A system that speaks STU3: its calls under /stu3, by the token of a Caller."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tests.plugins.hub import Caller

Tree = dict[str, Any]
XML = "application/fhir+xml"


@dataclass(frozen=True, slots=True)
class Ecd:
    """One organisation's ECD."""

    caller: Caller

    @property
    def ura(self) -> str:
        """Its number."""
        return self.caller.ura

    async def __call__(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """One call; `body` is a resource, text or bytes."""
        running = self.caller.running
        sent = {"Authorization": f"Bearer {self.caller.token()}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = None
        if body is not None:
            sent.setdefault("Content-Type", "application/fhir+json")
            content = body if isinstance(body, str | bytes) else json.dumps(body)
        url = f"{running.settings.public_url}/stu3/{path.lstrip('/')}"
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=running.app)) as client:
            return await client.request(method, url, content=content, headers=sent)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """GET under /stu3."""
        return await self("GET", path, **headers)

    async def task(self, address: str) -> Tree:
        """The Task as it is shown."""
        answer = await self.get(address)
        assert answer.status_code == 200, answer.text
        tree: Tree = answer.json()
        return tree

    async def put(self, resource: Tree, **headers: str) -> httpx.Response:
        """PUT by its id."""
        address = f"{resource['resourceType']}/{resource['id']}"
        return await self("PUT", address, resource, **headers)

    async def answer(self, address: str, **changes: Any) -> httpx.Response:
        """The Task as it was read, but for these; None takes an element away."""
        task = await self.task(address)
        sent = {name: one for name, one in (task | changes).items() if one is not None}
        return await self.put(sent)
