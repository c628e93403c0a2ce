"""What a site has free is said by its provider, and read by nobody else but the transfer point.

docs/decisions/0088-capacity-and-matching.md
"""

import pytest

from tests.builders import a_transaction
from tests.hub.dossier import a_dossier, address, fault, names
from tests.hub.offers import coded, moment, offered, outputs
from tests.hub.sites import a_site, a_transfer_point
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def counted(region: Region, ura: str) -> int:
    async with region.running.database.connection() as connection:
        asked = "SELECT count(*) FROM site_capacity WHERE provider = $1"
        number: int = await connection.fetchval(asked, ura)
        return number


async def test_nobody_speaks_as_another_provider(region: Region) -> None:
    site, thief = await a_site(region), await region.organization("X3")

    answer = await thief.post(site.report(available=0))

    assert (answer.status_code, fault(answer)["expression"]) == (403, ["MeasureReport.reporter"])
    assert await counted(region, site.provider.ura) == 0


async def test_nobody_speaks_of_the_site_of_another(region: Region) -> None:
    site, thief = await a_site(region), await a_site(region)
    stolen = thief.report(available=9) | {"subject": {"reference": site.location}}

    answer = await thief.provider.post(stolen)

    assert (answer.status_code, fault(answer)["expression"]) == (403, ["MeasureReport.subject"])
    assert await counted(region, thief.provider.ura) == 0


async def test_nor_of_one_that_is_managed_by_an_organisation_without_its_number(
    region: Region,
) -> None:
    site, thief = (
        await a_site(region, managingOrganization={"display": "Haven"}),
        await a_site(region),
    )

    mine = await site.says(available=1)
    stolen = thief.report(available=9) | {"subject": {"reference": site.location}}

    assert mine.status_code == 201, mine.text
    assert (await thief.provider.post(stolen)).status_code == 403


async def test_nobody_but_a_transfer_point_writes_down_what_another_said(region: Region) -> None:
    site, thief = await a_site(region), await region.organization("Z3")
    desk = await a_transfer_point(region)

    for entered_by in (thief.ura, desk.ura):
        answer = await thief.post(site.report(available=9, entered_by=entered_by))
        assert answer.status_code == 403, answer.text
    own = await site.says(available=9, entered_by=desk.ura)

    assert own.status_code == 403
    assert await counted(region, site.provider.ura) == 0


async def test_a_transfer_point_names_the_provider_whose_site_it_is(region: Region) -> None:
    site, other, desk = await a_site(region), await a_site(region), await a_transfer_point(region)
    wrong = site.report(available=9, entered_by=desk.ura)

    answer = await desk.post(wrong | {"subject": {"reference": other.location}})

    assert answer.status_code == 403


async def test_a_report_of_a_site_refers_to_no_inhabitant(region: Region) -> None:
    dossier = await a_dossier(region)
    site = await a_site(region, dossier.source)
    report = site.report(available=1)

    for changed in (
        {"evaluatedResource": [{"reference": dossier.patient}]},
        {"subject": {"reference": dossier.patient}},
    ):
        answer = await dossier.source.post(report | changed)
        assert answer.status_code in {403, 422}, answer.text
    assert await counted(region, dossier.source.ura) == 0


async def everywhere(caller: Caller, report: str, location: str) -> list[str]:
    """All ways by which somebody may come upon it; what he finds."""
    name = report.partition("/")[2]
    found = []
    for asked in (
        f"MeasureReport?_id={name}",
        f"MeasureReport?subject={location}",
        f"MeasureReport?subject:Location.name=Haven&subject={location}",
        "MeasureReport?_count=500",
        f"Location?_id={location[9:]}&_revinclude=MeasureReport:subject",
    ):
        answer = await caller.get(asked)
        if answer.status_code == 200:
            found += [*names(answer), *names(answer, "include")]
    for path in (report, f"{report}/_history", f"{report}/_history/1"):
        if (await caller.get(path)).status_code != 404:
            found.append(path)
    for path in ("MeasureReport/_history?_count=500", "_history?_count=500"):
        if name in (await caller.get(path)).text:
            found.append(path)
    return [one for one in found if one.startswith("MeasureReport")]


async def test_nobody_reads_what_another_site_has_free(region: Region) -> None:
    site = await a_site(region)
    report = address(await site.says(available=3))

    for reader in (
        await region.organization("X3"),
        await region.doctor(),
        await region.organization("X3", role="30.000", purpose="COC"),
    ):
        assert await everywhere(reader, report, site.location) == []
        of_it = await reader.get(
            f"Location?_id={site.location[9:]}&_has:MeasureReport:subject:_id=x"
        )
        assert of_it.status_code != 200 or names(of_it) == []


async def test_what_refers_to_a_site_tells_nobody_that_it_said_something(region: Region) -> None:
    site, reader = await a_site(region), await region.organization("X3")
    name = address(await site.says(available=3)).partition("/")[2]

    answer = await reader.get(
        f"Location?_id={site.location[9:]}&_has:MeasureReport:subject:_id={name}"
    )

    assert answer.status_code != 200 or names(answer) == []


async def test_an_id_of_another_is_free_for_ones_own(region: Region) -> None:
    site, other = await a_site(region), await a_site(region)
    await site.provider.put(site.report(available=1) | {"id": "today"})

    answer = await other.provider.put(other.report(available=2) | {"id": "today"})

    assert answer.status_code == 201, answer.text
    mine = (await site.provider.get("MeasureReport/today")).json()
    assert mine["subject"]["reference"] == site.location


async def test_nobody_refers_to_the_report_of_another(region: Region) -> None:
    dossier, site = await a_dossier(region), await a_site(region)
    report = address(await site.says(available=1))
    basic = {
        "resourceType": "Basic",
        "code": {"text": "note"},
        "subject": {"reference": report},
    }

    answer = await dossier.source.transaction(a_transaction((basic, "POST Basic")))

    assert answer.status_code == 422


async def test_what_refers_to_a_report_does_not_bring_it_to_others(region: Region) -> None:
    site, reader = await a_site(region), await region.organization("X3")
    report = address(await site.says(available=3))
    basic = {"resourceType": "Basic", "code": {"text": "note"}, "subject": {"reference": report}}
    refers = address(await site.provider.post(basic))

    answer = await reader.get(f"Basic?_id={refers[6:]}&_include=*")

    assert names(answer) == [refers]
    assert names(answer, "include") == []


async def test_no_answer_to_an_offer_refers_to_the_report_of_another(region: Region) -> None:
    site, case = await a_site(region), await offered(region)
    report = address(await site.says(available=3))
    output = [
        *outputs(available_from=moment(24), held_until=moment(8)),
        {"type": coded("offer-element", "location"), "valueReference": {"reference": report}},
    ]

    answer = await case.send(case.providers[0], status="accepted", output=output)

    assert answer.status_code == 422


async def test_a_transfer_point_does_not_name_another_as_who_wrote_it_down(
    region: Region,
) -> None:
    site, desk, other = (
        await a_site(region),
        await a_transfer_point(region),
        await a_transfer_point(region),
    )

    answer = await desk.post(site.report(available=9, entered_by=other.ura))

    assert answer.status_code == 403
