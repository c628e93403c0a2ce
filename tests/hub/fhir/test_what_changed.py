"""History with its parameters, of one resource, of a type and of all.

https://hl7.org/fhir/R4/http.html#history
"""

from typing import Any

import httpx
import pytest

from profiles.resource.subset import SUBSETTED
from tests.builders import a_bsn, a_goal, a_transaction
from tests.hub.dossier import Dossier, a_dossier, a_practitioner, address, fault, kept_by
from tests.hub.persons import known, person
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


def link(answer: httpx.Response, relation: str) -> str | None:
    links = {one["relation"]: one["url"] for one in answer.json()["link"]}
    return links.get(relation)


def told(answer: httpx.Response) -> list[tuple[str, str, str]]:
    """Method, address and version of each entry."""
    assert answer.status_code == 200, answer.text
    assert answer.json()["type"] == "history"
    return [
        (
            one["request"]["method"],
            "/".join(one["fullUrl"].split("/")[-2:]),
            one["response"]["etag"].strip('W/"'),
        )
        for one in answer.json().get("entry", [])
    ]


def moments(answer: httpx.Response) -> list[str]:
    return [one["response"]["lastModified"] for one in answer.json()["entry"]]


async def walk(reader: Caller, answer: httpx.Response) -> list[tuple[str, str, str]]:
    seen = told(answer)
    while following := link(answer, "next"):
        answer = await reader.get(following)
        seen += told(answer)
    return seen


async def of_versions(dossier: Dossier, number: int) -> str:
    goal = f"Goal/goal-{dossier.source.ura}"
    for turn in range(number):
        status = ("proposed", "active")[turn % 2]
        said = a_goal(dossier.patient, id=goal.partition("/")[2], lifecycleStatus=status)
        await dossier.source.put(said)
    return goal


