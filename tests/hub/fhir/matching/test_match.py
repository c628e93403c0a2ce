"""`ServiceRequest/[id]/$match`: every candidate with why, for who looks for a place."""

import asyncio
from typing import Any

import pytest

from tests.builders import a_bsn
from tests.hub.dossier import Dossier, a_dossier, fault, kept_by
from tests.hub.fhir.capacity.boards import Part, plain
from tests.hub.offers import a_candidate, a_full_request, offered
from tests.hub.sites import Site, a_service, a_site, a_transfer_point
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
RTP = "https://example.org/rtp/CodeSystem/"


def needs(*codes: str) -> list[dict[str, Any]]:
    return [{"coding": [{"system": f"{RTP}matching-need", "code": code}]} for code in codes]


async def a_request(region: Region, **members: Any) -> tuple[Dossier, str]:
    """A hospital's full request for somebody."""
    dossier = await a_dossier(region, "V4")
    return dossier, await dossier.add(a_full_request(dossier) | members)


async def told(caller: Caller, request: str, asked: str = "") -> dict[str, Part]:
    """What is told of each candidate, by its service; with the need under an empty name."""
    answer = await caller.get(f"{request}/$match{asked}")
    assert answer.status_code == 200, answer.text
    parameters = answer.json()["parameter"]
    found = {plain(one)["service"]: plain(one) for one in parameters if one["name"] == "candidate"}
    [need] = [plain(one) for one in parameters if one["name"] == "need"]
    return {"": need} | found


def factors(candidate: Part) -> dict[str, Part]:
    return {one["code"]: one for one in candidate["factor"]}


def filters(candidate: Part, kind: str) -> set[str]:
    found = candidate.get(kind, [])
    return {one["filter"] for one in (found if isinstance(found, list) else [found])}


async def a_place(region: Region, *care: str, **members: Any) -> tuple[Site, str]:
    site = await a_site(region, address={"postalCode": "1354 AB"})
    return site, await a_service(site, *care, **members)


async def test_each_candidate_is_told_with_what_speaks_for_it(region: Region) -> None:
    dossier, request = await a_request(region)
    site, service = await a_place(region)
    await site.says(available=2)

    found = (await told(dossier.source, request))[service]

    assert (found["provider"], found["fits"], found["standing"]) == (
        site.provider.ura,
        True,
        "free",
    )
    assert found["available"] == 2
    lines = factors(found)
    assert lines["start"]["value"] == 100
    assert lines["freshness"]["fact"] == "fresh"
    assert found["score"] == sum(one["points"] for one in found["factor"])
    assert all(one["text"] for one in found["factor"])


async def test_who_gives_other_care_is_listed_last_with_why(region: Region) -> None:
    dossier, request = await a_request(region)
    _, fits = await a_place(region)
    _, other = await a_place(region, "grz")

    found = await told(dossier.source, request)

    assert filters(found[other], "misfit") == {"care-type"}
    assert found[other]["misfit"]["text"].startswith("Geeft deze soort zorg niet")
    order = list(found)
    assert order.index(fits) < order.index(other)


async def test_who_is_full_is_no_misfit(region: Region) -> None:
    dossier, request = await a_request(region)
    site, service = await a_place(region)
    await site.says(available=0)

    found = (await told(dossier.source, request))[service]

    assert (found["standing"], found["fits"]) == ("full", True)


async def test_what_is_needed_and_not_handled_is_a_misfit_and_not_told_is_asked(
    region: Region,
) -> None:
    dossier, request = await a_request(region, orderDetail=needs("bariatric"))
    _, silent = await a_place(region)
    _, others = await a_place(region, characteristic=needs("tube-feeding"))
    _, handles = await a_place(region, characteristic=needs("bariatric"))

    found = await told(dossier.source, request)

    assert "bariatric" in filters(found[silent], "unknown")
    assert filters(found[others], "misfit") == {"bariatric"}
    assert found[handles]["fits"]


