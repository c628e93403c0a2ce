"""Emergency access over HTTP: who may declare one, what opens, for how long, who looks after."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from consent.declaration import Declaration
from hub.access.emergency import Emergencies, Most
from hub.errors import TooManyRequests
from hub.storage.tasks import listed
from tests.builders import a_bsn
from tests.hub.dossier import Dossier, a_dossier, by_bsn, fault, found, names
from tests.plugins.hub import Caller, Clock, Region

pytestmark = pytest.mark.anyio
UNCONSCIOUS = Declaration(code="unconscious", words="Bewusteloos op straat gevonden")


async def a_doctor(
    region: Region, role: str | None = "01.015", said: Declaration | None = UNCONSCIOUS
) -> Caller:
    """Who declares an emergency, freshly logged in at assurance high."""
    return await region.organization("V4", role=role, purpose="ETREAT", emergency=said)


@pytest.fixture
def clock(region: Region) -> Iterator[Clock]:
    """The hub's clock; nothing of an emergency is remembered before or after."""
    region.running.access.emergencies.alive.clear()
    yield region.running.clock
    region.running.clock.ahead = timedelta()
    region.running.access.emergencies.alive.clear()


async def wishes(doctor: Caller, dossier: Dossier) -> list[str]:
    return names(await doctor.find("Goal", patient=dossier.patient))


async def tasks(region: Region, ura: str, kind: Any = "emergency") -> list[Any]:
    running = region.running
    async with running.database.connection() as connection:
        every = await listed(connection, running.access.keyring, kind)
    return [one for one in every if one.custodian == ura]


@pytest.mark.parametrize("role", ["00.000", "04.000", "17.000"])
async def test_another_role_declares_none_whoever_it_is_about(region: Region, role: str) -> None:
    dossier, hurried = await a_dossier(region), await a_doctor(region, role)
    await dossier.goal()

    known, unknown = await by_bsn(hurried, dossier.bsn), await by_bsn(hurried, a_bsn())

    assert known.status_code == 403
    assert fault(known)["code"] == "forbidden"
    assert known.content == unknown.content
    assert await tasks(region, hurried.ura) == []


@pytest.mark.parametrize(
    "said", [Declaration(code="", words="Bewusteloos gevonden"), Declaration(code="x", words="nu")]
)
async def test_without_a_reason_nothing_opens(region: Region, said: Declaration) -> None:
    dossier, hurried = await a_dossier(region), await a_doctor(region, said=said)
    await dossier.goal()

    known, unknown = await by_bsn(hurried, dossier.bsn), await by_bsn(hurried, a_bsn())

    assert (known.status_code, fault(known)["code"]) == (400, "required")
    assert known.content == unknown.content


async def test_who_has_not_just_logged_in_is_asked_to(region: Region) -> None:
    dossier = await a_dossier(region)
    hurried = await a_doctor(region, said=None)

    answer = await by_bsn(hurried, dossier.bsn)

    assert answer.status_code == 401
    assert "insufficient_user_authentication" in answer.headers["WWW-Authenticate"]


async def test_what_was_closed_by_silence_opens_by_every_way_in(
    region: Region, clock: Clock
) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    stranger = await region.doctor()
    assert (await stranger.get(goal)).status_code == 404
    ways = [goal, f"{goal}/_history", f"{goal}/_history/1", f"Goal?patient={dossier.id}"]

    for way in ways:
        hurried = await a_doctor(region)
        answer = await hurried.get(way)
        assert answer.status_code == 200, way
        assert goal.partition("/")[2] in answer.text
        [task] = await tasks(region, hurried.ura)
        assert task.detail["words"] == UNCONSCIOUS.words
    batched = await a_doctor(region)
    entries = [{"request": {"method": "GET", "url": goal}}]
    await batched.transaction({"resourceType": "Bundle", "type": "batch", "entry": entries})
    assert len(await tasks(region, batched.ura)) == 1


async def test_each_use_is_a_task_two_messages_and_a_row(region: Region, clock: Clock) -> None:
    dossier, hurried = await a_dossier(region), await a_doctor(region)
    goal = await dossier.goal()

    answer = await hurried.find("Goal", patient=dossier.patient)
    assert await wishes(hurried, dossier) == [goal]

    [task] = await tasks(region, hurried.ura)
    assert (task.detail["number"], task.detail["role"]) == ("900000009", "01.015")
    assert task.due - task.at == timedelta(hours=72)
    for kind in ("tell-inhabitant", "tell-officer"):
        assert len(await tasks(region, hurried.ura, kind)) == 1
    rows = await region.left_behind(answer)
    by_kind = {row["interaction"]: row for row in rows}
    assert by_kind["emergency"]["rule"] == "C-BTG-DECLARED"
    assert by_kind["emergency"]["detail"]["words"] == UNCONSCIOUS.words
    assert by_kind["emergency"]["detail"]["task"] == task.number
    assert "REVIEW-72H" in by_kind["emergency"]["detail"]["obligations"]
    assert by_kind["search-type"]["rule"] == "C-BTG"


