"""A condition is settled before anybody is known by a number; what is here is not lost.

docs/decisions/0009-one-inhabitant-one-patient.md
"""

import json
from typing import Any

import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, urn
from tests.hub.dossier import (
    a_practitioner,
    address,
    addresses,
    an_organization,
    by_bsn,
    fault,
    found,
    names,
)
from tests.hub.write.conditional_forms import OWN, numbered, word
from tests.plugins.hub import Region
from tests.plugins.shared_data import shared_data

pytestmark = pytest.mark.anyio


def a_stub(bsn: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": bsn}],
        "name": [{"family": "Vlinderhof"}],
    }


def conditionally(bundle: dict[str, Any], number: int, condition: str) -> dict[str, Any]:
    """The bundle with this entry as a conditional create."""
    bundle["entry"][number]["request"]["ifNoneExist"] = condition
    return bundle


def by(bsn: str) -> str:
    return f"identifier={systems.BSN_SYSTEM}|{bsn}"


async def test_references_of_a_bundle_follow_the_one_that_a_create_found(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    patient = address(await source.post(a_patient(bsn, birthDate="1944-02-03")))
    before = await word(source, patient)
    bundle = a_transaction((a_stub(bsn), "POST Patient"), (a_goal(urn(0)), "POST Goal"))

    answer = await source.transaction(conditionally(bundle, 0, by(bsn)))

    at, goal = addresses(answer)
    assert answer.json()["entry"][0]["response"]["status"] == "200 OK"
    assert at == patient
    assert await word(source, patient) == before
    assert (await word(source, goal))["subject"]["reference"] == patient


async def test_a_number_that_only_others_pushed_is_as_one_that_nobody_did(region: Region) -> None:
    one, other, known, unknown = *[await region.organization() for _ in "ab"], a_bsn(), a_bsn()
    first = address(await one.post(a_patient(known, birthDate="1944-02-03")))
    before = await word(one, first)

    answers = [
        await other.post(a_stub(bsn), if_none_exist=by(bsn), prefer="return=representation")
        for bsn in (known, unknown)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["name"][0]["family"] for answer in answers} == {"Vlinderhof"}
    assert address(answers[0]) == first
    assert await word(one, first) == before
    again = await other.post(a_patient(known), if_none_exist=by(known))
    assert (again.status_code, again.headers["ETag"]) == (200, answers[0].headers["ETag"])


async def test_a_professional_that_only_others_pushed_gets_the_word_of_this_one(
    region: Region,
) -> None:
    one, other = [await region.organization() for _ in "ab"]
    uzi = f"7{one.ura}"
    first = await one.post(a_practitioner(uzi))

    answer = await other.post(
        a_practitioner(uzi, active=True), if_none_exist=f"identifier={systems.UZI_PERSON}|{uzi}"
    )

    assert (answer.status_code, address(answer)) == (201, address(first))


async def test_a_create_leaves_ones_own_word_though_it_asks_by_a_number_never_sent(
    region: Region,
) -> None:
    source, bsn = await region.organization(), a_bsn()
    patient = address(await source.post(numbered(bsn, "1", birthDate="1944-02-03")))
    before = await word(source, patient)
    stub = a_stub(bsn)
    stub["identifier"].append({"system": OWN, "value": "2"})

    answer = await source.post(stub, if_none_exist=f"identifier={OWN}|2")

    assert (answer.status_code, address(answer)) == (200, patient)
    assert await word(source, patient) == before


async def test_what_a_condition_found_stays_with_its_inhabitant(region: Region) -> None:
    source, bsn, another = await region.organization(), a_bsn(), a_bsn()
    patient = address(await source.post(numbered(bsn, "1")))
    before = await word(source, patient)
    body, condition = numbered(another, "1"), f"identifier={OWN}|1"

    created = await source.transaction(
        conditionally(
            a_transaction((body, "POST Patient"), (a_goal(urn(0)), "POST Goal")), 0, condition
        )
    )
    updated = await source.transaction(a_transaction((body, f"PUT Patient?{condition}")))

    assert addresses(created)[0] == patient
    assert updated.status_code == 422
    assert fault(updated)["expression"] == ["Bundle.entry[0].resource.identifier"]
    assert "another inhabitant" in fault(updated)["diagnostics"]
    assert another not in updated.text
    assert await word(source, patient) == before
    assert names(await by_bsn(source, another)) == []
    later = await source.post(a_patient(another))
    assert later.status_code == 201
    assert address(later) != patient


@pytest.mark.parametrize("known", [True, False])
async def test_what_a_condition_found_stays_with_its_shared_number(
    region: Region, *, known: bool
) -> None:
    source = await region.organization()
    number = {"system": OWN, "value": "1"}

    def bodies(digit: int) -> list[dict[str, Any]]:
        uzi = {"system": systems.UZI_PERSON, "value": f"{digit}{source.ura}"}
        ura = {"system": systems.URA_SYSTEM, "value": f"{digit}{source.ura[1:]}"}
        return [
            a_practitioner("", identifier=[uzi, number]),
            an_organization("", identifier=[ura, number]),
        ]

    for mine, others in zip(bodies(8), bodies(9), strict=True):
        where = f"{mine['resourceType']}?identifier={OWN}|1"
        first = address(await source("PUT", where, mine))
        if known:
            await source.post(others | {"identifier": others["identifier"][:1]})
        before = await word(source, first)

        answer = await source("PUT", where, others)

        assert answer.status_code == 422
        assert fault(answer)["expression"] == [mine["resourceType"]]
        assert await word(source, first) == before


async def test_a_shared_number_may_come_later(region: Region) -> None:
    source = await region.organization()
    number = {"system": OWN, "value": "1"}
    uzi = {"system": systems.UZI_PERSON, "value": f"8{source.ura}"}
    where = f"Practitioner?identifier={OWN}|1"
    first = await source("PUT", where, a_practitioner("", identifier=[number]))

    later = await source("PUT", where, a_practitioner("", identifier=[number, uzi]))

    assert address(later) == address(first)
    assert later.headers["ETag"] == 'W/"2"'


async def test_a_shared_number_that_comes_later_is_not_another_ones(region: Region) -> None:
    source = await region.organization()
    number = {"system": OWN, "value": "1"}
    uzi = {"system": systems.UZI_PERSON, "value": f"8{source.ura}"}
    where = f"Practitioner?identifier={OWN}|1"
    first = address(await source("PUT", where, a_practitioner("", identifier=[number])))
    await source.post(a_practitioner("", identifier=[uzi]))

    later = await source("PUT", where, a_practitioner("", identifier=[number, uzi]))

    assert later.status_code == 422
    assert (await word(source, first))["identifier"] == [number]


async def test_what_a_condition_found_stays_ones_own_word_without_its_shared_number(
    region: Region,
) -> None:
    one, other = [await region.organization() for _ in "ab"]
    uzi = {"system": systems.UZI_PERSON, "value": f"8{one.ura}"}
    number = {"system": OWN, "value": "1"}
    first = address(await one.post(a_practitioner("", identifier=[uzi, number])))
    await other.post(a_practitioner("", identifier=[uzi]))

    body = a_practitioner("", identifier=[number], id=first.partition("/")[2])
    answer = await one("PUT", f"Practitioner?identifier={OWN}|1", body)

    assert (answer.status_code, address(answer)) == (200, first)


async def test_whom_the_body_of_a_create_is_about_does_not_matter_where_one_is_found(
    region: Region,
) -> None:
    source, bsn = await region.organization(), a_bsn()
    patient = address(await source.post(a_patient(bsn)))
    other = {"reference": patient, "identifier": {"system": systems.BSN_SYSTEM, "value": a_bsn()}}
    goal = a_goal(patient, identifier=[{"system": OWN, "value": "1"}])
    first = address(await source.post(goal))

    answers = [
        await source.post(goal | {"subject": subject}, if_none_exist=f"identifier={OWN}|1")
        for subject in ({"reference": "Patient/nobody"}, other)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert {address(answer) for answer in answers} == {first}


async def test_what_a_create_found_is_of_the_one_inhabitant_of_its_bundle(
    region: Region,
) -> None:
    source, bsn = await region.organization(), a_bsn()
    patient = address(await source.post(a_patient()))
    await source.post(a_goal(patient, identifier=[{"system": OWN, "value": "1"}]))
    goal = a_goal(urn(0), identifier=[{"system": OWN, "value": "1"}])
    bundle = a_transaction((a_patient(bsn), "POST Patient"), (goal, "POST Goal"))

    answer = await source.transaction(conditionally(bundle, 1, f"identifier={OWN}|1"))

    assert answer.status_code == 422
    assert "one inhabitant" in fault(answer)["diagnostics"]
    assert names(await by_bsn(source, bsn)) == []


async def test_the_field_bundle_whose_condition_names_another_bsn_is_refused(
    region: Region,
) -> None:
    source = await region.organization()
    bundle = json.loads(shared_data("field", "T3-condition-names-another-bsn.json").read_text())

    answer = await source.transaction(bundle)

    assert answer.status_code == 422
    assert fault(answer)["expression"] == ["Bundle.entry[0].resource.identifier"]
    for bsn in ("999908935", "999908923"):
        assert bsn not in answer.text
        assert found(await by_bsn(source, bsn)) == []
