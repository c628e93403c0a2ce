"""One bundle speaks of nobody twice; the second is named. https://hl7.org/fhir/R4/http.html#trules."""

import json
from itertools import permutations, product
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
    names,
)
from tests.plugins.hub import Caller, Region
from tests.plugins.shared_data import shared_data

pytestmark = pytest.mark.anyio

OWN = "https://source.example/own-numbers"
WAYS = ["POST", "PUT by id", "PUT by condition", "POST by condition"]


def an_entry(way: str, body: dict[str, Any], number: int, condition: str) -> dict[str, Any]:
    """This resource, written in this way, as the only entry of its bundle."""
    name = f"local-{number}-{condition[-8:]}"
    body = body | ({"id": name} if way == "PUT by id" else {})
    url = {"PUT by id": f"/{name}", "PUT by condition": f"?{condition}"}.get(way, "")
    method = way.split(" ", maxsplit=1)[0]
    [entry] = a_transaction((body, f"{method} {body['resourceType']}{url}"))["entry"]
    if way == "POST by condition":
        entry["request"]["ifNoneExist"] = condition
    return entry | {"fullUrl": urn(number)}


def a_bundle(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}


def refused_at(answer: Any, number: int) -> bool:
    place = f"Bundle.entry[{number}].resource"
    issue = fault(answer)
    assert "try again" not in issue["diagnostics"]
    return (answer.status_code, issue["expression"]) == (422, [place])


@pytest.mark.parametrize("known", ["to nobody", "to another", "to itself"])
@pytest.mark.parametrize("ways", list(permutations(WAYS, 2)), ids="-".join)
async def test_the_same_inhabitant_twice_is_refused_at_the_second(
    region: Region, ways: tuple[str, str], known: str
) -> None:
    source, bsn = await region.organization(), a_bsn()
    if known != "to nobody":
        await (source if known == "to itself" else await region.organization()).post(a_patient(bsn))
    condition = f"identifier={systems.BSN_SYSTEM}|{bsn}"
    entries = [an_entry(way, a_patient(bsn), number, condition) for number, way in enumerate(ways)]
    goal = a_transaction((a_goal(urn(0)), "POST Goal"))["entry"][0] | {"fullUrl": urn(7)}

    answer = await source.transaction(a_bundle(entries[0], goal, entries[1]))

    assert refused_at(answer, 2), answer.text
    assert bsn not in answer.text
    assert len(names(await by_bsn(source, bsn))) == (1 if known == "to itself" else 0)


@pytest.mark.parametrize("way", WAYS)
async def test_the_same_inhabitant_twice_in_one_way_is_refused(region: Region, way: str) -> None:
    source, bsn = await region.organization(), a_bsn()
    condition = f"identifier={systems.BSN_SYSTEM}|{bsn}"

    answer = await source.transaction(
        a_bundle(*(an_entry(way, a_patient(bsn), number, condition) for number in range(2)))
    )

    assert refused_at(answer, 1), answer.text


async def test_two_inhabitants_are_two_and_not_one_twice(region: Region) -> None:
    source = await region.organization()

    answer = await source.transaction(
        a_transaction((a_patient(), "POST Patient"), (a_patient(), "POST Patient"))
    )

    assert answer.status_code == 422
    assert "one request is about one inhabitant" in fault(answer)["diagnostics"]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("ways", list(permutations(WAYS, 2)), ids="-".join)
async def test_whom_the_directory_knows_by_number_is_said_once(
    region: Region, ways: tuple[str, str], *, known: bool
) -> None:
    source = await region.organization()
    for body, system in (
        (a_practitioner(f"8{source.ura}"), systems.UZI_PERSON),
        (an_organization(source.ura), systems.URA_SYSTEM),
    ):
        condition = f"identifier={system}|{body['identifier'][0]['value']}"
        if known:
            await source.post(body)
        entries = [an_entry(way, body, number, condition) for number, way in enumerate(ways)]

        assert refused_at(await source.transaction(a_bundle(*entries)), 1)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("ways", list(product(WAYS[2:], repeat=2)), ids="-".join)
