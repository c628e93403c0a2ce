"""Merges in a row, of one message or of one number: whose is what, at the end?

docs/decisions/0080-merges.md
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import a_bsn, a_goal, a_privacy_consent
from tests.hub.dossier import Dossier, address, kept_by, names
from tests.hub.query.test_wishes import agreement, asks, decisions, then
from tests.hub.write.merged import BSN, bsn_of, merge, merged, of
from tests.hub.write.test_bsn_corrected import LOCAL, Mistaken, a_mistake
from tests.hub.write.unnumbered import Unnumbered, kept_without_bsn, number, without_bsn
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def another(one: Unnumbered, more: str) -> Unnumbered:
    said = f"{one.number}-{more}"
    return Unnumbered(one.source, said, address(await one.source.post(without_bsn(number(said)))))


async def corrected(one: Mistaken, wrong: str, right: str, event: str) -> dict[str, Any]:
    """Another correction of the same person."""
    result = of(one.source, right, LOCAL)
    said = bsn_of(wrong), bsn_of(right), "bsn-corrected"
    return await merged(one.source, *said, event=event, result=result)


async def open_to(reader: Caller, one: Mistaken, patient: str) -> None:
    consent = a_privacy_consent(patient, holder=one.source.ura, user=reader.ura)
    address(await one.source.post(consent))


async def test_an_event_that_comes_again_with_another_merge_is_refused(region: Region) -> None:
    prior = await kept_without_bsn(region)
    survivor, second = await another(prior, "b"), await another(prior, "c")
    source, goal = prior.source, await second.goal()
    await merged(source, number(prior.number), number(survivor.number))

    answer = await merge(source, number(second.number), number(survivor.number))

    assert answer.status_code == 409, answer.text
    assert (await source.get(goal)).json()["subject"] == {"reference": second.patient}
    again = await merge(source, number(prior.number), number(survivor.number))
    assert again.status_code == 200


async def test_a_bsn_that_is_corrected_back_is_his_again_with_his_past(region: Region) -> None:
    mistake, reader = await a_mistake(region), await region.doctor()
    source = mistake.source
    there = (await mistake.correct())["target-patient"]

    back = (await corrected(mistake, mistake.right, mistake.wrong, "2"))["target-patient"]

    goal = (await source.get(mistake.goal)).json()
    assert goal["subject"] == {"reference": back}
    late = await source.post(of(source, mistake.wrong, LOCAL))
    assert address(late) == back
    assert "replaced" not in late.headers.get("Warning", "")
    new = address(await source.post(a_goal(back)))
    assert set(names(await source.find("Goal", patient=back))) == {mistake.goal, new}
    assert not names(await source.find("Goal", patient=there))
    await open_to(reader, mistake, back)
    for version in ("1", "2", "3"):
        place = f"{mistake.goal}/_history/{version}"
        assert (await reader.get(place)).status_code == 200, place


async def test_what_stood_there_then_is_seen_after_a_correction_back(region: Region) -> None:
    mistake, doctor = await a_mistake(region), await region.doctor()
    source = mistake.source
    wish = agreement(mistake.patient)
    name = address(await source.post(wish))
    await asyncio.sleep(0.01)
    moment = datetime.now(UTC)
    await mistake.correct()
    back = (await corrected(mistake, mistake.right, mistake.wrong, "2"))["target-patient"]
    assert (await source("DELETE", name)).status_code == 204
    await open_to(doctor, mistake, back)

    found = await then(region, asks(doctor), Dossier(source, mistake.wrong, back), moment)

    assert decisions(found) == ["permit"]


async def test_after_three_corrections_in_a_circle_the_first_is_right(region: Region) -> None:
    mistake, reader, third = await a_mistake(region), await region.doctor(), a_bsn()
    source = mistake.source
    steps = [
        (mistake.wrong, mistake.right),
        (mistake.right, third),
        (third, mistake.wrong),
    ]
    patients = [
        (await corrected(mistake, *step, event=f"{at}"))["target-patient"]
        for at, step in enumerate(steps)
    ]

    late = await source.post(of(source, mistake.wrong, LOCAL))

    assert address(late) == patients[2]
    # Who may see him of the third number sees nothing of what was there for a moment.
    other = await kept_by(source, third)
    await open_to(reader, mistake, other.patient)
    for version in ("1", "2", "3", "4"):
        place = f"{mistake.goal}/_history/{version}"
        assert (await reader.get(place)).status_code == 404, place
    await open_to(reader, mistake, patients[2])
    assert (await reader.get(f"{mistake.goal}/_history/4")).status_code == 200


async def test_what_comes_late_after_two_corrections_goes_to_the_last(region: Region) -> None:
    mistake, third = await a_mistake(region), a_bsn()
    await mistake.correct()
    last = (await corrected(mistake, mistake.right, third, "2"))["target-patient"]

    late = await mistake.source.post(of(mistake.source, mistake.wrong, LOCAL))

    assert address(late) == last
    assert "replaced" in late.headers["Warning"]


async def test_a_past_goes_on_though_the_clock_was_put_back(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistake, reader, third = await a_mistake(region), await region.doctor(), a_bsn()
    with monkeypatch.context() as patched:
        patched.setattr(region.running.clock, "ahead", timedelta(hours=1))
        await mistake.correct()
    last = (await corrected(mistake, mistake.right, third, "2"))["target-patient"]
    between = await kept_by(mistake.source, mistake.right)
    await open_to(reader, mistake, between.patient)
    first = f"{mistake.goal}/_history/1"

    assert (await reader.get(first)).status_code == 404
    await open_to(reader, mistake, last)
    assert (await reader.get(first)).status_code == 200


async def test_of_two_who_had_one_wrong_bsn_each_keeps_his_own(region: Region) -> None:
    mistake, other = await a_mistake(region), a_bsn()
    source, local = mistake.source, number("pi-8")
    first = (await mistake.correct())["target-patient"]
    address(await source.post(of(source, mistake.wrong, local)))
    said = bsn_of(mistake.wrong), bsn_of(other), "bsn-corrected"
    result = of(source, other, local)
    second = (await merged(source, *said, event="2", result=result))["target-patient"]

    late = [address(await source.post(of(source, mistake.wrong, one))) for one in (LOCAL, local)]

    assert late == [first, second]


async def test_a_correction_by_another_message_is_known(region: Region) -> None:
    mistake = await a_mistake(region)
    first = await mistake.correct()

    second = await mistake.correct(event="2")

    same = ("merge", "source-patient", "target-patient")
    assert [second[one] for one in same] == [first[one] for one in same]
    assert second["moved"] == 0


async def test_a_number_of_a_third_patient_is_none_of_the_survivors(region: Region) -> None:
    prior = await kept_without_bsn(region)
    source, third, bsn = prior.source, a_bsn(), a_bsn()
    address(await source.post(of(source, third, number("third"))))
    goal = await prior.goal()
    with_both = of(source, bsn, number(prior.number), number("third"))
    as_third = of(source, bsn, number("third"))

    answers = [
        await merge(
            source, number(prior.number), bsn_of(bsn), "bsn-later", event="1", result=with_both
        ),
        await merge(source, number(prior.number), number("third"), event="2", result=as_third),
    ]

    assert [one.status_code for one in answers] == [409, 409]
    assert (await source.get(goal)).json()["subject"] == {"reference": prior.patient}


@pytest.mark.parametrize(
    "system",
    [
        "urn:oid:2.16.840.1.113883.2.4.6.3",
        f"{BSN}/",
        BSN.upper(),
        f" {BSN}",
        "http://fhir.nl/fhir/NamingSystem/ura",
    ],
)
async def test_a_number_that_no_source_gives_out_names_nobody(region: Region, system: str) -> None:
    prior = await kept_without_bsn(region)
    survivor, wrong = await kept_by(prior.source, a_bsn()), {"system": system, "value": a_bsn()}

    answers = [
        await merge(prior.source, wrong, bsn_of(survivor.bsn), event="1"),
        await merge(
            prior.source,
            number(prior.number),
            wrong,
            event="2",
            result=without_bsn(number(prior.number), wrong),
        ),
    ]

    assert [one.status_code for one in answers] == [422, 422]
    assert all(wrong["value"] not in one.text for one in answers)


async def test_a_survivor_with_two_bsns_is_refused(region: Region) -> None:
    prior = await kept_without_bsn(region)
    one, other = a_bsn(), a_bsn()
    result = of(prior.source, one, number(prior.number), bsn_of(other))
    said = number(prior.number), bsn_of(other), "bsn-later"
    answer = await merge(prior.source, *said, result=result)
    assert answer.status_code == 422
