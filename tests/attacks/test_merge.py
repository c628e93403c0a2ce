"""A merge moves what its source delivered, and opens nothing: tried by who would have it do more.

docs/decisions/0080-merges.md
"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_bsn, a_goal, a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier, address, found, kept_by, names
from tests.hub.write.merged import bsn_of, merge, merged, of, told
from tests.hub.write.unnumbered import Unnumbered, kept_without_bsn, number
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def both(region: Region) -> tuple[Unnumbered, Dossier]:
    """Of one source who has no BSN, and an inhabitant."""
    prior = await kept_without_bsn(region)
    return prior, await kept_by(prior.source, a_bsn())


async def into(prior: Unnumbered, survivor: Dossier) -> dict[str, str]:
    return await merged(prior.source, number(prior.number), bsn_of(survivor.bsn), "bsn-later")


async def choice(prior: Unnumbered, reader: Caller, *, permit: bool) -> str:
    """What who has no BSN said of this source's data."""
    consent = a_privacy_consent(
        prior.patient, holder=prior.source.ura, user=reader.ura, permit=permit
    )
    return address(await prior.source.post(consent))


async def test_a_refusal_is_not_shed_by_a_merge_into_who_permits_more_narrowly(
    region: Region,
) -> None:
    (prior, survivor), reader = await both(region), await region.doctor()
    broad = a_privacy_consent(
        prior.patient, holder=prior.source.ura, category="RPZAC104", permit=False
    )
    address(await prior.source.post(broad))
    goal, own = await prior.goal(), await survivor.goal()
    await survivor.open_to(reader)
    assert names(await reader.find("Goal", patient=survivor.patient)) == [own]

    said = await into(prior, survivor)

    assert "a refusal to share" in str(said["outcome"])
    assert not names(await reader.find("Goal", patient=survivor.patient))
    assert (await reader.get(goal)).status_code == 404
    # What the inhabitant permits from now on is his to permit.
    later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    await survivor.choose(user=reader.ura, dateTime=later)
    assert set(names(await reader.find("Goal", patient=survivor.patient))) == {goal, own}


async def test_a_permission_of_the_prior_opens_nothing_of_the_survivors(region: Region) -> None:
    (prior, survivor), reader = await both(region), await region.doctor()
    consent = await choice(prior, reader, permit=True)
    goal, own = await prior.goal(), await survivor.goal()

    said = await into(prior, survivor)

    assert "permissions that were recorded" in str(said["outcome"])
    assert not names(await reader.find("Goal", patient=survivor.patient))
    assert [(await reader.get(one)).status_code for one in (goal, own)] == [404, 404]
    assert (await prior.source.get(consent)).json()["status"] == "inactive"


async def test_a_merge_reads_nothing_of_anothers_record(region: Region) -> None:
    other, thief = await a_dossier(region), await kept_without_bsn(region)
    secret = await other.goal()

    result = of(thief.source, other.bsn, number(thief.number))
    said = await merged(
        thief.source, number(thief.number), bsn_of(other.bsn), "bsn-later", result=result
    )

    assert not names(await thief.source.find("Goal", patient=said["target-patient"]))
    assert (await thief.source.get(secret)).status_code == 404
    assert (await other.source.get(secret)).json()["meta"]["versionId"] == "1"


async def test_a_source_merges_nobody_elses_patient(region: Region) -> None:
    other, thief = await kept_without_bsn(region), await kept_without_bsn(region)
    goal = await other.goal()

    answers = [
        await merge(thief.source, bsn_of(a_bsn()), number(thief.number), "bsn-corrected"),
        await merge(thief.source, number(thief.number), number(other.number), event="2"),
    ]

    assert [one.status_code for one in answers] == [422, 422]
    assert (await other.source.get(goal)).json()["subject"] == {"reference": other.patient}
    assert not (await thief.source.get(goal)).is_success


async def test_whether_a_bsn_is_known_here_is_not_told(region: Region) -> None:
    other, thief = await a_dossier(region), await kept_without_bsn(region)
    local = number(thief.number)

    here = await merge(thief.source, local, bsn_of(other.bsn), "bsn-later", event="1")
    nowhere = await merge(thief.source, local, bsn_of(a_bsn()), "bsn-later", event="2")
    as_prior = [
        await merge(thief.source, bsn_of(bsn), local, event="3") for bsn in (other.bsn, a_bsn())
    ]

    assert here.status_code == nowhere.status_code == 422
    assert here.json() == nowhere.json()
    assert as_prior[0].status_code == as_prior[1].status_code == 422
    assert as_prior[0].json() == as_prior[1].json()


async def test_a_refusal_that_comes_at_the_moment_of_the_merge_holds(region: Region) -> None:
    (prior, survivor), reader = await both(region), await region.doctor()
    goal = await prior.goal()
    await survivor.open_to(reader)

    consent = a_privacy_consent(
        prior.patient, holder=prior.source.ura, user=reader.ura, permit=False
    )
    answers = await asyncio.gather(
        prior.source.post(consent),
        merge(prior.source, number(prior.number), bsn_of(survivor.bsn), "bsn-later"),
    )

    assert [one.is_success for one in answers] == [True, True]
    refused = "a refusal to share" in str(told(answers[1])["outcome"])
    late = answers[0].headers.get("Warning", "")
    # Before the merge it came along; after it, it is the survivor's by its own weight.
    assert refused or "replaced Patient" in late
    assert not names(
        await reader.find("Goal", patient=survivor.patient, _id=goal.partition("/")[2])
    )


async def test_the_same_moment_finds_what_moved_in_one_record_alone(region: Region) -> None:
    prior, survivor = await both(region)
    goals = {await prior.goal() for _ in range(3)}
    source = prior.source

    async def looked() -> tuple[list[str], list[str]]:
        return (
            names(await source.find("Goal", patient=prior.patient)),
            names(await source.find("Goal", patient=survivor.patient)),
        )

    _, *seen = await asyncio.gather(into(prior, survivor), *(looked() for _ in range(4)))

    for there, here in [*seen, await looked()]:
        assert set(there) | set(here) in (goals, set())
    assert len(found(await source.find("Goal", patient=survivor.patient))) == 3
    address(await source.post(a_goal(survivor.patient)))
