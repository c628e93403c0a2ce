"""Who knows the directory gets rows of one inhabitant a call at most; totals tell no more."""

from collections.abc import Sequence
from typing import Any

import pytest

from profiles.resource.compartment import DIRECTORY
from tests.attacks import harvest
from tests.attacks.asking import WAYS, Search, Told, all_pages, ask
from tests.attacks.records import NUMBERS, Record, Staff, records
from tests.builders import a_goal, a_transaction
from tests.hub.dossier import addresses, an_observation, found, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

OF_ONE_INHABITANT = {"Consent": 2}  # rows of a type that one has, 1 for every other


async def opened(region: Region, who: str) -> tuple[Caller, Staff, list[Record], dict[str, Any]]:
    """Three inhabitants who all consented to the doctor; the asker and what metadata lists."""
    source, staff, everyone = await records(region, 3)
    doctor = await region.doctor()
    for record in everyone:
        await record.dossier.open_to(doctor)
    metadata = (await doctor.client.get("metadata")).json()
    return doctor if who == "doctor" else source, staff, everyone, metadata


def is_harvest(search: Search, pages: Sequence[Told]) -> bool:
    """Whether rows, or a total, are of more than one inhabitant; a refusal has no rows."""
    assert pages[0].status in {200, 400, 405}, (str(search), pages[0].body)
    if pages[0].status != 200:
        assert pages[0].body["resourceType"] == "OperationOutcome"
        return bool(pages[0].rows)
    total = pages[0].body.get("total", 0)
    most = OF_ONE_INHABITANT.get(search.type, 1)
    counted = search.type not in DIRECTORY and total > most
    return counted or len(set().union(*(page.inhabitants for page in pages))) > 1


async def must_harvest_nothing(
    caller: Caller, way: str, searches: Sequence[Search], **headers: str
) -> None:
    """Fails with the searches, by their names, that gave more than one inhabitant."""
    answers = await ask(caller, way, searches, **headers)
    given = [
        str(search)
        for search, first in zip(searches, answers, strict=True)
        if is_harvest(search, await all_pages(caller, first))
    ]
    assert not given, f"{len(given)} of {len(searches)} gave more than one: {given}"


@pytest.mark.parametrize(("who", "way"), [("source", "batch"), *(("doctor", way) for way in WAYS)])
async def test_no_reference_parameter_of_any_type_gives_more_than_one_inhabitant(
    region: Region, who: str, way: str
) -> None:
    asker, staff, everyone, metadata = await opened(region, who)
    searches = list(harvest.by_reference(metadata, staff, everyone))

    await must_harvest_nothing(asker, way, searches)


@pytest.mark.parametrize("way", WAYS)
async def test_no_list_of_ids_or_numbers_gives_more_than_one_inhabitant(
    region: Region, way: str
) -> None:
    doctor, staff, everyone, _ = await opened(region, "doctor")

    await must_harvest_nothing(doctor, way, list(harvest.by_name(everyone, staff)))


@pytest.mark.parametrize("way", WAYS)
async def test_a_list_of_ids_or_numbers_gives_a_source_its_own_and_no_other_anything(
    region: Region, way: str
) -> None:
    source, staff, everyone, _ = await opened(region, "source")
    stranger, searches = await region.organization(), list(harvest.by_name(everyone, staff))

    own, of_stranger = await ask(source, way, searches), await ask(stranger, way, searches)

    assert all(told.status in {200, 400, 405} for told in (*own, *of_stranger))
    assert not any(told.inhabitants for told in of_stranger)
    assert any(len(told.inhabitants) > 1 for told in own)
    assert all(
        row["meta"]["source"].endswith(source.ura)
        for search, told in zip(searches, own, strict=True)
        for row in told.rows
        if search.type not in DIRECTORY
    )


