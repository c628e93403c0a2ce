"""What somebody chose for another through his own door ends with what he stands on, at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from consent.asker import Ground, Representative
from hub.security.errand import Client, Errand
from hub.write.mandate_over import OVER, mandate_over
from tests.builders import a_patient
from tests.hub.dossier import address
from tests.hub.household import DAY, MENTOR, MOTHER, NEIGHBOUR, UNABLE, someone, today
from tests.hub.persons import Person, known
from tests.hub.write.home import Home, changed
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _on_time(region: Region) -> Iterator[None]:
    yield
    region.running.clock.ahead = timedelta()


async def unable(region: Region) -> Home:
    """Somebody who can't decide himself any more, as his practice says."""
    home = await Home.of(region)
    await known(home.holder, home.bsn, **UNABLE)
    return home


async def over(home: Home, asker: Person) -> bool:
    """As a door has it to which the register no longer names this mandate."""
    assert asker.ground is not None
    who = Representative(whose=str(asker.whose), ground=asker.ground, assurance="substantial")
    client = Client(client_id="app", name="Een PGO", scopes=(), token_id="t")
    now = asker.running.clock()
    errand = Errand(asker=who, purpose="PATRQT", now=now, request_id="over", client=client)
    access = asker.running.access
    return await mandate_over(access, errand, asker.whose, asker.subject, asker.ground)


async def birthday(home: Home, years: int, days: int) -> None:
    """The practice says that he became so old, so many days ago; or will, where that is less."""
    day = today() - days * DAY
    await known(home.holder, home.bsn, birthDate=f"{day.year - years}{day:-%m-%d}")


async def withdraw(
    asker: Person, made: httpx.Response, reader: Person | None = None
) -> httpx.Response:
    """As it is read by him, or by another who may."""
    body, etag = changed(await (reader or asker).get(address(made)), status="inactive")
    return await asker("PUT", address(made), body, if_match=etag)


async def test_a_mandate_that_ended_yesterday_opens_nothing(region: Region) -> None:
    home = await Home.of(region, 8)
    parent = home.standing_for(region, "parent")
    parent.until = region.running.clock() + timedelta(minutes=2)
    assert (await parent.post(home.choice())).status_code == 201
    assert await home.is_open()

    region.running.clock.ahead = timedelta(minutes=2)
    assert not await home.is_open()

    region.running.clock.ahead = 2 * DAY
    assert not await home.is_open()


async def test_a_mandate_that_ended_while_he_was_logged_in_lets_nobody_in(region: Region) -> None:
    home = await Home.of(region, 8)
    parent = home.standing_for(region, "parent")
    parent.until = region.running.clock() - timedelta(seconds=2)

    await parent.post(home.choice())

    assert not await home.is_open()


async def test_a_mandate_that_was_withdrawn_opens_nothing_from_that_moment(region: Region) -> None:
    home = await Home.of(region, 8)
    one, other = home.standing_for(region, "parent"), home.standing_for(region, "parent")
    await one.post(home.choice())
    assert await home.is_open()

    assert await over(home, one)

    assert not await home.is_open()
    assert not await over(home, one)  # it is told once
    await other.post(home.choice())
    assert await home.is_open()
    rows = await region.running.left_behind()
    [row] = [one for one in rows if (one["rule"], one["pat"]) == (OVER, home.himself.whose)]
    assert row["detail"]["ground"] == "parent"


async def test_the_mandate_of_another_ends_nothing_of_his(region: Region) -> None:
    home = await Home.of(region, 8)
    one, other = home.standing_for(region, "parent"), home.standing_for(region, "guardian")
    await one.post(home.choice())

    assert not await over(home, other)

    assert await home.is_open()


async def test_what_a_parent_permitted_alone_ends_on_the_day_that_the_child_is_twelve(
    region: Region,
) -> None:
    home = await Home.of(region, 8)
    await birthday(home, 12, days=-1)
    await home.standing_for(region, "parent").post(home.choice())
    assert await home.is_open()

    region.running.clock.ahead = DAY
    assert not await home.is_open()


