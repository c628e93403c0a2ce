"""A message is taken or it is not, within seconds, and nothing of the answer is believed."""

import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.commands.pki.region import Pki
from hub.outbound.notifications.address import Allowed
from hub.outbound.notifications.sending import Message, NotTaken, Sending
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


@asynccontextmanager
async def to(told: Told, trust: ssl.SSLContext | None = None) -> AsyncIterator[Sending]:
    trust = trust or ssl.create_default_context()
    trust.load_verify_locations(told.authorities)
    async with Sending(Allowed.of(told.host), trust, within=1.0) as sending:
        yield sending


async def refused(told: Told) -> NotTaken:
    async with to(told) as sending:
        with pytest.raises(NotTaken) as raised:
            await sending.send(Message(told.url, b"{}", "application/fhir+json"))
    return raised.value


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206])
async def test_any_2xx_is_taken(told: Told, status: int) -> None:
    told.status = status

    async with to(told) as sending:
        await sending.send(Message(told.url))

    assert told.paths == ["/notify"]


@pytest.mark.parametrize("status", [400, 404, 422, 301, 401, 429, 503])
async def test_what_is_said_of_one_message_says_nothing_of_the_next(
    told: Told, status: int
) -> None:
    told.status = status

    failure = await refused(told)

    assert failure.why == f"status-{status}"
    assert failure.of_the_partner == (status not in {400, 404, 422})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30", 30.0), ("999999", 3_600.0), ("-5", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0)],
)
async def test_who_asks_for_time_gets_it_within_bounds(
    told: Told, text: str, seconds: float
) -> None:
    told.status, told.headers = 503, {"Retry-After": text}

    assert (await refused(told)).wait == seconds


async def test_who_hangs_is_waited_for_no_longer_than_it_takes(told: Told) -> None:
    told.pause = 3.0
    began = time.monotonic()

    failure = await refused(told)

    assert failure.why == "slow"
    assert time.monotonic() - began < 2.0


async def test_no_cookie_is_kept(told: Told) -> None:
    told.headers = {"Set-Cookie": "who=hub; Path=/"}

    async with to(told) as sending:
        for _ in range(2):
            await sending.send(Message(told.url))

    assert "Cookie" not in told.came[1].headers


async def test_an_answer_that_is_too_long_is_none(told: Told) -> None:
    told.answers["/notify"] = (200, b"x" * 100_000)

    async with to(told) as sending:
        await sending.send(Message(told.url))
        with pytest.raises(NotTaken, match="too-long"):
            await sending.ask(told.url, {})


async def test_an_address_within_is_no_address_though_it_is_well(told: Told) -> None:
    trust = ssl.create_default_context(cafile=told.authorities)

    async with Sending(Allowed(), trust) as sending:
        with pytest.raises(NotTaken, match="host"):
            await sending.send(Message(told.url))

    assert told.came == []


async def test_the_hub_shows_its_certificate_to_who_asks_for_it(tmp_path: Path) -> None:
    pki = Pki.made(datetime.now(UTC))
    certificate, key = pki.system("hub", "90000107", "900002000")
    (tmp_path / "hub.pem").write_bytes(certificate)
    (tmp_path / "hub.key").write_bytes(key)
    (tmp_path / "roots.pem").write_bytes(pki.client_roots())
    shown = ssl.create_default_context()
    shown.load_cert_chain(tmp_path / "hub.pem", tmp_path / "hub.key")
    with Told(tmp_path, tmp_path / "roots.pem") as told:
        assert (await refused(told)).why == "unreachable"
        async with to(told, shown) as sending:
            await sending.send(Message(told.url))

    assert len(told.came) == 1
