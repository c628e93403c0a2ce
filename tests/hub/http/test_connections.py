"""There is room for a new connection as long as another asks nothing."""

from collections.abc import AsyncIterator

import pytest

from hub.storage.database import Database
from tests.hub.http.conftest import SMALL, Call
from tests.hub.http.sockets import HALF, Caller, outcome, status

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

MOST, OF_ONE = (int(SMALL[f"HUB_{name}"]) for name in ("CONNECTIONS", "ADDRESS_CONNECTIONS"))
STRANGER = b"GET /fhir/Goal/1 HTTP/1.1\r\nHost: hub\r\n\r\n"


@pytest.fixture
async def nobody_is_answered(owner_url: str) -> AsyncIterator[None]:
    """Every call waits for its row in the ledger."""
    database = await Database.open(owner_url, 1)
    async with database.transaction() as connection:
        await connection.execute("LOCK TABLE ledger")
        yield
    await database.close()


def busy(call: Call, number: int, address: str) -> list[Caller]:
    """So many callers, all of which wait for their answer."""
    callers = [call(address).send(STRANGER) for _ in range(number)]
    # What came before these came too, was read before they are answered.
    for _ in range(2):
        assert call("127.0.1.1").ask() in {200, 503}
    return callers


def test_silent_connections_of_one_address_lock_it_out_of_nothing(call: Call) -> None:
    for _ in range(3 * OF_ONE):
        call("127.0.0.2").send(HALF)

    assert call("127.0.0.2").ask() == 200


def test_silent_connections_of_many_addresses_lock_out_nobody(call: Call) -> None:
    for number in range(4 * MOST):
        call(f"127.0.2.{number % 20}").send(HALF)

    assert call("127.0.0.3").ask() == 200


def test_the_first_silent_newcomer_goes_and_who_was_answered_stays(call: Call) -> None:
    known = call("127.0.0.4")
    assert known.ask() == 200
    silent = [call("127.0.0.4").send(HALF) for _ in range(OF_ONE)]

    assert silent[0].until_cut() == b""
    assert known.ask() == 200
    assert silent[-1].send(b"ost\r\n\r\n").answer()


async def test_an_address_of_which_every_connection_is_busy_is_told_to_come_back(
    call: Call, nobody_is_answered: None
) -> None:
    callers = busy(call, OF_ONE, "127.0.0.5")

    turned = call("127.0.0.5").send(STRANGER).until_cut()

    assert (status(turned), outcome(turned)["code"]) == (503, "transient")
    assert b"retry-after: 1\r\n" in turned
    assert call("127.0.0.6").ask() == 200
    assert len(callers) == OF_ONE


async def test_where_all_are_busy_the_next_of_any_address_is_told_so(
    call: Call, nobody_is_answered: None
) -> None:
    for number in range(MOST // OF_ONE):
        busy(call, OF_ONE, f"127.0.3.{number}")

    assert status(call("127.0.0.7").send(STRANGER).until_cut()) == 503


async def test_who_waited_is_answered_all_the_same(call: Call, owner_url: str) -> None:
    database = await Database.open(owner_url, 1)
    async with database.transaction() as connection:
        await connection.execute("LOCK TABLE ledger")
        callers = busy(call, OF_ONE, "127.0.0.8")
        assert call("127.0.0.8").ask(STRANGER) == 503
    await database.close()

    assert [status(one.answer()) for one in callers] == [401] * OF_ONE
