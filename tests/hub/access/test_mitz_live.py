"""Mitz is asked where nothing that is known here decides, and only its clear yes opens."""

import asyncio
import logging
import time

import httpx
import pytest

from consent.declaration import Declaration
from consent.policy import Policy
from hub.security.requester import Mandate
from tests.builders import a_bsn, a_goal, a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier, by_bsn, found, kept_by, names
from tests.hub.outbound.test_mitz_asked import ALARMS, UNWELL
from tests.plugins.hub import Caller
from tests.plugins.mitz import Asking
from tests.stubs.mitz.contract import HOLDER, PURPOSE

pytestmark = pytest.mark.anyio
ABSENT = "0b9a47e6-1a86-4b0c-9d55-4c1f9a1f8a11"
REASON = Declaration(code="consciousness", words="bewusteloos binnengebracht")


async def permitted(asking: Asking, organization_type: str = "V4") -> tuple[Dossier, Caller, str]:
    """A goal that Mitz, and nobody else, opens to this doctor."""
    dossier, doctor = await a_dossier(asking), await asking.doctor(organization_type)
    asking.permit(dossier.bsn, dossier.source.ura, doctor.ura)
    return dossier, doctor, await dossier.goal()


async def rules(asking: Asking, answer: httpx.Response) -> list[str]:
    return [row["rule"] for row in await asking.left_behind(answer)]


@pytest.mark.parametrize("mode", UNWELL)
async def test_a_mitz_that_is_not_well_opens_nothing(
    asking: Asking, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    """TH-71, TH-72: a document type, an entity, another patient or holder are what it may say."""
    dossier, doctor, goal = await permitted(asking)
    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]
    asking.stub.mode = mode

    searched = await doctor.find("Goal", patient=dossier.patient)
    read = await doctor.get(goal)

    assert found(searched) == []
    assert read.status_code == 404
    assert await rules(asking, searched) == ["C-SOURCE-UNAVAILABLE"]
    assert await rules(asking, read) == ["C-SOURCE-UNAVAILABLE"]
    about_mitz = [one for one in caplog.records if one.name == "hub.outbound.mitz"]
    alarms = [one for one in about_mitz if one.levelno == logging.ERROR]
    assert bool(alarms) == (UNWELL[mode] in ALARMS)
    assert dossier.bsn not in caplog.text


async def test_what_mitz_does_not_answer_is_told_as_nobody_is(asking: Asking) -> None:
    dossier, doctor, goal = await permitted(asking)
    asking.stub.mode = "fault"
    searches = [await by_bsn(doctor, bsn) for bsn in (dossier.bsn, a_bsn())]
    reads = [await doctor.get(one) for one in (goal, f"Goal/{ABSENT}")]

    assert "entry" not in searches[0].json()
    for known, unknown in (searches, reads):
        assert known.status_code == unknown.status_code
        assert known.json().get("entry") == unknown.json().get("entry")
        assert known.json().get("issue") == unknown.json().get("issue")


@pytest.mark.parametrize("mode", ["slow", "drips"])
async def test_who_waits_too_long_for_mitz_sees_nothing(asking: Asking, mode: str) -> None:
    dossier, doctor, _ = await permitted(asking)
    asking.stub.mode = mode
    with asking.within(0.2):
        answer = await doctor.find("Goal", patient=dossier.patient)
    assert found(answer) == []
    assert await rules(asking, answer) == ["C-SOURCE-UNAVAILABLE"]


@pytest.mark.parametrize("way", ["search", "number", "read", "vread", "history"])
@pytest.mark.parametrize("after", ["Deny", "fault"])
async def test_nothing_of_a_yes_outlives_its_request(asking: Asking, way: str, after: str) -> None:
    dossier, doctor, goal = await permitted(asking)

    async def shown() -> bool:
        match way:
            case "search":
                return bool(found(await doctor.find("Goal", patient=dossier.patient)))
            case "number":
                return bool(found(await by_bsn(doctor, dossier.bsn)))
        path = {"read": goal, "vread": f"{goal}/_history/1", "history": f"{goal}/_history"}[way]
        return (await doctor.get(path)).status_code == 200

    assert await shown()
    if after == "fault":
        asking.stub.mode = after
    else:
        asking.stub.says.clear()
    assert not await shown()


async def test_a_page_asks_anew(asking: Asking) -> None:
    dossier, doctor, _ = await permitted(asking)
    await dossier.goal()
    first = await doctor.find("Goal", patient=dossier.patient, _count="1")
    [link] = [one["url"] for one in first.json()["link"] if one["relation"] == "next"]
    asking.stub.says.clear()

    assert found(await doctor.get(link.partition("/fhir/")[2])) == []


