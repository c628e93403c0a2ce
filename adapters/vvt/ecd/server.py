"""What is asked of the ECD's FHIR server, and how patiently: reads only, of that server alone."""

import asyncio
import random
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

from adapters.vvt.ecd.access import Access, NoAccess

# By quality JSON first; an ECD that has XML alone answers in that.
FHIR = "application/fhir+json, application/fhir+xml;q=0.9, application/json;q=0.8"
MOST_BYTES = 20_000_000
_BUSY = frozenset({429, 503})
_PASSING = frozenset({408, 425, 500, 502, 504}) | _BUSY
_CLOSED = frozenset({403, 404, 410})


class Silent(Exception):
    """The ECD gave no answer of its own now: asking again later may help."""


class Closed(Exception):
    """The ECD has it not, or shows it not, at this moment: 403, 404 or 410."""


class Unusable(Exception):
    """The ECD answered, and asking the same again will not help; the message says what."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A body as it came, and what it calls itself."""

    body: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True)
class Patience:
    """How often is asked, and how long is waited between; a wait that is asked for is obeyed."""

    attempts: int = 4
    first: float = 0.5
    longest: float = 30.0

    def wait(self, attempt: int) -> float:
        """Seconds, growing, never the same for two adapters that were refused at one moment."""
        grown = min(self.first * 2.0**attempt, self.longest)
        return random.uniform(0.5, 1.0) * grown  # noqa: S311 - no secret


class EcdServer:
    """One ECD; after an answer that asks for quiet it is not asked before that is over."""

    def __init__(self, access: Access, patience: Patience | None = None) -> None:
        self.base = access.base.rstrip("/")
        self._access = access
        self._patience = patience or Patience()
        self._token: str | None = None
        self._quiet_until = 0.0
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(60.0, connect=5.0),
            verify=access.context(),
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    def address(self, where: str) -> str:
        """The URL of a reference or link, of this server. Raises Unusable for another's."""
        url = urljoin(f"{self.base}/", where)
        if url != self.base and not url.startswith((f"{self.base}/", f"{self.base}?")):
            raise Unusable("it points to another server, which is not asked")
        return url

    async def get(
        self, where: str, parameters: Mapping[str, str] | None = None, accept: str = FHIR
    ) -> Answer:
        """What is there. Raises Silent, Closed, Unusable, NoAccess.

        https://hl7.org/fhir/STU3/http.html#read
        """
        url, response = self.address(where), None
        for attempt in range(self._patience.attempts):
            await self._be_quiet()
            response = await self._authorized(url, parameters, accept)
            if response is not None and response.status_code not in _PASSING:
                return _taken(response)
            if response is not None and response.status_code in _BUSY:
                self._quiet_until = time.monotonic() + _asked(response)
            if attempt + 1 < self._patience.attempts:
                await asyncio.sleep(self._patience.wait(attempt))
        told = f"status {response.status_code}" if response is not None else "no answer"
        raise Silent(f"{told} of the ECD after {self._patience.attempts} attempts")

    async def _be_quiet(self) -> None:
        left = self._quiet_until - time.monotonic()
        if left > self._patience.longest:
            raise Silent(f"the ECD asks for quiet, for {left:.0f} s more")
        if left > 0:
            await asyncio.sleep(left)

    async def _authorized(
        self, url: str, parameters: Mapping[str, str] | None, accept: str
    ) -> httpx.Response | None:
        """The answer, by a new token where the old one is not taken any more."""
        response = await self._sent(url, parameters, accept)
        if response is not None and response.status_code == httpx.codes.UNAUTHORIZED:
            self._token = None
            response = await self._sent(url, parameters, accept)
        return response

    async def _sent(
        self, url: str, parameters: Mapping[str, str] | None, accept: str
    ) -> httpx.Response | None:
        if self._token is None:
            self._token = await self._access.token()
        # As it is, for what is packed may be a thousand times what it seems to be.
        headers = {"Accept": accept, "Accept-Encoding": "identity"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        request = self._http.build_request("GET", url, params=parameters, headers=headers)
        try:
            response = await self._http.send(request, stream=True)
            try:
                return await _read(response)
            finally:
                await response.aclose()
        # The latter where TLS ends after its handshake.
        except (httpx.TransportError, ssl.SSLError):
            return None


async def _read(response: httpx.Response) -> httpx.Response:
    """The same with its body, of which no more is held than anybody sends."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unusable("it is packed, which was not asked for")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise Unusable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    kept = {"Content-Type", "Retry-After"}
    headers = {name: value for name in kept if (value := response.headers.get(name))}
    return httpx.Response(response.status_code, headers=headers, content=bytes(body))


def _taken(response: httpx.Response) -> Answer:
    status = response.status_code
    if status == httpx.codes.OK:
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.content, kind)
    if status == httpx.codes.UNAUTHORIZED:
        raise NoAccess("the ECD answers 401: it does not know the token or the certificate")
    if status in _CLOSED:
        raise Closed(f"the ECD answers {status}")
    raise Unusable(f"the ECD answers {status}")


def _asked(response: httpx.Response) -> float:
    """Seconds of Retry-After, which is a number or a moment.

    https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    said = response.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:6])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
