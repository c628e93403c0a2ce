"""Each client has its turn, nobody all places, and the urgent a lane of their own."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hub.errors import TooManyRequests, Unavailable
from hub.security.places import ALONE, BESIDE_LANE, HEAVIEST, STALLED, TOGETHER, Place, Places

pytestmark = pytest.mark.anyio

SET = 30_000  # bytes
SMALL = 1_200


_BEGUN: set[asyncio.Task[None]] = set()


@pytest.fixture(autouse=True)
async def nobody_waits_on() -> AsyncIterator[None]:
    """When a test is over, none of its waits."""
    yield
    for task in _BEGUN:
        task.cancel()
    await asyncio.gather(*_BEGUN, return_exceptions=True)
    _BEGUN.clear()


def begun(place: Place, sent: int = 0, *, large: bool = False) -> asyncio.Task[None]:
    task = asyncio.create_task(place.turn(sent, large=large))
    _BEGUN.add(task)
    return task


async def settled() -> None:
    """Whoever may go on has done so."""
    for _ in range(5):
        await asyncio.sleep(0)


def at_work(tasks: list[asyncio.Task[None]]) -> int:
    return sum(task.done() for task in tasks)


async def done(place: Place) -> None:
    await place.turn(SMALL)
    place.leave()


def shared(places: Places) -> None:
    """Somebody else asked a moment ago."""
    for client in ("somebody", "somebody else"):
        places.take(client).leave()


async def test_where_all_are_taken_the_next_is_told_at_once() -> None:
    places = Places(4, 0)
    for client in "abcd":
        places.take(client)

    with pytest.raises(Unavailable) as refusal:
        places.take("e")

    assert refusal.value.headers["Retry-After"] == "1"


async def test_one_client_has_half_of_them() -> None:
    places = Places(4, 0)
    held = [places.take("greedy") for _ in range(2)]

    with pytest.raises(TooManyRequests) as refusal:
        places.take("greedy")

    assert refusal.value.headers["Retry-After"] == "1"
    places.take("other")
    held[0].leave()
    places.take("greedy")


async def test_the_urgent_have_places_beside_these() -> None:
    places = Places(2, 4)
    for client in "ab":
        places.take(client)

    place = places.take("c", urgent=True)

    assert place.in_lane
    await place.turn()


async def test_of_the_lane_one_client_has_a_quarter_and_all_have_no_more_than_it_is() -> None:
    places = Places(100, 4)

    first = [places.take("greedy", urgent=True).in_lane for _ in range(3)]
    others = [places.take(client, urgent=True).in_lane for client in "abcd"]

    assert first == [True, False, False]
    assert others == [True, True, True, False]


async def test_who_is_in_the_lane_waits_for_no_turn() -> None:
    places = Places(1_000, 4)
    greedy = [begun(places.take("greedy")) for _ in range(2 * ALONE)]
    await settled()

    await places.take("doctor", urgent=True).turn()

    assert at_work(greedy) == ALONE


async def test_what_turns_out_to_be_large_leaves_the_lane() -> None:
    places = Places(1_000, 4)
    greedy = [begun(places.take("greedy")) for _ in range(2 * ALONE)]
    await settled()
    place = places.take("doctor", urgent=True)

    large = begun(place, large=True)
    await settled()

    assert not place.in_lane
    assert not large.done()
    assert places.take("doctor", urgent=True).in_lane
    assert at_work(greedy) == ALONE


async def test_where_others_ask_too_fewer_are_at_work_at_once() -> None:
    places = Places(1_000, 4)
    shared(places)

    reads = [begun(places.take("one")) for _ in range(50)]
    await settled()

    assert at_work(reads) == TOGETHER


async def test_who_asks_for_a_token_makes_no_others_of_the_client_that_it_is_for() -> None:
    places = Places(1_000, 4)
    tokens = [places.take("perhaps one", proven=False) for _ in range(50)]
    reads = [begun(places.take("one")) for _ in range(50)]
    await settled()
    asked = [begun(place) for place in tokens]
    await settled()

    assert at_work(reads) == 50
    assert at_work(asked) == 0


async def test_of_those_who_ask_for_a_token_few_are_at_work_at_once() -> None:
    places = Places(1_000, 4)

    asked = [begun(places.take(str(number), proven=False)) for number in range(50)]
    await settled()

    assert at_work(asked) == TOGETHER


async def test_a_set_of_wishes_counts_for_more_than_a_read() -> None:
    places = Places(1_000, 4)
    shared(places)

    sets = [begun(places.take("one"), SET) for _ in range(50)]
    await settled()

    assert at_work(sets) == TOGETHER // HEAVIEST


async def test_after_the_lane_was_used_fewer_still_and_while_it_is_one_at_a_time() -> None:
    places = Places(1_000, 4)
    urgent = places.take("doctor", urgent=True)
    held = [places.take("one") for _ in range(20)]
    tasks = [begun(place) for place in held]
    await settled()
    while_in_it = at_work(tasks)

    urgent.leave()
    held[0].leave()
    await settled()

    assert while_in_it == 1
    assert at_work(tasks) == 1 + BESIDE_LANE


async def test_who_asked_once_has_his_turn_before_the_rest_of_who_asked_often() -> None:
    places = Places(1_000, 0)
    shared(places)
    greedy = [places.take("greedy") for _ in range(50)]
    tasks = [begun(place) for place in greedy]
    await settled()
    other = begun(places.take("other"))
    await settled()

    for place in greedy[:2]:
        place.leave()
    await settled()

    assert other.done()
    assert at_work(tasks) == TOGETHER + 1


async def test_who_went_away_while_waiting_is_passed_over() -> None:
    places = Places(1_000, 0)
    shared(places)
    held = [places.take("one") for _ in range(TOGETHER + 2)]
    tasks = [begun(place) for place in held]
    await settled()

    tasks[TOGETHER].cancel()
    held[0].leave()
    await settled()

    assert tasks[TOGETHER + 1].done()


async def test_a_turn_that_was_given_to_who_went_away_goes_to_the_next() -> None:
    places = Places(1_000, 0)
    shared(places)
    held = [places.take("one") for _ in range(TOGETHER + 2)]
    tasks = [begun(place) for place in held]
    await settled()

    held[0].leave()  # to the first that waits, who has not noticed yet
    tasks[TOGETHER].cancel()
    await settled()

    assert tasks[TOGETHER + 1].done()


async def test_what_is_left_is_all_free_again() -> None:
    places = Places(20, 4)
    for _ in range(3):
        held = [places.take(client) for client in "abcdefghij" for _ in range(2)]
        held += [places.take(client, urgent=True) for client in "abcd"]
        await asyncio.gather(*(done(place) for place in held))

    assert (places.held, places.in_lane, places.at_work, places._clients) == (0, 0, 0, {})


async def test_where_no_turn_ends_who_waits_is_told_and_holds_nothing() -> None:
    """As where the database hangs: what is at work then lasts long."""
    places = Places(64, 16)
    shared(places)
    doctor = places.take("doctor", urgent=True)
    works, waits = places.take("one"), places.take("other")
    await works.turn(SMALL)

    with pytest.raises(Unavailable) as refusal:
        await waits.turn(SMALL)

    assert refusal.value.headers["Retry-After"] == "1"
    waits.leave()
    works.leave()
    doctor.leave()
    assert (places.held, places.in_lane, places.at_work) == (0, 0, 0)


async def test_as_long_as_turns_end_who_waits_goes_on_waiting() -> None:
    places = Places(64, 16)
    shared(places)
    doctor = places.take("doctor", urgent=True)
    first = places.take("one")
    await first.turn(SMALL)
    last = places.take("other")
    waits = begun(last, SMALL)
    for _ in range(15):
        await asyncio.sleep(STALLED / 10)
        shared(places)
        places.end(0)
        assert not waits.done()

    first.leave()
    await waits
    last.leave()
    doctor.leave()


async def test_who_asks_somebody_outside_is_out_of_the_lane_and_then_in_it_again() -> None:
    places = Places(8, 4)
    place = places.take("a", urgent=True)
    async with place.outside():
        assert places.in_lane == 0
        assert places.take("a", urgent=True).in_lane
    assert place.in_lane is False  # a quarter is one, and that one is taken
    place.leave()
    assert (places.in_lane, places.held, places.at_work) == (1, 0, 0)

    alone = places.take("b", urgent=True)
    async with alone.outside():
        assert not alone.in_lane
    assert alone.in_lane
    alone.leave()
    assert (places.in_lane, places.held, places.at_work) == (1, 0, 0)


async def test_who_asks_somebody_outside_leaves_its_turn_to_others() -> None:
    places = Places(8, 0)
    shared(places)
    place, other = places.take("a"), places.take("b")
    await place.turn(SET)
    waiting = begun(other, SET)
    async with place.outside():
        await places.take("c").turn(SET)
        await settled()
        assert waiting.done()
        other.leave()
    place.leave()
    assert place.outside_for > 0


async def test_who_goes_away_while_somebody_outside_is_asked_leaves_nothing_behind() -> None:
    places = Places(8, 4)
    place = places.take("a", urgent=True)
    with pytest.raises(asyncio.CancelledError):
        async with place.outside():
            raise asyncio.CancelledError
    place.leave()
    assert (places.in_lane, places.held, places.at_work) == (0, 0, 0)
