"""Delete. https://hl7.org/fhir/R4/http.html#delete."""

import pytest

from profiles.systems import BSN_SYSTEM
from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    a_practitioner,
    address,
    by_bsn,
    fault,
    found,
    names,
)
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_a_delete_answers_204_and_again_204(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    first, again = [await dossier.source("DELETE", goal) for _ in range(2)]

    assert (first.status_code, first.content) == (204, b"")
    assert (again.status_code, again.headers["ETag"]) == (204, first.headers["ETag"])
    assert first.headers["ETag"] == 'W/"2"'


async def test_what_was_deleted_is_gone_for_who_could_see_it(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    goal = await dossier.goal()
    await dossier.source("DELETE", goal)

    for reader in (dossier.source, doctor):
        answer = await reader.get(goal)
        assert answer.status_code == 410
        assert fault(answer)["code"] == "deleted"
        assert answer.headers["ETag"] == 'W/"2"'


async def test_what_was_deleted_never_was_for_who_could_not_see_it(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    await dossier.source("DELETE", goal)

    answer = await stranger.get(goal)

    assert answer.status_code == 404
    assert answer.content == (await stranger.get("Goal/never-was")).content


async def test_a_search_does_not_find_what_was_deleted(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    await dossier.source("DELETE", goal)

    for asked in ({"patient": dossier.patient}, {"_id": goal.partition("/")[2]}):
        assert found(await dossier.source.find("Goal", **asked)) == []


async def test_an_update_brings_it_back_as_the_next_version(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, id=f"goal-{dossier.source.ura}")
    await dossier.source.put(goal)
    await dossier.source("DELETE", f"Goal/{goal['id']}")

    answer = await dossier.source.put(goal)

    assert answer.status_code in {200, 201}
    assert answer.headers["ETag"] == 'W/"3"'
    assert (await dossier.source.get(f"Goal/{goal['id']}")).status_code == 200


async def test_another_organisation_deletes_nothing_and_learns_nothing(region: Region) -> None:
    dossier, other = await a_dossier(region), await region.organization()
    goal = await dossier.goal()

    refused = await other("DELETE", goal)
    absent = await other("DELETE", "Goal/never-was")

    assert refused.status_code == absent.status_code == 204
    assert refused.content == absent.content == b""
    assert not {"etag", "last-modified"} & {*refused.headers, *absent.headers}
    assert (await dossier.source.get(goal)).status_code == 200


@pytest.mark.parametrize(("if_match", "status"), [('W/"1"', 204), ('W/"7"', 412)])
async def test_if_match_names_the_version_that_is_deleted(
    region: Region, if_match: str, status: int
) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    assert (await dossier.source("DELETE", goal, if_match=if_match)).status_code == status


async def test_a_choice_about_exchange_is_withdrawn_and_never_deleted(region: Region) -> None:
    dossier = await a_dossier(region)
    choice = await dossier.choose(category="RPZAC104")

    answer = await dossier.source("DELETE", choice)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, PUT"
    assert (await dossier.source.get(choice)).status_code == 200


async def test_a_patient_deleted_by_one_source_stays_with_the_word_of_the_other(
    region: Region,
) -> None:
    bsn = a_bsn()
    one, other = await a_dossier(region, bsn=bsn), await a_dossier(region, bsn=bsn)
    doctor = await region.doctor()
    await one.open_to(doctor)
    await one.choose(user=doctor.ura, holder=other.source.ura)

    assert (await other.source("DELETE", other.patient)).status_code == 204

    assert names(await by_bsn(doctor, bsn)) == [one.patient]
    assert (await doctor.get(one.patient)).status_code == 200


async def test_a_patient_whom_every_source_deleted_comes_back_under_the_same_id(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    await dossier.source("DELETE", dossier.patient)

    assert names(await by_bsn(dossier.source, dossier.bsn)) == []
    assert address(await dossier.source.post(a_patient(dossier.bsn))) == dossier.patient


async def test_a_source_takes_back_its_own_word_on_a_professional(region: Region) -> None:
    source = await region.organization()
    stored = address(await source.post(a_practitioner(f"7{source.ura}")))

    assert (await source("DELETE", stored)).status_code == 204
    assert (await source.get(stored)).status_code == 410


async def test_what_is_anothers_and_seen_is_not_said_to_be_deleted(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    await dossier.open_to(doctor)

    alone = await doctor("DELETE", goal)
    inside = await doctor.transaction(a_transaction((None, f"DELETE {goal}")))

    assert (alone.status_code, inside.status_code) == (403, 403)
    assert fault(alone)["code"] == "forbidden"
    assert (await dossier.source.get(goal)).status_code == 200


NUMBERS = "https://example.org/numbers"
BY = f"Goal?identifier={NUMBERS}|1"


async def a_numbered_goal(dossier: Dossier) -> str:
    return await dossier.goal(identifier=[{"system": NUMBERS, "value": "1"}])


@pytest.mark.parametrize("way", ["alone", "transaction", "batch"])
async def test_by_a_condition_one_is_deleted_or_none_and_never_several(
    region: Region, way: str
) -> None:
    """https://hl7.org/fhir/R4/http.html#3.1.0.7.1"""
    dossier, other = await a_dossier(region), await a_dossier(region)
    mine, theirs = await a_numbered_goal(dossier), await a_numbered_goal(other)

    async def status() -> str:
        if way == "alone":
            return str((await dossier.source("DELETE", BY)).status_code)
        bundle = a_transaction((None, f"DELETE {BY}")) | {"type": way}
        answer = await dossier.source.transaction(bundle)
        if answer.status_code != 200:
            return str(answer.status_code)
        return answer.json()["entry"][0]["response"]["status"][:3]

    assert [await status(), await status()] == ["204", "204"]
    assert (await dossier.source.get(mine)).status_code == 410
    assert (await other.source.get(theirs)).status_code == 200
    both = [await a_numbered_goal(dossier) for _ in range(2)]
    assert await status() == "412"
    assert [(await dossier.source.get(one)).status_code for one in both] == [200, 200]


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("?patient=1", 400), ("?identifier=1", 400), (f"?identifier={NUMBERS}|1", 412)],
)
async def test_without_a_condition_that_names_one_nothing_is_deleted(
    region: Region, query: str, status: int
) -> None:
    source = await region.organization()

    answer = await source("DELETE", f"Goal{query}", if_match='W/"1"')

    assert answer.status_code == status
    assert fault(answer)


async def test_a_patient_is_not_deleted_by_a_number_in_the_url(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source("DELETE", f"Patient?identifier={BSN_SYSTEM}|{dossier.bsn}")

    assert answer.status_code == 405
    assert (await dossier.source.get(dossier.patient)).status_code == 200


async def test_a_patient_is_deleted_by_his_number_in_a_transaction(region: Region) -> None:
    dossier = await a_dossier(region)
    by = f"DELETE Patient?identifier={BSN_SYSTEM}|{dossier.bsn}"

    answer = await dossier.source.transaction(a_transaction((None, by)))

    assert answer.status_code == 200, answer.text
    assert (await dossier.source.get(dossier.patient)).status_code == 410