async def test_what_is_recorded_while_mitz_is_asked_counts(asking: Asking) -> None:
    dossier, doctor, goal = await permitted(asking)
    asking.stub.mode = "slow"
    waiting = [
        asyncio.create_task(doctor.find("Goal", patient=dossier.patient)),
        asyncio.create_task(doctor.get(goal)),
    ]
    await asking.stub.asked(len(waiting))

    await dossier.choose(user=doctor.ura, permit=False)
    asking.stub.released.set()

    searched, read = await asyncio.gather(*waiting)
    assert found(searched) == []
    assert read.status_code == 404
    assert await rules(asking, searched) == ["C-EXPLICIT-DENY"]


async def test_a_slow_mitz_holds_up_nobody_else(asking: Asking) -> None:
    """More wait than there are connections to the database, turns, and places in the lane."""
    dossier, doctor, _ = await permitted(asking)
    asking.stub.mode = "slow"
    other, colleague = await a_dossier(asking), await asking.doctor()
    await other.open_to(colleague)
    goal = await other.goal()
    waiting = [
        asyncio.create_task(doctor.find("Goal", patient=dossier.patient)) for _ in range(100)
    ]
    await asking.stub.asked(asking.mitz.terms.at_once)

    shown = names(await colleague.find("Goal", patient=other.patient))
    read = await other.source.get(goal)
    waited = not any(one.done() for one in waiting)
    asking.stub.released.set()

    answers = await asyncio.gather(*waiting)
    assert shown == [goal]
    assert read.status_code == 200
    assert waited
    assert all(len(found(one)) == 1 for one in answers)


async def test_a_batch_waits_no_longer_than_one_request(asking: Asking) -> None:
    dossier, doctor, goal = await permitted(asking)
    asking.stub.mode = "slow"
    entries = [{"request": {"method": "GET", "url": goal}}] * 20
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    with asking.within(0.2):
        answer = await doctor.transaction(bundle)
    said = [one["response"]["status"][:3] for one in answer.json()["entry"]]
    assert said == ["404"] * 20
    assert len(asking.stub.taken) < 3
    assert dossier.bsn not in answer.text


async def test_who_is_not_known_is_not_asked_about_and_takes_as_long(asking: Asking) -> None:
    refused, doctor = await a_dossier(asking), await asking.doctor()
    await refused.choose(user=doctor.ura, permit=False)
    goal = await refused.goal()
    asking.took(0.3)

    for look in (
        lambda: by_bsn(doctor, a_bsn()),
        lambda: doctor.find("Goal", patient=f"Patient/{ABSENT}"),
        lambda: doctor.find("Goal", patient=refused.patient),
        lambda: doctor.get(f"Goal/{ABSENT}"),
        lambda: doctor.get(goal),
        lambda: doctor.get(f"{goal}/_history/1"),
    ):
        began = time.perf_counter()
        await look()
        assert time.perf_counter() - began >= 0.3
    assert asking.stub.taken == []


async def test_who_is_shown_something_does_not_wait(asking: Asking) -> None:
    dossier, doctor = await a_dossier(asking), await asking.doctor()
    await dossier.open_to(doctor)
    goal = await dossier.goal()
    asking.took(60.0)
    with asking.within(60):
        async with asyncio.timeout(30):
            assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]
            assert (await doctor.get(goal)).status_code == 200
            assert (await dossier.source.get(goal)).status_code == 200
            assert found(await dossier.source.find("Goal", patient=f"Patient/{ABSENT}")) == []
    assert asking.stub.taken == []


async def test_mitz_is_asked_about_what_nothing_here_decides_and_about_no_more(
    asking: Asking,
) -> None:
    """A choice about one holder leaves the other to Mitz."""
    dossier, doctor, goal = await permitted(asking)
    silent = await kept_by(await asking.organization("V4"), dossier.bsn)
    refused = await kept_by(await asking.organization("X3"), dossier.bsn)
    hidden = [await silent.goal(), await refused.goal()]
    await refused.choose(user=doctor.ura, permit=False)

    answer = await doctor.find("Goal", patient=dossier.patient)

    assert names(answer) == [goal]
    asked = sorted(one.values[HOLDER] for one in asking.stub.taken)
    assert asked == sorted([dossier.source.ura, silent.source.ura])
    assert (await doctor.get(hidden[1])).status_code == 404
    assert len(asking.stub.taken) == 2
    assert asking.stub.refused == []


