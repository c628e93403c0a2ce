"""A promise of a place that is broken makes a task of the transfer point, and nobody else's."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from hub.storage.kept_places import promises_broken
from tests.builders import a_transaction
from tests.hub.dossier import a_dossier, fault, names
from tests.hub.offers import Offered, coded, moment, offered, outputs
from tests.hub.places import a_desk, sought
from tests.hub.promises import NO_CAPACITY, finding, listed, listing, refused
from tests.hub.sites import a_site
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_it_says_where_and_what_and_nothing_of_the_inhabitant(region: Region) -> None:
    one = await refused(region)

    answer = await one.desk.get(one.task)

    task = answer.json()
    assert answer.status_code == 200, answer.text
    assert (task["status"], task["focus"]) == ("requested", {"reference": one.site.location})
    assert task["owner"]["identifier"]["value"] == one.desk.ura
    said = {each["type"]["coding"][0]["code"]: each for each in task["input"]}
    assert said["kind"]["valueCode"] == "said-free-and-refused"
    assert said["available"]["valueInteger"] == 2
    assert said["provider"]["valueReference"]["identifier"]["value"] == one.site.provider.ura
    of_case = (one.case.dossier.patient, one.case.lead, one.case.request, one.offer)
    told = (*(each.split("/")[1] for each in of_case), one.case.requester.ura)
    assert [each for each in told if each in answer.text] == []
    assert "for" not in task


async def test_there_is_one_whoever_says_no_at_the_same_moment(region: Region) -> None:
    provider = await region.organization("X3", role="30.000", purpose="COC")
    site = await a_site(region, provider)
    await site.says(available=2)
    case = await sought(region)
    await case.triaged()
    [offer] = await case.offer(provider)
    read = await case.read(provider, offer)
    no = {"status": "rejected", "statusReason": NO_CAPACITY}

    answers = await asyncio.gather(*(case.send(provider, offer, read=read, **no) for _ in range(6)))

    assert sorted(one.status_code for one in answers)[:2] != [200, 200]
    assert len(await listed(case.desk)) == 1


async def test_nobody_but_its_transfer_point_comes_upon_it(region: Region) -> None:
    one = await refused(region)
    other = await a_desk(region, "lelystad")
    name = one.task.split("/")[1]

    for who in (one.site.provider, one.case.requester, other):
        for path in (one.task, f"{one.task}/_history", f"{one.task}/_history/1"):
            assert (await who.get(path)).status_code == 404
        found = await who.find(
            "Location", _id=one.site.location.split("/")[1], _revinclude="Task:focus"
        )
        assert (names(found), names(found, "include")) == ([one.site.location], [])
        found = await who.find("Task", _id=name, _sort="-authored-on")
        assert (found.status_code, names(found)) == (200, [])
        found = await who.find("Task", focus=one.site.location)
        assert found.status_code == 400
        theirs = await who.find("Task", **listing(one.desk))
        assert theirs.status_code == 403
    assert await listed(other) == []


async def test_what_refers_to_it_is_refused_to_others(region: Region) -> None:
    one = await refused(region)
    dossier = await a_dossier(region, "V4")
    task = {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "for": {"reference": dossier.patient},
        "partOf": [{"reference": one.task}],
    }

    answer = await dossier.source.post(task)

    assert answer.status_code == 422, answer.text


async def test_not_even_its_transfer_point_refers_to_it(region: Region) -> None:
    one = await refused(region)
    dossier = await a_dossier(region, "V4")
    patient = dossier.word | {"id": "p-1"}
    task = {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "for": {"reference": "Patient/p-1"},
        "partOf": [{"reference": one.task}],
    }

    answer = await one.desk.transaction(
        a_transaction((patient, "PUT Patient/p-1"), (task, "POST Task"))
    )

    assert answer.status_code == 422, answer.text


async def test_who_is_written_into_its_row_finds_it_no_more_than_before(region: Region) -> None:
    """The row finds; whose it is stands under its seal."""
    one, other = await refused(region), await a_desk(region, "lelystad")
    async with region.running.owner.connection() as connection:
        changed = await connection.execute(
            "UPDATE promise_task SET desk = $1 WHERE desk = $2", other.ura, one.desk.ura
        )
    assert changed == "UPDATE 1"

    assert await listed(other) == []


async def test_whoever_tries_its_id_is_told_the_same_as_of_none(region: Region) -> None:
    one, other = await refused(region), await a_desk(region, "lelystad")
    task = (await one.desk.get(one.task)).json()
    name, none = one.task.split("/")[1], str(uuid4())

    told = []
    for tried in (name, none):
        put = await other.put(task | {"id": tried}, if_match='W/"1"')
        gone = await other("DELETE", f"Task/{tried}")
        told.append((put.status_code, gone.status_code, fault(put)["diagnostics"]))

    assert told[0] == told[1]
    assert (await one.desk.get(one.task)).headers["ETag"] == 'W/"1"'


async def test_no_count_tells_of_it(region: Region) -> None:
    one, other = await refused(region), await a_desk(region, "lelystad")
    asked = {"_id": one.task.split("/")[1], "_sort": "-authored-on"}

    for who in (other, one.site.provider, one.case.requester):
        for shape in ({"_summary": "count"}, {"_total": "accurate"}):
            told = (await who.find("Task", **asked, **shape)).json()
            assert told["total"] == 0


async def test_no_case_hands_it_to_anybody(region: Region) -> None:
    one = await refused(region)
    lead = await one.case.read(one.desk)
    known = {"type": coded("case-element", "city"), "valueReference": {"reference": one.task}}

    answer = await one.case.send(one.desk, read=lead, input=[*lead["input"], known])

    assert answer.status_code == 422, answer.text


async def test_a_long_list_comes_by_pages(region: Region) -> None:
    one = await refused(region)
    provider = one.site.provider
    [offer] = await one.case.offer(provider)
    no = {"status": "rejected", "statusReason": NO_CAPACITY}
    assert (await one.case.send(provider, offer, **no)).status_code == 200
    both = await listed(one.desk)
    assert both[0] == one.task

    first = await one.desk.find("Task", **listing(one.desk), _count="1")

    assert names(first) == [one.task]
    [link] = [each["url"] for each in first.json()["link"] if each["relation"] == "next"]
    second = await one.desk.get(link.split("/fhir/")[1])
    assert names(second) == both[1:]


async def test_it_is_over_with_what_was_found_out(region: Region) -> None:
    one = await refused(region)

    answer = await one.send(status="completed", output=finding())

    assert answer.status_code == 200, answer.text
    assert await listed(one.desk) == []
    assert await listed(one.desk, status="completed") == [one.task]
    again = await one.send(if_match='W/"2"', status="completed", output=finding("did-not-fit"))
    assert again.status_code == 422
    history = (await one.desk.get(f"{one.task}/_history")).json()
    assert [each["resource"]["status"] for each in history["entry"]] == ["completed", "requested"]


async def test_it_may_be_looked_into_first(region: Region) -> None:
    one = await refused(region)

    answer = await one.send(status="in-progress")

    assert answer.status_code == 200, answer.text
    assert await listed(one.desk, status="in-progress") == [one.task]
    back = await one.send(if_match='W/"2"', status="requested")
    assert back.status_code == 422


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"status": "completed"}, "Task.output"),
        ({"status": "completed", "output": finding("because")}, "Task.output"),
        ({"status": "completed", "output": [*finding(), *finding()]}, "Task.output"),
        (
            {
                "status": "completed",
                "output": finding(valueCodeableConcept={"text": "Mevrouw wilde niet"}),
            },
            "Task.output",
        ),
        ({"status": "in-progress", "output": finding()}, "Task.output"),
        ({"status": "cancelled"}, "Task.status"),
        ({"status": "completed", "output": finding(), "priority": "urgent"}, "Task.priority"),
    ],
)
async def test_what_it_can_not_say_is_refused_by_its_element(
    region: Region, changes: dict[str, Any], place: str
) -> None:
    one = await refused(region)

    answer = await one.send(**changes)

    assert answer.status_code == 422, answer.text
    assert fault(answer)["expression"] == [place]
    assert await listed(one.desk) == [one.task]


async def test_it_changes_by_who_read_it_alone(region: Region) -> None:
    one = await refused(region)
    said = {"status": "completed", "output": finding()}

    unread = await one.send(if_match=None, **said)
    stale = await one.send(if_match='W/"7"', **said)

    assert (unread.status_code, stale.status_code) == (428, 412)


async def test_by_its_own_door_alone(region: Region) -> None:
    one = await refused(region)
    read = (await one.desk.get(one.task)).json()
    entry = {
        "resource": read | {"status": "completed", "output": finding()},
        "request": {"method": "PUT", "url": one.task},
    }
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}

    sent = await one.desk.transaction(bundle)
    gone = await one.desk("DELETE", one.task)
    bare = {name: each for name, each in read.items() if name != "code"}
    changed = await one.desk.put(bare, if_match='W/"1"')
    dossier = await a_dossier(region, "V4")
    moved = await one.desk.transaction(
        a_transaction(
            (dossier.word | {"id": "p-1"}, "PUT Patient/p-1"),
            (bare | {"for": {"reference": "Patient/p-1"}}, f"PUT {one.task}"),
        )
    )

    assert moved.status_code == 422, moved.text
    for answer in (sent, gone, changed):
        assert answer.status_code == 403, answer.text
        assert "goes on by PUT Task/id with If-Match" in answer.text
    assert (await one.desk.get(one.task)).json() == read


async def test_nobody_else_answers_it(region: Region) -> None:
    one = await refused(region)
    read = (await one.desk.get(one.task)).json()
    other = await a_desk(region, "lelystad")

    for who in (one.site.provider, one.case.requester, other):
        answer = await who.put(
            read | {"status": "completed", "output": finding()}, if_match='W/"1"'
        )
        assert answer.status_code in {404, 409, 422}, answer.text
    assert await listed(one.desk) == [one.task]


async def test_where_no_site_was_told_it_is_about_the_provider(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    provider = await region.organization("X3", role="30.000", purpose="COC")
    [offer] = await case.offer(provider)
    output = outputs(available_from=moment(24), held_until=moment(8))
    assert (await case.send(provider, offer, status="accepted", output=output)).status_code == 200

    answer = await case.send(provider, offer, status="rejected", statusReason=NO_CAPACITY)

    assert answer.status_code == 200, answer.text
    [name] = await listed(case.desk)
    task = (await case.desk.get(name)).json()
    assert task["focus"]["identifier"]["value"] == provider.ura


async def test_who_broke_nothing_makes_none(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    provider = await region.organization("X3", role="30.000", purpose="COC")
    [offer] = await case.offer(provider)

    answer = await case.send(provider, offer, status="rejected", statusReason=NO_CAPACITY)

    assert answer.status_code == 200, answer.text
    assert await listed(case.desk) == []


async def test_where_there_is_no_transfer_point_the_promise_is_written_down_alone(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(region.running.access, "transfer_points", {})
    case: Offered = await offered(region)
    await case.accept()
    [provider] = case.providers

    answer = await case.send(provider, status="rejected", statusReason=NO_CAPACITY)

    assert answer.status_code == 200, answer.text
    async with region.running.database.connection() as connection:
        assert len(await promises_broken(connection, provider.ura)) == 1


async def test_it_leaves_a_row_that_is_of_nobody(region: Region) -> None:
    provider = await region.organization("X3", role="30.000", purpose="COC")
    site = await a_site(region, provider)
    await site.says(available=2)
    case = await sought(region)
    await case.triaged()
    [offer] = await case.offer(provider)

    answer = await case.send(provider, offer, status="rejected", statusReason=NO_CAPACITY)

    step, made = await region.left_behind(answer)
    [task] = await listed(case.desk)
    assert (made["interaction"], made["pat"]) == ("create", None)
    assert made["entities"] == (f"{task}/_history/1",)
    assert step["pat"] is not None
    assert task not in str(step["entities"])
