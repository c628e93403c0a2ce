"""A case at the door: who may do what with the Task that leads it, and what goes along with it."""

from typing import Any

import httpx
import pytest

from hub.demo import place_sought
from tests.builders import a_bsn, a_transaction
from tests.hub.dossier import fault, kept_by
from tests.hub.offers import a_candidate, by, coded
from tests.hub.places import Sought, a_desk, advised, said, sought
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_the_transfer_point_reads_the_case_the_request_and_whose_it_is(
    region: Region,
) -> None:
    case = await sought(region)

    for what in (case.lead, case.request, case.dossier.patient):
        assert (await case.desk.get(what)).status_code == 200, what


async def test_another_transfer_point_reads_nothing_of_it(region: Region) -> None:
    case, other = await sought(region), await a_desk(region)

    for what in (case.lead, case.request, case.dossier.patient):
        assert (await other.get(what)).status_code == 404, what


async def test_what_else_the_requester_keeps_stays_closed_to_it(region: Region) -> None:
    case = await sought(region)
    goal = await case.dossier.goal()

    assert (await case.desk.get(goal)).status_code == 404


@pytest.mark.parametrize("missing", ["permission", "contact"])
async def test_a_request_without_permission_or_without_whom_to_call_is_none(
    region: Region, missing: str
) -> None:
    given = {
        "permission": said("permission", valueBoolean=True),
        "contact": said("contact", valueString="de wijkzuster"),
    }
    del given[missing]

    with pytest.raises(AssertionError, match="that the inhabitant permits it"):
        await sought(region, input=list(given.values()))


async def test_who_is_no_transfer_point_is_sent_no_case(region: Region) -> None:
    stranger = await region.organization("Z3")

    with pytest.raises(AssertionError, match="to a transfer point of this region"):
        await sought(region, desk=stranger)


async def test_nobody_asks_in_the_name_of_another(region: Region) -> None:
    other = await region.organization("V4")

    with pytest.raises(AssertionError, match="by who asks for the place"):
        await sought(region, requester=by(other.ura))


async def test_a_case_begins_as_requested(region: Region) -> None:
    with pytest.raises(AssertionError, match="begins as requested"):
        await sought(region, status="accepted", businessStatus=coded("transfer-status", "matching"))


async def test_a_draft_is_no_case_yet_and_the_transfer_point_reads_nothing_of_it(
    region: Region,
) -> None:
    case = await sought(region, status="draft")

    assert (await case.read(case.requester))["status"] == "draft"
    assert (await case.desk.get(case.lead)).status_code == 404
    assert (await case.desk.get(case.request)).status_code == 404


async def test_what_care_fits_is_settled_by_a_person(region: Region) -> None:
    desk = await a_desk(region, role=None)
    dossier = await kept_by(desk, a_bsn())
    case = await sought(region, desk=desk, dossier=dossier)
    await case.step(desk, "received", "triage")

    answer = await case.step(desk, "accepted", "matching", output=[advised()])

    assert (answer.status_code, await rule_of(region, answer)) == (422, "T-PERSON")


async def rule_of(region: Region, answer: httpx.Response) -> str:
    """The guard that stood against it."""
    [row] = await region.left_behind(answer)
    return str(row["rule"])


async def test_the_requester_settles_nothing_for_the_desk(region: Region) -> None:
    case = await sought(region)

    answer = await case.step(case.requester, "received", "triage")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("owner", by("80000009")),
        ("for", {"reference": "Patient/other"}),
        ("focus", {"reference": "ServiceRequest/other"}),
        ("priority", "stat"),
    ],
)
async def test_what_may_not_change_in_a_step_is_refused_by_name(
    region: Region, element: str, value: Any
) -> None:
    case = await sought(region)

    answer = await case.step(case.desk, "received", "triage", **{element: value})

    assert (answer.status_code, fault(answer)["expression"]) == (422, [f"Task.{element}"])


