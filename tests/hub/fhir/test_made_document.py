"""$document: a Composition with what it refers to; what the asker may not see is told."""

import time
from typing import Any

import httpx
import pytest

from hub.errors import Unavailable
from hub.query.document import gathered
from hub.storage.pseudonym import rid
from profiles import systems
from profiles.check.structure import check_structure
from profiles.text.parse import parse
from tests.builders import a_bsn
from tests.hub.access.test_access_decision_moved import opened_and_withdrawn, overtaken
from tests.hub.counting import counting
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    an_observation,
    an_organization,
    fault,
    kept_by,
)
from tests.hub.persons import known, person
from tests.hub.query.test_masked import WITHHELD, close
from tests.plugins.hub import Caller, Region, Running
from tests.plugins.mitz import Asking

pytestmark = pytest.mark.anyio
TITLE, OPERATION = "Niet in dit document", "$document"
BASE = "http://127.0.0.1:8000/fhir"
REDACTED = {"system": systems.OBSERVATION_VALUE, "code": "REDACTED"}


def a_composition(dossier: Dossier, author: str, *entries: str, **members: Any) -> dict[str, Any]:
    section = {"title": "Afspraken", "entry": [{"reference": one} for one in entries]}
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [{"system": systems.LOINC, "code": "60591-5"}]},
        "subject": {"reference": dossier.patient},
        "date": "2026-10-01",
        "author": [{"reference": author, "display": "Praktijk Duinroos"}],
        "title": "Samenvatting",
        "section": [{"title": "Alles", "section": [section]}],
        **members,
    }


async def written(region: Region) -> tuple[Dossier, str, str, list[str]]:
    """A Composition of a goal and an observation, its author and its entries."""
    dossier = await a_dossier(region)
    author = await dossier.add(an_organization(dossier.source.ura))
    entries = [await dossier.goal(), await dossier.add(an_observation(dossier.patient))]
    composition = await dossier.add(a_composition(dossier, author, *entries))
    return dossier, composition, author, entries


async def made(caller: Caller, composition: str, query: str = "") -> httpx.Response:
    return await caller.get(f"{composition}/$document{query}")


def addresses(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert [
        issue for issue in check_structure(parse(answer.content)) if issue.severity == "error"
    ] == []
    listed = [one["resource"] for one in document["entry"]]
    found = [f"{one['resourceType']}/{one['id']}" for one in listed]
    urls = [one["fullUrl"] for one in document["entry"]]
    assert urls == [f"{BASE}/{one}" for one in found]
    return found


async def test_nothing_there_and_nothing_open_are_one_answer_and_a_row_each(
    region: Region,
) -> None:
    _, composition, _, _ = await written(region)
    stranger = await region.doctor()
    closed, absent = await made(stranger, composition), await made(stranger, "Composition/nobody")
    assert (closed.status_code, closed.json()) == (404, absent.json())
    for answer in (closed, absent):
        [row] = await region.left_behind(answer)
        assert (row["interaction"], row["status"]) == ("operation", 404)


async def test_what_is_closed_takes_the_same_steps_as_what_is_not_there(
    region: Region, hub: Running
) -> None:
    dossier, composition, _, _ = await written(region)
    stranger = await region.doctor()
    headers = {"Authorization": f"Bearer {stranger.token()}"}
    names = ("$document", "$everything")
    here, nowhere = (composition, dossier.patient), ("Composition/nobody", "Patient/nobody")
    async with counting(hub) as (client, statements):

        async def steps(paths: tuple[str, str]) -> list[list[str]]:
            found = []
            for path, name in zip(paths, names, strict=True):
                statements.clear()
                assert (await client.get(f"{path}/{name}", headers=headers)).status_code == 404
                # A row of the ledger may bring a word that is new to it.
                found.append([one[:40] for one in statements if "ledger" not in one])
            return found

        for paths in (here, nowhere):  # what was decided is held of both
            await steps(paths)
        assert await steps(here) == await steps(nowhere)


async def test_it_is_a_document_of_all_that_the_composition_names(region: Region) -> None:
    dossier, composition, author, entries = await written(region)
    doctor = await region.doctor()
    await dossier.open_to(doctor)

    answer = await made(doctor, composition)
    document = answer.json()
    assert addresses(answer)[0] == composition
    assert set(addresses(answer)) == {composition, dossier.patient, author, *entries}
    assert (document["type"], document["identifier"]["system"]) == ("document", systems.URN)
    assert document["timestamp"]
    assert "meta" not in document
    assert document["entry"][0]["resource"] == (await doctor.get(composition)).json()
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["detail"]["operation"]) == (
        ["C-EXPLICIT-PERMIT", "DIRECTORY"][0],
        "$document",
    )