async def test_a_parent_of_a_child_that_is_sixteen_today_lets_nobody_in_and_keeps_nobody_out(
    region: Region,
) -> None:
    home = await Home.of(region, 14)
    await birthday(home, 16, days=0)
    parent = home.standing_for(region, "parent")

    assert (await parent.post(home.choice())).status_code == 403
    assert (await parent.post(home.choice(permit=False))).status_code == 403
    assert not await home.is_open()


async def test_what_child_and_parent_permitted_is_the_childs_own_at_sixteen(region: Region) -> None:
    home = await Home.of(region, 14)
    await birthday(home, 16, days=-1)
    proposed = await home.himself.post(home.choice(status="proposed"))
    body, etag = changed(proposed, status="active")
    parent = home.standing_for(region, "parent")
    await parent("PUT", address(proposed), body, if_match=etag)
    assert await home.is_open()

    region.running.clock.ahead = DAY
    assert await home.is_open()

    assert (await withdraw(parent, proposed, home.himself)).status_code == 403
    assert (await withdraw(home.himself, proposed)).status_code == 200
    assert not await home.is_open()


async def test_a_proposal_of_who_stands_for_the_child_no_longer_is_agreed_to_by_nobody(
    region: Region,
) -> None:
    home = await Home.of(region, 14)
    parent = home.standing_for(region, "parent")
    proposed = await parent.post(home.choice(status="proposed"))
    body, etag = changed(proposed, status="active")
    await over(home, parent)

    agreed = await home.himself("PUT", address(proposed), body, if_match=etag)

    assert agreed.status_code == 403
    assert not await home.is_open()


async def test_who_proposed_it_is_named_once_the_child_agrees(region: Region) -> None:
    home = await Home.of(region, 14)
    parent = home.standing_for(region, "parent")
    proposed = await parent.post(home.choice(status="proposed"))
    body, etag = changed(proposed, status="active")

    agreed = await home.himself("PUT", address(proposed), body, if_match=etag)

    himself, other = agreed.json()["performer"]
    assert himself == {"reference": home.patient}
    assert other["identifier"]["value"] == str(parent.subject)
    assert await home.is_open()
    await over(home, parent)
    assert not await home.is_open()


async def test_what_a_mentor_permitted_ends_when_the_inhabitant_decides_again(
    region: Region,
) -> None:
    home = await unable(region)
    await home.standing_for(region, "mentor").post(home.choice())
    assert await home.is_open()

    able = {"extension": [{**UNABLE["extension"][0]}]}
    able["extension"][0]["extension"] = [{"url": "legallyCapable", "valueBoolean": True}]
    await known(home.holder, home.bsn, **able)

    assert not await home.is_open()


@pytest.mark.parametrize(
    "ended", [{"active": False}, {"period": {"end": "2026-01-01"}}, {"relationship": []}, None]
)
async def test_what_a_mentor_permitted_ends_when_the_practice_says_that_he_is_none_any_more(
    region: Region, ended: dict[str, Any] | None
) -> None:
    home = await unable(region)
    name = address(await home.holder.post(someone(home.patient, MENTOR)))
    mentor = home.standing_for(region, "mentor")
    await mentor.post(home.choice())
    assert await home.is_open()

    said = (await home.holder.get(name)).json()
    if ended is None:
        await home.holder("DELETE", name)
    elif "relationship" in ended:
        await home.holder.put(someone(home.patient, NEIGHBOUR, id=said["id"]))
    else:
        await home.holder.put(said | ended)
    assert not await home.is_open()

    await home.holder.post(someone(home.patient, MENTOR))
    assert await home.is_open()


async def test_a_mentor_whose_period_in_the_record_is_over_opens_nothing(region: Region) -> None:
    home = await unable(region)
    period = {"end": today().isoformat()}
    await home.holder.post(someone(home.patient, MENTOR, period=period))
    mentor = home.standing_for(region, "mentor")
    await mentor.post(home.choice())
    assert await home.is_open()

    region.running.clock.ahead = DAY
    assert not await home.is_open()

    await mentor.post(home.choice())  # vouched for anew, and later than the record
    assert await home.is_open()


