"""A source's own id is its own: it reads and says it so, whoever has it too.

docs/decisions/0031-ids-and-versions-of-ones-own.md
"""

import anyio
import pytest

from tests.builders import a_bsn, a_goal, a_patient, a_transaction, registered_with
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    address,
    an_observation,
    by_bsn,
    fault,
    found,
    kept_by,
    names,
)
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def two_called_alike(region: Region, name: str = "7") -> tuple[Dossier, Dossier]:
    """Two sources, of two inhabitants, each with a goal of this id and what refers to it."""
    name = f"{name}-{a_bsn()[5:]}" if len(name) < 60 else name
    dossiers = [await a_dossier(region, bsn=a_bsn()) for _ in range(2)]
    for dossier in dossiers:
        said = dossier.source.ura
        goal = a_goal(dossier.patient, id=name, description={"text": said})
        assert address(await dossier.source.put(goal)) == f"Goal/{name}"
        await dossier.add(an_observation(dossier.patient, focus=[{"reference": f"Goal/{name}"}]))
    one, other = dossiers
    return one, other


async def the_goal_of(reader: Caller, dossier: Dossier) -> dict:
    [goal] = found(await reader.find("Goal", patient=dossier.patient))
    assert goal["description"]["text"] == dossier.source.ura
    return goal


async def focus_of(reader: Caller, dossier: Dossier) -> str:
    [seen] = found(await reader.find("Observation", patient=dossier.patient))
    return seen["focus"][0]["reference"]


async def test_each_reads_its_own_under_its_own_id(region: Region) -> None:
    for dossier in await two_called_alike(region):
        goal = await the_goal_of(dossier.source, dossier)
        read = await dossier.source.get(f"Goal/{goal['id']}")

        assert read.json()["description"]["text"] == dossier.source.ura
        assert ".own." not in goal["id"] + read.text
        assert await focus_of(dossier.source, dossier) == f"Goal/{goal['id']}"
        history = await dossier.source.get(f"Goal/{goal['id']}/_history")
        assert [one["fullUrl"].split("/")[-1] for one in history.json()["entry"]] == [goal["id"]]


@pytest.mark.parametrize("name", ["7", "x" * 64])
async def test_who_sees_both_is_shown_them_under_two_ids_which_read_what_they_name(
    region: Region, name: str
) -> None:
    """Also the one of the two, to whom the other's is opened."""
    one, other = await two_called_alike(region, name)
    doctor = await region.doctor()
    readers = [
        doctor,
        *(Caller(region.running, each.source.ura, "Z3", "01.015") for each in (one, other)),
    ]
    for dossier in (one, other):
        for reader in readers:
            if reader.ura != dossier.source.ura:
                await dossier.open_to(reader)

    for reader in readers:
        shown = [await the_goal_of(reader, dossier) for dossier in (one, other)]
        assert shown[0]["id"] != shown[1]["id"]
        for goal, dossier in zip(shown, (one, other), strict=True):
            assert await focus_of(reader, dossier) == f"Goal/{goal['id']}"
            if len(name) < 60:
                read = (await reader.get(f"Goal/{goal['id']}")).json()
                assert read["description"]["text"] == dossier.source.ura
                found_by_id = await reader.find("Goal", _id=goal["id"])
                assert [each["description"]["text"] for each in found(found_by_id)] == [
                    dossier.source.ura
                ]
        wide = await reader.find("Observation", patient=other.patient, _include="Observation:focus")
        assert names(wide, "include") == [f"Goal/{shown[1]['id']}"]


async def test_a_long_id_that_is_taken_reads_ones_own_and_never_the_others(region: Region) -> None:
    one, other = await two_called_alike(region, "y" * 64)

    for dossier in (one, other):
        read = (await dossier.source.get(f"Goal/{'y' * 64}")).json()
        assert read["description"]["text"] == dossier.source.ura


