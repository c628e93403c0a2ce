"""An offer of the transfer point, read and answered by an ECD that speaks STU3."""

import pytest

from profiles import systems
from tests.hub.offers import Offered, coded, moment, offered
from tests.hub.stu3.asking import Ecd
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

OTHER_DATE = {"coding": [{"system": systems.SNOMED, "code": "146851000146105"}]}


def ecds(case: Offered) -> list[Ecd]:
    return [Ecd(one) for one in case.providers]


async def status(case: Offered, number: int = 0) -> str:
    return str((await case.read(case.placer, number))["status"])


async def test_a_declined_receiver_reads_and_answers_nothing_more(region: Region) -> None:
    case = await offered(region)
    [ecd], [task] = ecds(case), case.tasks
    read = await ecd.task(task)

    declined = await ecd.answer(task, status="rejected", statusReason={"text": "Geen plaats"})
    again = await ecd.put(read | {"status": "accepted"})

    assert declined.status_code == 200, declined.text
    assert (await ecd.get(task)).status_code == again.status_code == 404
    assert (await case.read(case.placer))["statusReason"] == coded(
        "rejection-reason", "no-capacity"
    )


async def test_another_receiver_reads_and_answers_nothing(region: Region) -> None:
    case, other = await offered(region), await offered(region)
    [ecd], [stranger] = ecds(case), ecds(other)
    read = await ecd.task(case.tasks[0])

    answer = await stranger.put(read | {"status": "accepted"})

    assert (await stranger.get(case.tasks[0])).status_code == answer.status_code == 404
    assert await status(case) == "requested"


@pytest.mark.parametrize("wanted", ["in-progress", "completed", "cancelled"])
async def test_a_receiver_sets_no_status_that_is_not_his(region: Region, wanted: str) -> None:
    case = await offered(region)
    [ecd] = ecds(case)

    answer = await ecd.answer(case.tasks[0], status=wanted)

    assert answer.status_code in {403, 422}
    assert answer.json()["issue"][0]["diagnostics"]
    assert await status(case) == "requested"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("priority", "stat"),
        ("intent", "plan"),
        ("owner", {"identifier": {"system": systems.URA_SYSTEM, "value": "90000001"}}),
        ("for", {"reference": "Patient/somebody"}),
        ("description", "anders"),
        ("extension", [{"url": "https://vendor.example/x", "valueString": "y"}]),
    ],
)
async def test_a_changed_field_that_may_not_change_is_refused_by_its_name(
    region: Region, name: str, value: object
) -> None:
    case = await offered(region)
    [ecd] = ecds(case)

    answer = await ecd.answer(case.tasks[0], status="accepted", **{name: value})

    assert answer.status_code == 422
    assert f"Task.{name}" in answer.text
    assert await status(case) == "requested"


async def test_what_was_read_before_it_changed_is_not_taken(region: Region) -> None:
    case = await offered(region)
    [ecd], [task] = ecds(case), case.tasks
    read = await ecd.task(task)
    assert (await ecd.answer(task, status="on-hold", output=another_date())).status_code == 200

    late = await ecd.put(read | {"status": "accepted"})
    del read["meta"]
    named = await ecd.put(read | {"status": "accepted"}, if_match='W/"1"')
    without = await ecd.put(read | {"status": "accepted"})

    assert (late.status_code, named.status_code) == (412, 412)
    assert without.status_code == 422
    assert await status(case) == "on-hold"


def another_date() -> list[dict]:
    return [{"type": OTHER_DATE, "valueDateTime": moment(48)[:10]}]


async def test_it_is_for_nobody_before_the_choice(region: Region) -> None:
    case = await offered(region, 2)
    first, second = [await ecd.task(task) for ecd, task in zip(ecds(case), case.tasks, strict=True)]

    assert first["for"]["reference"] != second["for"]["reference"]
    assert set(first["for"]) == {"reference"}
    assert case.dossier.patient not in str(first)
    assert (await ecds(case)[0].get(first["for"]["reference"])).status_code == 404