async def test_a_wish_weighs_and_takes_nothing_from_others(region: Region) -> None:
    dossier, request = await a_request(region)
    site, wished = await a_place(region)
    _, other = await a_place(region)
    before = await told(dossier.source, request)

    after = await told(dossier.source, request, f"?wish-place={site.location}")

    assert after[wished]["score"] > before[wished]["score"]
    assert after[other]["score"] == before[other]["score"]
    assert factors(after[other])["wish-place"]["value"] == 0


async def test_where_the_inhabitant_does_not_want_to_go_falls_out(region: Region) -> None:
    dossier, request = await a_request(region)
    site, service = await a_place(region)

    found = await told(dossier.source, request, f"?excluded={site.provider.ura}")

    assert filters(found[service], "misfit") == {"excluded"}


async def test_how_far_it_is_from_where_one_lives_is_of_what_the_directory_tells(
    region: Region,
) -> None:
    dossier, request = await a_request(region)
    near = await a_site(
        region, address={"postalCode": "8331AA"}, position={"latitude": 52.78, "longitude": 6.12}
    )
    far = await a_site(
        region, address={"postalCode": "8332AA"}, position={"latitude": 52.88, "longitude": 6.12}
    )
    services = [await a_service(near), await a_service(far)]

    found = await told(dossier.source, request, "?partner=8331")

    values = [factors(found[one])["partner"] for one in services]
    assert [one["fact"] for one in values] == ["0 km", "11 km"]
    assert values[0]["points"] > values[1]["points"]


async def test_how_fast_a_provider_answered_before_counts(region: Region) -> None:
    provider = await a_candidate(region)
    site = await a_site(region, provider)
    service = await a_service(site)
    case = await offered(region, provider=provider)
    await case.accept()
    dossier, request = await a_request(region)

    found = await told(dossier.source, request)

    assert factors(found[service])["response"]["value"] == 100


async def test_an_inactive_service_is_no_candidate(region: Region) -> None:
    dossier, request = await a_request(region)
    _, service = await a_place(region, active=False)

    assert service not in await told(dossier.source, request)


async def test_a_transfer_point_looks_for_what_it_may_read(region: Region) -> None:
    desk, hospital = await a_transfer_point(region), await region.organization("V4")
    _, closed = await a_request(region)
    dossier = await kept_by(desk, a_bsn())
    asked = a_full_request(dossier)
    asked["requester"]["identifier"]["value"] = hospital.ura
    open_ = await dossier.add(asked)

    assert (await desk.get(f"{closed}/$match")).status_code == 404
    assert (await desk.get(f"{open_}/$match")).status_code == 200


async def test_a_candidate_who_reads_the_open_request_does_not_look_for_others(
    region: Region,
) -> None:
    case = await offered(region)

    answer = await case.providers[0].get(f"{case.request}/$match")
    asks = await case.placer.get(f"{case.request}/$match")

    assert (answer.status_code, fault(answer)["diagnostics"][:8]) == (403, "who fits")
    assert asks.status_code == 200


async def test_a_stranger_is_told_nothing(region: Region) -> None:
    _, request = await a_request(region)
    stranger = await region.doctor()

    there, none = await asyncio.gather(
        stranger.get(f"{request}/$match"), stranger.get("ServiceRequest/none/$match")
    )

    assert (there.status_code, none.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("?latest=2001-01-01", 400),
        ("?wish-near=1354", 400),
        ("?partner=1354&partner=1315", 400),
        ("?amount=veel", 400),
        ("?colour=red", 400),
    ],
)
async def test_what_is_asked_and_not_read_is_refused(
    region: Region, asked: str, status: int
) -> None:
    dossier, request = await a_request(region)

    answer = await dossier.source.get(f"{request}/$match{asked}")

    assert answer.status_code == status
    assert fault(answer)


async def test_it_leaves_a_row_in_the_inhabitants_log(region: Region) -> None:
    dossier, request = await a_request(region)

    answer = await dossier.source.get(f"{request}/$match")

    [row] = await region.left_behind(answer)
    assert row["detail"]["operation"] == "$match"
    assert row["pat"] is not None
