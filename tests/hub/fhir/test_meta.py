"""`$meta`. https://hl7.org/fhir/R4/resource-operation-meta.html."""

import pytest

from tests.hub.dossier import a_dossier, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

TAG = {"system": "https://example.org/tags", "code": "a"}


async def test_the_meta_of_a_resource_is_told_to_who_may_read_it(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    goal = await dossier.goal(meta={"tag": [TAG]})
    meta = (await dossier.source.get(goal)).json()["meta"]

    for method, body in (("GET", None), ("POST", None), ("POST", {"resourceType": "Parameters"})):
        answer = await dossier.source(method, f"{goal}/$meta", body)
        assert answer.json() == {
            "resourceType": "Parameters",
            "parameter": [{"name": "return", "valueMeta": meta}],
        }
    assert meta["tag"] == [TAG]
    denied = await stranger.get(f"{goal}/$meta")
    assert denied.status_code == 404
    assert denied.content == (await stranger.get("Goal/never-was/$meta")).content
    [row] = await region.left_behind(answer)
    assert (row["interaction"], row["type"]) == ("read", "Goal")


async def test_a_token_without_a_scope_to_read_is_told_no_meta(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    dossier.source.scopes = ("system/Goal.c",)

    assert (await dossier.source.get(f"{goal}/$meta")).status_code == 403


@pytest.mark.parametrize(
    "path", ["Goal/$meta", "Goal/1/$meta-add", "Goal/1/$meta-delete", "Goal/1/$meta?tag=x"]
)
async def test_what_of_it_is_not_done_is_refused_with_the_way_that_there_is(
    region: Region, path: str
) -> None:
    source = await region.organization()

    answer = await source("POST", path, {"resourceType": "Parameters"})

    assert answer.status_code == 400
    assert fault(answer)["code"] in {"not-supported", "invalid"}


async def test_the_meta_of_what_was_deleted_is_gone(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    await dossier.source("DELETE", goal)

    assert (await dossier.source.get(f"{goal}/$meta")).status_code == 410
