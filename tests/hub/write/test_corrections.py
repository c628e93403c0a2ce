"""An inhabitant says that something is not right, and follows it until it is answered."""

import json
from datetime import timedelta
from typing import Any

import pytest

from hub.query.corrections import corrections
from hub.storage.tasks import listed
from hub.write.own_correction import MOST_OPEN
from profiles import systems
from tests.builders import a_patient, a_transaction, registered_with
from tests.hub.dossier import address, fault, found, names
from tests.hub.persons import person
from tests.hub.write.home import Home, changed
from tests.hub.write.own import own, wrong
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
ANSWER = {"status": "completed", "statusReason": {"text": "Het klopte niet; het is verbeterd."}}


async def test_nobody_asks_it_about_another_and_is_not_told_of_him(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)

    for_another = await home.himself.post(wrong(other.patient, other.goal))
    for_nobody = await home.himself.post(wrong("Patient/nobody", "Goal/none"))
    about_another = await home.himself.post(wrong(home.patient, other.goal))
    about_nothing = await home.himself.post(wrong(home.patient, "Goal/none"))

    assert for_another.status_code == for_nobody.status_code == 403
    assert for_another.json() == for_nobody.json()
    assert about_another.status_code == about_nothing.status_code == 422
    assert about_another.json() == about_nothing.json()


@pytest.mark.parametrize(
    "members",
    [
        {"status": "completed"},
        {"intent": "plan"},
        {"description": " "},
        {"description": "x" * 4_001},
        {"requester": {"reference": "Practitioner/x"}},
        {"contained": [{"resourceType": "Patient", "id": "p"}]},
        {"basedOn": [{"reference": "Goal/x"}]},
        {"input": [{"type": {"text": "x"}, "valueReference": {"reference": "Goal/x"}}]},
        {"owner": {"reference": "Organization/x"}},
        {"focus": {"display": "alles"}},
        {"restriction": {"period": {"end": "2026-01-01"}}},
    ],
)
async def test_what_asks_for_more_or_less_is_refused(
    region: Region, members: dict[str, Any]
) -> None:
    home = await Home.of(region)
    answer = await home.himself.post(wrong(home.patient, home.goal, **members))
    assert answer.status_code == 422
    assert await corrections(region.running.access, home.himself.errand()) == []


async def test_another_task_is_for_organisations(region: Region) -> None:
    home = await Home.of(region)
    code = {"coding": [{"system": systems.SNOMED, "code": "308292007"}]}
    assert (await home.himself.post(wrong(home.patient, home.goal, code=code))).status_code == 403
    stored = await home.himself.post(wrong(home.patient, home.goal))
    body, etag = changed(stored, status="cancelled")
    answer = await home.himself("PUT", address(stored), body, if_match=etag)
    assert answer.status_code == 403


async def test_his_own_words_he_corrects_himself(region: Region) -> None:
    home = await Home.of(region)
    words = address(await home.himself.post(own(home.patient)))
    task = address(await home.himself.post(wrong(home.patient, home.goal)))
    for focus in (words, task, f"{home.goal}/_history/2", f"{home.goal}/_history/x"):
        assert (await home.himself.post(wrong(home.patient, focus))).status_code == 422


async def test_not_more_wait_than_anybody_answers(region: Region) -> None:
    home = await Home.of(region)
    for _ in range(MOST_OPEN):
        stored = await home.himself.post(wrong(home.patient, home.goal))
        assert stored.status_code == 201
    assert (await home.himself.post(wrong(home.patient, home.goal))).status_code == 422
    await answered(home, stored)
    assert (await home.himself.post(wrong(home.patient, home.goal))).status_code == 201


