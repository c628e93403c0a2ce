"""A place that was accepted is kept from the same moment on; who breaks his word is asked anew."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hub.storage.kept_places import places_kept, promises_broken
from hub.write.case_here import case_here
from hub.write.case_step import Stepped
from hub.write.places_kept import kept_places
from tests.hub.offers import Offered, coded, moment, offered, outputs
from tests.hub.sites import Site, a_service, a_site
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
NO_CAPACITY = coded("rejection-reason", "no-capacity")


async def kept(region: Region, provider: Caller) -> list[dict[str, Any]]:
    running = region.running
    async with running.database.connection() as connection:
        return [dict(one) for one in await places_kept(connection, running.clock(), provider.ura)]


async def broken(region: Region, provider: Caller) -> list[dict[str, Any]]:
    async with region.running.database.connection() as connection:
        return [dict(one) for one in await promises_broken(connection, provider.ura)]


async def a_home(region: Region) -> Site:
    """A site of who looks at offers."""
    provider = await region.organization("X3", role="30.000", purpose="COC")
    return await a_site(region, provider)


async def at(region: Region, site: Site, **members: Any) -> Offered:
    """An offer to this site."""
    return await offered(region, provider=site.provider, **members)


async def says_no(case: Offered, site: Site, reason: str = "no-capacity") -> None:
    answer = await case.send(
        site.provider, status="rejected", statusReason=coded("rejection-reason", reason)
    )
    assert answer.status_code == 200, answer.text


async def test_an_acceptance_keeps_a_place_where_the_provider_said_that_there_is_one(
    region: Region,
) -> None:
    site = await a_home(region)
    await site.says(available=2)
    case = await at(region, site)

    await case.accept()

    [one] = await kept(region, site.provider)
    assert (one["site"], one["care_type"], one["amount"]) == (site.location, "elv-hoog", 1)
    assert one["until"] > region.running.clock() + timedelta(hours=7)
    assert one["released_at"] is None


async def test_at_the_one_site_of_the_service_that_was_asked(region: Region) -> None:
    site = await a_home(region)
    await a_site(region, site.provider)
    service = await a_service(site)
    case = await at(region, site)
    task = await case.read(case.placer)
    again = await case.another(region, site.provider)
    again["owner"] = task["owner"] | {"reference": service}
    made = await case.placer.post(again)
    assert made.status_code == 201, made.text
    name = "/".join(made.headers["Location"].split("/")[-4:-2])

    await Offered(case.dossier, [site.provider], [name], case.request).accept()

    assert [one["site"] for one in await kept(region, site.provider)] == [site.location]


async def test_a_service_of_another_says_nothing_of_where(region: Region) -> None:
    site, other = await a_home(region), await a_site(region)
    service = await a_service(other)
    case = await at(region, site)
    again = await case.another(region, site.provider)
    again["owner"]["reference"] = service
    made = await case.placer.post(again)
    assert made.status_code == 201, made.text
    name = "/".join(made.headers["Location"].split("/")[-4:-2])

    await Offered(case.dossier, [site.provider], [name], case.request).accept()

    assert [one["site"] for one in await kept(region, site.provider)] == [None]


async def test_who_is_admitted_has_arrived_though_his_offer_does_not_move(
    region: Region,
) -> None:
    case = await offered(region)
    await case.accept()
    await case.select()
    running = region.running
    keyring = running.access.keyring

    async with running.database.transaction() as connection:
        family = await connection.fetchval(
            "SELECT family FROM transfer_offer WHERE provider = $1", case.providers[0].ura
        )
        here = await case_here(connection, keyring, family, case.placer.ura)
        admitted = replace(here.case, phase="admitted")
        made = Stepped(here, admitted, (), running.clock())
        _, rows = await kept_places(running.access, connection, made, {})

    [row] = rows
    assert row[-2] == made.now


async def test_at_the_bed_that_the_answer_names_it_is_of_the_site_of_the_bed(
    region: Region,
) -> None:
    site = await a_home(region)
    elsewhere = await a_site(region, site.provider)
    await site.says(available=2)
    await elsewhere.says(available=2)
    bed = await a_site(region, site.provider, partOf={"reference": site.location})
    case = await at(region, site)
    output = [
        *outputs(available_from=moment(24), held_until=moment(8)),
        {
            "type": coded("offer-element", "location"),
            "valueReference": {"reference": bed.location},
        },
    ]

    answer = await case.send(site.provider, status="accepted", output=output)

    assert answer.status_code == 200, answer.text
    assert [one["site"] for one in await kept(region, site.provider)] == [site.location]


async def test_where_nobody_tells_where_a_place_is_kept_all_the_same(region: Region) -> None:
    case = await offered(region)

    await case.accept()

    assert [one["site"] for one in await kept(region, case.providers[0])] == [None]


async def test_of_home_care_it_is_not_known_how_many_hours(region: Region) -> None:
    site = await a_home(region)
    await site.says("elv-hoog", available=20, unit="hours/week")
    case = await at(region, site)

    await case.accept()

    [one] = await kept(region, site.provider)
    assert (one["unit"], one["amount"]) == ("hours/week", None)


async def test_who_is_not_chosen_has_his_place_back(region: Region) -> None:
    case = await offered(region, 2)
    for number in range(2):
        await case.accept(number)

    await case.select(1)

    first, chosen = [(await kept(region, one))[0] for one in case.providers]
    assert first["released_at"] is not None
    assert (chosen["released_at"], chosen["until"]) == (None, None)


async def test_who_took_over_the_record_has_arrived(region: Region) -> None:
    case = await offered(region)
    await case.accept()
    await case.select()
    assert (await case.begin()).status_code == 200

    answer = await case.send(case.providers[0], status="completed")

    assert answer.status_code == 200, answer.text
    [one] = await kept(region, case.providers[0])
    assert one["arrived_at"] is not None


async def test_a_place_that_is_kept_for_longer_stays_one(region: Region) -> None:
    case = await offered(region)
    await case.accept()
    output = outputs(available_from=moment(24), held_until=moment(20))

    answer = await case.send(case.providers[0], status="accepted", output=output)

    assert answer.status_code == 200, answer.text
    [one] = await kept(region, case.providers[0])
    assert one["until"] > region.running.clock() + timedelta(hours=19)


async def test_who_refuses_while_he_said_that_he_has_a_place_is_asked_to_set_it_right(
    region: Region,
) -> None:
    site = await a_home(region)
    await site.says(available=2)

    await says_no(await at(region, site), site)

    [one] = await broken(region, site.provider)
    assert (one["kind"], one["reason"], one["available"]) == (
        "said-free-and-refused",
        "no-capacity",
        2,
    )
    assert one["site"] == site.location


async def test_until_he_says_anew_what_he_has(region: Region) -> None:
    site = await a_home(region)
    await site.says(available=2)
    await says_no(await at(region, site), site)
    assert await broken(region, site.provider)

    await site.says("grz", available=0, minutes=-1)
    assert await broken(region, site.provider)
    await site.says(available=0, minutes=-1)

    assert await broken(region, site.provider) == []


async def test_who_accepted_and_declines_then_broke_his_word_whatever_he_said(
    region: Region,
) -> None:
    case = await offered(region)
    await case.accept()
    [provider] = case.providers

    answer = await case.send(provider, status="rejected", statusReason=NO_CAPACITY)

    assert answer.status_code == 200, answer.text
    [one] = await broken(region, provider)
    assert (one["kind"], one["available"]) == ("accepted-and-rejected", None)
    [place] = await kept(region, provider)
    assert place["released_at"] is not None


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({"available": 0}, "no-capacity"),
        ({}, "no-capacity"),
        ({"available": 2}, "too-complex"),
    ],
)
async def test_who_did_not_say_so_or_has_another_reason_broke_nothing(
    region: Region, counts: dict[str, int], reason: str
) -> None:
    site = await a_home(region)
    if counts:
        await site.says(**counts)

    await says_no(await at(region, site), site, reason)

    assert await broken(region, site.provider) == []


async def test_nor_who_has_given_his_place_to_another_offer(region: Region) -> None:
    site = await a_home(region)
    await site.says(available=1)
    await (await at(region, site)).accept()

    await says_no(await at(region, site), site)

    assert await broken(region, site.provider) == []
