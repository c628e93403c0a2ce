"""Whoever says two numbers of one professional, one word joins no two people.

docs/decisions/0025-directory-facts-and-claims.md
"""

from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from profiles import systems
from tests.hub.dossier import address
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
OWN = "https://example.org/numbers"
_NUMBERS = count(1)
Told = Callable[..., Awaitable[str]]


class People:
    """Two doctors: one with an UZI, the other with an AGB number."""

    def __init__(self) -> None:
        number = next(_NUMBERS)
        self.uzi = {"system": systems.UZI_PERSON, "value": f"{910_000_000 + number}"}
        self.agb = {"system": systems.AGB_SYSTEM, "value": f"{91_000_000 + number}"}

    def both(self, **members: object) -> dict:
        return said(self.uzi, self.agb, **members)


def said(*numbers: dict, **members: object) -> dict:
    return {"resourceType": "Practitioner", "identifier": list(numbers), **members}


async def told(source: Caller, practitioner: dict) -> str:
    return address(await source.post(practitioner))


async def test_who_comes_first_with_both_numbers_joins_nobody(region: Region) -> None:
    people, stranger = People(), await region.organization()
    one, other = await region.organization(), await region.organization()
    await told(stranger, people.both())

    by_uzi, by_agb = await told(one, said(people.uzi)), await told(other, said(people.agb))

    assert by_uzi != by_agb


async def test_who_comes_later_with_both_numbers_joins_nobody(region: Region) -> None:
    people, stranger = People(), await region.organization()
    one, other = await region.organization(), await region.organization()
    by_agb = await told(other, said(people.agb))
    await told(stranger, people.both())

    by_uzi = await told(one, said(people.uzi))

    assert by_uzi != by_agb == await told(await region.organization(), said(people.agb))


async def test_a_number_that_a_word_adds_later_joins_nobody(region: Region) -> None:
    """By the condition of its own number, by its id, of whom it spoke first itself or not."""
    for is_first in (True, False):
        people, stranger = People(), await region.organization()
        one, other = await region.organization(), await region.organization()
        number = {"system": OWN, "value": stranger.ura}
        speakers = [stranger, other] if is_first else [other, stranger]
        for speaker in speakers:
            extra = [number] if speaker is stranger else []
            by_agb = await told(speaker, said(people.agb, *extra))

        body = said(people.agb, people.uzi, number)
        await stranger("PUT", f"Practitioner?identifier={OWN}|{stranger.ura}", body)
        await stranger.put(body | {"id": by_agb.partition("/")[2]})

        assert await told(one, said(people.uzi)) != by_agb
        assert await told(one, said(people.agb)) == by_agb


async def test_two_organisations_that_say_both_numbers_make_them_of_one(region: Region) -> None:
    people = People()
    sayers = [await region.organization() for _ in range(2)]
    first = {await told(sayer, people.both()) for sayer in sayers}

    reader = await region.organization()

    assert first == {await told(reader, said(people.agb))} == {await told(reader, said(people.uzi))}


async def test_a_professional_stays_the_one_that_he_is_when_pushed_again(region: Region) -> None:
    people = People()
    one, other = await region.organization(), await region.organization()
    first = await told(one, people.both())

    for active in (True, False):
        for source in (one, other):
            assert await told(source, people.both(active=active)) == first