async def test_nobody_else_sees_it_in_whatever_way(region: Region) -> None:
    home = await Home.of(region)
    over_all = home.choice()
    over_all["category"] = over_all["category"][:1]  # of no kind of data, so of all
    assert (await home.himself.post(over_all)).status_code == 201
    task = address(await home.himself.post(wrong(home.patient, home.goal)))

    other = await Home.of(region)
    assert (await other.himself.get(task)).status_code == 403
    assert (await home.doctor.get(task)).status_code == 404
    assert (await home.doctor.get(f"{task}/_history")).status_code == 404
    assert found(await home.doctor.get(f"Task?patient={home.patient}")) == []
    assert found(await home.doctor.get(f"Task?_id={task.split('/')[1]}")) == []
    along = await home.doctor.get(f"Goal?patient={home.patient}&_revinclude=Task:focus")
    assert (names(along), names(along, "include")) == ([home.goal], [])

    named = home.choice()
    named["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": task}}]
    assert (await home.himself.post(named)).status_code == 201
    assert (await home.doctor.get(task)).status_code == 404


async def test_only_its_owner_answers_and_nobody_else_is_told_of_it(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())
    stored = await home.himself.post(wrong(home.patient, home.goal))
    body, etag = changed(stored, **ANSWER)

    theirs = await home.doctor("PUT", address(stored), body, if_match=etag)
    none = await home.doctor("PUT", "Task/none", {**body, "id": "none"}, if_match=etag)

    assert theirs.status_code == none.status_code == 404
    assert theirs.json() == none.json()
    assert (await home.himself.get(address(stored))).content == stored.content


@pytest.mark.parametrize(
    "members",
    [
        {"description": "Alles klopt."},
        {"focus": {"reference": "Goal/another"}},
        {"for": {"reference": "Patient/another"}},
        {"owner": {"identifier": {"system": systems.URA_SYSTEM, "value": "12345678"}}},
        {"restriction": {"period": {"end": "2036-01-01T00:00:00Z"}}},
        {"note": [{"text": "x"}]},
        {"status": "cancelled"},
        {"statusReason": {"text": " "}},
        {"statusReason": {"text": "x" * 4_001}},
        {"statusReason": {"coding": [{"code": "x"}]}},
    ],
)
async def test_an_answer_changes_nothing_of_what_was_asked(
    region: Region, members: dict[str, Any]
) -> None:
    home = await Home.of(region)
    stored = await home.himself.post(wrong(home.patient, home.goal))
    body, etag = changed(stored, **{**ANSWER, **members})
    answer = await home.holder("PUT", address(stored), body, if_match=etag)
    assert answer.status_code == 422
    assert (await home.himself.get(address(stored))).content == stored.content


async def test_its_owner_makes_no_other_task_of_it_and_does_not_delete_it(region: Region) -> None:
    home = await Home.of(region)
    stored = await home.himself.post(wrong(home.patient, home.goal))
    body, etag = changed(stored, **ANSWER)
    task = address(stored)
    other = {**body, "code": {"text": "iets anders"}}
    answers = [
        await home.holder.post(wrong(home.patient, home.goal)),
        await home.holder("PUT", task, other, if_match=etag),
        await home.holder("DELETE", task),
        await home.holder.transaction(a_transaction((body, f"PUT {task}"))),
        await home.holder.transaction(a_transaction((other, f"PUT {task}"))),
        await home.holder.transaction(a_transaction((None, f"DELETE {task}"))),
    ]
    assert [one.status_code for one in answers] == [403] * len(answers)
    assert {fault(one)["code"] for one in answers} == {"forbidden"}
    assert (await home.himself.get(task)).content == stored.content


async def test_it_is_answered_by_who_has_read_it_and_once(region: Region) -> None:
    home = await Home.of(region)
    stored = await home.himself.post(wrong(home.patient, home.goal))
    body, etag = changed(stored, **ANSWER)
    task = address(stored)

    assert (await home.holder("PUT", task, body)).status_code == 428
    assert (await home.holder("PUT", task, body, if_match='W/"4"')).status_code == 412
    assert (await home.holder("PUT", task, body, if_match=etag)).status_code == 200
    again = await home.holder("PUT", task, body, if_match='W/"2"')
    assert again.status_code == 409