@pytest.mark.parametrize("way", WAYS)
async def test_no_shape_of_the_answer_gives_more_than_one_inhabitant(
    region: Region, way: str
) -> None:
    doctor, staff, everyone, _ = await opened(region, "doctor")
    plain = [
        Search("Observation", (("performer", staff.practitioner),)),
        Search("Task", (("owner", staff.organization),)),
        Search("Patient", (("organization", staff.organization),)),
        Search("Goal", (("_id", ",".join(record.of_type("Goal") for record in everyone)),)),
        Search("Encounter", (("identifier", f"{NUMBERS}|all-{staff.ura}"),)),
        Search("Encounter", (("practitioner", staff.practitioner), ("nonsense", "1"))),
        Search("Flag", (("author", staff.practitioner), ("patient:missing", "false"))),
    ]

    await must_harvest_nothing(doctor, way, list(harvest.shaped(plain)))
    await must_harvest_nothing(doctor, way, plain, prefer="handling=lenient")


@pytest.mark.parametrize("way", ["GET", "POST"])
async def test_a_list_of_patients_is_refused_and_gives_no_bsn(region: Region, way: str) -> None:
    doctor, _, everyone, _ = await opened(region, "doctor")
    ids = ",".join(record.dossier.id for record in everyone)

    [told] = await ask(doctor, way, [Search("Patient", (("_id", ids),))])

    assert told.status == 400
    assert not any(record.dossier.bsn in str(told.body) for record in everyone)


@pytest.mark.parametrize("who", ["doctor", "source"])
async def test_the_directory_brings_no_inhabitants_along(region: Region, who: str) -> None:
    asker, staff, *_ = await opened(region, who)
    searches = list(harvest.from_the_directory(staff))

    answers = await ask(asker, "POST", searches)

    assert {told.status for told in answers} <= {200, 400}
    assert [told.inhabitants for told in answers] == [set()] * len(searches)


async def test_what_comes_along_is_of_the_same_inhabitant_or_of_the_directory(
    region: Region,
) -> None:
    doctor, _, (one, *_), _ = await opened(region, "doctor")
    searches = [
        Search(kind, (("_id", one.of_type(kind)), *harvest.along(kind)))
        for kind in ("Patient", "Observation", "Encounter", "Task", "Consent")
    ]

    for told in await ask(doctor, "POST", searches):
        assert told.status == 200
        assert told.inhabitants == {one.dossier.id}
        assert len(told.rows) > 1


async def test_a_reference_from_one_record_to_another_is_not_followed(region: Region) -> None:
    doctor, _, (one, other, *_), _ = await opened(region, "doctor")
    focus = [{"reference": f"Goal/{other.of_type('Goal')}"}]
    stored = await one.dossier.source.post(an_observation(one.dossier.patient, focus=focus))
    if stored.status_code == 422:  # refused at the door: there is nothing to follow
        return

    answer = await doctor.find("Observation", patient=one.dossier.id, _include="Observation:focus")

    assert other.dossier.id not in answer.text


@pytest.mark.parametrize("kind", ["Goal", "Patient"])
async def test_of_two_of_whom_one_is_open_the_open_one_is_given(region: Region, kind: str) -> None:
    """A refusal would tell that the closed one exists."""
    _, _, (one, closed) = await records(region, 2)
    doctor = await region.doctor()
    await one.dossier.open_to(doctor)
    ids = f"{one.of_type(kind)},{closed.of_type(kind)}"

    answer = await doctor.find(kind, _id=ids)

    assert names(answer) == [f"{kind}/{one.of_type(kind)}"]
    assert answer.json()["total"] == 1


async def test_two_of_one_inhabitant_are_both_given(region: Region) -> None:
    doctor, staff, (one, *_), _ = await opened(region, "doctor")
    goals = [(a_goal(one.dossier.patient), "POST Goal") for _ in range(2)]
    stored = addresses(await one.dossier.source.transaction(a_transaction(*goals)))

    answer = await doctor.find("Goal", _id=",".join(each.partition("/")[2] for each in stored))
    by_staff = await doctor.find(
        "Observation", patient=one.dossier.id, performer=staff.practitioner
    )

    assert set(names(answer)) == set(stored)
    assert len(found(by_staff)) == 1
