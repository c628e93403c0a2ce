"""What a desk says over everybody's data holds once a second person there confirms it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from consent.policy import Policy
from tests.attacks.desk import FIRST, SECOND, THIRD, AtTheDesk, a_form, both_rules, said
from tests.hub.access.explaining import of_bsn, parts, told, value
from tests.hub.dossier import address, names
from tests.plugins.hub import WHOLE, Region

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _as_a_region_begins(region: Region) -> Iterator[None]:
    with both_rules(region):
        yield


@pytest.fixture
async def there(region: Region) -> AtTheDesk:
    return await AtTheDesk.of(region)


async def test_one_person_alone_opens_nothing(there: AtTheDesk) -> None:
    form = await there.form()

    answer = await there.desk.source.post(there.choice(form), prefer=WHOLE)

    assert answer.status_code == 201
    assert any("another person of this desk" in one for one in said(answer))
    assert not await there.opened()


async def test_one_person_alone_closes_nothing(there: AtTheDesk) -> None:
    await there.dossier.open_to(there.doctor)
    holder = there.dossier.source.ura

    await there.recorded(permit=False, holder=holder)

    assert await there.opened()


async def test_one_person_does_not_confirm_his_own_record(there: AtTheDesk) -> None:
    consent = await there.recorded()

    for number in (FIRST, None):
        again = await there.person(number).put(consent, prefer=WHOLE)
        assert again.status_code == 200
        assert "nothing changed" in said(again)[0]
        assert any("another person of this desk" in one for one in said(again))

    assert not await there.opened()


async def test_another_person_confirms_and_it_holds(there: AtTheDesk, region: Region) -> None:
    consent = await there.recorded()

    confirmed = await there.person(SECOND).put(consent, prefer=WHOLE)

    assert confirmed.status_code == 200
    assert confirmed.headers["ETag"] == 'W/"2"'
    assert any("a second person confirmed this" in one for one in said(confirmed))
    assert await there.opened()
    [row] = await region.left_behind(confirmed)
    assert row["who"].number == SECOND
    assert row["detail"] == {"desk": {f"Consent/{consent['id']}": "confirmed"}}


async def test_that_it_waits_stands_in_the_ledger(there: AtTheDesk, region: Region) -> None:
    answer = await there.desk.source.post(there.choice(await there.form()))

    [row] = await region.left_behind(answer)
    assert list(row["detail"]["desk"].values()) == ["proposed"]
    assert row["who"].number == FIRST


async def test_what_is_confirmed_is_what_was_recorded(there: AtTheDesk, region: Region) -> None:
    """Who changes it while he confirms is the first person of what it says now."""
    consent, other = await there.recorded(), await region.doctor()
    consent["provision"]["actor"][0]["reference"]["identifier"]["value"] = other.ura

    changed = await there.person(SECOND).put(consent, prefer=WHOLE)

    assert any("another person of this desk" in one for one in said(changed))
    assert names(await other.find("Goal", patient=there.dossier.patient)) == []
    read = (await there.desk.source.get(f"Consent/{consent['id']}")).json()
    assert (await there.person(SECOND).put(read)).headers["ETag"] == 'W/"2"'
    assert (await there.person(THIRD).put(read)).headers["ETag"] == 'W/"3"'
    assert len(names(await other.find("Goal", patient=there.dossier.patient))) == 1


async def test_a_confirmation_takes_the_version_that_was_read(there: AtTheDesk) -> None:
    consent = await there.recorded()

    unread = await there.person(SECOND)("PUT", f"Consent/{consent['id']}", consent, prefer=WHOLE)
    old = await there.person(SECOND).put(consent, if_match='W/"7"')

    assert unread.status_code == 200
    assert "nothing changed" in said(unread)[0]
    assert old.status_code == 412
    assert not await there.opened()


async def test_nobody_of_another_organisation_confirms(there: AtTheDesk, region: Region) -> None:
    consent = await there.recorded()
    elsewhere = await region.organization("V4", desk=True, role="01.015", number=SECOND)

    answer = await elsewhere.put(consent)

    assert answer.status_code in {404, 409, 412, 422}
    assert not await there.opened()


async def test_a_system_of_the_same_organisation_that_is_no_desk_confirms_nothing(
    there: AtTheDesk,
) -> None:
    consent = await there.recorded()

    answer = await replace(there.person(SECOND), desk=False).put(consent)

    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"1"')
    assert not await there.opened()


async def test_what_a_system_recorded_needs_two_people(there: AtTheDesk) -> None:
    form = await there.form()
    stored = address(await there.person(None).post(there.choice(form)))
    for number, opened in ((FIRST, False), (FIRST, False), (SECOND, True)):
        consent = (await there.desk.source.get(stored)).json()
        assert (await there.person(number).put(consent)).status_code == 200
        assert await there.opened() is opened


async def test_a_form_that_is_void_by_then_confirms_nothing(there: AtTheDesk) -> None:
    form = await there.form()
    stored = address(await there.desk.source.post(there.choice(form)))
    consent = (await there.desk.source.get(stored)).json()
    void = a_form(there.desk.patient, id=form.partition("/")[2], status="entered-in-error")
    assert (await there.desk.source.put(void)).status_code == 200

    assert (await there.person(SECOND).put(consent)).status_code == 422
    assert not await there.opened()


async def test_one_person_takes_it_back_at_once(there: AtTheDesk) -> None:
    consent = await there.recorded()
    assert (await there.person(SECOND).put(consent)).status_code == 200
    assert await there.opened()
    confirmed = (await there.desk.source.get(f"Consent/{consent['id']}")).json()
    del confirmed["sourceReference"]

    taken = await there.person(SECOND).put(confirmed | {"status": "inactive"})

    assert taken.status_code == 200
    assert "Warning" not in taken.headers
    assert not await there.opened()


async def test_a_confirmed_objection_closes_until_its_change_is_confirmed(
    there: AtTheDesk,
) -> None:
    """Who mistypes a change, alone, opens nothing by it."""
    await there.dossier.open_to(there.doctor)
    consent = await there.recorded(permit=False, holder=there.dossier.source.ura)
    assert (await there.person(SECOND).put(consent)).status_code == 200
    assert not await there.opened()
    for turn in ("1", "2"):
        read = (await there.desk.source.get(f"Consent/{consent['id']}")).json()
        read["provision"]["period"]["start"] = f"2026-01-0{turn}T00:00:00+01:00"
        read["provision"]["actor"][0]["reference"]["identifier"]["value"] = "90000999"
        changed = await there.person(FIRST).put(read, prefer=WHOLE)
        assert any("another person of this desk" in one for one in said(changed))
        assert not await there.opened()

    read = (await there.desk.source.get(f"Consent/{consent['id']}")).json()
    assert (await there.person(SECOND).put(read)).status_code == 200
    assert await there.opened()


async def test_another_system_of_the_desk_takes_no_confirmed_objection_away_by_a_change(
    there: AtTheDesk,
) -> None:
    await there.dossier.open_to(there.doctor)
    consent = await there.recorded(permit=False, holder=there.dossier.source.ura)
    assert (await there.person(SECOND).put(consent)).status_code == 200
    read = (await there.desk.source.get(f"Consent/{consent['id']}")).json()
    read["provision"]["actor"][0]["reference"]["identifier"]["value"] = "90000999"

    changed = await replace(there.person(SECOND), desk=False).put(read)

    assert changed.status_code == 200
    assert not await there.opened()
    sections = told(await of_bsn(there.dossier.source, there.dossier.bsn))
    [closed] = [
        one
        for section in sections
        for one in parts(section["part"], "audience")
        if value(one, "reason") == "C-EXPLICIT-DENY"
    ]
    [evidence] = parts(closed["part"], "evidence")
    assert value(evidence, "consent") == f"Consent/{consent['id']}/_history/2"
    assert value(evidence, "confirmer") == "A. Arts"


async def test_a_confirmed_permission_ends_with_its_change(there: AtTheDesk) -> None:
    consent = await there.recorded()
    assert (await there.person(SECOND).put(consent)).status_code == 200
    read = (await there.desk.source.get(f"Consent/{consent['id']}")).json()
    read["provision"]["period"]["start"] = "2026-01-02"

    assert (await there.person(FIRST).put(read)).status_code == 200

    assert not await there.opened()


async def test_who_keeps_it_sees_both_people(there: AtTheDesk) -> None:
    consent = await there.recorded()
    waiting = told(await of_bsn(there.dossier.source, there.dossier.bsn))
    assert "C-NOT-YET-VALID" in {
        value(one, "reason") for section in waiting for one in parts(section["part"], "audience")
    }
    assert (await there.person(SECOND).put(consent)).status_code == 200

    [section] = told(await of_bsn(there.dossier.source, there.dossier.bsn))

    [opened] = [
        one
        for one in parts(section["part"], "audience")
        if value(one, "reason") == "C-EXPLICIT-PERMIT"
    ]
    [evidence] = parts(opened["part"], "evidence")
    assert value(evidence, "professional") == value(evidence, "confirmer") == "A. Arts"
    assert value(evidence, "recorder") == there.desk.source.ura


async def test_where_one_person_is_enough_it_holds_at_once(
    there: AtTheDesk, region: Region
) -> None:
    region.running.access.policy = Policy(desk_second_person=False)

    await there.recorded()

    assert await there.opened()


async def test_what_waited_holds_once_it_is_said_again_where_one_is_enough(
    there: AtTheDesk, region: Region
) -> None:
    consent = await there.recorded()
    region.running.access.policy = Policy(desk_second_person=False)

    assert (await there.desk.source.put(consent)).status_code == 200

    assert await there.opened()