async def test_an_organisation_that_does_not_treat_him_ends_no_mandate(region: Region) -> None:
    home, stranger = await unable(region), await region.organization()
    patient = address(await stranger.post(a_patient(home.bsn)))
    written = await stranger.post(someone(patient, MENTOR))
    await home.standing_for(region, "mentor").post(home.choice())

    assert (await stranger("DELETE", address(written))).status_code in {200, 204}

    assert await home.is_open()


async def test_the_broad_no_of_the_inhabitant_holds_against_the_narrow_yes_of_his_mentor(
    region: Region,
) -> None:
    home = await unable(region)
    mentor = home.standing_for(region, "mentor")
    await mentor.post(home.choice())
    broad = home.choice(permit=False)
    del broad["provision"]["actor"]

    own = await home.himself.post(broad)

    assert own.status_code == 201
    assert not await home.is_open()
    assert (await withdraw(mentor, own)).status_code == 403
    assert not await home.is_open()


@pytest.mark.parametrize("ground", ["proxy", "mentor"])
async def test_nobody_who_stands_for_him_takes_his_own_no_over(
    region: Region, ground: Ground
) -> None:
    home = await Home.of(region) if ground == "proxy" else await unable(region)
    other = home.standing_for(region, ground)
    own = await home.himself.post(home.choice(permit=False))
    body, etag = changed(await other.get(address(own)))

    assert (await other("PUT", address(own), body, if_match=etag)).status_code == 403


FATHER: Ground = "parent"


async def a_no_in_the_record(home: Home) -> httpx.Response:
    """Of the mother, as the practice wrote it down: of everybody."""
    mother = address(await home.holder.post(someone(home.patient, MOTHER)))
    said = home.choice(permit=False, holder=home.holder.ura, performer=[{"reference": mother}])
    del said["provision"]["actor"]
    answer = await home.holder.post(said)
    assert answer.status_code == 201
    return answer


async def test_the_narrow_yes_of_one_parent_yields_to_the_no_of_the_other_in_the_record(
    region: Region,
) -> None:
    home = await Home.of(region, 8)
    father = home.standing_for(region, FATHER)
    await father.post(home.choice())
    assert await home.is_open()

    recorded = await a_no_in_the_record(home)
    assert not await home.is_open()

    assert (await withdraw(father, recorded)).status_code == 403
    body, etag = changed(await father.get(address(recorded)))
    taken_over = await father("PUT", address(recorded), body, if_match=etag)
    assert taken_over.status_code == 403
    assert not await home.is_open()

    seen = await home.holder.get(address(recorded))
    await home.holder.put({**seen.json(), "status": "inactive"})
    assert await home.is_open()


async def test_one_parent_does_not_take_back_what_the_other_objected_to(region: Region) -> None:
    home = await Home.of(region, 8)
    one, other = home.standing_for(region, "parent"), home.standing_for(region, "parent")
    await one.post(home.choice())
    broad = home.choice(permit=False)
    del broad["provision"]["actor"]
    made = await other.post(broad)
    assert not await home.is_open()

    assert (await withdraw(one, made)).status_code == 403
    assert not await home.is_open()
    assert (await withdraw(other, made)).status_code == 200
    assert await home.is_open()


async def test_what_an_ended_mandate_objected_to_another_who_stands_for_him_takes_back(
    region: Region,
) -> None:
    home = await Home.of(region, 8)
    one, other = home.standing_for(region, "parent"), home.standing_for(region, "parent")
    await one.post(home.choice())
    made = await other.post(home.choice(permit=False))
    await over(home, other)
    assert not await home.is_open()  # a no counts whoever made it

    assert (await withdraw(one, made)).status_code == 200
    assert await home.is_open()


async def test_of_one_parent_the_narrow_yes_excepts_his_own_broad_no(region: Region) -> None:
    home = await Home.of(region, 8)
    parent = home.standing_for(region, "parent")
    broad = home.choice(permit=False)
    del broad["provision"]["actor"]
    await parent.post(broad)
    await parent.post(home.choice())

    assert await home.is_open()
