"""Order within a lane, room for the others, and no parcel that is lost or held for ever."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.core.client import HubClient
from adapters.core.dispatch import Dispatch, Verdict
from adapters.core.errors import NotAuthorized
from adapters.core.gate import Backoff
from adapters.core.lanes import Lanes
from adapters.core.outbox import FILE, Outbox, Parcel
from tests.stubs.hub import StubHub, outcome

pytestmark = pytest.mark.anyio

QUICK = Backoff(0.01, 0.05)


class Heard:
    """What the lanes tell."""

    def __init__(self) -> None:
        self.judged: list[tuple[str, int]] = []
        self.waiting: list[str] = []
        self.still: list[str] = []
        self.silences = 0
        self._news = asyncio.Event()

    def were_judged(self, verdicts: list[Verdict]) -> None:
        self.judged += [(one.leaving.parcel.label, one.status) for one in verdicts]
        self._news.set()

    def waits(self, label: str, why: str) -> None:
        self.waiting.append(f"{label} {why}")
        self._news.set()

    def stands_still(self, why: str) -> None:
        self.still.append(why)
        self._news.set()

    def fell_silent(self) -> None:
        self.silences += 1

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 20)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = Outbox(tmp_path / "state")
    yield opened
    opened.close()


def _goal(number: int, text: str = "", patient: str = "1") -> bytes:
    entries = [("Patient", patient, {}), ("Goal", str(number), {"description": {"text": text}})]
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": f"urn:uuid:{kind}-{value}",
                "resource": {"resourceType": kind, **more},
                "request": {"method": "PUT", "url": f"{kind}?identifier=s%7C{value}"},
            }
            for kind, value, more in entries
        ],
    }
    return json.dumps(bundle).encode()


def _add(outbox: Outbox, *parcels: tuple[str, bytes]) -> None:
    with outbox.taking():
        for number, (lane, body) in enumerate(parcels):
            outbox.add(Parcel(lane, f"{lane}{number}", "", body))


async def _drained(
    outbox: Outbox, client: HubClient, *, bound: int = 4, attempts: int | None = 6
) -> Heard:
    heard = Heard()
    lanes = Lanes(Dispatch(outbox), client, heard, QUICK, bound=bound, attempts=attempts)
    await lanes.run(asyncio.Event())
    return heard


def _texts(hub: StubHub) -> list[str]:
    bundles: list[dict[str, Any]] = [json.loads(push.body) for push in hub.pushes]
    return [bundle["entry"][1]["resource"]["description"]["text"] for bundle in bundles]


async def test_parcels_of_a_lane_leave_in_the_order_of_their_coming(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    _add(outbox, *(("ab"[number % 2], _goal(number, f"{number}")) for number in range(12)))
    hub.answers.extend([503, 0, 429])

    heard = await _drained(outbox, client)

    assert len(heard.judged) == 12
    told = [text for text in _texts(hub) if int(text) % 2 == 0]
    assert sorted(set(told), key=int) == list(dict.fromkeys(told))


async def test_several_lanes_are_under_way_at_once_and_no_more_than_the_bound(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    hub.pause = 0.02
    _add(outbox, *((f"lane{number}", _goal(number)) for number in range(9)))

    await _drained(outbox, client, bound=3)

    assert hub.most_at_once == 3


async def test_a_refused_parcel_holds_neither_the_others_nor_the_later_ones_of_its_lane(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    hub.refuse = lambda bundle: outcome("processing", "no") if "bad" in str(bundle) else None
    _add(outbox, ("a", _goal(1, "bad")), ("b", _goal(2)), ("a", _goal(3, "later")))

    heard = await _drained(outbox, client)

    assert sorted(heard.judged) == [("a0", 422), ("a2", 200), ("b1", 200)]
    kept = outbox.database.execute(
        "SELECT status, answer FROM parcel WHERE state = 'refused'"
    ).fetchall()
    assert [(status, json.loads(said)) for status, said in kept] == [
        (422, outcome("processing", "no"))
    ]


async def test_a_refusal_is_settled_when_a_later_parcel_has_told_all_of_it_anew(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    hub.refuse = lambda bundle: outcome("processing", "no") if "bad" in str(bundle) else None
    _add(outbox, ("a", _goal(1, "bad")), ("a", _goal(1, "good")))

    await _drained(outbox, client)

    states = outbox.database.execute("SELECT state, body FROM parcel ORDER BY number").fetchall()
    assert states == [("overtaken", None), ("pushed", None)]


async def test_an_operation_goes_to_its_own_path(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    with outbox.taking():
        outbox.add(Parcel("a", "label", "Patient/$merge", b'{"resourceType": "Parameters"}'))

    heard = await _drained(outbox, client)

    assert heard.judged == [("label", 200)]
    assert [one.path for one in hub.operations] == ["/fhir/Patient/$merge"]


@pytest.mark.parametrize("status", [429, 503, 409])
async def test_what_the_hub_asks_for_is_obeyed_by_every_lane(
    hub: StubHub, client: HubClient, outbox: Outbox, status: int
) -> None:
    hub.retry_after = "1"
    hub.answers.append(status)
    _add(outbox, *((f"lane{number}", _goal(number)) for number in range(6)))

    began = time.monotonic()
    heard = await _drained(outbox, client, bound=1)

    assert len(heard.judged) == 6
    assert time.monotonic() - began >= 1.0
    assert len(hub.pushes) == 7


async def test_nothing_is_given_up_however_long_the_hub_is_silent(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    hub.answers.extend([0, 502, 503] * 20)
    _add(outbox, ("a", _goal(1)), ("b", _goal(2)))
    heard, stop = Heard(), asyncio.Event()
    lanes = Lanes(Dispatch(outbox), client, heard, QUICK)

    running = asyncio.create_task(lanes.run(stop))
    await heard.until(lambda: len(heard.judged) == 2)
    stop.set()
    await running

    assert len(hub.store) == 3
    assert len(heard.waiting) == 60


async def test_a_parcel_at_which_the_hub_fails_is_set_aside_once_others_got_through(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    await _is_set_aside(hub, client, outbox, 500)


async def test_a_parcel_that_the_client_may_not_send_is_set_aside_once_others_got_through(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    await _is_set_aside(hub, client, outbox, 403)


async def _is_set_aside(hub: StubHub, client: HubClient, outbox: Outbox, status: int) -> None:
    hub.fail = lambda bundle: status if "bad" in str(bundle) else None
    others = [("b", _goal(number)) for number in range(3, 9)]
    _add(outbox, ("a", _goal(1, "bad")), ("a", _goal(2)), *others)

    heard = await _drained(outbox, client, attempts=20)

    assert heard.judged.index(("a0", status)) < heard.judged.index(("a1", 200))
    assert len(heard.judged) == 8


async def test_a_hub_that_fails_at_all_is_no_reason_to_set_anything_aside(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    hub.fail = lambda _: 500
    _add(outbox, ("a", _goal(1)), ("b", _goal(2)))

    heard = await _drained(outbox, client, attempts=14)

    assert heard.judged == []
    assert Dispatch(outbox).waiting() == 2


async def test_a_client_that_is_not_known_ends_a_run_and_all_waits(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    hub.client_id = "somebody-else"
    _add(outbox, ("a", _goal(1)))

    with pytest.raises(NotAuthorized):
        await _drained(outbox, client)

    assert Dispatch(outbox).waiting() == 1


async def test_a_watch_waits_until_the_client_is_known(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    hub.client_id = "somebody-else"
    _add(outbox, ("a", _goal(1)))
    heard, stop = Heard(), asyncio.Event()
    running = asyncio.create_task(Lanes(Dispatch(outbox), client, heard, QUICK).run(stop))
    await heard.until(lambda: bool(heard.still))

    hub.client_id = "a-source"
    await heard.until(lambda: bool(heard.judged))
    stop.set()
    await running

    assert heard.judged == [("a0", 200)]


async def test_a_lane_that_rests_takes_no_place_of_others(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    hub.fail = lambda bundle: 500 if "bad" in str(bundle) else None
    _add(outbox, *[("a", _goal(1, "bad"))] * 30, *((f"b{n}", _goal(n)) for n in range(2, 8)))

    heard = await _drained(outbox, client, bound=1, attempts=2)

    assert len(heard.judged) == 6


async def test_what_is_judged_while_nothing_can_be_written_is_written_down_once_it_can(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    _add(outbox, ("a", _goal(1)), ("a", _goal(2)))
    outbox.database.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(outbox.state / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    heard, stop = Heard(), asyncio.Event()
    running = asyncio.create_task(Lanes(Dispatch(outbox), client, heard, QUICK).run(stop))
    await heard.until(lambda: bool(heard.still))
    assert len(hub.pushes) == 1

    other.execute("ROLLBACK")
    other.close()
    await heard.until(lambda: len(heard.judged) == 2)
    stop.set()
    await running
    assert len(hub.pushes) == 2


async def test_a_pass_ends_where_what_was_judged_can_not_be_written_down(
    hub: StubHub, client: HubClient, outbox: Outbox
) -> None:
    _add(outbox, ("a", _goal(1)))
    outbox.database.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(outbox.state / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError):
        await asyncio.wait_for(_drained(outbox, client, attempts=2), 20.0)

    other.execute("ROLLBACK")
    other.close()
    assert len(hub.pushes) == 1
