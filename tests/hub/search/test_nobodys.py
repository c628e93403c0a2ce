"""What belongs to nobody is searched by everybody; what is somebody's of the same type by whose.

docs/decisions/0062-what-belongs-to-nobody.md
"""

from typing import Any

import pytest

from tests.attacks.test_open_directory import LEAST, least
from tests.builders import a_transaction
from tests.hub.dossier import Dossier, a_dossier, address, addresses, an_observation, fault, names
from tests.hub.persons import known, person
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
NUMBERS = "https://example.org/own"


def numbered(kind: str, value: str, **members: Any) -> dict[str, Any]:
    return least(kind, identifier=[{"system": NUMBERS, "value": value}], **members)


async def of_somebody(dossier: Dossier, resource: dict[str, Any]) -> str:
    """Kept in his record, for it comes with what is his."""
    kind = resource["resourceType"]
    seen = an_observation(dossier.patient)
    bundle = a_transaction((seen, "POST Observation"), (resource, f"POST {kind}"))
    return addresses(await dossier.source.transaction(bundle))[1]


@pytest.mark.parametrize("kind", sorted(set(LEAST) - {"Basic", "BiologicallyDerivedProduct"}))
async def test_it_is_found_by_every_provider(region: Region, kind: str) -> None:
    source, stranger = await region.organization(), await region.doctor()
    one = address(await source.post(numbered(kind, source.ura)))
    name = one.partition("/")[2]

    for query in (f"identifier={NUMBERS}|{source.ura}", f"_id={name}", f"identifier={source.ura}"):
        answer = await stranger.get(f"{kind}?{query}&_lastUpdated=ge2020-01-01")
        assert names(answer) == [one], query
        assert answer.json()["total"] == 1
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["pat"]) == ("DIRECTORY", None)
    assert one in names(await stranger.get(f"{kind}?_sort=-_lastUpdated"))
    assert (await source("DELETE", one)).status_code == 204
    assert names(await stranger.get(f"{kind}?_id={name}")) == []


async def test_slots_are_found_by_their_schedule_and_that_by_its_actor(region: Region) -> None:
    source, stranger = await region.organization(), await region.doctor()
    bed = address(await source.post(least("Location")))
    schedule = address(await source.post(least("Schedule", actor=[{"reference": bed}])))
    slot = address(await source.post(least("Slot", schedule={"reference": schedule})))

    found_by = {
        f"Schedule?actor={bed}": [schedule],
        f"Slot?schedule={schedule}": [slot],
        f"Slot?schedule={schedule}&status=free&start=ge2026-12-01": [slot],
        f"Slot?schedule={schedule}&status=busy": [],
        f"Slot?schedule.actor={bed}": [slot],
        f"Slot?schedule=Schedule/none-{source.ura}": [],
    }
    for query, found in found_by.items():
        assert names(await stranger.get(query)) == found, query
    with_it = await stranger.get(f"Slot?schedule={schedule}&_include=Slot:schedule")
    assert names(with_it, "include") == [schedule]


async def test_of_the_same_number_each_sees_what_is_nobodys_and_what_is_open_to_him(
    region: Region,
) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    number = f"both-{dossier.source.ura}"
    his = await of_somebody(dossier, numbered("Medication", number))
    open_ = address(await dossier.source.post(numbered("Medication", number)))
    ids = ",".join(one.partition("/")[2] for one in (his, open_))

    for query in (f"identifier={NUMBERS}|{number}", f"_id={ids}"):
        mine = await dossier.source.get(f"Medication?{query}")
        others = await stranger.get(f"Medication?{query}")
        assert sorted(names(mine)) == sorted([his, open_])
        assert names(others) == [open_]
        assert (mine.json()["total"], others.json()["total"]) == (2, 1)
        paged = await dossier.source.get(f"Medication?{query}&_count=1")
        assert (len(names(paged)), paged.json()["total"]) == (1, 2)
    alone = await dossier.source.get(f"Medication?_id={his.partition('/')[2]}")
    assert names(alone) == [his]
    [row] = await region.left_behind(alone)
    assert (row["rule"], row["pat"] is None) == ("C-OWN-DOSSIER", False)


