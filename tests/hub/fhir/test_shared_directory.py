"""Professionals and organisations are shared by their numbers. docs/decisions."""

import pytest

from profiles import systems
from tests.builders import a_transaction, urn
from tests.hub.dossier import a_practitioner, address, addresses, an_organization, fault, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def two(region: Region) -> tuple[Caller, Caller]:
    return await region.organization(), await region.organization()


@pytest.mark.parametrize("system", [systems.UZI_PERSON, systems.AGB_SYSTEM, systems.BIG])
async def test_a_professional_is_one_by_number(region: Region, system: str) -> None:
    one, other = await two(region)
    number = [{"system": system, "value": f"8{one.ura}"}]
    practitioner = {"resourceType": "Practitioner", "identifier": number}

    first = address(await one.post(practitioner | {"active": True}))
    second = address(await other.post(practitioner | {"active": False}))

    assert first == second
    for reader in (one, other):
        assert (await reader.get(first)).json()["active"] is True


async def test_professionals_with_the_numbers_of_two_are_refused(region: Region) -> None:
    one, other = await two(region)
    await one.post(a_practitioner(f"1{one.ura}"))
    await one.post(a_practitioner(f"2{one.ura}"))
    both = [{"system": systems.UZI_PERSON, "value": f"{n}{one.ura}"} for n in (1, 2)]

    answer = await other.post({"resourceType": "Practitioner", "identifier": both})

    assert answer.status_code == 412
    assert fault(answer)["code"] == "multiple-matches"


async def test_a_role_is_one_by_professional_and_organisation(region: Region) -> None:
    one, other = await two(region)

    def push(specialty: str) -> dict:
        role = {
            "resourceType": "PractitionerRole",
            "practitioner": {"reference": urn(0)},
            "organization": {"reference": urn(1)},
            "specialty": [{"text": specialty}],
        }
        return a_transaction(
            (a_practitioner(f"3{one.ura}"), "POST Practitioner"),
            (an_organization(one.ura), "POST Organization"),
            (role, "POST PractitionerRole"),
        )

    first = addresses(await one.transaction(push("huisarts")))
    second = addresses(await other.transaction(push("kaderarts")))
    again = await other.transaction(push("kaderarts"))

    assert first == second == addresses(again)
    assert [entry["response"]["status"] for entry in again.json()["entry"]] == ["200 OK"] * 3


async def test_a_role_under_anothers_id_is_a_conflict_unless_it_is_the_same_pair(
    region: Region,
) -> None:
    one, other = await two(region)
    mine = {"resourceType": "PractitionerRole", "id": f"r-{one.ura}", "active": True}
    await one.put(mine)
    role = mine | {"practitioner": {"reference": urn(0)}, "organization": {"reference": urn(1)}}

    answer = await other.transaction(
        a_transaction(
            (a_practitioner(f"6{one.ura}"), "POST Practitioner"),
            (an_organization(one.ura), "POST Organization"),
            (role, f"PUT PractitionerRole/{mine['id']}"),
        )
    )

    assert answer.status_code == 422
    assert "practitioner" not in (await one.get(f"PractitionerRole/{mine['id']}")).json()


async def test_an_organisation_is_one_by_ura(region: Region) -> None:
    one, other = await two(region)

    first = address(await one.post(an_organization(one.ura)))
    second = address(await other.post(an_organization(one.ura)))

    assert first == second


async def test_only_the_organisation_itself_changes_what_is_said_of_it(region: Region) -> None:
    one, other = await two(region)
    first = await other.post(an_organization(one.ura, name="Zoals een ander het schreef"))

    own = await one.post(an_organization(one.ura, name="Eigen naam"))
    alien = await other.post(an_organization(one.ura, name="Nog een naam"))

    assert address(own) == address(alien) == address(first)
    assert (own.headers["ETag"], alien.headers["ETag"]) == ('W/"2"', 'W/"2"')
    assert (await other.get(address(first))).json()["name"] == "Eigen naam"


@pytest.mark.parametrize(
    "system", [systems.URA_SYSTEM, systems.AGB_SYSTEM, "https://example.org/numbers"]
)
async def test_ones_own_number_beside_anothers_ura_opens_nothing(
    region: Region, system: str
) -> None:
    one, other = await two(region)
    stored = address(await one.post(an_organization(one.ura, name="Eigen naam")))
    taken = an_organization(one.ura, name="Overgenomen")
    taken["identifier"].append({"system": system, "value": other.ura})

    await other.post(taken)

    assert (await one.get(stored)).json()["name"] == "Eigen naam"


async def test_another_organisation_does_not_delete_it(region: Region) -> None:
    one, other = await two(region)
    stored = address(await one.post(an_organization(one.ura)))

    assert (await other("DELETE", stored)).status_code == 403
    assert (await other.get(stored)).status_code == 200


async def test_the_directory_is_read_by_every_caller(region: Region) -> None:
    one, doctor = await region.organization(), await region.doctor()
    stored = address(await one.post(a_practitioner(f"4{one.ura}")))

    assert (await doctor.get(stored)).status_code == 200
    answer = await doctor.find("Practitioner", identifier=f"{systems.UZI_PERSON}|4{one.ura}")
    assert names(answer) == [stored]


async def test_a_professional_without_a_number_is_each_sources_own(region: Region) -> None:
    one, other = await two(region)
    nameless = {"resourceType": "Practitioner", "name": [{"text": "Dr. Duinroos"}]}

    first, second = address(await one.post(nameless)), address(await other.post(nameless))

    assert first != second
    taken = nameless | {"id": first.partition("/")[2]}
    assert (await other.put(taken)).status_code == 422


async def test_a_professional_whose_number_comes_later_keeps_his_address(region: Region) -> None:
    source = await region.organization()
    nameless = {"resourceType": "Practitioner", "id": f"p-{source.ura}", "active": True}
    await source.put(nameless)
    number = a_practitioner(f"5{source.ura}", id=f"p-{source.ura}")

    answer = await source.put(number)

    assert address(answer) == f"Practitioner/p-{source.ura}"
    assert answer.headers["ETag"] == 'W/"2"'
    assert names(await source.find("Practitioner", _id=f"p-{source.ura}", active="true")) == []
