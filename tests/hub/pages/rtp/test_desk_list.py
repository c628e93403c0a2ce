"""The desk's list: what its system's token finds, what presses most first, and whose turn it is."""

import re
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from hub.errors import Forbidden
from hub.pages.rtp.desk import pages
from hub.query import desk_cases as desk_cases_of
from hub.query.desk_cases import desk_cases
from hub.query.search import Limits
from hub.query.weighed import Weights
from hub.security.professional_request import About, AskedNow
from hub.storage.pseudonym import rid
from profiles.systems import URA_SYSTEM
from tests.hub.dossier import found
from tests.hub.offers import a_candidate, coded, moment, outputs
from tests.hub.pages.rtp.staff import Staff, staff_of, words_on
from tests.hub.pages.rtp.test_live import NEWS, opened
from tests.hub.places import Sought, a_desk, begun, said, sought
from tests.hub.query.test_cases_search import objection
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
LIMITS = Limits("http://127.0.0.1:8000/fhir", 100, 100)
OTHERS = ("user/ServiceRequest.rs", "user/Patient.rs")
LEADS = "https://example.org/rtp/CodeSystem/task-code|coordinate-placement"


def inputs_with(**more: Any) -> list[dict[str, Any]]:
    """The inputs of a lead, with one more."""
    return [
        said("permission", valueBoolean=True),
        said("contact", valueContactPoint={"system": "phone", "value": "036-5550100"}),
        more,
    ]


def ids_on(text: str) -> list[str]:
    return re.findall(r'id="zaak-([^"]+)"', text)


async def at_desk(region: Region, case: Sought) -> Staff:
    return await staff_of(region, case.desk)


async def test_the_list_shows_what_a_token_of_the_same_finds_and_reads(region: Region) -> None:
    case = await sought(region)
    await sought(region)
    by = {"owner:identifier": f"{URA_SYSTEM}|{case.desk.ura}", "code": LEADS}
    token = found(await case.desk.find("Task", **by))
    browser = await at_desk(region, case)
    assert browser.who is not None
    asked = AskedNow(now=region.running.clock(), request_id="r" * 16, token_id="t")
    errand = browser.who.errand("app", About(bsn="", purpose="COC", relation=True), asked)

    page = await desk_cases(region.running.access, errand, LIMITS, Weights(), list)

    assert [one.of.task for one in page.cases] == token
    [one] = page.cases
    assert one.of.request == (await case.desk.get(case.request)).json()
    assert one.of.patient == (await case.desk.get(case.dossier.patient)).json()
    closed = structs.replace(errand, client=structs.replace(errand.client, scopes=OTHERS))
    with pytest.raises(Forbidden):
        await desk_cases(region.running.access, closed, LIMITS, Weights(), list)
    listed = await browser.get("/cases")
    assert ids_on(listed.text) == [case.lead.partition("/")[2]]