async def test_one_condition_stands_once_in_a_bundle(
    region: Region, ways: tuple[str, str], *, known: bool
) -> None:
    source = await region.organization()
    patient = address(await source.post(a_patient()))
    goal = a_goal(patient, identifier=[{"system": OWN, "value": source.ura}])
    if known:
        await source.post(goal)
    entries = [
        an_entry(way, goal, number, f"identifier={OWN}|{source.ura}")
        for number, way in enumerate(ways)
    ]

    assert refused_at(await source.transaction(a_bundle(*entries)), 1)


async def test_whom_a_create_that_changes_nothing_says_it_is_is_not_said_by_it(
    region: Region,
) -> None:
    source = await region.organization()
    number = {"system": OWN, "value": "1"}
    found = address(await source.post(a_practitioner("", identifier=[number])))
    uzi = a_practitioner(f"8{source.ura}")
    both = a_practitioner("", identifier=[number, *uzi["identifier"]])
    bundle = a_transaction((both, "POST Practitioner"), (uzi, "POST Practitioner"))
    bundle["entry"][0]["request"]["ifNoneExist"] = f"identifier={OWN}|1"

    first, second = addresses(await source.transaction(bundle))

    assert first == found != second


async def a_pair(source: Caller) -> dict[str, Any]:
    """A role without a number."""
    ends = [
        address(await source.post(one))
        for one in (a_practitioner(f"8{source.ura}"), an_organization(source.ura))
    ]
    return {
        "resourceType": "PractitionerRole",
        "practitioner": {"reference": ends[0]},
        "organization": {"reference": ends[1]},
    }


@pytest.mark.parametrize("known", ["to nobody", "to another", "to itself"])
@pytest.mark.parametrize("ways", list(permutations(WAYS, 2)), ids="-".join)
async def test_a_role_of_one_pair_is_said_once(
    region: Region, ways: tuple[str, str], known: str
) -> None:
    source = await region.organization()
    role = await a_pair(source)
    if known != "to nobody":
        await (source if known == "to itself" else await region.organization()).post(role)
    entries = [
        an_entry(
            way,
            role | {"identifier": [{"system": OWN, "value": f"{number}-{source.ura}"}]},
            number,
            f"identifier={OWN}|{number}-{source.ura}",
        )
        for number, way in enumerate(ways)
    ]

    assert refused_at(await source.transaction(a_bundle(*entries)), 1)


async def test_a_role_that_a_condition_found_stays_with_its_pair(region: Region) -> None:
    source, other = await region.organization(), await region.organization()
    own = {"identifier": [{"system": OWN, "value": "1"}]}
    where = f"PractitionerRole?identifier={OWN}|1"
    first, second = [await a_pair(each) for each in (source, other)]
    kept = address(await source("PUT", where, first | own))
    before = (await source.get(kept)).json()

    unknown = await source("PUT", where, second | own)
    await other.post(second)
    known = await source("PUT", where, second | own)
    created = await source.post(second | own, if_none_exist=f"identifier={OWN}|1")

    assert [answer.status_code for answer in (unknown, known, created)] == [422, 422, 200]
    assert address(created) == kept
    assert (await source.get(kept)).json() == before


async def test_a_pair_that_comes_later_is_not_another_ones(region: Region) -> None:
    source = await region.organization()
    own = {"identifier": [{"system": OWN, "value": "1"}]}
    where = f"PractitionerRole?identifier={OWN}|1"
    role = await a_pair(source)
    kept = address(await source("PUT", where, {"resourceType": "PractitionerRole"} | own))
    await source.post(role)

    answer = await source("PUT", where, role | own)

    assert answer.status_code == 422
    assert "practitioner" not in (await source.get(kept)).json()


async def test_the_field_bundle_with_a_patient_twice_is_refused_at_the_second(
    region: Region,
) -> None:
    source = await region.organization()
    bundle = json.loads(shared_data("field", "T4-patient-twice.json").read_text())

    answer = await source.transaction(bundle)

    assert refused_at(answer, 1), answer.text
    assert names(await by_bsn(source, "999908947")) == []