async def test_he_follows_it_until_it_is_answered(region: Region) -> None:
    home = await Home.of(region)
    stored = await home.himself.post(wrong(home.patient, home.goal))
    assert stored.status_code == 201, stored.text
    task = stored.json()
    assert task["focus"]["reference"] == f"{home.goal}/_history/1"
    assert task["owner"]["identifier"]["value"] == home.holder.ura
    assert task["requester"] == {"reference": home.patient}
    assert names(await home.holder.get(f"Task?patient={home.patient}")) == [address(stored)]
    [asked] = await waiting(region, home)
    assert (asked["asked"], asked["about"]) == (address(stored), f"{home.goal}/_history/1")
    assert "nooit" not in json.dumps(asked)

    taken, etag = changed(stored, status="accepted")
    read = await home.holder("PUT", address(stored), taken, if_match=etag)
    assert read.status_code == 200
    [one] = await corrections(region.running.access, home.himself.errand())
    assert (one.status, one.is_answered, one.is_late) == ("accepted", False, False)
    assert one.due - one.asked_at == timedelta(days=28)
    assert len(await waiting(region, home)) == 1

    done = await answered(home, read)

    assert done.json()["meta"]["source"].endswith(home.holder.ura)
    [row] = await region.left_behind(done)
    assert (row["rule"], row["pat"]) == ("C-OWN-DOSSIER", home.himself.whose)
    [one] = await corrections(region.running.access, home.himself.errand())
    assert (one.status, one.answer) == ("completed", ANSWER["statusReason"]["text"])
    assert one.wrong == "Dit heb ik nooit gezegd."
    assert one.is_answered
    assert await waiting(region, home) == []


async def test_after_its_time_it_is_late(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(wrong(home.patient, home.goal))
    errand = home.himself.errand(timedelta(days=29))
    [one] = await corrections(region.running.access, errand)
    assert one.is_late


async def test_of_what_several_say_he_says_whose_word_is_wrong(region: Region) -> None:
    home = await Home.of(region)
    other = await region.organization("V4")
    await other.post(a_patient(home.bsn, birthDate="1948-01-01", **registered_with(other.ura)))

    assert (await home.himself.post(wrong(home.patient, home.patient))).status_code == 422
    owner = {"identifier": {"system": systems.URA_SYSTEM, "value": other.ura}}
    stored = await home.himself.post(wrong(home.patient, home.patient, owner=owner))
    assert stored.status_code == 201, stored.text
    assert (await home.holder.get(address(stored))).status_code == 404
    assert (await other.get(address(stored))).status_code == 200


async def test_who_may_read_for_him_may_ask_it_for_him(region: Region) -> None:
    home = await Home.of(region, 8)
    parent = home.standing_for(region, "parent")
    stored = await parent.post(wrong(home.patient, home.goal))
    assert stored.json()["requester"]["display"] == "parent"
    sibling = person(region.running, home.bsn, ground="sibling")
    assert (await sibling.post(wrong(home.patient, home.goal))).status_code == 403


async def test_it_does_not_keep_an_organisation_from_letting_go(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(wrong(home.patient, home.goal))
    assert (await home.holder("DELETE", home.goal)).status_code == 204
    assert (await home.holder("DELETE", home.patient)).status_code == 204


async def answered(home: Home, stored: Any) -> Any:
    """By who keeps it."""
    body, etag = changed(stored, **ANSWER)
    answer = await home.holder("PUT", address(stored), body, if_match=etag)
    assert answer.status_code == 200, answer.text
    return answer


async def waiting(region: Region, home: Home) -> list[dict[str, Any]]:
    """What waits for the holder's answer, as who runs the hub lists it."""
    access = region.running.access
    async with access.database.connection() as connection:
        tasks = await listed(connection, access.keyring, "correction")
    return [dict(one.detail) for one in tasks if one.custodian == home.holder.ura]