async def test_the_row_has_the_message_that_it_rests_on(asking: Asking) -> None:
    dossier, doctor, goal = await permitted(asking)
    answers = [
        await doctor.find("Goal", patient=dossier.patient),
        await doctor.get(goal),
        await doctor.get(f"{goal}/_history/1"),
    ]
    for answer, question in zip(answers, asking.stub.taken, strict=True):
        [row] = await asking.left_behind(answer)
        assert row["rule"] == "C-MITZ-PERMIT"
        assert row["detail"]["mitz"] == {dossier.source.ura: ["permit", question.message_id]}
    events = (await doctor.get("AuditEvent")).text
    assert all(question.message_id in events for question in asking.stub.taken)


async def test_a_message_that_opened_nothing_is_told_to_nobody(asking: Asking) -> None:
    """Not beside the one resource of that holder either that a choice here opens."""
    dossier, doctor = await a_dossier(asking), await asking.doctor()
    await dossier.goal()
    shown = await dossier.goal()
    choice = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=doctor.ura)
    choice["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": shown}}]
    await dossier.add(choice)
    answer = await doctor.find("Goal", patient=dossier.patient)
    [question] = asking.stub.taken
    [row] = await asking.left_behind(answer)
    assert names(answer) == [shown]
    assert row["rule"] == "C-EXPLICIT-PERMIT"
    assert row["detail"]["mitz"] == {dossier.source.ura: ["deny", question.message_id]}
    events = (await doctor.get("AuditEvent")).text
    assert answer.headers["X-Request-Id"] in events
    assert question.message_id not in events


@pytest.mark.parametrize("purpose", ["TREAT", "COC"])
async def test_mitz_is_told_the_purpose(asking: Asking, purpose: str) -> None:
    dossier, doctor = await a_dossier(asking), await asking.doctor(purpose=purpose)
    await doctor.find("Goal", patient=dossier.patient)
    assert [one.values[PURPOSE] for one in asking.stub.taken] == [purpose]


async def test_in_an_emergency_nobody_waits_for_mitz(asking: Asking) -> None:
    dossier, doctor = (
        await a_dossier(asking),
        await asking.doctor(purpose="ETREAT", emergency=REASON),
    )
    goal = await dossier.goal()
    asking.took(60.0)
    with asking.within(60):
        async with asyncio.timeout(30):
            answer = await doctor.find("Goal", patient=dossier.patient)
            assert found(await by_bsn(doctor, a_bsn())) == []
    assert names(answer) == [goal]
    assert "C-BTG" in await rules(asking, answer)
    assert asking.stub.taken == []


async def test_a_system_and_who_works_by_a_mandate_ask_mitz_nothing(asking: Asking) -> None:
    dossier, goal = await a_dossier(asking), ""
    goal = await dossier.goal()
    asking.took(60.0)
    with asking.within(60):
        async with asyncio.timeout(30):
            system = await asking.organization()
            by_mandate = await asking.doctor(mandate=Mandate("900000009", "01.015"))
            assert (await system.get(goal)).status_code == 404
            assert (await by_mandate.get(goal)).status_code == 404
    assert asking.stub.taken == []


async def test_medication_is_no_question_to_mitz(asking: Asking) -> None:
    dossier, doctor = await a_dossier(asking), await asking.doctor()
    await doctor.find("MedicationStatement", patient=dossier.patient)
    assert asking.stub.taken == []


async def test_a_write_sees_nothing_by_mitz(asking: Asking) -> None:
    dossier, doctor, goal = await permitted(asking)
    mine = await kept_by(doctor, dossier.bsn)
    refused = await doctor.post(a_goal(mine.patient, addresses=[{"reference": goal}]))
    assert refused.status_code == 422
    assert asking.stub.taken == []


@pytest.mark.parametrize(
    ("mode", "says", "reason"),
    [
        ("well", "Deny", "C-MITZ-DENY"),
        ("fault", "Permit", "C-SOURCE-UNAVAILABLE"),
        ("well", "Permit", "C-EXPLICIT-PERMIT"),
    ],
)
async def test_where_mitz_leads_its_no_closes_what_was_permitted_here(
    asking: Asking, mode: str, says: str, reason: str
) -> None:
    dossier, doctor = await a_dossier(asking), await asking.doctor()
    await dossier.open_to(doctor)
    goal = await dossier.goal()
    asking.stub.mode = mode
    asking.stub.says[dossier.bsn, dossier.source.ura, doctor.ura] = says
    access, before = asking.running.access, asking.running.access.policy
    access.policy = Policy(mitz_deny_overrules=True)
    try:
        answer = await doctor.find("Goal", patient=dossier.patient)
    finally:
        access.policy = before
        asking.running.forget()
    assert names(answer) == ([goal] if reason == "C-EXPLICIT-PERMIT" else [])
    assert await rules(asking, answer) == [reason]
