"""A case of which a candidate was chosen: what goes to whom, and how it ends or is called off."""

from typing import Any

import pytest

from profiles import systems
from tests.builders import a_bsn, a_transaction
from tests.hub.dossier import kept_by
from tests.hub.offers import a_candidate, a_handoff, coded, moment
from tests.hub.places import Sought, begin, begun, chosen, said, sought
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_the_requester_chooses_among_the_offers_of_the_desk(region: Region) -> None:
    case = await sought(region)

    await chosen(case, region)

    lead = await case.read(case.desk)
    assert lead["businessStatus"] == coded("transfer-status", "selected")


async def test_the_chosen_reads_the_handoff_the_request_and_who_it_is_and_nothing_else(
    region: Region,
) -> None:
    case = await sought(region)
    goal = await case.dossier.goal()

    candidate, _, handed = await begun(case, region)

    for what in (handed, case.request, case.dossier.patient):
        assert (await candidate.get(what)).status_code == 200, what
    for what in (goal, case.lead):
        assert (await candidate.get(what)).status_code == 404, what


async def test_the_desk_passes_on_nothing_that_the_requester_did_not_hand_to_the_case(
    region: Region,
) -> None:
    case = await sought(region)
    candidate, offer = await chosen(case, region)
    handed = await case.dossier.add(a_handoff(case.dossier))

    answer = await begin(case, case.desk, offer, handed)

    assert answer.status_code == 422
    assert (await candidate.get(handed)).status_code == 404


async def test_the_desk_hands_itself_nothing_of_the_requester(region: Region) -> None:
    case = await sought(region)
    goal = await case.dossier.goal()
    lead = await case.read(case.desk)
    more = said("city", valueReference={"reference": goal})

    answer = await case.send(case.desk, read=lead, input=[*lead["input"], more])

    assert answer.status_code == 422
    assert (await case.desk.get(goal)).status_code == 404


async def test_a_record_that_was_taken_over_ends_the_case_and_closes_it(region: Region) -> None:
    case = await sought(region)
    candidate, offer, handed = await begun(case, region)

    answer = await case.send(candidate, offer, status="completed")

    assert answer.status_code == 200, answer.text
    assert (await case.read(case.requester))["status"] == "completed"
    for caller, what in ((candidate, handed), (case.desk, case.request), (case.desk, case.lead)):
        assert (await caller.get(what)).status_code == 404, what


async def held(region: Region, case: Sought) -> list[tuple[int, int]]:
    """How many sections of how many were filled, each time that it was told."""
    async with region.running.database.connection() as connection:
        rows = await connection.fetch(
            "SELECT filled, asked FROM transfer_event e JOIN transfer_case c USING (family) "
            "WHERE c.desk = $1 AND filled IS NOT NULL ORDER BY number",
            case.desk.ura,
        )
    return [(row["filled"], row["asked"]) for row in rows]


async def test_what_a_handoff_holds_is_told_with_it_and_with_each_correction(
    region: Region,
) -> None:
    case = await sought(region)
    _, offer, handed = await begun(case, region)
    assert await held(region, case) == [(2, 12)]
    document = (await case.requester.get(handed)).json()
    more = {"system": systems.SNOMED, "code": "420134006"}
    document["section"][1]["section"].append(
        document["section"][1]["section"][0] | {"code": {"coding": [more]}}
    )
    answer = await case.requester.put(document)
    assert answer.status_code == 200, answer.text

    answer = await correct(case, offer, handed)

    assert answer.status_code == 200, answer.text
    assert await held(region, case) == [(2, 12), (3, 12)]


async def correct(case: Sought, offer: str, handed: str) -> Any:
    """The desk says again what is handed over, with a part beside it."""
    task = await case.read(case.desk, offer)
    part = {
        "type": {
            "coding": [dict(zip(("system", "code"), systems.SUPPLEMENTAL_RESOURCE, strict=True))]
        },
        "valueReference": {"reference": handed},
    }
    return await case.send(case.desk, offer, read=task, input=[*task["input"], part])


async def test_that_he_has_come_is_told_by_who_took_him(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    came = moment(0)

    answer = await case.send(candidate, offer, executionPeriod={"start": came})

    assert answer.status_code == 200, answer.text
    lead = await case.read(case.requester)
    assert lead["businessStatus"] == coded("transfer-status", "admitted")
    [told] = [one for one in lead["output"] if one["type"] == coded("kpi-moment", "admitted")]
    assert told["valueDateTime"]


async def test_a_transfer_under_way_is_called_off_when_who_was_chosen_agrees(
    region: Region,
) -> None:
    case = await sought(region)
    candidate, offer, handed = await begun(case, region)
    asks = coded("transfer-status", "abort-asked")
    reason = coded("cancel-reason", "patient-deteriorated")

    alone = await case.send(case.desk, offer, status="cancelled", statusReason=reason)
    asked = await case.send(case.desk, offer, businessStatus=asks, statusReason=reason)
    agreed = await case.send(candidate, offer, status="cancelled", businessStatus=None)

    assert [alone.status_code, asked.status_code, agreed.status_code] == [403, 200, 200]
    lead = await case.read(case.desk)
    assert lead["businessStatus"] == coded("transfer-status", "matching")
    assert (await candidate.get(handed)).status_code == 404


async def test_who_was_chosen_may_refuse_to_call_it_off(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    asks = coded("transfer-status", "abort-asked")
    reason = coded("cancel-reason", "patient-recovered")
    await case.send(case.requester, offer, businessStatus=asks, statusReason=reason)

    answer = await case.send(candidate, offer, businessStatus=None, statusReason=None)

    assert answer.status_code == 200, answer.text
    assert (await case.read(candidate, offer))["status"] == "in-progress"


async def test_an_offer_of_another_inhabitant_is_no_part_of_the_case(region: Region) -> None:
    case = await sought(region)
    await case.triaged()
    other = await kept_by(case.desk, a_bsn())
    offer = case.offers(await a_candidate(region))
    offer["entry"][0:0] = a_transaction((other.word | {"id": other.id}, f"PUT {other.patient}"))[
        "entry"
    ]

    answer = await case.desk.transaction(offer)

    assert answer.status_code in {403, 422}
    assert (await case.read(case.desk))["businessStatus"] == coded("transfer-status", "matching")


async def test_who_says_nothing_of_a_transfer_under_way_is_told_what_he_may_say(
    region: Region,
) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)

    answer = await case.send(candidate, offer)

    assert answer.status_code == 422
    assert (await case.read(case.desk))["businessStatus"] == coded(
        "transfer-status", "handoff-ready"
    )
