"""A condition beside an id, a version, and a type that has no identifier.

https://hl7.org/fhir/R4/http.html#cond-update
"""

import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.hub.dossier import a_practitioner, address, fault
from tests.hub.write.conditional_forms import OWN, numbered, word
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_a_version_is_that_of_the_word_found_or_of_what_is_read(region: Region) -> None:
    one, other = [await region.organization() for _ in "ab"]
    uzi = f"7{one.ura}"
    where = f"Practitioner?identifier={systems.UZI_PERSON}|{uzi}"
    first = await one.post(a_practitioner(uzi))
    await other.post(a_practitioner(uzi))

    async def changed(gender: str, version: int) -> int:
        body = a_practitioner(uzi, gender=gender)
        return (await one("PUT", where, body, if_match=f'W/"{version}"')).status_code

    by_what_is_read = await changed("other", 2)
    stale = [await changed("female", 1), await changed("female", 2)]
    await other.post(a_practitioner(uzi, active=True))
    by_its_own = await changed("female", 3)

    assert first.headers["ETag"] == 'W/"1"'
    assert [by_what_is_read, *stale, by_its_own] == [200, 412, 412, 200]


async def test_a_version_of_what_no_condition_finds_is_412_though_the_inhabitant_is_here(
    region: Region,
) -> None:
    source, bsn = await region.organization(), a_bsn()
    patient = address(await source.post(a_patient(bsn)))
    before = await word(source, patient)
    bundle = a_transaction((numbered(bsn, "1"), f"PUT Patient?identifier={OWN}|1"))
    bundle["entry"][0]["request"]["ifMatch"] = before["meta"]["versionId"]

    answer = await source.transaction(bundle)

    assert answer.status_code == 412
    assert await word(source, patient) == before


async def test_an_id_of_another_of_ones_own_is_refused(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    patient = address(await source.post(numbered(bsn, "1")))
    other = await source.post(numbered(a_bsn(), "2"))
    goal = a_goal(patient, identifier=[{"system": OWN, "value": "1"}])
    kept, another = [address(await source.post(one)) for one in (goal, a_goal(patient))]

    answers = [
        await source("PUT", f"Goal?identifier={OWN}|1", goal | {"id": another.partition("/")[2]}),
        await source.transaction(
            a_transaction(
                (
                    numbered(bsn, "1", id=address(other).partition("/")[2]),
                    f"PUT Patient?identifier={OWN}|1",
                )
            )
        ),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [fault(answer)["expression"][0].split(".")[-1] for answer in answers] == ["id", "id"]
    assert (await word(source, kept))["meta"]["versionId"] == "1"


async def test_an_id_of_nobody_gives_way_to_the_one_found_and_another_sources_is_ones_own(
    region: Region,
) -> None:
    source, other, bsn = await region.organization(), await region.organization(), a_bsn()
    patient, theirs = [address(await each.post(a_patient(bsn))) for each in (source, other)]
    taken = (await other.post(a_goal(theirs))).headers["Location"].split("/")[-3]
    goal = a_goal(patient, identifier=[{"system": OWN, "value": "1"}])
    where = f"Goal?identifier={OWN}|1"
    first = address(await source("PUT", where, goal | {"id": taken}))
    assert first == f"Goal/{taken}"

    answers = [
        await source("PUT", where, goal | {"id": one, "lifecycleStatus": status})
        for one, status in ((taken, "completed"), (f"free-{source.ura}", "cancelled"))
    ]

    assert {address(answer) for answer in answers} == {first}
    assert (await word(source, first))["id"] == taken
    assert (await word(other, first))["subject"]["reference"] == theirs


async def test_a_type_without_an_identifier_takes_no_condition(region: Region) -> None:
    source = await region.organization()
    patient = address(await source.post(a_patient()))
    note = {
        "resourceType": "Provenance",
        "target": [{"reference": patient}],
        "recorded": "2026-10-01T10:00:00+02:00",
        "agent": [{"who": {"display": "Duinroos"}}],
    }
    condition = f"identifier={OWN}|1"

    answers = [
        await source.post(note, if_none_exist=condition),
        await source("PUT", f"Provenance?{condition}", note),
        await source.transaction(a_transaction((note, f"PUT Provenance?{condition}"))),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert all("no business identifier" in fault(one)["diagnostics"] for one in answers)


async def test_a_create_whose_new_resource_its_condition_would_not_find_is_refused(
    region: Region,
) -> None:
    source = await region.organization()
    patient = address(await source.post(a_patient()))
    condition = f"identifier={OWN}|1"
    goal = a_goal(patient, identifier=[{"system": OWN, "value": "1"}])

    nothing = await source.post(a_goal(patient), if_none_exist=condition)
    first = await source.post(goal, if_none_exist=condition)
    again = await source.post(a_goal(patient), if_none_exist=condition)

    assert [one.status_code for one in (nothing, first, again)] == [422, 201, 200]
    assert fault(nothing)["expression"] == ["Goal.identifier"]


async def test_an_update_that_its_condition_would_not_find_again_is_refused(
    region: Region,
) -> None:
    source = await region.organization()
    patient = address(await source.post(a_patient()))
    where = f"Goal?identifier={OWN}|1"
    goal = a_goal(patient, identifier=[{"system": OWN, "value": "1"}])

    nothing = await source("PUT", where, a_goal(patient))
    first = address(await source("PUT", where, goal))
    one = await source("PUT", where, a_goal(patient))

    assert [nothing.status_code, one.status_code] == [422, 422]
    assert fault(one)["expression"] == ["Goal.identifier"]
    assert (await word(source, first))["identifier"] == goal["identifier"]


@pytest.mark.parametrize("way", ["alone", "in a bundle"])
async def test_an_id_and_a_condition_are_not_asked_together(region: Region, way: str) -> None:
    source = await region.organization()
    patient = address(await source.post(a_patient()))
    goal = a_goal(patient, id=f"g-{source.ura}", identifier=[{"system": OWN, "value": "1"}])
    url = f"Goal/{goal['id']}?identifier={OWN}|1"

    answer = (
        await source("PUT", url, goal)
        if way == "alone"
        else await source.transaction(a_transaction((goal, f"PUT {url}")))
    )

    assert answer.status_code == 400
    assert (await source.get(f"Goal/{goal['id']}")).status_code == 404


async def test_only_new_is_said_of_ones_own_word_and_of_the_id_as_it_was_sent(
    region: Region,
) -> None:
    one, other = [await region.organization() for _ in "ab"]
    uzi = f"7{one.ura}"
    mine, theirs = [a_practitioner(uzi, id=f"p-{each.ura}") for each in (one, other)]
    await one.put(mine)

    taken = await other.put(mine | {"active": True}, if_none_match="*")
    first = await other.put(theirs, if_none_match="*")
    again = await other.put(theirs | {"active": True}, if_none_match="*")

    assert [answer.status_code for answer in (taken, first, again)] == [412, 201, 412]