async def test_validate_finds_no_fault_in_it_holes_and_all(region: Region) -> None:
    dossier, composition, _, _ = await written(region)
    whole = await made(dossier.source, composition)
    dossier.source.scopes = ("system/Composition.rs", "system/Patient.rs", "system/Bundle.cruds")
    holed = await made(dossier.source, composition)
    for answer in (whole, holed):
        judged = await dossier.source("POST", "Bundle/$validate", answer.text)
        issues = judged.json()["issue"]
        assert [one for one in issues if one["severity"] in {"error", "fatal"}] == []


async def test_of_nobody_it_takes_as_long_as_asking_mitz(asking: Asking) -> None:
    doctor = await asking.doctor()
    asking.took(0.3)
    began = time.perf_counter()
    assert (await made(doctor, "Composition/nobody")).status_code == 404
    assert time.perf_counter() - began >= 0.3


async def test_who_asks_for_another_purpose_is_told_so(region: Region) -> None:
    dossier, composition, _, _ = await written(region)
    hurried = await region.doctor(purpose="HRESCH")
    await dossier.open_to(hurried)
    assert (await made(hurried, composition)).status_code == 403


async def test_a_person_has_none_of_anothers(region: Region, hub: Running) -> None:
    _, composition, _, _ = await written(region)
    source, bsn = await region.organization(), a_bsn()
    own = Dossier(source, bsn, await known(source, bsn))
    author = await own.add(an_organization(source.ura))
    mine = await own.add(a_composition(own, author, await own.goal()))
    himself = person(hub, bsn)
    assert addresses(await made(himself, mine))[:2] == [mine, own.patient]
    for other in (composition, "Composition/nobody"):
        assert (await made(himself, other)).status_code == 403


async def test_by_post_and_by_its_id_it_is_the_same(region: Region) -> None:
    dossier, composition, _, _ = await written(region)
    whole = addresses(await made(dossier.source, composition))
    persist = {"name": "persist", "valueBoolean": False}
    name = {"name": "id", "valueUri": f"{BASE}/{composition}"}
    for path, said in ((f"{composition}/$document", [persist]), ("Composition/$document", [name])):
        body = {"resourceType": "Parameters", "parameter": said}
        assert addresses(await dossier.source("POST", path, body)) == whole
    by_id = await dossier.source.get(f"Composition/$document?id={composition.split('/')[1]}")
    assert addresses(by_id) == whole


async def test_what_its_parts_name_comes_along_too(region: Region) -> None:
    dossier, _, author, _ = await written(region)
    deep = await dossier.goal()
    first = await dossier.add(an_observation(dossier.patient, performer=[{"reference": author}]))
    part = await dossier.add(an_observation(dossier.patient, hasMember=[{"reference": first}]))
    other = await dossier.add(a_composition(dossier, author, deep))
    names = {"contained": [], "focus": [{"reference": other}]}
    note = await dossier.add(an_observation(dossier.patient, focus=names["focus"]))
    composition = await dossier.add(a_composition(dossier, author, part, note))

    found = addresses(await made(dossier.source, composition))
    assert {first, author, part, note} <= set(found)
    assert {other, deep}.isdisjoint(found), "another document is not part of this one"