async def test_ones_own_is_changed_and_deleted_by_its_own_id(region: Region) -> None:
    one, other = await two_called_alike(region)
    name = (await the_goal_of(one.source, one))["id"]

    changed = await other.source.put(
        a_goal(other.patient, id=name, lifecycleStatus="cancelled"), if_match='W/"1"'
    )
    gone = await other.source("DELETE", f"Goal/{name}")
    await one.open_to(other.source)
    reader = Caller(region.running, other.source.ura, "Z3", "01.015")

    assert (changed.status_code, changed.headers["ETag"]) == (200, 'W/"2"')
    assert gone.status_code == 204
    assert (await reader.get(f"Goal/{name}")).status_code == 410
    assert (await the_goal_of(one.source, one))["lifecycleStatus"] == "active"


async def test_a_patients_own_id_finds_ones_own_inhabitant_and_not_the_others(
    region: Region,
) -> None:
    name = f"p-{a_bsn()[4:]}"
    dossiers = []
    for _ in range(2):
        source, bsn = await region.organization(), a_bsn()
        word = a_patient(bsn, id=name, **registered_with(source.ura))
        answer = await source.transaction(
            a_transaction((word, f"PUT Patient/{name}"), (a_goal(f"Patient/{name}"), "POST Goal"))
        )
        assert answer.status_code == 200, answer.text
        dossiers.append(Dossier(source, bsn, f"Patient/{name}"))
    for dossier in dossiers:
        reader = Caller(region.running, dossier.source.ura, "Z3", "01.015")
        for each in dossiers:
            if each is not dossier:
                await each.open_to(reader)

        [own] = found(await by_bsn(reader, dossier.bsn))
        [goal] = found(await reader.find("Goal", patient=f"Patient/{name}"))
        assert own["id"] == name
        assert goal["meta"]["source"].endswith(reader.ura)
        for each in dossiers:
            [seen] = found(await by_bsn(reader, each.bsn))
            [goal] = found(await reader.find("Goal", patient=f"Patient/{seen['id']}"))
            read = (await reader.get(f"Patient/{seen['id']}")).json()
            assert goal["subject"]["reference"] == f"Patient/{seen['id']}"
            assert goal["meta"]["source"].endswith(each.source.ura)
            assert read["identifier"] == seen["identifier"]
            assert each.bsn in {one["value"] for one in read["identifier"]}


async def test_the_log_calls_ones_own_as_one_does(region: Region) -> None:
    _, other = await two_called_alike(region)
    auditor = Caller(
        region.running, other.source.ura, "Z3", scopes=("system/AuditEvent.rs", "system/*.cruds")
    )

    answer = await auditor.get("AuditEvent?_count=50")

    assert "Goal/7-" in answer.text
    assert ".own." not in answer.text


async def test_an_id_as_the_hub_makes_them_is_refused(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.organization()
    own = await kept_by(stranger, a_bsn())
    answers = [
        await stranger.put(a_goal(own.patient, id=f"a-{name}.own.abcdefgh"))
        for name in (dossier.source.ura, "b")
    ]

    assert [fault(answer)["expression"] for answer in answers] == [["Goal.id"]] * 2
    assert answers[0].status_code == 400


async def test_two_that_come_at_once_each_get_their_own(region: Region) -> None:
    dossiers = [await a_dossier(region) for _ in range(4)]
    name, answers = f"at-once-{a_bsn()[5:]}", {}

    async def come(dossier: Dossier) -> None:
        answers[dossier.source.ura] = await dossier.source.put(
            a_goal(dossier.patient, id=name, description={"text": dossier.source.ura})
        )

    async with anyio.create_task_group() as group:
        for dossier in dossiers:
            group.start_soon(come, dossier)

    for dossier in dossiers:
        assert address(answers[dossier.source.ura]) == f"Goal/{name}"
        read = (await dossier.source.get(f"Goal/{name}")).json()
        assert read["description"]["text"] == dossier.source.ura
