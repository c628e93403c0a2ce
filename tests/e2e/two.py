"""Two hub processes on one database, and systems that ask either of them."""

import asyncio
import secrets
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from adapters.core.token import Professional
from tests.e2e.systems import System, registered
from tests.plugins.processes import HubProcess

MANY = 10
_URAS = count(secrets.randbelow(30_000_000) + 60_000_000)


@dataclass(frozen=True)
class Two:
    """Two processes that answer for one public address."""

    one: HubProcess
    other: HubProcess
    owner_url: str
    http: httpx.AsyncClient

    @property
    def urls(self) -> tuple[str, str]:
        return self.one.url, self.other.url

    async def system(self, professional: Professional | None = None) -> System:
        """A system of a new organisation."""
        made = await registered(self.owner_url, str(next(_URAS)), professional=professional)
        made.http = self.http
        return made

    async def everywhere(
        self, system: System, method: str, path: str, **request: Any
    ) -> list[httpx.Response]:
        """The same call to both processes at the same moment, many times."""
        token = await system.token(self.one.url)
        urls = [self.urls[number % 2] for number in range(MANY)]
        calls = (system.call(url, method, path, token, **request) for url in urls)
        return list(await asyncio.gather(*calls))
