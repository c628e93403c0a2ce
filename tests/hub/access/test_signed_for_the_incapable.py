"""Who signs for somebody who can't decide, from when, and whose word it is that he can't."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.builders import a_patient
from tests.hub.dossier import a_dossier, names
from tests.hub.household import DAY, MENTOR, NEIGHBOUR, PROXY, UNABLE, born, of_age
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _on_time(region: Region) -> Iterator[None]:
    yield
    region.running.clock.ahead = timedelta()


async def test_a_mentor_of_who_decides_himself_opens_nothing(region: Region) -> None:
    adult = await of_age(region)
    await adult.signs(await adult.person(MENTOR))

    assert not await adult.is_open()


async def test_a_proxy_opens_for_who_decides_himself(region: Region) -> None:
    adult = await of_age(region)
    await adult.signs(await adult.person(PROXY))

    assert await adult.is_open()


async def test_a_stranger_makes_nobody_incapable_so_that_a_mentor_decides(region: Region) -> None:
    adult, stranger = await of_age(region), await region.organization()
    await adult.signs(await adult.person(MENTOR))

    word = a_patient(adult.dossier.bsn, **born(48), **UNABLE)
    assert (await stranger.post(word)).status_code == 201

    assert not await adult.is_open()


async def test_of_who_can_no_longer_decide_what_he_said_before_stays_and_a_mentor_decides(
    region: Region,
) -> None:
    clock = region.running.clock
    clock.ahead = -2 * DAY
    adult = await of_age(region)
    consent = await adult.signs(adult.dossier.patient)
    mentor = await adult.person(MENTOR)
    assert await adult.is_open()

    await adult.says(**UNABLE)
    clock.ahead = timedelta()
    await adult.says()  # a source that is silent takes nothing back
    assert await adult.is_open()

    said = (await adult.dossier.source.get(consent)).json()
    now = (clock() - timedelta(hours=1)).isoformat(timespec="seconds")
    await adult.dossier.source.put(said | {"dateTime": now})
    assert not await adult.is_open()

    await adult.signs(mentor)
    assert await adult.is_open()


async def test_a_word_of_his_mentor_ends_when_he_decides_again_and_wakes_nothing_of_before(
    region: Region,
) -> None:
    clock = region.running.clock
    clock.ahead = -3 * DAY
    adult = await of_age(region, 48, **UNABLE)
    clock.ahead = -2 * DAY
    while_unable = clock().isoformat(timespec="seconds")
    clock.ahead = timedelta()
    await adult.signs(await adult.person(MENTOR))
    await adult.signs(adult.dossier.patient, dateTime=while_unable)
    assert await adult.is_open()

    able = {"extension": [{**UNABLE["extension"][0]}]}
    able["extension"][0]["extension"] = [{"url": "legallyCapable", "valueBoolean": True}]
    await adult.says(**able)

    assert not await adult.is_open()
    await adult.signs(adult.dossier.patient, dateTime=clock().isoformat(timespec="seconds"))
    assert await adult.is_open()


async def test_an_objection_of_somebody_unknown_closes_all_the_same(region: Region) -> None:
    adult = await of_age(region)
    await adult.signs(adult.dossier.patient)
    await adult.signs(await adult.person(NEIGHBOUR), permit=False)

    assert not await adult.is_open()


async def test_without_a_word_on_it_everybody_decides_for_himself(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    goal = await dossier.goal()

    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]
