"""Vread and history. https://hl7.org/fhir/R4/http.html#history."""

import pytest

from tests.builders import a_goal
from tests.hub.dossier import Dossier, a_dossier, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def of_three_versions(dossier: Dossier) -> str:
    goal = f"Goal/goal-{dossier.source.ura}"
    for status in ("proposed", "active"):
        resource = a_goal(dossier.patient, id=goal.partition("/")[2], lifecycleStatus=status)
        await dossier.source.put(resource)
    await dossier.source("DELETE", goal)
    return goal


async def test_the_history_has_every_version_newest_first(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await of_three_versions(dossier)

    answer = await dossier.source.get(f"{goal}/_history")

    bundle = answer.json()
    assert (bundle["type"], bundle["total"]) == ("history", 3)
    assert [one["request"]["method"] for one in bundle["entry"]] == ["DELETE", "PUT", "PUT"]
    assert [one["request"]["url"] for one in bundle["entry"]] == [goal] * 3
    assert [one["response"]["etag"] for one in bundle["entry"]] == ['W/"3"', 'W/"2"', 'W/"1"']
    assert [one["response"]["status"][:3] for one in bundle["entry"]] == ["204", "200", "201"]
    deleted, second, first = bundle["entry"]
    assert "resource" not in deleted
    assert second["resource"]["lifecycleStatus"] == "active"
    assert first["resource"]["lifecycleStatus"] == "proposed"


async def test_a_create_stands_in_the_history_as_a_post_to_the_type(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    [entry] = (await dossier.source.get(f"{goal}/_history")).json()["entry"]

    assert entry["request"] == {"method": "POST", "url": "Goal"}
    assert entry["response"]["status"] == "201"


async def test_each_version_can_be_read_and_says_which_it_is(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await of_three_versions(dossier)

    first, second, deleted = [
        await dossier.source.get(f"{goal}/_history/{version}") for version in (1, 2, 3)
    ]

    assert (first.json()["lifecycleStatus"], first.headers["ETag"]) == ("proposed", 'W/"1"')
    assert (second.json()["lifecycleStatus"], second.headers["ETag"]) == ("active", 'W/"2"')
    assert deleted.status_code == 410


@pytest.mark.parametrize("version", ["4", "0", "-1", "x", "9" * 30, "١", "1.0", "01x"])
async def test_a_version_that_is_not_there_is_not_found(region: Region, version: str) -> None:
    dossier = await a_dossier(region)
    goal = await of_three_versions(dossier)

    answer = await dossier.source.get(f"{goal}/_history/{version}")

    assert answer.status_code == 404
    assert fault(answer)["code"] == "not-found"


@pytest.mark.parametrize("tail", ["", "/_history", "/_history/1", "/_history/9"])
async def test_denied_and_absent_have_the_same_past(region: Region, tail: str) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()

    denied = await stranger.get(goal + tail)
    absent = await stranger.get("Goal/never-was" + tail)

    assert (denied.status_code, denied.content) == (404, absent.content)
    assert denied.headers.keys() == absent.headers.keys()


async def test_a_permitted_doctor_reads_the_past_until_the_permission_ends(
    region: Region,
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await of_three_versions(dossier)
    consent = await dossier.open_to(doctor)

    assert (await doctor.get(f"{goal}/_history")).json()["total"] == 3
    assert (await doctor.get(f"{goal}/_history/1")).status_code == 200

    withdrawn = (await dossier.source.get(consent)).json() | {"status": "inactive"}
    await dossier.source.put(withdrawn)

    assert (await doctor.get(f"{goal}/_history")).status_code == 404
    assert (await doctor.get(f"{goal}/_history/1")).status_code == 404
