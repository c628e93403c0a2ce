"""Who does not agree on TLS is held no longer than who sends no request, and locks out nobody."""

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import anyio.lowlevel
import httpx
import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.server import ServerState

from hub.commands.pki.region import Pki
from hub.http.door import Door, Limits
from hub.http.hallway import Hallway, SecureProtocol
from hub.http.protocol import DOOR
from hub.http.tls import TLS, Tls, server_context
from hub.http.turned import Turned
from tests.hub.http.conftest import SMALL
from tests.hub.http.sockets import PATIENCE, Caller
from tests.hub.monitoring.scrape import scraped, summed
from tests.plugins.certificates import Secured, certificates, secured_hub
from tests.plugins.processes import free_port
from tests.plugins.warm import Warm

pytestmark = pytest.mark.slow

HEAD, MOST = float(SMALL["HUB_HEAD_TIMEOUT"]), int(SMALL["HUB_CONNECTIONS"])
HELLO = bytes.fromhex("160301020001000 1fc0303".replace(" ", "")) + b"\0" * 32
"""How a client that speaks TLS begins, and no more of it."""


@pytest.fixture(scope="module")
def narrow(
    warm: Warm, database_url: str, owner_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Secured]:
    """A hub with TLS of which every bound on connections is small."""
    folder = tmp_path_factory.mktemp("narrow")
    bounds = {name.removeprefix("HUB_"): text for name, text in SMALL.items()}
    bounds |= {"tls_client": "optional", "metrics_address": f"127.0.0.1:{free_port()}"}
    made = secured_hub(warm, database_url, owner_url, folder, **bounds)
    try:
        made.hub.ready()
        yield made
    finally:
        made.hub.kill()


def is_answered(hub: Secured, address: str) -> bool:
    transport = httpx.HTTPTransport(verify=hub.context(), local_address=address)
    with httpx.Client(transport=transport, timeout=PATIENCE) as http:
        return http.get(f"{hub.url}/health/live").is_success


@pytest.mark.parametrize("said", [b"", HELLO], ids=["silent", "half a hello"])
def test_half_a_handshake_is_cut_off_in_the_time_of_a_head(narrow: Secured, said: bytes) -> None:
    with closing(Caller(narrow.hub.port, "127.0.0.12").send(said)) as caller:
        assert caller.until_cut() == b""

    assert HEAD <= caller.lasted < HEAD + 10


def test_half_handshakes_of_many_addresses_lock_out_nobody(narrow: Secured) -> None:
    files = Path(f"/proc/{narrow.hub.process.pid}/fd")
    with ExitStack() as held:
        for number in range(5 * MOST):
            caller = Caller(narrow.hub.port, f"127.0.4.{number % 20}").send(HELLO)
            held.callback(caller.close)

        assert is_answered(narrow, "127.0.0.13")
        assert len(list(files.iterdir())) < 2 * MOST + 60

    deadline = time.monotonic() + PATIENCE
    while len(list(files.iterdir())) > MOST + 20 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(list(files.iterdir())) <= MOST + 20


def test_who_speaks_no_tls_is_told_nothing_and_it_is_logged_and_counted(narrow: Secured) -> None:
    with closing(Caller(narrow.hub.port, "127.0.0.14")) as caller:
        caller.send(b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n")
        assert not caller.until_cut().startswith(b"HTTP")

    assert narrow.hub.tells("no TLS with 127.0.0.14: HTTP_REQUEST")
    counted = scraped(narrow.hub.environment["HUB_METRICS_ADDRESS"])["hub_refusals_total"]
    assert summed(counted, door="tls", rule="HTTP_REQUEST") == 1


def test_a_request_that_comes_with_the_last_of_the_handshake_is_answered(narrow: Secured) -> None:
    """Many at once, each of which sends as soon as it may: none of their bytes is lost."""
    context = narrow.context()
    for _ in range(20):
        with (
            socket.create_connection(("127.0.0.1", narrow.hub.port), PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as line,
        ):
            line.sendall(b"GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n")
            assert line.recv(65_536).startswith(b"HTTP/1.1 200 ")


def test_who_has_agreed_on_tls_is_timed_as_anybody_else_from_then_on(narrow: Secured) -> None:
    lines = []
    with httpx.Client(verify=narrow.context(), timeout=PATIENCE, trust_env=False) as http:
        # Longer than a handshake may take, and less than silence may last.
        for pause in (0, HEAD + 1.2):
            time.sleep(pause)
            line = http.get(f"{narrow.url}/health/live").extensions["network_stream"]
            lines.append(line.get_extra_info("client_addr"))

    assert lines[0] == lines[1], "on the same connection"


@pytest.mark.anyio
async def test_a_connection_stands_at_the_door_once(tmp_path: Path) -> None:
    """In its hallway, or behind it: else it takes the place of two."""
    pki = Pki.made(datetime.now(UTC))
    files = certificates(tmp_path, pki)
    own = Path(files["HUB_TLS_CERTIFICATE"]), Path(files["HUB_TLS_KEY"])
    door = Door(Limits(60, 60, 60, 9, 9), not_asked)
    state = {DOOR: door, TLS: Tls(server_context(*own), Turned())}
    config = Config(not_asked, http="httptools", ws="none")
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Hallway(config, ServerState(), state), "127.0.0.1", 0)
    believes = ssl.create_default_context(cadata=pki.server_roots().decode())
    where = server.sockets[0].getsockname()

    _, writer = await asyncio.open_connection(*where, ssl=believes)
    while [type(one) for one in door.guests] == [Hallway]:
        await anyio.lowlevel.checkpoint()

    assert [type(one) for one in door.guests] == [SecureProtocol]
    assert len(door.everybody) == 1
    writer.close()
    while door.guests:
        await anyio.lowlevel.checkpoint()
    assert len(door.everybody) == 0
    server.close()


async def not_asked(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("nobody asks anything")


def test_a_browser_without_a_certificate_gets_a_page_where_none_is_required(
    narrow: Secured,
) -> None:
    context = narrow.context()
    assert context.verify_mode is ssl.CERT_REQUIRED, "it believes the hub by its root"
    with httpx.Client(verify=context, timeout=PATIENCE, trust_env=False) as http:
        assert http.get(f"{narrow.url}/validate").is_success