async def test_the_hubs_own_states_are_those_that_a_vendor_knows(region: Region) -> None:
    case = await offered(region)
    [ecd], [task] = ecds(case), case.tasks
    assert (await case.send(case.providers[0], status="received")).status_code == 200
    received = await ecd.task(task)
    assert (await case.accept()).status_code == 200
    assert (await case.select()).status_code == 200

    chosen = await ecd.task(task)

    assert (received["status"], chosen["status"]) == ("requested", "accepted")
    assert not {"businessStatus", "focus", "basedOn", "groupIdentifier"} & chosen.keys()


async def test_who_accepts_keeps_a_place_from_the_date_that_was_asked(region: Region) -> None:
    case = await offered(region)
    [ecd], [task] = ecds(case), case.tasks

    answer = await ecd.answer(task, status="accepted")

    assert answer.status_code == 200, answer.text
    kept = await case.read(case.placer)
    said = {one["type"]["coding"][0]["code"]: one["valueDateTime"] for one in kept["output"]}
    assert said["available-from"] == moment(24)[:10]
    assert "held-until" in said
    assert kept["status"] == "accepted"


async def test_a_no_in_words_that_are_no_code_is_kept_without_them(region: Region) -> None:
    case = await offered(region)
    [ecd], [task] = ecds(case), case.tasks

    answer = await ecd.answer(task, status="rejected", statusReason={"text": "Dat kan niet"})

    assert answer.status_code == 200, answer.text
    assert (await case.read(case.placer))["statusReason"] == coded("rejection-reason", "not-coded")


async def test_the_chosen_one_reads_the_handoff_and_takes_over(region: Region) -> None:
    case = await offered(region)
    [ecd], [task] = ecds(case), case.tasks
    await ecd.answer(task, status="accepted")
    await case.select()
    assert (await case.begin()).status_code == 200

    read = await ecd.task(task)
    handoff = read["input"][-1]["valueReference"]["reference"]
    document = await ecd.get(f"{handoff}/$document")
    done = await ecd.answer(task, status="completed")

    assert read["status"] == "in-progress"
    assert read["for"] == {"reference": case.dossier.patient}
    assert document.status_code == 200, document.text
    assert document.json()["entry"][0]["resource"]["resourceType"] == "Composition"
    assert done.status_code == 200, done.text
    assert (await ecd.get(f"{handoff}/$document")).status_code == 404


async def test_what_was_looked_at_is_in_the_list_of_what_is_requested(region: Region) -> None:
    case = await offered(region)
    [ecd], [task] = ecds(case), case.tasks
    assert (await case.send(case.providers[0], status="received")).status_code == 200
    own = f"Task?owner:identifier={systems.URA_SYSTEM}%7C{ecd.ura}"

    answer = await ecd.get(f"{own}&status=requested")
    other = await ecd.get(f"{own}&status=accepted")

    assert answer.status_code == 200, answer.text
    [found] = [one["resource"] for one in answer.json()["entry"]]
    assert (f"Task/{found['id']}", found["status"]) == (task, "requested")
    assert set(found["for"]) == {"reference"}
    assert other.json().get("entry", []) == []


async def test_a_receiver_asks_and_is_answered_in_the_notes_of_the_task(region: Region) -> None:
    case = await offered(region)
    [ecd], [task] = ecds(case), case.tasks

    asked = await ecd.answer(task, note=[{"text": "Is er een tillift nodig?"}])
    back = await case.read(case.placer)
    await case.send(case.placer, note=[*back["note"], {"text": "Ja"}])
    read = await ecd.task(task)
    accepted = await ecd.answer(task, status="accepted")

    assert asked.status_code == accepted.status_code == 200, accepted.text
    assert [one["text"] for one in read["note"]] == ["Is er een tillift nodig?", "Ja"]
    assert await status(case) == "accepted"
    assert len((await case.read(case.placer))["note"]) == 2
