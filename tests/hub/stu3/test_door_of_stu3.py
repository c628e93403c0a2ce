"""The door itself: formats, releases, refusals, and what it says that it does."""

import re

import pytest

from hub.security.bound import Bound
from profiles.stu3 import read_stu3, write_stu3
from profiles.stu3.structure import check_stu3
from tests.hub.dossier import a_dossier
from tests.hub.offers import offered
from tests.hub.security.proofs import Prover
from tests.hub.stu3.asking import XML, Ecd
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_xml_with_entities_is_refused_and_none_is_expanded(region: Region) -> None:
    case = await offered(region)
    ecd, [task] = Ecd(case.providers[0]), case.tasks
    read = (await ecd.get(task, Accept=XML)).content
    bomb = b'<!DOCTYPE Task [<!ENTITY a "accepted">]>' + read.partition(b"?>")[2]
    bomb = bomb.replace(b'<status value="requested"/>', b'<status value="&a;"/>')

    answer = await ecd("PUT", task, bomb, Content_Type=XML, Accept=XML)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith(XML)
    assert read_stu3(answer.content)["resourceType"] == "OperationOutcome"
    assert (await case.read(case.placer))["status"] == "requested"


async def test_an_answer_in_xml_is_kept_as_one_in_json(region: Region) -> None:
    case = await offered(region)
    ecd, [task] = Ecd(case.providers[0]), case.tasks
    read = await ecd.get(task, Accept=XML)
    tree = read_stu3(read.content)
    body = write_stu3(tree | {"status": "accepted"})

    answer = await ecd("PUT", task, body, Content_Type=XML, Accept=XML)

    assert answer.status_code == 200, answer.text
    assert read_stu3(answer.content)["status"] == "accepted"


async def test_json_and_xml_of_a_task_say_the_same(region: Region) -> None:
    case = await offered(region)
    ecd, [task] = Ecd(case.providers[0]), case.tasks

    xml, json = await ecd.get(task, Accept=XML), await ecd.task(task)

    assert read_stu3(xml.content) == json
    assert check_stu3(json) == []


@pytest.mark.parametrize("accept", ["application/fhir+json", XML])
async def test_a_refusal_is_an_outcome_of_stu3(region: Region, accept: str) -> None:
    ecd = Ecd(await region.organization("X3", role="30.000", purpose="COC"))

    answer = await ecd.get("Task/nothing-here", Accept=accept)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith(accept)
    tree = read_stu3(answer.content) if accept == XML else answer.json()
    assert check_stu3(tree) == []


async def test_who_shows_no_token_is_told_nothing(region: Region) -> None:
    case = await offered(region)
    ecd, [task] = Ecd(case.providers[0]), case.tasks

    answer = await ecd.get(task, Authorization="Bearer nothing")

    assert answer.status_code == 401
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    ("media", "status"),
    [
        ("application/fhir+json; fhirVersion=3.0", 200),
        ("application/fhir+json;fhirVersion=3.0.2;charset=utf-8", 200),
        ("application/fhir+json; fhirVersion=4.0", 406),
    ],
)
async def test_another_release_is_not_written_here(region: Region, media: str, status: int) -> None:
    case = await offered(region)
    ecd, [task] = Ecd(case.providers[0]), case.tasks

    assert (await ecd.get(task, Accept=media)).status_code == status


async def test_another_release_is_not_read_here(region: Region) -> None:
    case = await offered(region)
    ecd, [task] = Ecd(case.providers[0]), case.tasks
    read = await ecd.task(task)

    media = "application/fhir+json; fhirVersion=4.0"
    answer = await ecd.put(read | {"status": "accepted"}, Content_Type=media)

    assert answer.status_code == 415
    assert "STU3" in answer.text


@pytest.mark.parametrize("accept", ["application/fhir+json", XML])
async def test_it_says_what_it_does_without_a_token(region: Region, accept: str) -> None:
    ecd = Ecd(await region.organization())

    answer = await ecd.get("metadata", Authorization="", Accept=accept)

    assert answer.status_code == 200, answer.text
    said = read_stu3_statement(answer.text) if accept == XML else answer.json()["fhirVersion"]
    assert said == "3.0.2"


def read_stu3_statement(text: str) -> str:
    found = re.search(r'<fhirVersion value="([^"]+)"/>', text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "Task/x"),
        ("PATCH", "Task/x"),
        ("GET", "Patient"),
        ("GET", "Task/x/_history"),
        ("GET", "Patient/x/$everything"),
        ("GET", "Slot/x"),
        ("POST", ""),
    ],
)
async def test_what_is_not_done_here_is_refused(region: Region, method: str, path: str) -> None:
    ecd = Ecd((await a_dossier(region)).source)

    answer = await ecd(method, path)

    assert answer.status_code in {400, 404, 405}, answer.text
    assert answer.json()["issue"][0]["diagnostics"]


async def test_who_changed_something_is_known_as_under_fhir(region: Region) -> None:
    case = await offered(region)
    ecd, [task] = Ecd(case.providers[0]), case.tasks

    answer = await ecd.answer(task, status="accepted")
    refused = await ecd.put((await ecd.task(task)) | {"priority": "stat"})

    rows = await region.left_behind(answer)
    assert [(row["interaction"], row["status"]) for row in rows][-1] == ("update", 200)
    rows = await region.left_behind(refused)
    assert ("update", 422) in [(row["interaction"], row["status"]) for row in rows]


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("Task/x", "GET, PUT, HEAD, OPTIONS"),
        ("Task", "GET, POST, HEAD, OPTIONS"),
        ("Condition", "POST, OPTIONS"),
        ("Composition/x/$document", "GET, HEAD, OPTIONS"),
        ("Slot/x", "OPTIONS"),
    ],
)
async def test_it_says_which_methods_an_address_takes(
    region: Region, path: str, methods: str
) -> None:
    ecd = Ecd(await region.organization())

    answer = await ecd("OPTIONS", path)

    assert (answer.status_code, answer.headers["Allow"]) == (204, methods)


async def test_a_bound_token_is_shown_with_a_proof_for_this_door(region: Region) -> None:
    prover = Prover()
    caller = await region.organization(bound=Bound(key=prover.thumbprint))
    token, url = caller.token(), region.running.settings.public_url
    held = {"Authorization": f"DPoP {token}"}

    statuses = [
        (
            await Ecd(caller).get(
                "Task/none", **held, DPoP=prover.proof("GET", f"{url}/{door}/Task/none", token)
            )
        ).status_code
        for door in ("stu3", "fhir")
    ]

    assert statuses == [404, 401]
