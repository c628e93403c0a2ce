"""What is another's comes into no offer: another's record, another's word, two at once."""

import asyncio

import pytest

from profiles import systems
from tests.builders import a_bsn
from tests.hub.dossier import a_dossier, kept_by
from tests.hub.offers import Offered, a_candidate, a_full_request, a_handoff, by, offered
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def chosen(region: Region) -> Offered:
    case = await offered(region)
    await case.accept()
    assert (await case.select()).status_code == 200
    return case


@pytest.mark.parametrize("wrong", ["for", "basedOn", "input", "number"])
async def test_nothing_of_another_inhabitant_is_handed_over(region: Region, wrong: str) -> None:
    case = await chosen(region)
    other = await kept_by(case.placer, a_bsn())
    of = dict.fromkeys(("for", "basedOn", "input"), case.dossier) | {wrong: other}
    patient = {"reference": of["for"].patient}
    if wrong == "number":
        patient["identifier"] = {"system": systems.BSN_SYSTEM, "value": other.bsn}
    request = await of["basedOn"].add(a_full_request(of["basedOn"]))
    handoff = await of["input"].add(a_handoff(of["input"]))

    answer = await case.begin(patient=patient, request=request, handoff=handoff)

    assert answer.status_code == 422
    assert (await case.read(case.placer))["status"] == "accepted"
    assert (await case.providers[0].get(handoff)).status_code == 404


async def test_one_group_for_two_inhabitants_is_two_cases(region: Region) -> None:
    case = await offered(region)
    group = (await case.read(case.placer))["groupIdentifier"]
    second = await kept_by(case.placer, a_bsn())
    other = await offered(region, dossier=second, groupIdentifier=group)
    for one in (case, other):
        assert (await one.accept()).status_code == 200

    assert (await case.select()).status_code == 200

    assert (await other.read(other.providers[0]))["status"] == "accepted"
    assert (await other.providers[0].get(case.tasks[0])).status_code == 404
    assert (await other.select()).status_code == 200


async def test_nothing_that_another_organisation_keeps_is_handed_over(region: Region) -> None:
    case = await chosen(region)
    elsewhere = await kept_by(await region.organization("V4"), case.dossier.bsn)
    await elsewhere.open_to(case.placer)

    handoff = await elsewhere.add(a_handoff(elsewhere))
    answer = await case.begin(handoff=handoff)

    assert answer.status_code == 422
    assert (await case.providers[0].get(handoff)).status_code == 404


async def test_who_may_read_all_of_it_answers_no_offer(region: Region) -> None:
    case = await offered(region)
    reader = await region.doctor()
    await case.dossier.open_to(reader)
    task = await case.read(reader)

    answer = await case.send(reader, read=task, status="received")

    assert answer.status_code in {403, 404, 409, 422}
    assert (await case.read(case.placer))["status"] == "requested"


async def test_an_offer_in_the_name_of_another_opens_nothing_later_either(region: Region) -> None:
    """Who asks for a place is who hands over: nobody does it in the name of another."""
    stranger = await a_dossier(region, "V4")
    case = await offered(region, requester=by(stranger.source.ura))
    assert (await case.providers[0].get(case.tasks[0])).status_code == 404

    again = await case.placer.post(await case.another(region))

    assert again.status_code == 201
    reason = {"system": "https://example.org/rtp/CodeSystem/cancel-reason", "code": "not-selected"}
    back = await case.send(case.placer, status="cancelled", statusReason={"coding": [reason]})
    assert back.status_code == 200
    assert (await case.providers[0].get(case.tasks[0])).status_code == 404


async def test_a_candidate_is_asked_once_though_asked_ten_times_at_once(region: Region) -> None:
    case, candidate = await offered(region), await a_candidate(region)
    asked = [await case.another(region, candidate) for _ in range(10)]

    answers = await asyncio.gather(*(case.placer.post(one) for one in asked))

    assert sorted(one.status_code for one in answers) == [201] + [422] * 9


async def test_who_is_asked_while_one_is_chosen_is_let_go_or_not_asked(region: Region) -> None:
    case = await offered(region)
    await case.accept()
    asked = [await case.another(region) for _ in range(8)]
    read = await case.read(case.placer)

    made = asyncio.gather(*(case.placer.post(one) for one in asked))
    selected = await case.select(read=read)
    answers = await made

    assert selected.status_code == 200
    assert {one.status_code for one in answers} <= {201, 422}
    for one in answers:
        if one.status_code == 201:
            task = (await case.placer.get(f"Task/{one.json()['id']}")).json()
            assert task["status"] == "cancelled"


async def test_the_full_request_that_an_offer_names_stays_closed_until_it_is_chosen(
    region: Region,
) -> None:
    dossier = await a_dossier(region, "V4")
    full = await dossier.add(a_full_request(dossier))

    case = await offered(region, dossier=dossier, basedOn=[{"reference": full}])

    [provider] = case.providers
    assert (await provider.get(case.tasks[0])).status_code == 200
    assert (await provider.get(full)).status_code == 404
