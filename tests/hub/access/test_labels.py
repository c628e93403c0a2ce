"""What is labelled restricted, and what data is of: how an objection and a permission reach it."""

from typing import Any

import pytest

from profiles import systems
from tests.builders import a_goal, a_privacy_consent, a_transaction
from tests.hub.dossier import Dossier, a_dossier, addresses, fault, kept_by, names
from tests.plugins.hub import WHOLE, Caller, Region

pytestmark = pytest.mark.anyio


def labelled(code: str) -> dict[str, Any]:
    return {"meta": {"security": [{"system": systems.CONFIDENTIALITY, "code": code}]}}


def to_restricted(dossier: Dossier, code: str = "R", **choice: Any) -> dict[str, Any]:
    """An objection to what has this label."""
    consent = a_privacy_consent(dossier.patient, holder=dossier.source.ura, permit=False, **choice)
    consent["provision"]["securityLabel"] = labelled(code)["meta"]["security"]
    return consent


async def sees(reader: Caller, dossier: Dossier, *kept: str) -> set[str]:
    found = {*names(await reader.find("Goal", patient=dossier.patient))}
    assert found == {one for one in kept if (await reader.get(one)).status_code == 200}
    counted = await reader.find("Goal", patient=dossier.patient, _count="0")
    assert counted.json()["total"] == len(found)
    return found


@pytest.mark.parametrize("before", [True, False])
async def test_what_is_restricted_closes_by_an_objection_to_that_and_nothing_else(
    region: Region, *, before: bool
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(category="RPZAC104")
    if before:
        await dossier.add(to_restricted(dossier))
    plain, normal = await dossier.goal(), await dossier.goal(**labelled("N"))
    restricted, very = await dossier.goal(**labelled("R")), await dossier.goal(**labelled("V"))
    if not before:
        everything = {plain, normal, restricted, very}
        assert await sees(doctor, dossier, *everything) == everything
        await dossier.add(to_restricted(dossier))

    assert await sees(doctor, dossier, plain, normal, restricted, very) == {plain, normal}


async def test_an_objection_to_the_very_restricted_leaves_the_restricted(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(category="RPZAC104")
    await dossier.add(to_restricted(dossier, "V"))
    restricted, very = await dossier.goal(**labelled("R")), await dossier.goal(**labelled("V"))

    assert await sees(doctor, dossier, restricted, very) == {restricted}


async def test_a_label_that_comes_closes_at_once_and_one_that_goes_opens(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(category="RPZAC104")
    await dossier.add(to_restricted(dossier))
    goal = await dossier.goal()
    said = a_goal(dossier.patient, id=goal.partition("/")[2])
    for resource, seen in ((said | labelled("R"), set[str]()), (said, {goal})):
        assert (await dossier.source.put(resource)).status_code == 200
        assert await sees(doctor, dossier, goal) == seen


async def test_a_label_of_another_source_is_its_own(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    other = await kept_by(await region.organization(), dossier.bsn)
    await dossier.choose(category="RPZAC104")
    await dossier.add(to_restricted(dossier))
    await other.choose(category="RPZAC104")
    own, others = await dossier.goal(**labelled("R")), await other.goal(**labelled("R"))

    assert await sees(doctor, dossier, own, others) == {others}


async def test_it_is_told_whether_what_is_labelled_lies_open(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=None)
    await dossier.add(to_restricted(dossier))
    pushed = await dossier.source.transaction(
        a_transaction(
            (a_goal(dossier.patient, **labelled("R")), "POST Goal"),
            (a_goal(dossier.patient), "POST Goal"),
        )
    )
    closed, opened = addresses(pushed)
    told = [entry["response"].get("outcome") for entry in pushed.json()["entry"]]

    assert await sees(doctor, dossier, closed, opened) == {opened}
    assert ["suppressed" in str(one) for one in told] == [True, False]


async def test_nobody_permits_by_a_label(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = to_restricted(dossier, user=doctor.ura)
    consent["provision"]["type"] = "permit"

    answer = await dossier.source.post(consent)

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Consent.provision.securityLabel"]


async def test_a_permission_of_other_data_opens_nothing_here_and_that_is_told(
    region: Region,
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    consent = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=doctor.ura)
    consent["category"][1]["coding"][0]["code"] = "GGC007"

    answer = await dossier.source.post(consent, prefer=WHOLE)

    assert answer.status_code == 201
    assert ["Consent.category"] in [one.get("expression") for one in answer.json()["issue"]]
    assert await sees(doctor, dossier, goal) == set()


async def test_an_objection_to_other_data_is_not_kept_as_if_it_closed_anything(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    consent = a_privacy_consent(dossier.patient, holder=dossier.source.ura, permit=False)
    consent["category"][1]["coding"][0]["code"] = "GGC007"

    answer = await dossier.source.post(consent)

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Consent.category[1]"]
