"""A candidate asks what he has to know before he can say, and is answered without a name."""

from typing import Any

import pytest

from hub.demo.place_sought import organization
from tests.builders import a_bsn
from tests.hub.dossier import fault
from tests.hub.offers import Offered, a_candidate, coded, moment, offered, outputs
from tests.hub.places import person_of, sought
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

ASKED, TOLD = "Is er een tillift nodig?", "Ja, een passieve. Zij weegt 80 kilo."
ASKING = coded("transfer-status", "awaiting-information")


async def say(case: Offered, who: Caller, text: str, number: int = 0, **more: Any) -> Any:
    """One note behind those that stand there."""
    task = await case.read(who, number)
    notes = [*task.get("note", []), {"text": text}]
    return await case.send(who, number, read=task, note=notes, **more)


def guard(answer: Any) -> tuple[int, str]:
    """The status of a refusal, and where it says that the fault is."""
    return answer.status_code, answer.json()["issue"][0]["expression"][0]


async def test_a_question_is_read_by_who_asked_for_a_place_and_waits_for_an_answer(
    region: Region,
) -> None:
    case = await offered(region)
    [provider] = case.providers

    answer = await say(case, provider, ASKED)

    assert answer.status_code == 200, answer.text
    task = await case.read(case.placer)
    assert (task["status"], task["businessStatus"]) == ("received", ASKING)
    [note] = task["note"]
    assert (note["text"], note["authorReference"]) == (
        ASKED,
        {"type": "Organization", "identifier": organization(provider.ura)["identifier"]},
    )


async def test_an_answer_is_read_by_the_candidate_who_waits_no_more(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    await say(case, provider, ASKED, status="received", businessStatus=ASKING)

    answer = await say(case, case.placer, TOLD)

    assert answer.status_code == 200, answer.text
    task = await case.read(provider)
    assert task["status"] == "received"
    assert "businessStatus" not in task
    assert [one["text"] for one in task["note"]] == [ASKED, TOLD]
    assert [one["authorReference"]["identifier"]["value"] for one in task["note"]] == [
        provider.ura,
        case.placer.ura,
    ]


async def test_the_candidate_is_told_the_day_alone_of_what_was_written(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    await say(case, provider, ASKED)
    await say(case, case.placer, TOLD)

    told, kept = await case.read(provider), await case.read(case.placer)

    assert [len(one["time"]) for one in told["note"]] == [len("2026-12-01")] * 2
    assert all("T" in one["time"] for one in kept["note"])


async def test_what_is_written_with_an_answer_goes_with_it(region: Region) -> None:
    case = await offered(region)
    output = outputs(available_from=moment(24), held_until=moment(8))

    answer = await say(case, case.providers[0], "Voor 16 uur", status="accepted", output=output)

    assert answer.status_code == 200, answer.text
    assert (await case.read(case.placer))["note"][0]["text"] == "Voor 16 uur"


async def test_a_candidate_reads_nothing_of_what_another_one_asks(region: Region) -> None:
    case = await offered(region, 2)
    await say(case, case.providers[0], ASKED)

    assert "note" not in await case.read(case.providers[1], 1)


async def test_an_answer_that_tells_who_it_is_about_is_refused_and_reaches_nobody(
    region: Region,
) -> None:
    case = await offered(region)
    patient = (await case.placer.get(case.dossier.patient)).json()
    bsn = next(one["value"] for one in patient["identifier"])
    family = patient["name"][0]["family"]
    await say(case, case.providers[0], ASKED)

    for text in (f"Mevrouw {family} is 80", f"BSN {bsn}", f"bsn {a_bsn()}", f"{bsn[:4]} {bsn[4:]}"):
        answer = await say(case, case.placer, text)

        assert guard(answer) == (422, "Task.note"), text
        assert family not in answer.text
        assert bsn not in answer.text
        assert "tells who it is about" in fault(answer)["diagnostics"]
    assert len((await case.read(case.providers[0]))["note"]) == 1


async def test_who_may_know_who_it_is_is_written_to_by_name(region: Region) -> None:
    case = await offered(region)
    await case.accept()
    await case.select()
    assert (await case.begin()).status_code == 200
    family = (await case.placer.get(case.dossier.patient)).json()["name"][0]["family"]

    answer = await say(case, case.placer, f"Mevrouw {family} komt om 14 uur")

    assert answer.status_code == 200, answer.text


async def test_what_stands_there_stays_as_it_was_written(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    await say(case, provider, ASKED)
    task = await case.read(provider)
    [note] = task["note"]

    for notes in (
        None,
        [{"text": "Nee"}],
        [note | {"text": "Nee"}],
        [note | {"text": "Nee"}, {"text": "Ja"}],
        [note, {"text": "Een"}, {"text": "Twee"}],
        [{"text": "Eerder"}, note],
        [note, {"text": "Ja", "authorString": "Het ziekenhuis"}],
        [note, {"text": "Ja", "time": moment(0)}],
        [note, {"text": "x" * 1001}],
        [note, {"text": "  "}],
    ):
        answer = await case.send(provider, note=notes)

        assert answer.status_code == 422, notes
    assert await case.read(provider) == task


async def test_an_offer_begins_without_a_note(region: Region) -> None:
    case = await offered(region)
    another = await case.another(region)

    answer = await case.placer.post(another | {"note": [{"text": "Zij is lief"}]})

    assert guard(answer) == (422, "Task.note")


async def test_nobody_but_the_two_sides_writes_in_an_offer(region: Region) -> None:
    case = await offered(region)
    task = await case.read(case.placer)
    other = await a_candidate(region)

    answer = await case.send(other, read=task, note=[{"text": ASKED}])

    assert answer.status_code in {404, 422}
    assert "note" not in await case.read(case.placer)


async def test_who_declined_writes_nothing_more(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    task = await case.read(provider)
    await case.send(
        provider, status="rejected", statusReason=coded("rejection-reason", "no-capacity")
    )

    answer = await case.send(provider, read=task, note=[{"text": ASKED}])

    assert answer.status_code == 404
    back = await say(case, case.placer, TOLD)
    assert guard(back) == (422, "Task.status")


async def test_the_gp_who_answers_at_the_desk_s_offer_is_told_as_the_desk(region: Region) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    task = await case.read(candidate, offer)
    await case.send(candidate, offer, note=[{"text": ASKED}])
    task = await case.read(case.requester, offer)

    answer = await case.send(case.requester, offer, note=[*task["note"], {"text": TOLD}])

    assert answer.status_code == 200, answer.text
    told = await case.read(candidate, offer)
    assert told["note"][1]["authorReference"]["identifier"]["value"] == case.desk.ura
    assert case.requester.ura not in str(told)


async def test_what_the_desk_writes_by_phone_is_the_candidate_s_and_names_nobody(
    region: Region,
) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    url = "https://example.org/rtp/StructureDefinition/on-behalf-of"
    phoned = [{"url": url, "valueReference": organization(candidate.ura)}]
    desk = person_of(case.desk)

    refused = await case.send(desk, offer, note=[{"text": f"bsn {a_bsn()}"}], extension=phoned)
    answer = await case.send(desk, offer, note=[{"text": ASKED}], extension=phoned)

    assert guard(refused) == (422, "Task.note")
    assert answer.status_code == 200, answer.text
    [note] = (await case.read(case.requester, offer))["note"]
    assert note["authorReference"]["identifier"]["value"] == candidate.ura
