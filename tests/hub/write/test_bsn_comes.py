"""A BSN that comes later, or is left out, neither moves a record nor makes a second one."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, a_transaction, urn
from tests.hub.dossier import address, addresses, fault, names
from tests.hub.write.unnumbered import SYSTEM, kept_without_bsn, number, without_bsn
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


def with_bsn(bsn: str, *numbers: dict[str, Any], **members: Any) -> dict[str, Any]:
    patient = a_patient(bsn, **members)
    patient["identifier"] += numbers
    return patient


async def ways(
    source: Caller, patient: dict[str, Any], name: str, asked: str
) -> list[httpx.Response]:
    """Every way to write a Patient, by its number or by the id."""
    by_id = {**patient, "id": name}
    return [
        await source.post(patient),
        await source.put(by_id),
        await source("PUT", f"Patient?identifier={SYSTEM}|{asked}", patient),
        await source("PUT", f"Patient?identifier={SYSTEM}|{asked}", by_id),
        await source.transaction(a_transaction((patient, "POST Patient"))),
        await source.transaction(a_transaction((by_id, f"PUT Patient/{name}"))),
        await source("POST", "Patient/$validate", patient),
    ]


async def test_a_bsn_that_comes_is_refused_in_every_way_while_he_is_kept_without(
    region: Region,
) -> None:
    kept = await kept_without_bsn(region)
    patient = with_bsn(a_bsn(), number(kept.number))

    answers = await ways(kept.source, patient, kept.id, kept.number)
    by_id_alone = await kept.source.put(with_bsn(a_bsn(), id=kept.id))

    for answer in (*answers, by_id_alone):
        said = fault(answer) if answer.status_code >= 400 else answer.json()["issue"][0]
        assert answer.status_code in {409, 200}, answer.text
        assert f"as Patient/{kept.id}" in said["diagnostics"]
        assert kept.number not in answer.text
    assert [one.status_code for one in answers[:-1]] == [409] * 6


async def test_a_bsn_left_out_is_refused_in_every_way_and_nothing_is_lost(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    said = f"n-{source.ura}"
    kept = address(await source.post(with_bsn(bsn, number(said))))
    name = kept.partition("/")[2]

    answers = await ways(source, without_bsn(number(said)), name, said)
    by_id_alone = await source.put(without_bsn(number("another"), id=name))

    assert [one.status_code for one in (*answers[:-1], by_id_alone)] == [422] * 7
    for answer in answers:
        assert "send his BSN along" in answer.json()["issue"][0]["diagnostics"]
        assert said not in answer.text
    assert bsn in (await source.get(kept)).text
    assert names(await source.find("Patient", identifier=f"{SYSTEM}|{said}")) == [kept]


async def test_a_conditional_create_changes_nothing_whatever_it_leaves_out(region: Region) -> None:
    source = await region.organization()
    said = f"n-{source.ura}"
    kept = address(await source.post(with_bsn(a_bsn(), number(said))))
    answer = await source.post(
        without_bsn(number(said)), if_none_exist=f"identifier={SYSTEM}|{said}"
    )
    assert (answer.status_code, address(answer)) == (200, kept)


async def test_a_number_that_a_family_shares_says_nothing_of_either(region: Region) -> None:
    source = await region.organization()
    policy = number("policy-9", f"{SYSTEM}/policies")
    mother = with_bsn(a_bsn(), number("mother"), policy)
    assert (await source.post(mother)).status_code == 201

    child = await source.post(without_bsn(number("child"), policy))
    again = await source.post({**mother, "gender": "female"})

    assert (child.status_code, again.status_code) == (201, 200)
    assert address(child) != address(again)


async def test_what_others_know_by_that_number_does_not_matter(region: Region) -> None:
    kept, other = await kept_without_bsn(region), await region.organization()
    with_it = await other.post(with_bsn(a_bsn(), number(kept.number)))
    third = await region.organization()
    without = await third.post(without_bsn(number(kept.number)))
    assert (with_it.status_code, without.status_code) == (201, 201)


async def test_once_all_is_deleted_he_is_pushed_anew_with_his_bsn_under_the_same_ids(
    region: Region,
) -> None:
    source, bsn = await region.organization(), a_bsn()
    ids = {"Patient": f"p-{source.ura}", "Goal": f"g-{source.ura}"}

    def pushed(patient: dict[str, Any]) -> dict[str, Any]:
        goal = a_goal(f"Patient/{ids['Patient']}", id=ids["Goal"])
        return a_transaction(
            ({**patient, "id": ids["Patient"]}, f"PUT Patient/{ids['Patient']}"),
            (goal, f"PUT Goal/{ids['Goal']}"),
        )

    said = number(f"n-{source.ura}")
    before = addresses(await source.transaction(pushed(without_bsn(said))))
    choice = a_privacy_consent(before[0], id=f"c-{source.ura}")
    before += [address(await source.put(choice))]
    refused = await source.transaction(pushed(with_bsn(bsn, said)))
    for one in reversed(before):
        assert (await source("DELETE", one)).status_code == 204

    after = addresses(await source.transaction(pushed(with_bsn(bsn, said))))
    again = addresses(await source.transaction(pushed(with_bsn(bsn, said))))

    assert refused.status_code == 409, refused.text
    assert before == [*after, address(await source.put(choice))]
    assert after == again
    assert bsn in (await source.get(after[0])).text
    goal = (await source.get(after[1])).json()
    assert goal["subject"]["reference"] == after[0]
    assert names(await source.find("Goal", patient=ids["Patient"])) == [after[1]]
    assert (await source("DELETE", before[-1])).status_code == 405
    assert (await source("DELETE", after[1])).status_code == 204
    assert (await source.get(after[1])).status_code == 410


async def test_of_two_pushes_at_once_with_and_without_only_one_is_kept(region: Region) -> None:
    source = await region.organization()
    said = number(f"n-{source.ura}")

    answers = await asyncio.gather(
        *(source.post(one) for one in (without_bsn(said), with_bsn(a_bsn(), said)))
    )

    assert {one.status_code for one in answers} in ({201, 409}, {201, 422})


async def test_ten_pushes_at_once_make_one_patient(region: Region) -> None:
    source = await region.organization()
    patient = without_bsn(number(f"n-{source.ura}"))
    answers = await asyncio.gather(*(source.post(patient) for _ in range(10)))
    assert len({address(one) for one in answers}) == 1


async def test_a_document_about_him_is_kept_with_the_patient_that_is_here(region: Region) -> None:
    source = await region.organization()
    said = without_bsn(number(f"n-{source.ura}"))

    early = await source.post(a_document(said))
    patient = address(await source.post(said))
    kept = await source.post(a_document(said))
    bundle = a_transaction(
        (without_bsn(number("77")), "POST Patient"),
        (a_document(without_bsn(number("77"))), "POST Bundle"),
    )
    along = addresses(await source.transaction(bundle))

    with_it = await source.post(a_document(with_bsn(a_bsn(), *said["identifier"])))

    assert early.status_code == with_it.status_code == 409
    assert names(await source.find("Bundle", patient=patient.partition("/")[2])) == [address(kept)]
    assert "without a BSN" in kept.headers["Warning"]
    assert names(await source.find("Bundle", patient=along[0].partition("/")[2])) == [along[1]]


def a_document(patient: dict[str, Any]) -> dict[str, Any]:
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Brief"},
        "subject": {"reference": urn(1)},
        "date": "2026-03-01",
        "author": [{"display": "Arts Duinroos"}],
        "title": "Brief",
    }
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": urn(9)},
        "timestamp": "2026-03-01T12:00:00Z",
        "entry": [
            {"fullUrl": urn(2), "resource": composition},
            {"fullUrl": urn(1), "resource": patient},
        ],
    }


async def test_what_was_deleted_while_he_is_kept_comes_back_as_the_same(region: Region) -> None:
    kept = await kept_without_bsn(region)
    source, goal = kept.source, a_goal(kept.patient, id="goal-that-comes-back")
    await source.put(goal)
    await source("DELETE", f"Goal/{goal['id']}")

    await source.put(goal)

    past = (await source.get(f"Goal/{goal['id']}/_history")).json()
    assert [one["request"]["method"] for one in past["entry"]] == ["PUT", "DELETE", "PUT"]
