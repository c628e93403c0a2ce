"""One message to one address: within seconds, to the host that was looked at, and no further."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Self
from urllib.parse import urlencode

import httpx

from hub.outbound.notifications.address import Allowed, NotAllowed

WITHIN = 10.0
_TAKEN = range(200, 300)
_OF_THE_MESSAGE = frozenset({400, 404, 405, 406, 409, 410, 413, 415, 422})
"""Statuses that say something of this one message, and nothing of the next."""
_MOST_WAIT = 3_600
_OK, _LARGEST = 200, 65_536


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: POSTed to `url`, or to what comes behind it."""

    url: str
    body: bytes = b""
    content_type: str = ""
    authorization: str = ""


class NotTaken(Exception):
    """It is tried again; `why` is of a closed set, `wait` the seconds that the partner asked for.

    Where it is `of_the_partner` the next message would fare no better.
    """

    def __init__(self, why: str, *, of_the_partner: bool, wait: float = 0.0) -> None:
        super().__init__(why)
        self.why, self.of_the_partner, self.wait = why, of_the_partner, wait


@dataclass(slots=True)
class Sending:
    """To whom is `allowed`, known by `trust`, which has the hub's own certificate where it has one.

    Proxies of the environment would read along; who is sent elsewhere is not followed.
    """

    allowed: Allowed
    trust: ssl.SSLContext = field(repr=False)
    within: float = WITHIN
    _http: httpx.AsyncClient = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._http = httpx.AsyncClient(
            verify=self.trust,
            timeout=self.within,
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            # Connections are kept by address, and a certificate is of a name: none is used again.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def send(self, message: Message) -> None:
        """Return when it was taken: any 2xx. What is answered beside that is not read.

        Raises:
            NotTaken: it was not, or nobody knows.
        """
        headers = {"Content-Type": message.content_type, "Authorization": message.authorization}
        status, _, wait = await self._asked(message.url, message.body, headers, most=0)
        if status not in _TAKEN:
            of_it = status in _OF_THE_MESSAGE
            raise NotTaken(f"status-{status}", of_the_partner=not of_it, wait=wait)

    async def ask(self, url: str, form: Mapping[str, str]) -> bytes:
        """What is answered to a form with 200, of 64 KB at most.

        Raises:
            NotTaken: nothing is, or more.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        status, answer, wait = await self._asked(url, body, headers, most=_LARGEST)
        if status != _OK:
            raise NotTaken(f"token-{status}", of_the_partner=True, wait=wait)
        return answer

    async def _asked(
        self, url: str, body: bytes, headers: Mapping[str, str], *, most: int
    ) -> tuple[int, bytes, float]:
        """The status, at most so much of the answer, and the seconds that it asks to wait."""
        try:
            async with asyncio.timeout(self.within):
                return await self._answer(url, body, headers, most)
        except NotAllowed as refused:
            raise NotTaken(refused.why, of_the_partner=True) from None
        except TimeoutError:
            raise NotTaken("slow", of_the_partner=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError):
            raise NotTaken("unreachable", of_the_partner=True) from None

    async def _answer(
        self, url: str, body: bytes, headers: Mapping[str, str], most: int
    ) -> tuple[int, bytes, float]:
        place = await self.allowed.place(url)
        said = {name: value for name, value in headers.items() if value}
        # What is compressed could be of any size.
        said |= {"Host": place.netloc, "Accept": "*/*", "Accept-Encoding": "identity"}
        request = self._http.build_request("POST", place.url, content=body, headers=said)
        request.extensions["sni_hostname"] = place.host
        answer = await self._http.send(request, stream=True)
        try:
            found, pieces = bytearray(), answer.aiter_raw()
            while most and (piece := await anext(pieces, b"")):
                found += piece
                if len(found) > most:
                    raise NotTaken("too-long", of_the_partner=True)
        finally:
            await answer.aclose()
        return answer.status_code, bytes(found), _asked_to_wait(answer.headers)


def _asked_to_wait(headers: httpx.Headers) -> float:
    """In seconds; dates are passed over, for our own wait is as good."""
    text = headers.get("Retry-After", "")
    is_number = text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004 - digits
    return float(min(int(text), _MOST_WAIT)) if is_number else 0.0
