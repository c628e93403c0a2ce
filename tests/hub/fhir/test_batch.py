"""Batch: separate calls in one Bundle. https://hl7.org/fhir/R4/http.html#transaction."""

import json

import pytest

from tests.builders import a_bsn, a_goal, a_patient
from tests.hub.dossier import a_dossier, by_bsn, fault, names
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def a_batch(*entries: tuple[dict | None, str]) -> dict:
    return {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [
            {
                "request": dict(zip(("method", "url"), request.split(" ", 1), strict=True)),
                **({"resource": resource} if resource is not None else {}),
            }
            for resource, request in entries
        ],
    }


async def test_each_entry_is_answered_by_itself_in_order(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()

    answer = await dossier.source.transaction(
        a_batch(
            (None, f"GET {goal}"),
            (None, "GET Goal/never-was"),
            (a_goal(dossier.patient), "POST Goal"),
            (a_goal(dossier.patient) | {"lifecycleStatus": "asleep"}, "POST Goal"),
            (None, f"GET Goal?patient={dossier.patient}"),
            (None, f"DELETE {goal}"),
            (None, f"GET {goal}/_history/1"),
            (None, "GET NoSuchType/1"),
            (None, "GET metadata"),
        )
    )

    assert answer.status_code == 200, answer.text
    bundle = answer.json()
    assert bundle["type"] == "batch-response"
    statuses = [one["response"]["status"][:3] for one in bundle["entry"]]
    assert statuses == ["200", "404", "201", "422", "200", "204", "200", "404", "404"]
    assert bundle["entry"][0]["resource"]["resourceType"] == "Goal"
    assert bundle["entry"][0]["response"]["etag"] == 'W/"1"'
    assert bundle["entry"][1]["response"]["outcome"]["resourceType"] == "OperationOutcome"
    assert "/Goal/" in bundle["entry"][2]["response"]["location"]
    assert bundle["entry"][4]["resource"]["total"] == 2


async def test_a_bad_entry_does_not_stop_the_others(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()

    answer = await source.transaction(
        a_batch((a_patient("123"), "POST Patient"), (a_patient(bsn), "POST Patient"))
    )

    statuses = [one["response"]["status"][:3] for one in answer.json()["entry"]]
    assert statuses == ["422", "201"]
    assert len(names(await by_bsn(source, bsn))) == 1


async def test_each_entry_needs_its_own_scope(region: Region) -> None:
    source = await region.organization(scopes=("system/Patient.rs",))

    answer = await source.transaction(
        a_batch((None, "GET Patient/1"), (None, "GET Goal/1"), (a_patient(), "POST Patient"))
    )

    statuses = [one["response"]["status"][:3] for one in answer.json()["entry"]]
    assert statuses == ["404", "403", "403"]


async def test_conditions_of_an_entry_hold(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, id=f"goal-{dossier.source.ura}")
    number = f"https://example.org/numbers|{dossier.source.ura}"
    numbered = a_goal(
        dossier.patient,
        identifier=[dict(zip(("system", "value"), number.split("|"), strict=True))],
    )
    await dossier.source.put(goal)
    await dossier.source.post(numbered)
    bundle = a_batch(
        (goal | {"lifecycleStatus": "completed"}, f"PUT Goal/{goal['id']}"),
        (numbered, "POST Goal"),
        (None, f"GET Goal/{goal['id']}"),
    )
    bundle["entry"][0]["request"]["ifMatch"] = 'W/"8"'
    bundle["entry"][1]["request"]["ifNoneExist"] = f"identifier={number}"
    bundle["entry"][2]["request"]["ifNoneMatch"] = 'W/"1"'

    answer = await dossier.source.transaction(bundle)

    statuses = [one["response"]["status"][:3] for one in answer.json()["entry"]]
    assert statuses == ["412", "200", "304"]


async def test_a_batch_reads_within_the_decision(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()

    denied, absent = [
        await stranger.transaction(a_batch((None, f"GET {one}"), (None, f"GET {one}/_history")))
        for one in (goal, "Goal/never-was")
    ]

    assert denied.content == absent.content


async def test_a_bundle_within_a_batch_is_not_a_call(region: Region) -> None:
    source = await region.organization()
    inner = a_batch((a_patient(), "POST Patient"))

    answer = await source.transaction(a_batch((inner, "POST /")))

    assert answer.json()["entry"][0]["response"]["status"][:3] in {"400", "404"}


@pytest.mark.parametrize(
    "entry",
    [
        5,
        "x",
        {},
        [5],
        ["x"],
        [None],
        [[]],
        [{}],
        [{"request": 5}],
        [{"request": {}}],
        [{"request": {"method": 5, "url": 5}}],
        [{"request": {"method": "GET", "url": "Goal/1", "ifNoneMatch": 5}}],
        [{"request": {"method": "GET", "url": "Goal/1"}, "resource": 5}],
        [{"request": {"method": "FETCH", "url": "Goal/1"}}],
        [{"request": {"method": "GET"}}],
        [{"request": {"method": "GET", "url": "\u0000"}}],
        [{"request": {"method": "GET", "url": "Goal/%FF"}}],
    ],
)
@pytest.mark.parametrize("kind", ["batch", "transaction"])
async def test_a_malformed_bundle_is_refused_and_breaks_nothing(
    region: Region, kind: str, entry: object
) -> None:
    source = await region.organization()

    answer = await source(
        "POST", "", json.dumps({"resourceType": "Bundle", "type": kind, "entry": entry})
    )

    assert 200 <= answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        fault(answer)
    else:
        [only] = answer.json()["entry"]
        assert only["response"]["status"][0] == "4"


@pytest.mark.parametrize("kind", ["collection", "searchset", "document", "message", "nonsense", 5])
async def test_the_base_takes_transactions_and_batches_only(region: Region, kind: object) -> None:
    source = await region.organization()

    answer = await source.transaction({"resourceType": "Bundle", "type": kind, "entry": []})

    assert answer.status_code == 400
    assert fault(answer)["expression"] == ["Bundle.type"]