async def test_what_is_somebodys_is_in_no_list(region: Region) -> None:
    dossier = await a_dossier(region)
    his = await of_somebody(dossier, least("Medication"))
    device = await dossier.add(least("Device", patient={"reference": dossier.patient}))

    assert his not in names(await dossier.source.get("Medication?_sort=-_lastUpdated&_count=100"))
    assert device not in names(await dossier.source.get("Device?_sort=-_lastUpdated&_count=100"))
    assert names(await dossier.source.get(f"Device?patient={dossier.patient}")) == [device]


async def test_what_is_nobodys_stays_so_beside_what_is_somebodys(region: Region) -> None:
    """A source that sends its stock along with each of its patients keeps one of each."""
    one, other = [await a_dossier(region) for _ in range(2)]
    number = f"stock-{one.source.ura}"
    open_ = address(await one.source.post(numbered("Medication", number)))
    bundle = a_transaction(
        (an_observation(one.patient), "POST Observation"),
        (numbered("Medication", number, status="active"), f"PUT {open_}"),
    )
    bundle["entry"][1]["resource"]["id"] = open_.partition("/")[2]

    answer = await one.source.transaction(bundle)

    assert answer.status_code == 200, answer.text
    read = await other.source.get(open_)
    assert read.json()["status"] == "active"


async def test_an_id_that_another_has_in_a_record_is_its_own_in_the_directory(
    region: Region,
) -> None:
    dossier, source = await a_dossier(region), await region.organization()
    name = f"m-{source.ura}"
    bundle = a_transaction(
        (an_observation(dossier.patient), "POST Observation"),
        ({**least("Medication"), "id": name}, f"PUT Medication/{name}"),
    )
    assert (await dossier.source.transaction(bundle)).status_code == 200

    assert (await source.put({**least("Medication"), "id": name})).status_code == 201

    assert (await source.get(f"Medication/{name}")).json()["id"] == name
    assert names(await source.get(f"Medication?_id={name}")) == [f"Medication/{name}"]
    [shown] = names(await dossier.source.get(f"Medication?_id={name}"))
    assert shown == f"Medication/{name}"
    assert (await dossier.source.get(shown)).json()["meta"]["source"].endswith(dossier.source.ura)


async def test_a_person_finds_one_by_its_name_and_no_list(region: Region) -> None:
    dossier, other = await a_dossier(region), await a_dossier(region)
    await known(dossier.source, dossier.bsn)
    somebody = person(region.running, dossier.bsn)
    open_ = address(await dossier.source.post(least("Medication")))
    of_another = await of_somebody(other, least("Medication"))

    for query in ("Medication", "Medication?status=active", "Slot?schedule=Schedule/1"):
        refused = await somebody.get(query)
        assert refused.status_code == 400
        assert fault(refused)["diagnostics"]
    assert names(await somebody.get(f"Medication?_id={open_.partition('/')[2]}")) == [open_]
    closed = await somebody.get(f"Medication?_id={of_another.partition('/')[2]}")
    absent = await somebody.get("Medication?_id=11111111-2222-4333-8444-555555555555")
    assert closed.json()["total"] == absent.json()["total"] == 0
    assert closed.status_code == absent.status_code


async def test_who_asks_of_what_is_nobodys_learns_nothing_of_who_uses_it(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    medication = address(await dossier.source.post(least("Medication")))
    name = medication.partition("/")[2]
    await dossier.add(
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationReference": {"reference": medication},
            "subject": {"reference": dossier.patient},
        }
    )

    used = await stranger.get(
        f"Medication?_id={name}&_has:MedicationRequest:medication:status=active"
    )
    brought = await stranger.get(f"Medication?_id={name}&_revinclude=MedicationRequest:medication")

    assert used.status_code == 400 or names(used) == []
    assert (names(brought), names(brought, "include")) == ([medication], [])