async def test_about_who_is_not_here_everything_is_the_same(region: Region, clock: Clock) -> None:
    dossier, hurried = await a_dossier(region), await a_doctor(region)
    await dossier.choose(user=hurried.ura, permit=False)
    nobody = await a_doctor(region)

    objected, absent = await by_bsn(hurried, dossier.bsn), await by_bsn(nobody, a_bsn())

    assert objected.content == absent.content
    for one in (hurried, nobody):
        assert len(await tasks(region, one.ura)) == 1


async def test_what_was_objected_to_stays_closed(region: Region, clock: Clock) -> None:
    dossier, hurried = await a_dossier(region), await a_doctor(region)
    goal = await dossier.goal()
    await dossier.choose(permit=False)

    assert await wishes(hurried, dossier) == []
    assert (await hurried.get(goal)).status_code == 404


async def test_a_permission_is_used_before_the_emergency(region: Region, clock: Clock) -> None:
    dossier, hurried = await a_dossier(region), await a_doctor(region)
    await dossier.goal()
    await dossier.open_to(hurried)

    answer = await hurried.find("Goal", patient=dossier.patient)

    rows = await region.left_behind(answer)
    assert [row["rule"] for row in rows if row["interaction"] == "search-type"] == [
        "C-EXPLICIT-PERMIT"
    ]


async def test_after_an_hour_it_is_over_and_is_declared_anew(region: Region, clock: Clock) -> None:
    dossier, hurried = await a_dossier(region), await a_doctor(region)
    goal = await dossier.goal()
    assert await wishes(hurried, dossier) == [goal]
    clock.ahead = timedelta(minutes=59)
    assert await wishes(hurried, dossier) == [goal]
    assert len(await tasks(region, hurried.ura)) == 1

    clock.ahead = timedelta(minutes=61)
    over = await hurried.find("Goal", patient=dossier.patient)
    again = replace(
        hurried, emergency=Declaration(code="unconscious", words="Opnieuw buiten kennis")
    )

    assert over.status_code == 403
    assert over.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope"'
    assert goal.partition("/")[2] not in over.text
    assert await wishes(again, dossier) == [goal]
    assert len(await tasks(region, hurried.ura)) == 2


async def test_another_inhabitant_and_another_person_each_declare_their_own(
    region: Region, clock: Clock
) -> None:
    one, other = await a_dossier(region), await a_dossier(region)
    hurried = await a_doctor(region)
    colleague = replace(hurried, number="900000018")
    for doctor, dossier in ((hurried, one), (hurried, other), (colleague, one)):
        await wishes(doctor, dossier)

    told = [task.detail["number"] for task in await tasks(region, hurried.ura)]

    assert told == ["900000009", "900000009", "900000018"]


async def test_thirty_tries_at_once_keep_to_the_limit(region: Region, clock: Clock) -> None:
    hurried = await a_doctor(region)
    most = region.running.settings.emergencies

    answers: list[httpx.Response] = await asyncio.gather(
        *(by_bsn(hurried, a_bsn()) for _ in range(30))
    )

    refused = [one for one in answers if one.status_code == 429]
    assert len(answers) - len(refused) == most
    assert {fault(one)["code"] for one in refused} == {"throttled"}
    assert len(await tasks(region, hurried.ura)) == most
    [row] = await region.left_behind(refused[0])
    assert row["rule"] == "A-BTG-RATE"
    colleague = replace(hurried, number="900000018")
    assert (await by_bsn(colleague, a_bsn())).status_code == 200
    clock.ahead = timedelta(minutes=61)
    assert (await by_bsn(hurried, a_bsn())).status_code == 200


async def test_declarations_at_the_very_same_moment_are_counted_one_by_one(
    region: Region, clock: Clock
) -> None:
    """Two processes, each with a memory of its own: what they share is the database."""
    hurried = await a_doctor(region)
    errand = region.running.app.fhir.app.hub.verifier.verify(hurried.token(), clock()).errand(
        clock(), "request-1"
    )
    ledger = region.running.access.ledger
    hubs = [Emergencies(), Emergencies()]

    done = await asyncio.gather(
        *(hubs[number % 2].declare(ledger, errand, uuid4()) for number in range(30)),
        return_exceptions=True,
    )

    assert sum(one is None for one in done) == Most().person
    assert {type(one) for one in done if one is not None} == {TooManyRequests}


async def test_an_organisation_has_a_limit_of_its_own(region: Region, clock: Clock) -> None:
    hurried = await a_doctor(region)
    emergencies = region.running.access.emergencies
    before, emergencies.most = emergencies.most, replace(emergencies.most, organization=2)
    try:
        answers = [
            await by_bsn(replace(hurried, number=number), a_bsn())
            for number in ("900000009", "900000018", "900000027")
        ]
    finally:
        emergencies.most = before

    assert [one.status_code for one in answers] == [200, 200, 429]


async def test_nothing_of_the_reason_is_in_an_answer_or_refusal(
    region: Region, clock: Clock
) -> None:
    dossier, hurried = await a_dossier(region), await a_doctor(region)
    await dossier.goal()

    answer = await hurried.find("Goal", patient=dossier.patient)

    assert UNCONSCIOUS.words not in answer.text
    assert found(answer)
    assert UNCONSCIOUS.words not in json.dumps(dict(answer.headers))
