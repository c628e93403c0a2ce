"""Who reads a will or an agreement sees that the other says the contrary, if it is open to him."""

from typing import Any

import pytest

from hub.query.contrary_told import TAG
from tests.builders import a_privacy_consent
from tests.hub.counting import counting
from tests.hub.dossier import Dossier, a_dossier, found
from tests.hub.write.test_contrary import a_will, agreement
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio


def is_flagged(resource: dict[str, Any]) -> bool:
    return TAG in resource["meta"].get("tag", [])


async def contrary(region: Region) -> tuple[Dossier, Caller, str, str]:
    """An agreement to resuscitate and a will not to, both open to a doctor."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    will = await dossier.add(a_will(dossier.patient))
    return dossier, doctor, will, await dossier.add(agreement(dossier.patient))


async def close(dossier: Dossier, doctor: Caller, resource: str) -> None:
    closed = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, permit=False
    )
    closed["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": resource}}]
    await dossier.add(closed)


async def flags(reader: Caller, dossier: Dossier, *read: str) -> list[bool]:
    """By the agreements, by the wills, and of these read one by one."""
    said = []
    for scope in ("treatment", "adr"):
        answer = await reader.find("Consent", patient=dossier.patient, scope=scope)
        said += [is_flagged(one) for one in found(answer)]
    return said + [is_flagged((await reader.get(one)).json()) for one in read]


async def test_a_will_that_is_closed_to_him_makes_no_flag(region: Region) -> None:
    dossier, doctor, will, agreed = await contrary(region)
    await close(dossier, doctor, will)

    assert await flags(doctor, dossier, agreed) == [False, False]


async def test_an_agreement_that_is_closed_to_him_makes_no_flag(region: Region) -> None:
    dossier, doctor, will, agreed = await contrary(region)
    await close(dossier, doctor, agreed)

    assert await flags(doctor, dossier, will) == [False, False]


async def test_both_are_flagged_by_whichever_he_asks(region: Region) -> None:
    dossier, doctor, will, agreed = await contrary(region)

    assert await flags(doctor, dossier, will, agreed) == [True, True, True, True]
    assert await flags(dossier.source, dossier) == [True, True]


async def test_of_two_sources_too(region: Region) -> None:
    dossier, doctor, *_ = await contrary(region)
    other = await region.organization()
    again = {**dossier.word, "generalPractitioner": []}
    del again["generalPractitioner"]
    patient = (await other.post(again)).headers["Location"]
    assert patient
    await dossier.choose(holder=other.ura, user=doctor.ura)

    assert all(await flags(doctor, dossier))


@pytest.mark.parametrize("way", ["deny"])
async def test_what_says_the_same_is_not_flagged(region: Region, way: str) -> None:
    dossier = await a_dossier(region)
    await dossier.add(a_will(dossier.patient))
    await dossier.add(agreement(dossier.patient, way))

    assert await flags(dossier.source, dossier) == [False, False]


async def test_it_goes_with_the_will(region: Region) -> None:
    dossier, doctor, will, _ = await contrary(region)
    ended = a_will(dossier.patient, status="inactive", id=will.partition("/")[2])
    assert (await dossier.source.put(ended)).status_code == 200

    assert await flags(doctor, dossier) == [False, False]


async def test_what_is_stored_is_not_flagged_and_who_sends_it_back_changes_nothing(
    region: Region,
) -> None:
    dossier, _, _, agreed = await contrary(region)
    read = (await dossier.source.get(agreed)).json()

    answer = await dossier.source.put(read)

    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"1"')
    stored = (await dossier.source.get(f"{agreed}/_history/1")).json()
    assert not is_flagged(stored)


async def test_who_forges_the_flag_flags_nothing(region: Region) -> None:
    dossier = await a_dossier(region)
    forged = await dossier.add(agreement(dossier.patient, meta={"tag": [TAG]}))

    assert "tag" not in (await dossier.source.get(forged)).json()["meta"]


async def test_it_costs_no_statement(hub: Running, region: Region) -> None:
    dossier, doctor, *_ = await contrary(region)
    async with counting(hub) as (client, asked):
        doctor.client = client

        async def looks(kind: str) -> int:
            await doctor.find(kind, patient=dossier.patient)  # the facts are held from then on
            asked.clear()
            await doctor.find(kind, patient=dossier.patient)
            return len(asked)

        assert await looks("Consent") == await looks("Goal")


async def test_the_ledger_has_how_many_were_told(region: Region) -> None:
    dossier, doctor, *_ = await contrary(region)

    answer = await doctor.find("Consent", patient=dossier.patient, scope="treatment")

    [row] = await region.left_behind(answer)
    assert row["detail"]["contrary"] == 2
