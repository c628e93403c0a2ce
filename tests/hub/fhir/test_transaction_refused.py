"""A bundle with one bad entry changes nothing and names every fault with its expression."""

import asyncio
import copy

import pytest

from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, a_transaction, urn
from tests.hub.dossier import a_dossier, by_bsn, fault, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


def expressions(answer: object) -> list[str]:
    return [issue["expression"][0] for issue in answer.json()["issue"] if "expression" in issue]


async def nothing_of(source: Caller, bsn: str) -> bool:
    return names(await by_bsn(source, bsn)) == []


async def test_every_fault_of_every_entry_is_named(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    bad_status, no_subject = a_goal(urn(0)), a_goal(urn(0))
    bad_status["lifecycleStatus"] = "sleeping"
    bad_status["startDate"] = "1 October"
    del no_subject["subject"]
    bundle = a_transaction(
        (a_patient(bsn), "POST Patient"), (bad_status, "POST Goal"), (no_subject, "POST Goal")
    )

    answer = await source.transaction(bundle)

    assert answer.status_code == 422
    assert set(expressions(answer)) >= {
        "Bundle.entry[1].resource.lifecycleStatus",
        "Bundle.entry[2].resource.subject",
    }
    assert any("Bundle.entry[1].resource.start" in one for one in expressions(answer))
    assert await nothing_of(source, bsn)


@pytest.mark.parametrize("kind", ["transaction", "batch"])
@pytest.mark.parametrize("method", [["GET"], {"GET": 1}, 3, None])
async def test_a_method_that_is_no_text_is_refused_in_words(
    region: Region, method: object, kind: str
) -> None:
    source = await region.organization()
    entry = {"request": {"method": method, "url": "Goal/one"}}

    answer = await source.transaction({"resourceType": "Bundle", "type": kind, "entry": [entry]})

    assert answer.status_code == 422
    assert "Bundle.entry[0].request.method" in expressions(answer)


async def test_every_broken_reference_is_named(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    goal = a_goal(urn(0), addresses=[{"reference": "Condition/no-1"}])
    other = a_goal("urn:uuid:99999999-0000-4000-8000-000000000000")

    answer = await source.transaction(
        a_transaction((a_patient(bsn), "POST Patient"), (goal, "POST Goal"), (other, "POST Goal"))
    )

    assert answer.status_code == 422
    assert expressions(answer) == [
        "Bundle.entry[1].resource.addresses[0].reference",
        "Bundle.entry[2].resource.subject.reference",
    ]
    assert await nothing_of(source, bsn)


async def test_every_fault_of_a_choice_about_exchange_is_named(region: Region) -> None:
    source = await region.organization()
    consent = a_privacy_consent(urn(0), policy=[{"authority": "https://example.org/"}])
    consent["provision"]["class"] = [{"code": "x"}]

    answer = await source.transaction(
        a_transaction((a_patient(), "POST Patient"), (consent, "POST Consent"))
    )

    assert answer.status_code == 422
    assert set(expressions(answer)) == {
        "Bundle.entry[1].resource.policy",
        "Bundle.entry[1].resource.provision.class",
    }


async def test_two_inhabitants_in_one_bundle_are_refused(region: Region) -> None:
    source, one, other = await region.organization(), a_bsn(), a_bsn()

    answer = await source.transaction(
        a_transaction((a_patient(one), "POST Patient"), (a_patient(other), "POST Patient"))
    )

    assert answer.status_code == 422
    assert await nothing_of(source, one)
    assert await nothing_of(source, other)


async def test_a_resource_about_another_inhabitant_is_refused(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.transaction(
        a_transaction((a_patient(), "POST Patient"), (a_goal(dossier.patient), "POST Goal"))
    )

    assert answer.status_code == 422


async def test_the_same_resource_twice_is_refused(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, id=f"goal-{dossier.source.ura}")
    numbered = a_goal(
        dossier.patient,
        identifier=[{"system": "https://example.org/numbers", "value": dossier.source.ura}],
    )
    where = f"PUT Goal?identifier=https://example.org/numbers|{dossier.source.ura}"
    await dossier.source("PUT", where.removeprefix("PUT "), numbered)
    await dossier.source.put(goal)

    for entries in (
        [(goal, f"PUT Goal/{goal['id']}")] * 2,
        [(goal, f"PUT Goal/{goal['id']}"), (None, f"DELETE Goal/{goal['id']}")],
        [(numbered, where)] * 2,
        [(a_patient(dossier.bsn), "POST Patient")] * 2,
    ):
        answer = await dossier.source.transaction(a_transaction(*copy.deepcopy(entries)))
        assert answer.status_code == 422, entries
        assert expressions(answer) == ["Bundle.entry[1].resource"]


async def test_two_new_ones_with_the_same_identifier_are_not_made_at_once(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    numbered = a_goal(
        dossier.patient,
        identifier=[{"system": "https://example.org/numbers", "value": dossier.source.ura}],
    )
    where = f"PUT Goal?identifier=https://example.org/numbers|{dossier.source.ura}"

    answer = await dossier.source.transaction(a_transaction((numbered, where), (numbered, where)))

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "Goal/1", 404),
        ("HEAD", "Goal/1", 404),
        ("PATCH", "Goal/1", 400),
        ("POST", "NoSuchType", 404),
        ("PUT", "Goal", 400),
        ("PUT", "Goal/a_b", 400),
        ("PUT", "Goal/other-id", 422),
        ("DELETE", "Goal", 400),
        ("DELETE", "Goal?patient=1", 400),
        ("POST", "AuditEvent", 405),
        ("POST", "Condition", 400),
        ("POST", "https://example.org/fhir/Goal", 404),
    ],
)
async def test_an_entry_that_asks_what_is_not_done_stops_all(
    region: Region, method: str, url: str, status: int
) -> None:
    source, bsn = await region.organization(), a_bsn()

    answer = await source.transaction(
        a_transaction((a_patient(bsn), "POST Patient"), (a_goal(urn(0)), f"{method} {url}"))
    )

    assert answer.status_code == status, answer.text
    assert fault(answer)["expression"][0].startswith("Bundle.entry[1]")
    assert await nothing_of(source, bsn)


@pytest.mark.parametrize("member", ["request", "resource"])
async def test_an_entry_without_its_request_or_resource_stops_all(
    region: Region, member: str
) -> None:
    source, bsn = await region.organization(), a_bsn()
    bundle = a_transaction((a_patient(bsn), "POST Patient"), (a_goal(urn(0)), "POST Goal"))
    del bundle["entry"][1][member]

    answer = await source.transaction(bundle)

    assert answer.status_code in {400, 422}
    assert expressions(answer)[0].startswith("Bundle.entry[1]")
    assert await nothing_of(source, bsn)


async def test_one_stale_version_stops_all(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, id=f"goal-{dossier.source.ura}")
    await dossier.source.put(goal)
    bundle = a_transaction(
        (a_goal(dossier.patient), "POST Goal"),
        (goal | {"lifecycleStatus": "completed"}, f"PUT Goal/{goal['id']}"),
    )
    bundle["entry"][1]["request"]["ifMatch"] = 'W/"3"'

    answer = await dossier.source.transaction(bundle)

    assert answer.status_code == 412
    assert expressions(answer) == ["Bundle.entry[1].resource"]
    assert names(await dossier.source.find("Goal", patient=dossier.patient)) == [
        f"Goal/{goal['id']}"
    ]


async def test_a_scope_that_misses_one_entry_stops_all(region: Region) -> None:
    source = await region.organization(scopes=("system/Patient.cruds",))
    bsn = a_bsn()

    answer = await source.transaction(
        a_transaction((a_patient(bsn), "POST Patient"), (a_goal(urn(0)), "POST Goal"))
    )

    assert answer.status_code == 403
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    assert await nothing_of(source, bsn)


async def test_two_pushes_of_one_new_inhabitant_at_once_make_one_patient(region: Region) -> None:
    bsn = a_bsn()
    sources = [await region.organization() for _ in range(4)]
    bundles = [
        a_transaction((a_patient(bsn), "POST Patient"), (a_goal(urn(0)), "POST Goal"))
        for _ in sources
    ]

    answers = await asyncio.gather(
        *(source.transaction(bundle) for source, bundle in zip(sources, bundles, strict=True))
    )

    assert [answer.status_code for answer in answers] == [200] * 4
    patients = {
        answer.json()["entry"][0]["response"]["location"].split("/")[1] for answer in answers
    }
    assert len(patients) == 1


async def test_an_entry_that_may_only_be_new_stops_all_where_something_is(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    stored = (await dossier.source.get(goal)).json()
    bundle = a_transaction((stored | {"note": [{"text": "anders"}]}, f"PUT {goal}"))
    bundle["entry"][0]["request"]["ifNoneMatch"] = "*"

    refused = await dossier.source.transaction(bundle)

    assert refused.status_code == 412, refused.text
    assert (await dossier.source.get(goal)).json() == stored