async def test_a_case_changes_by_its_own_door_alone_and_is_never_deleted(region: Region) -> None:
    case = await sought(region)

    again = (await case.read(case.requester)) | {"status": "cancelled"}
    bundle = a_transaction((again, f"PUT {case.lead}"))
    transaction = await case.requester.transaction(bundle)
    deleted = await case.requester("DELETE", case.lead)

    assert {transaction.status_code, deleted.status_code} == {403}


async def test_offers_of_the_desk_move_the_case_and_the_requester_sees_them(
    region: Region,
) -> None:
    case = await sought(region)
    await case.triaged()

    offers = await case.offer(await a_candidate(region), await a_candidate(region))

    lead = await case.read(case.requester)
    assert (lead["status"], lead["businessStatus"]) == (
        "in-progress",
        coded("transfer-status", "offers-open"),
    )
    for offer in offers:
        assert (await case.requester.get(offer)).status_code == 200


async def test_a_candidate_reads_neither_the_case_nor_the_request_nor_who_it_is(
    region: Region,
) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    await case.offer(candidate)

    for what in (case.lead, case.request, case.dossier.patient):
        assert (await candidate.get(what)).status_code == 404, what


async def test_nobody_else_makes_an_offer_of_it(region: Region) -> None:
    case, other = await sought(region), await a_desk(region)
    await case.triaged()
    hostile = Sought(region, case.dossier, other, case.lead, case.request)

    answer = await other.transaction(hostile.offers(await a_candidate(region)))

    assert answer.status_code in {403, 422}, answer.text
    assert (await case.read(case.requester))["status"] == "accepted"


async def test_an_offer_in_the_record_of_another_inhabitant_is_no_part_of_the_case(
    region: Region,
) -> None:
    case = await sought(region)
    other = await sought(region, desk=case.desk)
    for one in (case, other):
        await one.triaged()
    [offer] = await other.offer(await a_candidate(region))
    kept = await other.read(case.desk, offer)
    asked = (await a_candidate(region)).ura
    task = place_sought.offer(case.desk.ura, asked, "urn:uuid:another", kept["focus"]["reference"])

    answer = await case.desk.post(task | {"partOf": [{"reference": case.lead}]})

    assert answer.status_code in {403, 422}, answer.text
    assert (await case.read(case.desk))["businessStatus"] == coded("transfer-status", "matching")


async def test_to_whom_he_does_not_want_to_go_no_offer_is_made(region: Region) -> None:
    excluded = await a_candidate(region)
    there = {"identifier": by(excluded.ura)["identifier"]}
    case = await sought(
        region,
        input=[
            said("permission", valueBoolean=True),
            said("contact", valueString="de dochter"),
            said("excluded", valueReference=there),
        ],
    )
    await case.triaged()

    answer = await case.desk.transaction(case.offers(excluded))

    assert (answer.status_code, await rule_of(region, answer)) == (422, "T-EXCLUDED")


async def test_another_transfer_point_takes_a_case_over_and_the_first_reads_nothing_more(
    region: Region,
) -> None:
    case, other = await sought(region), await a_desk(region, "urk")
    await case.triaged()

    answer = await case.step(case.desk, "requested", None, owner=by(other.ura))

    assert answer.status_code == 200, answer.text
    for what in (case.lead, case.request, case.dossier.patient):
        assert (await other.get(what)).status_code == 200, what
        assert (await case.desk.get(what)).status_code in {404, 410}, what
    picked = await case.step(other, "received", "triage")
    assert picked.status_code == 200, picked.text
    async with region.running.owner.connection() as connection:
        regions = await connection.fetch(
            "SELECT e.region, e.became FROM transfer_event e JOIN transfer_case c USING (family) "
            "WHERE c.desk = $1 ORDER BY e.number",
            other.ura,
        )
    assert [tuple(one) for one in regions][-2:] == [("urk", "requested"), ("urk", "received")]


async def test_who_is_no_transfer_point_takes_no_case_over(region: Region) -> None:
    case, stranger = await sought(region), await region.organization("Z3")

    answer = await case.step(case.desk, "requested", None, owner=by(stranger.ura))

    assert (answer.status_code, await rule_of(region, answer)) == (422, "T-DESK")
    assert (await stranger.get(case.lead)).status_code == 404
