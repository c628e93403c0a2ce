"""A hub, or what stands before it, that answers otherwise than it should: nothing is lost by it."""

import asyncio
import io
import ssl
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.core.asked import asked_seconds
from adapters.core.client import HubClient
from adapters.core.dispatch import Leaving
from adapters.core.errors import Refused, Unreachable
from adapters.core.gate import Backoff
from adapters.core.json import dump
from adapters.core.outbox import Outbox, Parcel
from adapters.core.progress import Progress
from adapters.core.pushing import push
from adapters.core.reporter import Reporter
from adapters.core.run import _AHEAD, Route
from adapters.core.token import TokenSource
from adapters.core.unread import as_read
from adapters.hospital.__main__ import connect
from tests.adapters.core.running import Desk, a_goal
from tests.stubs.hub import Answer, Request, StubHub, outcome
from tests.stubs.ministry import self_signed

pytestmark = pytest.mark.anyio
ANOTHER = "999900018"
QUICK = Backoff(0.01, 0.02)
DONE = {"response": {"status": "200 OK"}}


def _answers(hub: StubHub, status: int, body: Any) -> None:
    def instead(request: Request) -> tuple[int, Answer] | None:
        return (status, body) if request.path == "/fhir" else None

    hub.instead = instead


async def _pushed(client: HubClient) -> None:
    entries = [
        {"resource": {"resourceType": kind}, "request": {"method": "PUT", "url": f"{kind}?a=b"}}
        for kind in ("Patient", "Goal")
    ]
    body = dump({"resourceType": "Bundle", "type": "transaction", "entry": entries})
    await push(client, Leaving(1, Parcel("lane", "label", "", body), None, ()))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"resourceType": "Bundle", "type": "searchset"}),
        (200, {"resourceType": "OperationOutcome", "issue": []}),
        (200, {"resourceType": "Bundle", "type": "transaction-response"}),
        (200, {"resourceType": "Bundle", "type": "transaction-response", "entry": [DONE]}),
        (200, {"resourceType": "Bundle", "type": "batch-response", "entry": [DONE, DONE]}),
        (
            200,
            {
                "resourceType": "Bundle",
                "type": "transaction-response",
                "entry": [DONE, {"response": {"status": "404"}}],
            },
        ),
        (202, {"resourceType": "Parameters"}),
        (302, outcome("processing", "elsewhere")),
        (307, {}),
        (404, {"error": "no such page"}),
        (408, outcome("timeout", "later")),
        (425, outcome("timeout", "later")),
        (501, outcome("not-supported", "no")),
        (507, outcome("no-store", "full")),
    ],
)
async def test_what_is_no_verdict_ticks_nothing_off_and_sets_nothing_aside(
    hub: StubHub, client: HubClient, status: int, body: Any
) -> None:
    _answers(hub, status, body)
    with pytest.raises(Unreachable):
        await _pushed(client)


@pytest.mark.parametrize("status", [400, 404, 409, 410, 412, 413, 415, 422])
async def test_a_verdict_sets_aside(hub: StubHub, client: HubClient, status: int) -> None:
    _answers(hub, status, outcome("processing", "no"))
    with pytest.raises(Refused):
        await _pushed(client)


async def test_what_was_taken_is_ticked_off(client: HubClient) -> None:
    await _pushed(client)


@pytest.mark.parametrize("status", [500, 403, 503])
async def test_what_fails_of_one_inhabitant_holds_nobody_else(
    hub: StubHub, client: HubClient, tmp_path: Path, status: int
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number in range(_AHEAD + 4):
        (source / f"a{number:02}.json").write_bytes(a_goal(number, "bad"))
    (source / "b.json").write_bytes(a_goal(99, bsn=ANOTHER))
    hub.fail = lambda bundle: status if "bad" in str(bundle) else None
    outbox = Outbox(tmp_path / "state")
    reporter = Reporter(outbox, Progress(io.StringIO()))

    await Route(*connect(source), client, reporter, QUICK).once()

    outbox.close()
    assert any(url.endswith("%7C99") for url in hub.store)


async def test_the_digits_of_a_choice_that_is_read_first_stay(client: HubClient) -> None:
    request = {"method": "PUT", "url": "Consent?identifier=s%7C1"}
    entry = {"resource": {"resourceType": "Consent", "x": Decimal("1.50")}, "request": request}
    sent = dump({"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
    assert b'"x":1.50' in await as_read(client, sent)


def test_a_name_too_long_for_what_is_put_around_it_stops_nobody(desk: Desk) -> None:
    desk.leave(f"{'x' * 235}.json", b"{")
    desk.leave("y.json", a_goal(1))

    ended, _ = desk.run()

    assert ended == 2
    assert "1" in desk.goals()
    aside = sorted(one.name for one in (desk.state / "rejected").iterdir())
    assert [name[64:] for name in aside] == [".json", ".json.outcome.json"]
    desk.leave(f"{'x' * 235}.json", a_goal(2))
    assert desk.run()[0] == 0
    assert not list((desk.state / "rejected").iterdir())


def test_what_an_adapter_keeps_is_its_owners_alone_also_in_a_folder_of_before(
    desk: Desk,
) -> None:
    desk.state.mkdir(mode=0o755)
    old = desk.state / "outbox.sqlite"
    old.touch(mode=0o644)
    desk.leave("a.json", a_goal(1))
    desk.leave("b.json", b"{")

    desk.run("--trace", str(desk.state / "trace"))

    kept = [one for one in desk.state.rglob("*") if one.name != "intake.prom"]
    assert {one.name for one in kept} >= {"outbox.sqlite", "trace", "b.json"}
    assert not [one.name for one in kept if one.stat().st_mode & 0o077]


@pytest.mark.parametrize(
    "said",
    [
        "9" * 400,
        "Wed, 21 Oct 99999999999999999999 07:28:00 GMT",
        "Wed, 21 Oct 2026 07:28:00 +9999999",
        "²",
        "",
    ],
)
def test_an_odd_time_to_wait_is_no_fault_of_a_parcel(said: str) -> None:
    answer = httpx.Response(503, headers={"Retry-After": said.encode(), "Date": said.encode()})
    seconds = asked_seconds(answer)
    assert seconds is None or seconds >= 0


async def test_a_certificate_that_nobody_vouches_for_is_told_as_such(
    desk: Desk, tmp_path: Path
) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(self_signed(tmp_path, tmp_path / "roots"))
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", ssl=server)
    port = listening.sockets[0].getsockname()[1]
    url = f"https://127.0.0.1:{port}"
    async with listening, HubClient(url, TokenSource(url, "me", desk.hub.key)) as client:
        with pytest.raises(Unreachable, match="vouches"):
            await client.deliver("", b"{}")
