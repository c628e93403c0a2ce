"""`_sort` by several keys, and by what no index sorts. https://hl7.org/fhir/R4/search.html#sort."""

from typing import Any

import pytest

from tests.builders import a_transaction
from tests.hub.dossier import Dossier, a_dossier, addresses, an_observation, found
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

SHOWN: list[tuple[str, dict[str, Any]]] = [
    ("a", {"valueQuantity": {"value": 10}, "effectiveDateTime": "2026-03-01"}),
    ("B", {"valueQuantity": {"value": 9.5}, "effectiveDateTime": "2026-01-01"}),
    ("a", {"valueQuantity": {"value": 2}, "effectiveDateTime": "2026-02-01"}),
    ("C", {"valueString": "Één", "effectiveDateTime": "2026-01-01"}),
    ("D", {"valueString": "zes"}),
]


async def five(region: Region) -> tuple[Dossier, list[str]]:
    dossier = await a_dossier(region)
    entries = [
        (
            an_observation(dossier.patient, code={"coding": [{"code": code}]}, **more),
            "POST Observation",
        )
        for code, more in SHOWN
    ]
    return dossier, addresses(await dossier.source.transaction(a_transaction(*entries)))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("code,date", [1, 3, 4, 2, 0]),
        ("code,-date", [1, 3, 4, 0, 2]),
        ("-code,date", [2, 0, 4, 3, 1]),
        ("value-quantity,date", [2, 1, 0, 3, 4]),
        ("-value-quantity,date", [0, 1, 2, 3, 4]),
        ("value-string,date", [3, 4, 1, 2, 0]),
        ("-value-string,-date", [4, 3, 0, 2, 1]),
        ("date,value-quantity", [1, 3, 2, 0, 4]),
        ("-date,code", [0, 2, 1, 3, 4]),
    ],
)
async def test_the_keys_are_obeyed_in_their_order_and_what_has_no_value_comes_last(
    region: Region, sort: str, expected: list[int]
) -> None:
    dossier, all_of = await five(region)

    for count in (50, 2):
        seen = await paged(
            dossier.source, f"Observation?patient={dossier.patient}&_sort={sort}&_count={count}"
        )
        assert [all_of.index(one) for one in seen] == expected, count


async def paged(source: Caller, url: str | None) -> list[str]:
    seen: list[str] = []
    while url:
        answer = await source.get(url)
        seen += [f"Observation/{one['id']}" for one in found(answer)]
        assert answer.json()["total"] == len(SHOWN)
        links = {one["relation"]: one["url"] for one in answer.json()["link"]}
        url = links["next"].partition("/fhir/")[2] if "next" in links else None
    return seen


async def test_ids_and_moments_are_keys_too(region: Region) -> None:
    dossier, all_of = await five(region)
    url = f"Observation?patient={dossier.patient}&_sort="

    by_id = await paged(dossier.source, f"{url}_id")
    assert by_id == sorted(all_of)
    assert await paged(dossier.source, f"{url}-_id") == sorted(all_of, reverse=True)
    assert await paged(dossier.source, f"{url}_lastUpdated,_id") == sorted(all_of)


@pytest.mark.parametrize("goes", [True, False])
async def test_what_goes_or_comes_between_two_pages_neither_repeats_nor_hides_the_others(
    region: Region, *, goes: bool
) -> None:
    dossier, all_of = await five(region)
    url = f"Observation?patient={dossier.patient}&_sort=value-quantity,date&_count=2"
    first = await dossier.source.get(url)
    following = next(one["url"] for one in first.json()["link"] if one["relation"] == "next")

    if goes:
        await dossier.source("DELETE", f"Observation/{found(first)[1]['id']}")
    else:
        await dossier.add(an_observation(dossier.patient, valueQuantity={"value": 1}))
    second = await dossier.source.get(following.partition("/fhir/")[2])

    assert [f"Observation/{one['id']}" for one in found(second)] == [all_of[0], all_of[3]]


async def test_the_directory_is_sorted_by_name(region: Region) -> None:
    source = await region.organization()
    here = {"identifier": [{"system": "https://example.org/p", "value": source.ura}]}
    for name in ("Zorghuis", "École", "apotheek"):
        await source.post({"resourceType": "Location", "name": name, **here})

    answer = await source.get(f"Location?identifier=https://example.org/p|{source.ura}&_sort=name")

    assert [one["name"] for one in found(answer)] == ["apotheek", "École", "Zorghuis"]
