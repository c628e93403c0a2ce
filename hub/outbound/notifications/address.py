"""Where a notification may go: organisations write their addresses, and are not believed.

https://owasp.org/www-community/attacks/Server_Side_Request_Forgery
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Literal
from urllib.parse import SplitResult, urlsplit

Why = Literal["address", "host", "unknown-host"]
_LONGEST = 2_000
_ODD = re.compile(r"[^!-~]|[\\\"<>^`{|}]")
_PORTS = {"https": 443, "http": 80}
_RESOLVING = ThreadPoolExecutor(32, "resolving")
"""Threads of its own: a name whose server hangs keeps one for long, and nobody waits for it."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(Exception):
    """Nothing is sent there; `why` is one word of a closed set."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Place:
    """`url` is what is asked, at the address that its host had when it was looked at.

    `host` is as its certificate and the server know it.
    """

    url: str
    host: str
    netloc: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hosts that may have an address of a network of one's own, and origins that may be in plain.

    `host`, `host:port`, or `http://host:port` for a test on one machine.
    """

    hosts: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, text: str) -> "Allowed":
        """As the setting lists them, comma between."""
        return cls(frozenset(one.strip().lower() for one in text.split(",") if one.strip()))

    async def place(self, url: str) -> Place:
        """It, where something may be sent there.

        Raises:
            NotAllowed: no address over https, or one within.
        """
        parts = _parts(url)
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS[parts.scheme]
        is_plain = parts.scheme == "http"
        if is_plain and f"http://{host}:{port}" not in self.hosts:
            raise NotAllowed("address")
        within = bool(self.hosts & {host, f"{host}:{port}", f"http://{host}:{port}"})
        ip = await _resolved(host, port, within=within)
        at = f"[{ip}]" if ip.version == 6 else str(ip)  # noqa: PLR2004 - of IP
        url = parts._replace(netloc=f"{at}:{port}").geturl()
        return Place(url, host, parts.netloc.lower())


def is_public(ip: IP) -> bool:
    """Whether it is of the open network, and of no other within it."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner or ip in _NAT64 or ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _parts(url: str) -> SplitResult:
    """Of an address that is one and no more: no password, query or fragment, nothing odd."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("address") from None
    is_sound = (
        len(url) <= _LONGEST
        and not _ODD.search(url)
        and parts.scheme in _PORTS
        and bool(parts.hostname)
        and port != 0
        and not {"@", "?", "#"} & set(url)
        and ".." not in parts.path.split("/")
    )
    if not is_sound:
        raise NotAllowed("address")
    return parts


async def _resolved(host: str, port: int, *, within: bool) -> IP:
    """One address of the host, of which none is of a network within unless that is allowed."""
    looked = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.get_running_loop().run_in_executor(_RESOLVING, looked)
    except (OSError, UnicodeError):
        raise NotAllowed("unknown-host") from None
    ips = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not ips:
        raise NotAllowed("unknown-host")
    if not within and not _all_public(ips):
        raise NotAllowed("host")
    # The one that is reached from everywhere, where there are both.
    return min(ips, key=lambda ip: ip.version)


def _all_public(ips: Iterable[IP]) -> bool:
    return all(map(is_public, ips))
