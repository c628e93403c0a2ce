"""One bounded answer of a party that was set, over https, within seconds; or none."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

WITHIN = 2.0
LARGEST = 65_536
_OK = 200


class Unreachable(Exception):
    """There is no answer that can be used; what was asked counts as not so."""


class TooLong(Unreachable):
    """There is one, and it is larger than it may be."""


@dataclass(slots=True)
class Fetch:
    """`authorities` is a PEM file of those who may vouch for a server; None: the system's.

    `within` is the seconds that an answer may take, whole; `largest` its bytes.
    """

    authorities: Path | None = None
    within: float = WITHIN
    largest: int = LARGEST
    accept: str = "application/json"
    _trust: ssl.SSLContext | None = field(default=None, repr=False)

    async def get(self, url: str) -> bytes:
        """The body of a 200.

        Raises:
            Unreachable: it did not come in time, or is too large.
        """
        status, body = await self._asked("GET", url)
        if status != _OK:
            raise Unreachable
        return body

    async def post(self, url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        """The status, and where that is 200 the body.

        Raises:
            Unreachable: it did not come in time, or is larger than 64 KB.
        """
        return await self._asked("POST", url, form)

    async def _asked(
        self, method: str, url: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(self.within), self._client() as http:
                headers = {"Accept": self.accept, "Accept-Encoding": "identity"}
                async with http.stream(method, url, headers=headers, data=form) as answer:
                    status = answer.status_code
                    return status, await self._body(answer) if status == _OK else b""
        except (httpx.HTTPError, httpx.InvalidURL, OSError):  # TimeoutError is an OSError
            raise Unreachable from None

    def trust(self) -> ssl.SSLContext:
        """What servers are known by; read once. Raises OSError where the file is no PEM."""
        if self._trust is None:
            self._trust = ssl.create_default_context(cafile=self.authorities)
        return self._trust

    def _client(self) -> httpx.AsyncClient:
        """Follows nobody elsewhere, and takes no proxy from the environment."""
        return httpx.AsyncClient(verify=self.trust(), timeout=self.within, trust_env=False)

    async def _body(self, answer: httpx.Response) -> bytes:
        """As it was sent: what is compressed could be of any size."""
        body = bytearray()
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > self.largest:
                raise TooLong
        return bytes(body)
