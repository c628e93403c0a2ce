"""What an inhabitant's choice opens and closes, at once. docs/decisions, consent."""

from datetime import timedelta
from typing import Any

import pytest

from consent.question import amsterdam_day
from tests.builders import (
    a_goal,
    a_privacy_consent,
    a_transaction,
    a_treatment_directive,
    an_actor,
)
from tests.hub.dossier import Dossier, a_dossier, by_bsn, found, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def opened(dossier: Dossier, reader: Caller) -> bool:
    """Whether the reader finds the goal, by every way that there is."""
    goal = await dossier.goal()
    counted = (await reader.find("Goal", patient=dossier.patient, _count="0")).json()["total"]
    searched = names(await reader.find("Goal", patient=dossier.patient))
    read = await reader.get(goal)
    patient = names(await by_bsn(reader, dossier.bsn))
    ways = {
        counted > 0,
        goal in searched,
        read.status_code == 200,
        patient == [dossier.patient],
    }
    assert len(ways) == 1, "the ways disagree"
    return ways.pop()


def day(region: Region, days: int) -> str:
    return (amsterdam_day(region.running.clock()) + timedelta(days=days)).isoformat()


async def test_without_a_choice_it_is_no(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()

    assert not await opened(dossier, doctor)


async def test_a_permission_opens_and_its_withdrawal_closes_at_once(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    assert await opened(dossier, doctor)

    said = (await dossier.source.get(consent)).json()
    await dossier.source.put(said | {"status": "inactive"})
    assert not await opened(dossier, doctor)

    withdrawn = (await dossier.source.get(consent)).json()
    await dossier.source.put(withdrawn | {"status": "active"})
    assert await opened(dossier, doctor)


async def test_a_choice_that_was_withdrawn_is_not_woken_by_who_did_not_read_it(
    region: Region,
) -> None:
    """A source that sends once more what it kept: in a call, by identifier, in a transaction."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    number = {"system": "https://example.org/numbers", "value": f"keuze-{dossier.id}"}
    consent = await dossier.choose(user=doctor.ura, identifier=[number])
    said = (await dossier.source.get(consent)).json()
    assert (await dossier.source.put(said | {"status": "inactive"})).status_code == 200
    unread = {key: value for key, value in said.items() if key != "meta"}
    by_number = f"Consent?identifier={number['system']}|{number['value']}"

    woken = [
        await dossier.source("PUT", consent, unread),
        await dossier.source("PUT", by_number, unread),
        await dossier.source.transaction(a_transaction((unread, f"PUT {consent}"))),
        await dossier.source("PUT", consent, unread, if_match='W/"1"'),
    ]

    assert [answer.status_code for answer in woken] == [428, 428, 428, 412]
    assert "If-Match" in woken[0].json()["issue"][0]["diagnostics"]
    assert not await opened(dossier, doctor)


async def test_to_say_the_same_once_more_takes_no_reading(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    said = (await dossier.source.get(consent)).json()
    unread = {key: value for key, value in said.items() if key != "meta"}

    again = await dossier.source("PUT", consent, unread)

    assert again.status_code == 200
    assert again.headers["ETag"] == f'W/"{said["meta"]["versionId"]}"'


async def test_an_objection_closes(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=doctor.ura, permit=False)

    assert not await opened(dossier, doctor)


@pytest.mark.parametrize("status", ["proposed", "entered-in-error", "inactive"])
async def test_only_an_active_permission_opens(region: Region, status: str) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=doctor.ura, status=status)

    assert not await opened(dossier, doctor)


@pytest.mark.parametrize(
    ("start", "end", "is_open"),
    [
        (-2, None, True),
        (0, 0, True),
        (-1, 1, True),
        (-3, -1, False),
        (1, None, False),
        (1, 2, False),
    ],
)
async def test_a_permission_holds_from_its_first_day_until_its_last(
    region: Region, start: int, end: int | None, *, is_open: bool
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    period = {"start": day(region, start)}
    if end is not None:
        period["end"] = day(region, end)
    await dossier.choose(user=doctor.ura, period=period)

    assert await opened(dossier, doctor) is is_open


@pytest.mark.parametrize(("category", "is_open"), [("RPZAC104", True), ("RPZAC004", False)])
async def test_a_category_opens_to_its_organisations(
    region: Region, category: str, *, is_open: bool
) -> None:
    dossier, hospital = await a_dossier(region), await region.doctor("V4")
    await dossier.choose(category=category)

    assert await opened(dossier, hospital) is is_open


@pytest.mark.parametrize("permit", [True, False])
async def test_what_names_the_organisation_goes_before_what_names_its_category(
    region: Region, *, permit: bool
) -> None:
    dossier, hospital = await a_dossier(region), await region.doctor("V4")
    await dossier.choose(user=hospital.ura, permit=permit)
    await dossier.choose(category="RPZAC104", permit=not permit)

    assert await opened(dossier, hospital) is permit


async def test_of_two_that_weigh_the_same_the_objection_holds(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.choose(user=doctor.ura)
    await dossier.choose(user=doctor.ura, permit=False)

    assert not await opened(dossier, doctor)


async def test_a_choice_is_about_the_holder_that_it_names(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    other = await a_dossier(region, bsn=dossier.bsn)
    await other.choose(holder=other.source.ura, user=doctor.ura)

    goal, others_goal = await dossier.goal(), await other.goal()

    assert names(await doctor.find("Goal", patient=dossier.patient)) == [others_goal]
    assert (await doctor.get(goal)).status_code == 404


@pytest.mark.parametrize("desk", [True, False])
async def test_a_choice_without_a_holder_is_about_all_that_its_recorder_may_speak_of(
    region: Region, *, desk: bool
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    other = await a_dossier(region, bsn=dossier.bsn)
    dossier.source.desk = desk
    await dossier.choose(holder=None, user=doctor.ura)

    own, others = await dossier.goal(), await other.goal()

    expected = {own, others} if desk else {own}
    assert set(names(await doctor.find("Goal", patient=dossier.patient))) == expected


async def test_one_resource_can_be_closed_within_what_is_open(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    shown, hidden = await dossier.goal(), await dossier.goal()
    await dossier.open_to(doctor)
    consent = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=doctor.ura)
    consent["provision"]["provision"] = [
        {"type": "deny", "data": [{"meaning": "instance", "reference": {"reference": hidden}}]}
    ]
    await dossier.add(consent)

    assert names(await doctor.find("Goal", patient=dossier.patient)) == [shown]
    assert (await doctor.get(hidden)).status_code == 404
    assert (await doctor.get(f"{hidden}/_history")).status_code == 404
    assert names(await doctor.find("Goal", _id=hidden.partition("/")[2])) == []


async def test_one_resource_can_be_opened_within_what_is_closed(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    shown, hidden = await dossier.goal(), await dossier.goal()
    consent = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=doctor.ura)
    consent["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": shown}}]
    await dossier.add(consent)

    assert names(await doctor.find("Goal", patient=dossier.patient)) == [shown]
    assert (await doctor.get(hidden)).status_code == 404


async def test_a_source_always_sees_what_it_pushed(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.choose(user=dossier.source.ura, permit=False)
    at_work = Caller(
        dossier.source.running, dossier.source.ura, dossier.source.organization_type, "01.015"
    )

    assert await opened(dossier, dossier.source)
    assert await opened(dossier, at_work)


async def test_without_a_purpose_a_system_sees_only_its_own(region: Region) -> None:
    dossier, system = await a_dossier(region), await region.organization()
    await dossier.open_to(system)

    assert not await opened(dossier, system)


async def test_a_privacy_consent_is_read_by_its_recorder_alone(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    wish = await dossier.add(a_treatment_directive(dossier.patient))

    for reader, seen in ((dossier.source, {consent, wish}), (doctor, {wish})):
        assert set(names(await reader.find("Consent", patient=dossier.patient))) == seen
        everything = await reader.find("Patient", _id=dossier.id, _revinclude="Consent:patient")
        assert set(names(everything, "include")) == seen
    assert (await doctor.get(consent)).status_code == 404
    assert (await doctor.get(f"{consent}/_history")).status_code == 404


async def test_a_wish_is_never_read_as_a_choice_about_exchange(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    permit = a_treatment_directive(dossier.patient)
    permit["provision"] |= {"type": "permit", "actor": [an_actor(doctor.ura)]}
    await dossier.add(permit)
    assert not await opened(dossier, doctor)

    await dossier.open_to(doctor)
    await dossier.add(permit | {"provision": permit["provision"] | {"type": "deny"}})
    assert await opened(dossier, doctor)


async def test_what_was_pushed_before_the_choice_opens_with_it(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    assert found(await doctor.find("Goal", patient=dossier.patient)) == []

    await dossier.open_to(doctor)

    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]


@pytest.mark.parametrize(
    "change",
    [
        {"status": "rejected"},
        {"dateTime": "2026-01-01"},
        {"performer": [{"display": "de buurman"}]},
        {"policy": [{"authority": "https://example.org"}]},
        {"organization": [{"display": "de huisarts"}]},
        {"category": [{"coding": [{"system": "http://loinc.org", "code": "1-8"}]}]},
        {"verification": [{"verified": True}]},
        {"modifierExtension": [{"url": "https://example.org/not", "valueBoolean": True}]},
    ],
)
async def test_a_choice_that_is_not_understood_in_full_is_not_taken(
    region: Region, change: dict[str, Any]
) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=doctor.ura)

    answer = await dossier.source.post(consent | change)

    assert answer.status_code == 422
    assert answer.json()["issue"][0]["expression"][0].startswith(f"Consent.{next(iter(change))}")
    assert not await opened(dossier, doctor)


async def test_at_a_desk_a_choice_about_what_another_source_keeps_counts(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    recorder = await a_dossier(region, bsn=dossier.bsn)
    recorder.source.desk = True
    await recorder.add(
        a_privacy_consent(recorder.patient, holder=dossier.source.ura, user=doctor.ura)
    )

    goal = await dossier.add(a_goal(dossier.patient))

    assert (await doctor.get(goal)).status_code == 200