async def test_whose_it_is_and_a_row_in_the_ledger_are_of_those_that_are_shown(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FIRST", 1)
    first = await sought(region)
    other = await sought(region, desk=first.desk)
    ready = {"type": coded("kpi-moment", "medically-ready"), "valueDateTime": moment(-72)}
    presses = await sought(region, desk=first.desk, input=inputs_with(**ready))
    browser = await at_desk(region, first)

    page = await browser.get("/cases")

    assert ids_on(page.text) == [presses.lead.partition("/")[2]]
    assert "Hier staan de 1 die het meest dringen, van 3. Toon alle 3" in words_on(page)
    left = await region.running.left_behind()
    rows = [row for row in left if row["request_id"] == left[-1]["request_id"]]
    along = {"along": {"ServiceRequest": 1, "Patient": 1}}
    assert [(row["interaction"], row["detail"]) for row in rows] == [("search-type", along)]
    every = await browser.get("/cases?alles=ja")
    whose = {one.lead.partition("/")[2] for one in (first, other, presses)}
    assert set(ids_on(every.text)) == whose
    assert "/rtp/cases/_lijst?alles=ja" in every.text
    assert "Toon alle" not in words_on(every)
    asked = await browser.get("/cases?wie=transferpunt")
    assert "/rtp/cases?wie=transferpunt&amp;alles=ja" in asked.text


async def test_what_the_inhabitant_closes_is_not_told_of_on_it(region: Region) -> None:
    one = await sought(region)
    other = await sought(region, desk=one.desk)
    await one.dossier.add(objection(one, one.dossier.patient))
    await other.dossier.add(objection(other, other.lead))

    page = await (await at_desk(region, one)).get("/cases")

    assert ids_on(page.text) == [one.lead.partition("/")[2]]
    assert "Vlinderhof" not in page.text
    assert "Alle (1)" in words_on(page)


async def test_what_presses_in_a_request_that_is_closed_is_not_known(region: Region) -> None:
    case = await sought(region)
    browser = await at_desk(region, case)
    assert "Spoed" not in words_on(await browser.get("/cases"))
    answer = await case.send(case.requester, case.request, priority="urgent")
    assert answer.status_code == 200, answer.text
    assert "Spoed" in words_on(await browser.get("/cases"))
    other = await sought(region, priority="asap")
    assert "Spoed" in words_on(await (await at_desk(region, other)).get("/cases"))

    await case.dossier.add(objection(case, case.request))

    page = await browser.get("/cases")
    assert ids_on(page.text) == [case.lead.partition("/")[2]]
    assert "Spoed" not in words_on(page)


async def test_a_case_stays_on_it_whose_request_was_deleted(region: Region) -> None:
    case = await sought(region)
    browser = await at_desk(region, case)
    await case.send(case.requester, case.request, priority="urgent")
    assert "Spoed" in words_on(await browser.get("/cases"))
    assert (await case.requester("DELETE", case.request)).status_code == 204

    page = await browser.get("/cases")

    assert ids_on(page.text) == [case.lead.partition("/")[2]]
    assert "Spoed" not in words_on(page)


async def test_a_case_that_was_moved_in_the_database_is_told_to_be_missing(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FIRST", 1)
    case = await sought(region)
    whole = await sought(region, desk=case.desk, priority="asap")
    browser = await at_desk(region, case)
    assert "Niet alles kon worden gelezen" not in words_on(await browser.get("/cases"))
    name = case.lead.partition("/")[2]
    async with region.running.tampering() as connection:
        moved = await connection.execute(
            "UPDATE resource SET last_updated = last_updated - interval '1 day' WHERE rid = $1",
            rid(region.running.access.keyring, "Task", name),
        )
    assert moved == "UPDATE 1"

    page = await browser.get("/cases")

    assert ids_on(page.text) == [whole.lead.partition("/")[2]]
    assert "Alle (1)" in words_on(page)
    assert "Niet alles kon worden gelezen" in words_on(page)


async def test_a_case_that_was_changed_in_the_database_is_told_to_be_missing(
    region: Region,
) -> None:
    case = await sought(region)
    whole = await sought(region, desk=case.desk)
    browser = await at_desk(region, case)
    assert len(ids_on((await browser.get("/cases")).text)) == 2
    keyring = region.running.access.keyring
    names = [rid(keyring, *one.split("/")) for one in (case.lead, whole.request)]
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE resource_version SET sealed = set_byte(sealed, 9, 255 - get_byte(sealed, 9)) "
            "WHERE rid = ANY ($1)",
            names,
        )

    page = await browser.get("/cases")

    assert ids_on(page.text) == [whole.lead.partition("/")[2]]
    assert "Niet alles kon worden gelezen" in words_on(page)
    assert "Zorgvraag niet te lezen" in words_on(page)


async def test_the_ledger_tells_of_each_case_and_of_what_was_looked_into_for_it(
    region: Region,
) -> None:
    case = await sought(region)
    await sought(region, desk=case.desk)
    await case.triaged()
    asks = await a_candidate(region)
    [offer, _] = await case.offer(asks, await a_candidate(region))
    asked = await case.send(
        asks,
        offer,
        status="received",
        businessStatus=coded("transfer-status", "awaiting-information"),
        note=[{"text": "Is er een tillift nodig?"}],
    )
    assert asked.status_code == 200, asked.text
    await case.dossier.add(objection(case, case.dossier.patient))
    browser = await at_desk(region, case)

    await browser.get("/cases")

    left = await region.running.left_behind()
    rows = [row for row in left if row["request_id"] == left[-1]["request_id"]]
    along = {"ServiceRequest": 1, "Task": 1}, {"ServiceRequest": 1, "Patient": 1}
    told = sorted((row["found"], str(row["detail"]["along"])) for row in rows)
    assert told == sorted((1, str(one)) for one in along)


async def test_that_there_are_more_than_were_looked_at_is_told(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await sought(region)
    await sought(region, desk=case.desk)
    browser = await at_desk(region, case)
    assert "Niet alles kon worden gelezen" not in words_on(await browser.get("/cases"))
    monkeypatch.setattr(desk_cases_of, "MOST", 1)

    assert "Niet alles kon worden gelezen" in words_on(await browser.get("/cases"))


async def test_each_stands_with_whom_it_is_for_how_far_it_is_and_whose_turn_it_is(
    region: Region,
) -> None:
    case = await sought(region)
    browser = await at_desk(region, case)

    words = words_on(await browser.get("/cases"))
    assert "Vlinderhof" in words
    assert "ELV hoog complex" in words
    assert "Nieuw · Oppakken: het transferpunt" in words
    await case.triaged()
    assert "Kandidaten vragen: het transferpunt" in words_on(await browser.get("/cases"))
    candidate = await a_candidate(region)
    [offer] = await case.offer(candidate)
    words = words_on(await browser.get("/cases"))
    assert f"Aangeboden · Antwoorden: URA {candidate.ura}" in words
    assert "Antwoord vóór" in words
    output = outputs(available_from=moment(24), held_until=moment(8))
    await case.send(candidate, offer, status="accepted", output=output)
    words = words_on(await browser.get("/cases"))
    assert "Kiezen met de patiënt: het transferpunt, de aanvrager" in words
    assert "Plaats vrij tot" in words


async def test_a_term_that_passed_is_told_and_comes_first(region: Region) -> None:
    desk = await a_desk(region)
    first = await sought(region, desk=desk)
    late = await sought(region, desk=desk)
    await late.triaged()
    await late.offer(await a_candidate(region))
    browser = await staff_of(region, desk)
    calm = await browser.get("/cases")
    assert "De tijd is om" not in words_on(calm)
    region.running.clock.ahead += timedelta(hours=7)
    try:
        browser = await staff_of(region, desk)
        page = await browser.get("/cases")
    finally:
        region.running.clock.ahead -= timedelta(hours=7)
    assert "De tijd is om" in words_on(page)
    names = [one.lead.partition("/")[2] for one in (late, first)]
    assert ids_on(page.text) == names


async def test_the_nights_since_he_was_ready_are_counted_and_press(region: Region) -> None:
    desk = await a_desk(region)
    await sought(region, desk=desk)
    ready = {"type": coded("kpi-moment", "medically-ready"), "valueDateTime": moment(-72)}
    waits = await sought(region, desk=desk, input=inputs_with(**ready))
    page = await (await staff_of(region, desk)).get("/cases")
    assert "Medisch klaar sinds 3 nachten" in words_on(page)
    assert ids_on(page.text)[0] == waits.lead.partition("/")[2]


async def test_it_is_asked_whose_turn_it_is(region: Region) -> None:
    desk = await a_desk(region)
    ours, theirs = await sought(region, desk=desk), await sought(region, desk=desk)
    await theirs.triaged()
    await theirs.offer(await a_candidate(region))
    browser = await staff_of(region, desk)
    ours_id, theirs_id = (one.lead.partition("/")[2] for one in (ours, theirs))

    assert sorted(ids_on((await browser.get("/cases")).text)) == sorted([ours_id, theirs_id])
    page = await browser.get("/cases?wie=transferpunt")
    assert ids_on(page.text) == [ours_id]
    assert "Transferpunt (1)" in words_on(page)
    assert "/rtp/cases/_lijst?wie=transferpunt" in page.text
    assert ids_on((await browser.get("/cases/_lijst?wie=aanbieder")).text) == [theirs_id]
    assert len(ids_on((await browser.get("/cases?wie=iedereen")).text)) == 2


async def test_that_a_transfer_is_to_be_called_off_is_what_is_waited_for(region: Region) -> None:
    case = await sought(region)
    _, offer, _ = await begun(case, region)
    browser = await at_desk(region, case)
    assert "Vervoer regelen" in words_on(await browser.get("/cases"))
    asks = await case.send(
        case.requester,
        offer,
        businessStatus=coded("transfer-status", "abort-asked"),
        statusReason=coded("cancel-reason", "patient-recovered"),
    )
    assert asks.status_code == 200, asks.text
    assert "Antwoorden op afzeggen" in words_on(await browser.get("/cases"))


async def test_what_a_candidate_asks_waits_for_the_desk_on_it(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    candidate = await a_candidate(region)
    [offer] = await case.offer(candidate)
    browser = await at_desk(region, case)
    assert "Transferpunt (" not in words_on(await browser.get("/cases"))

    asks = await case.send(
        candidate,
        offer,
        status="received",
        businessStatus=coded("transfer-status", "awaiting-information"),
        note=[{"text": "Is er een tillift nodig?"}],
    )

    assert asks.status_code == 200, asks.text
    words = words_on(await browser.get("/cases"))
    assert "Vraag beantwoorden: het transferpunt, de aanvrager" in words
    assert "Transferpunt (1)" in words


@pytest.mark.parametrize("name", ["lijst", "live", "voorbij", "kandidaten"])
async def test_a_case_by_the_name_of_a_page_is_opened_as_any(region: Region, name: str) -> None:
    case = await sought(region)
    lead = await case.read(case.requester)
    named = {key: one for key, one in lead.items() if key not in {"meta", "groupIdentifier"}}
    made = await case.requester.put(named | {"id": name})
    assert made.status_code == 201, made.text
    browser = await at_desk(region, case)
    [other] = {*ids_on((await browser.get("/cases")).text)} - {case.lead.partition("/")[2]}

    page = await browser.get(f"/cases/{other}")

    assert "Wat u nu kunt doen" in words_on(page)
    own = await (await staff_of(region, case.requester)).get(f"/cases/{name}")
    assert "Tijdlijn" in words_on(own)


async def test_nobody_but_its_own_desk_sees_it(region: Region) -> None:
    case = await sought(region)
    name = case.lead.partition("/")[2]
    other = await staff_of(region, await a_desk(region))
    page = await other.get("/cases")
    assert "Er loopt hier nu niets" in words_on(page)
    assert name not in page.text
    for one in (case.requester, await a_candidate(region)):
        assert (await (await staff_of(region, one)).get("/cases")).status_code == 404
        assert (await (await staff_of(region, one)).get("/cases/_lijst")).status_code == 404


async def test_what_ended_is_not_on_it(region: Region) -> None:
    case = await sought(region)
    reason = coded("rejection-reason", "no-indication")
    assert (await case.step(case.desk, "rejected", None, statusReason=reason)).status_code == 200
    assert ids_on((await (await at_desk(region, case)).get("/cases")).text) == []


async def test_a_desk_is_told_of_a_new_case(region: Region) -> None:
    desk = await a_desk(region)
    async with opened(await staff_of(region, desk)) as stream:
        assert await stream.next() == "200"
        await sought(region, desk=desk)
        assert await stream.next() == NEWS + "\ndata:"