async def test_what_is_closed_leaves_a_hole_that_is_told(region: Region) -> None:
    dossier, composition, _, [goal, observation] = await written(region)
    doctor = await region.doctor()
    await dossier.open_to(doctor)
    await close(dossier, doctor, goal)

    answer = await made(doctor, composition)
    found, document = addresses(answer), answer.json()
    assert goal not in found
    assert observation in found
    assert goal.partition("/")[2] not in answer.text
    assert document["meta"]["security"] == [REDACTED]
    [alles, told] = document["entry"][0]["resource"]["section"]
    assert alles["section"][0]["entry"] == [WITHHELD, {"reference": observation}]
    assert told["title"] == TITLE
    assert "1 verwijzing in" in told["text"]["div"]
    assert told["emptyReason"]["coding"][0]["code"] == "withheld"


async def test_another_sources_part_that_is_closed_is_a_hole_too(region: Region) -> None:
    dossier, _, author, [goal, _] = await written(region)
    doctor = await region.doctor()
    await dossier.open_to(doctor)
    theirs = await kept_by(await region.organization("V4"), dossier.bsn)
    closed = await theirs.goal()
    await theirs.open_to(dossier.source)
    dossier.source.role = "01.015"
    composition = await dossier.add(a_composition(dossier, author, closed, goal))
    dossier.source.role = None

    answer = await made(doctor, composition)
    assert closed not in addresses(answer)
    section = answer.json()["entry"][0]["resource"]["section"]
    assert section[0]["section"][0]["entry"] == [WITHHELD, {"reference": goal}]
    assert section[-1]["title"] == TITLE
    await theirs.open_to(doctor)
    assert closed in addresses(await made(doctor, composition))


async def test_what_is_not_in_scope_is_a_hole_that_keeps_its_words(region: Region) -> None:
    dossier, composition, author, entries = await written(region)
    dossier.source.scopes = ("system/Composition.rs", "system/Patient.rs", "system/Goal.rs")
    answer = await made(dossier.source, composition)
    assert set(addresses(answer)) == {composition, dossier.patient, entries[0]}
    top = answer.json()["entry"][0]["resource"]
    assert top["author"] == [{"display": "Praktijk Duinroos", **WITHHELD}]
    assert "2 verwijzingen in" in top["section"][-1]["text"]["div"]
    assert author not in answer.text


@pytest.mark.parametrize("missing", ["Composition", "Patient"])
async def test_without_its_own_scope_or_the_patients_there_is_none(
    region: Region, missing: str
) -> None:
    dossier, composition, _, _ = await written(region)
    others = {"Composition", "Patient"} - {missing}
    dossier.source.scopes = tuple(f"system/{kind}.rs" for kind in others)
    assert (await made(dossier.source, composition)).status_code == 403


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("{0}/$document?persist=true", "not-supported"),
        ("{0}/$document?persist=maybe", "invalid"),
        ("{0}/$document?graph=http://x", "not-supported"),
        ("{0}/$document?id=1", "invalid"),
        ("Composition/$document", "required"),
        ("Composition/$document?id=http://elsewhere.example/fhir/Composition/1", "not-supported"),
    ],
)
async def test_what_it_does_not_do_is_refused_in_words(
    region: Region, path: str, code: str
) -> None:
    dossier, composition, _, _ = await written(region)
    answer = await dossier.source.get(path.format(composition))
    assert (answer.status_code, fault(answer)["code"]) == (400, code)


async def test_what_is_withdrawn_meanwhile_is_not_in_it(region: Region) -> None:
    dossier, doctor, _ = await opened_and_withdrawn(region)
    author = await dossier.add(an_organization(dossier.source.ura))
    name = (await dossier.add(a_composition(dossier, author, dossier.patient))).partition("/")[2]
    errand = doctor.errand()

    async def more() -> None:
        await dossier.choose(user=doctor.ura)

    assert await gathered(overtaken(region), errand, name)
    with pytest.raises(Unavailable):
        await gathered(overtaken(region, *[more] * 6), errand, name)


async def test_what_was_tampered_with_makes_no_document(region: Region, hub: Running) -> None:
    dossier, composition, _, [goal, _] = await written(region)
    name = rid(hub.access.keyring, *goal.split("/"))
    async with hub.tampering() as connection:
        await connection.execute(
            "UPDATE resource_version SET sealed = sealed || '\\x00' WHERE rid = $1", name
        )
    assert (await made(dossier.source, composition)).status_code == 500
