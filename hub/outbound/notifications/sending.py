"""One message to one address: within seconds, to the host that was looked at, and no further."""

import asyncio
import ssl
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Self

import httpx

from hub.outbound.notifications.address import Allowed, NotAllowed

WITHIN = 10.0
_TAKEN = range(200, 300)
_OF_THE_MESSAGE = frozenset({400, 404, 405, 406, 409, 410, 413, 415, 422})
"""Statuses that say something of this one message, and nothing of the next."""
_MOST_WAIT = 3_600


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
        try:
            async with asyncio.timeout(self.within):
                status, wait = await self._status(message)
        except NotAllowed as refused:
            raise NotTaken(refused.why, of_the_partner=True) from None
        except TimeoutError:
            raise NotTaken("slow", of_the_partner=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError):
            raise NotTaken("unreachable", of_the_partner=True) from None
        if status not in _TAKEN:
            of_it = status in _OF_THE_MESSAGE
            raise NotTaken(f"status-{status}", of_the_partner=not of_it, wait=wait)

    async def _status(self, message: Message) -> tuple[int, float]:
        place = await self.allowed.place(message.url)
        headers = {"Host": place.netloc, "Accept": "*/*"}
        if message.content_type:
            headers["Content-Type"] = message.content_type
        if message.authorization:
            headers["Authorization"] = message.authorization
        asked = self._http.stream(
            "POST",
            place.url,
            content=message.body,
            headers=headers,
            extensions={"sni_hostname": place.host},
        )
        async with asked as answer:
            return answer.status_code, _asked_to_wait(answer.headers.get("Retry-After", ""))


def _asked_to_wait(text: str) -> float:
    """In seconds; dates are passed over, for our own wait is as good."""
    is_number = text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004 - digits
    return float(min(int(text), _MOST_WAIT)) if is_number else 0.0