async def test_a_history_comes_in_pages_that_hold_each_version_once(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await of_versions(dossier, 5)

    first = await dossier.source.get(f"{goal}/_history?_count=2")

    assert first.json()["total"] == 5
    assert [version for *_, version in await walk(dossier.source, first)] == list("54321")
    assert link(await dossier.source.get(f"{goal}/_history"), "next") is None
    larger = await dossier.source.get(f"{link(first, 'next')}&_count=9")
    assert [version for *_, version in told(larger)] == list("321")


async def test_a_history_begins_where_it_is_asked_to(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await of_versions(dossier, 3)
    newest, middle, oldest = moments(await dossier.source.get(f"{goal}/_history"))

    async def versions(query: str) -> str:
        answer = await dossier.source.get(f"{goal}/_history?{query}".replace("+", "%2B"))
        assert answer.json()["total"] == len(told(answer))
        return "".join(version for *_, version in told(answer))

    assert await versions(f"_since={middle}") == "32"
    assert await versions("_since=2000") == "321"
    assert await versions("_since=2100-01-01T00:00:00Z") == ""
    # A moment is told in milliseconds: in that of a change both versions stood.
    assert await versions(f"_at={newest}") == "32"
    assert await versions(f"_at={middle}") == "21"
    assert await versions(f"_at={oldest}") == "1"
    assert await versions("_at=2000") == ""
    assert await versions("_at=2100") == "3"


@pytest.mark.parametrize(
    "query",
    [
        *("_since=yesterday", "_since=", "_at=x", "_count=x", "_count=-1", "_cursor=x", "colour=x"),
        *("_since=2020&_since=2021", "_summary=some", "_elements=colour", "_sort=_lastUpdated"),
        *("patient=1", "_list=1", "_summary=true&_elements=id"),
    ],
)
async def test_what_a_history_does_not_know_is_refused(region: Region, query: str) -> None:
    dossier = await a_dossier(region)

    paths = {
        f"{dossier.patient}/_history": "history-instance",
        "Patient/_history": "history-type",
        "_history": "history-system",
    }
    for path, interaction in paths.items():
        answer = await dossier.source.get(f"{path}?{query}")
        assert answer.status_code == 400, path
        fault(answer)
        [row] = await region.left_behind(answer)
        assert row["interaction"] == interaction


async def test_a_page_link_is_of_one_history_and_for_one_client(region: Region) -> None:
    dossier, other = await a_dossier(region), await a_dossier(region)
    goal = await of_versions(dossier, 2)
    cursor = str(link(await dossier.source.get(f"{goal}/_history?_count=1"), "next")).split("?")[1]
    listed = str(link(await dossier.source.get("Goal/_history?_count=1"), "next")).split("?")[1]

    for asker, path in (
        (dossier.source, f"{dossier.patient}/_history?{cursor}"),
        (dossier.source, f"Goal/_history?{cursor}"),
        (dossier.source, f"Patient/_history?{listed}"),
        (dossier.source, f"_history?{listed}"),
        (dossier.source, f"Goal?{listed}"),
        (other.source, f"Goal/_history?{listed}"),
    ):
        assert (await asker.get(path)).status_code == 400, path


async def test_a_source_follows_what_it_pushed_of_all_its_inhabitants(region: Region) -> None:
    source = await region.organization()
    dossiers = [await kept_by(source, a_bsn()) for _ in range(2)]
    goals = [await one.goal() for one in dossiers]
    await source("DELETE", goals[0])
    changed = a_goal(
        dossiers[1].patient, id=goals[1].partition("/")[2], lifecycleStatus="cancelled"
    )
    await source.put(changed)
    expected = [
        ("PUT", goals[1], "2"),
        ("DELETE", goals[0], "2"),
        ("POST", goals[1], "1"),
        ("POST", goals[0], "1"),
    ]

    answer = await source.get("Goal/_history")

    assert told(answer) == expected
    assert answer.json()["total"] == 4
    newest, deleted, *_ = answer.json()["entry"]
    assert newest["resource"]["lifecycleStatus"] == "cancelled"
    assert "resource" not in deleted
    assert await walk(source, await source.get("Goal/_history?_count=1")) == expected
    everything = [one for one in told(await source.get("_history")) if one[1].startswith("Goal/")]
    assert everything == expected


async def test_what_others_keep_is_in_nobodys_list(region: Region) -> None:
    """Also where the inhabitant opened it: it is read one resource at a time."""
    bsn = a_bsn()
    dossier = await a_dossier(region, bsn=bsn)
    other = await kept_by(await region.organization(), bsn)
    goal, own = await dossier.goal(), await other.goal()
    await dossier.open_to(other.source)

    listed = told(await other.source.get("Goal/_history"))
    everything = [name for _, name, _ in told(await other.source.get("_history"))]
    patients = told(await other.source.get("Patient/_history"))

    assert [name for _, name, _ in listed] == [own]
    assert own in everything
    assert goal not in everything
    assert len(patients) == 1


async def test_a_professional_has_no_list_of_inhabitants(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    await dossier.goal()

    for path in ("Goal/_history", "Patient/_history", "_history", "Goal/_history?_summary=count"):
        answer = await doctor.get(path)
        assert answer.status_code == 403, path
        assert "total" not in answer.json()
        [row] = await region.left_behind(answer)
        kind = "history-system" if path == "_history" else "history-type"
        assert (row["interaction"], row["status"]) == (kind, 403)


async def test_who_looked_is_in_the_log_of_each_inhabitant_that_was_told_of(
    region: Region,
) -> None:
    source = await region.organization()
    dossiers = [await kept_by(source, a_bsn()) for _ in range(2)]
    goals = [await one.goal() for one in dossiers]

    answer = await source.get("Goal/_history")
    none = await source.get("CarePlan/_history")

    rows = await region.left_behind(answer)
    assert len({row["pat"] for row in rows}) == 2
    assert [row["interaction"] for row in rows] == ["history-type"] * 2
    assert [row["rule"] for row in rows] == ["C-OWN-DOSSIER"] * 2
    assert {name for row in rows for name in row["entities"]} == set(goals)
    [row] = await region.left_behind(none)
    assert (row["interaction"], row["found"], row["pat"]) == ("history-type", 0, None)


async def test_the_directory_is_followed_by_all_who_provide_care(region: Region) -> None:
    source, doctor = await region.organization(), await region.doctor()
    number = source.ura.rjust(9, "9")
    name = address(await source.post(a_practitioner(number)))
    await source("DELETE", name)

    for asker in (source, doctor):
        answer = await asker.get("Practitioner/_history?_count=50")
        methods = [method for method, one, _ in told(answer) if one == name]
        assert methods == ["DELETE", "POST"]


async def test_what_belongs_to_nobody_is_followed_and_of_the_same_type_no_inhabitants(
    region: Region,
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    thing: dict[str, Any] = {"resourceType": "Device", "distinctIdentifier": dossier.source.ura}
    nobodys = address(await dossier.source.post(thing))
    whose = {**thing, "patient": {"reference": dossier.patient}}
    somebodys = address(await dossier.source.post(whose))
    await dossier.open_to(doctor)

    colleague = Caller(region.running, dossier.source.ura, "Z3", role="01.015")

    for one in (doctor, colleague):
        listed = [name for _, name, _ in told(await one.get("Device/_history"))]
        assert somebodys not in listed
    seen = [name for _, name, _ in told(await doctor.get("Device/_history"))]
    own = [name for _, name, _ in told(await dossier.source.get("Device/_history"))]

    assert nobodys in seen
    assert own[:2] == [somebodys, nobodys]


async def test_a_list_is_narrowed_by_time_on_every_page(region: Region) -> None:
    dossier = await a_dossier(region)
    await of_versions(dossier, 4)
    newest, third, second, oldest = moments(await dossier.source.get("Goal/_history"))

    async def versions(query: str) -> str:
        path = f"Goal/_history?_count=1&{query}".replace("+", "%2B")
        answer = await dossier.source.get(path)
        return "".join(version for *_, version in await walk(dossier.source, answer))

    assert await versions(f"_since={third}") == "43"
    assert await versions(f"_at={second}") == "21"
    assert await versions(f"_at={newest}") == "43"
    assert await versions(f"_at={oldest}") == "1"


async def test_what_was_pushed_at_one_moment_is_turned_over_once(region: Region) -> None:
    dossier = await a_dossier(region)
    pushed = [(a_goal(dossier.patient), "POST Goal") for _ in range(7)]
    await dossier.source.transaction(a_transaction(*pushed))

    seen = await walk(dossier.source, await dossier.source.get("Goal/_history?_count=3"))

    assert len(seen) == len(set(seen)) == 7


async def test_a_part_of_each_version_is_told_and_the_number_alone(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal(note=[{"text": "x"}])

    for path in (f"{goal}/_history", "Goal/_history", "_history"):
        whole = await dossier.source.get(path)
        part = await dossier.source.get(f"{path}?_summary=true")
        count = (await dossier.source.get(f"{path}?_summary=count")).json()
        [resource] = _goals(part)
        assert SUBSETTED in resource["meta"]["tag"]
        assert "note" not in resource
        assert count["total"] >= len(told(whole)) > 0
        assert path == "_history" or count["total"] == whole.json()["total"] == 1
        assert "entry" not in count


def _goals(answer: httpx.Response) -> list[dict[str, Any]]:
    bodies = [one.get("resource", {}) for one in answer.json()["entry"]]
    return [one for one in bodies if one.get("resourceType") == "Goal"]


async def test_scopes_say_what_may_be_followed(region: Region) -> None:
    source = await region.organization(scopes=("system/Goal.rs",))

    assert (await source.get("Goal/_history")).status_code == 200
    assert (await source.get("Patient/_history")).status_code == 403
    assert (await source.get("_history")).status_code == 403


async def test_a_version_that_was_changed_by_hand_is_told_damaged(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE resource_version SET sealed = sealed || '\\x00'::bytea "
            "WHERE custodian = $1 AND type = 'Goal'",
            dossier.source.ura,
        )

    answer = await dossier.source.get("Goal/_history")

    [entry] = answer.json()["entry"]
    assert entry["response"]["status"] == "500"
    assert entry["response"]["outcome"]["resourceType"] == "OperationOutcome"
    assert "resource" not in entry
    assert goal not in answer.text


async def test_a_person_follows_his_own_record_and_nobody_elses(region: Region) -> None:
    bsn = a_bsn()
    sources = [await region.organization() for _ in range(2)]
    dossiers = [Dossier(one, bsn, await known(one, bsn)) for one in sources]
    goals = [await one.goal() for one in dossiers]
    await (await a_dossier(region)).goal()
    await dossiers[0].source("DELETE", goals[0])
    himself, nobody = person(region.running, bsn), person(region.running, a_bsn())

    listed = await himself.get("Goal/_history?_count=2")

    assert [(method, name) for method, name, _ in await walk(himself, listed)] == [
        ("DELETE", goals[0]),
        ("POST", goals[1]),
        ("POST", goals[0]),
    ]
    assert {name.split("/")[0] for _, name, _ in told(await himself.get("_history"))} == {
        "Goal",
        "Patient",
    }
    assert (await himself.get("Practitioner/_history")).status_code == 400
    for path in ("Goal/_history", "_history"):
        assert (await nobody.get(path)).status_code == 403
    [row] = await region.left_behind(listed)
    assert (row["interaction"], row["rule"]) == ("history-type", "S-OWN-DATA")


async def test_where_what_is_decided_by_was_changed_by_hand_nothing_is_told(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    await dossier.goal()
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE inhabitant SET facts = facts || '\\x00'::bytea WHERE pat IN "
            "(SELECT pat FROM resource WHERE custodian = $1)",
            dossier.source.ura,
        )
    region.running.forget()

    assert told(await dossier.source.get("Goal/_history")) == []
