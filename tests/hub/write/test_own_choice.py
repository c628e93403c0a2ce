"""A person makes his own choice: it holds over everybody's data, and is his alone from then on."""

from typing import Any

import anyio
import httpx
import pytest

from hub.storage.pseudonym import rid
from hub.storage.tasks import listed
from hub.write.bounded import MOST_CHOICES
from profiles import systems
from tests.builders import a_bsn, a_goal, a_treatment_directive
from tests.hub.dossier import address, fault, names
from tests.hub.persons import known, person
from tests.hub.write.home import Home, changed
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
MANY = 6


@pytest.mark.parametrize(
    ("ground", "age"), [(None, 14), (None, 11), ("parent", 14), ("mentor", 78)]
)
async def test_who_may_not_choose_alone_opens_nothing(
    region: Region, ground: str | None, age: int
) -> None:
    home = await Home.of(region, age)
    asker = person(region.running, home.bsn, ground=ground)

    answer = await asker.post(home.choice())

    assert answer.status_code == 403
    assert fault(answer)["code"] == "forbidden"
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["pat"]) == ("S-NOT-ENTITLED", asker.whose)
    assert not await home.is_open()


async def test_nobody_chooses_for_another_and_is_not_told_of_him(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)
    theirs = await home.himself.post(other.choice())
    nobody = {"reference": "Patient/nobody"}
    of_nobody = await home.himself.post({**home.choice(), "patient": nobody, "performer": [nobody]})

    assert theirs.status_code == of_nobody.status_code == 403
    assert theirs.json() == of_nobody.json()
    assert not await other.is_open()


async def test_nobody_changes_anothers_choice_and_is_not_told_of_it(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)
    theirs = await other.himself.post(other.choice())
    body = {**home.choice(), "id": theirs.json()["id"]}
    tried = await home.himself("PUT", f"Consent/{body['id']}", body, if_match='W/"1"')
    new = {**body, "id": "no-such-choice"}
    of_nobody = await home.himself("PUT", "Consent/no-such-choice", new, if_match='W/"1"')

    assert tried.status_code == of_nobody.status_code == 403
    assert tried.json() == of_nobody.json()


@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({"performer": [{"reference": "Patient/somebody"}]}, 403),
        ({"performer": [{"display": "mijn zoon"}]}, 403),
        ({"scope": {"coding": [{"system": systems.CONSENT_SCOPE, "code": "treatment"}]}}, 403),
        ({"sourceReference": {"reference": "DocumentReference/of-another"}}, 422),
        ({"sourceReference": {"reference": "DocumentReference?identifier=a|b"}}, 422),
        ({"status": "draft"}, 422),
        ({"verification": [{"verified": True}]}, 422),
    ],
)
async def test_a_choice_that_is_none_is_refused(
    region: Region, members: dict[str, Any], status: int
) -> None:
    home = await Home.of(region)

    assert (await home.himself.post({**home.choice(), **members})).status_code == status
    assert not await home.is_open()


async def test_a_number_of_another_is_no_part_of_his_choice(region: Region) -> None:
    home = await Home.of(region)
    number = {"system": systems.BSN_SYSTEM, "value": a_bsn()}
    patient = {"reference": home.patient, "identifier": number}

    answer = await home.himself.post({**home.choice(), "patient": patient, "performer": [patient]})

    assert answer.status_code == 422


async def test_a_wish_of_his_does_not_become_a_choice(region: Region) -> None:
    home = await Home.of(region)
    wish = await home.holder.post(a_treatment_directive(home.patient))
    body = {**home.choice(), "id": address(wish).split("/")[1]}

    tried = await home.himself("PUT", address(wish), body, if_match='W/"1"')

    assert tried.status_code == 403
    kept = await home.himself.get(address(wish))
    assert kept.json()["scope"]["coding"][0]["code"] == "treatment"


async def test_a_choice_names_only_what_is_his(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)

    async def about(goal: str) -> httpx.Response:
        choice = home.choice()
        choice["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": goal}}]
        return await home.himself.post(choice)

    theirs, nobodys = await about(other.goal), await about("Goal/nobody-has-it")
    assert theirs.status_code == nobodys.status_code == 422
    assert theirs.json() == nobodys.json()
    assert (await about(home.goal)).status_code == 201


async def test_a_choice_is_changed_by_who_has_read_it(region: Region) -> None:
    home = await Home.of(region)
    made = await home.himself.post(home.choice())
    body, etag = changed(made, status="inactive")
    url = f"Consent/{body['id']}"

    assert (await home.himself("PUT", url, body)).status_code == 428
    assert (await home.himself("PUT", url, body, if_match='W/"7"')).status_code == 412
    assert await home.is_open()
    assert (await home.himself("PUT", url, body, if_match=etag)).status_code == 200
    assert (await home.himself("PUT", url, body, if_match=etag)).status_code == 412
    assert not await home.is_open()


async def test_a_choice_that_was_changed_in_the_database_is_not_built_upon(region: Region) -> None:
    home = await Home.of(region)
    made = await home.himself.post(home.choice())
    body, etag = changed(made, status="inactive")
    name = rid(region.running.access.keyring, *address(made).split("/"))
    async with region.running.tampering() as connection:
        section = await connection.fetchval("SELECT section FROM resource WHERE rid = $1", name)
        await connection.execute("UPDATE resource SET section = 7 WHERE rid = $1", name)

    answer = await home.himself("PUT", address(made), body, if_match=etag)

    async with region.running.tampering() as connection:
        await connection.execute("UPDATE resource SET section = $2 WHERE rid = $1", name, section)
    assert answer.status_code == 500
    assert await home.is_open()


async def test_facts_that_were_changed_in_the_database_let_nobody_choose(region: Region) -> None:
    home = await Home.of(region)
    async with region.running.tampering() as connection:
        facts = await connection.fetchval(
            "SELECT facts FROM inhabitant WHERE pat = $1", home.himself.whose
        )
        await connection.execute(
            "UPDATE inhabitant SET facts = $2 WHERE pat = $1", home.himself.whose, facts[:-1]
        )

    answers = [
        await home.himself.post(home.choice(permit=permit, status=status))
        for permit in (True, False)
        for status in ("active", "inactive")
    ]

    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE inhabitant SET facts = $2 WHERE pat = $1", home.himself.whose, facts
        )
    assert {one.status_code for one in answers} == {403}


@pytest.mark.parametrize("how", ["Consent?identifier=a|b", "Consent", "none-exist"])
async def test_a_choice_is_made_by_no_condition(region: Region, how: str) -> None:
    home = await Home.of(region)
    choice = {**home.choice(), "identifier": [{"system": "a", "value": "b"}]}
    if how == "none-exist":
        answer = await home.himself.post(choice, if_none_exist="identifier=a|b")
    else:
        answer = await home.himself("PUT", how, choice)

    assert (answer.status_code, fault(answer)["code"]) == (400, "not-supported")


async def test_he_lets_somebody_in_over_everybodys_data_and_signs_it_now(region: Region) -> None:
    home = await Home.of(region)
    hospital = await region.organization("V4")
    await known(hospital, home.bsn)
    choice = home.choice(dateTime="2020-01-01T10:00:00+01:00")
    del choice["performer"]

    answer = await home.himself.post(choice)

    said = answer.json()
    assert answer.status_code == 201
    assert said["performer"] == [{"reference": home.patient}]
    assert said["dateTime"][:4] != "2020"
    assert said["meta"]["source"] == f"{systems.HUB_PERSONS}#inhabitant"
    assert await home.is_open()
    kept = address(await hospital.post(a_goal(home.patient)))
    seen = names(await home.doctor.get(f"Goal?patient={home.patient}"))
    assert set(seen) == {home.goal, kept}
    assert names(await home.himself.get(f"Consent?patient={home.patient}")) == [address(answer)]
    assert (await home.holder.get(address(answer))).status_code == 404


async def test_his_word_waits_for_nobody_and_is_told_so(region: Region) -> None:
    home = await Home.of(region)

    told = await home.himself.post(home.choice(), prefer="return=OperationOutcome")

    assert [one["code"] for one in told.json()["issue"]] == ["informational"]


async def test_his_word_goes_to_each_holder_and_to_the_ledger(region: Region) -> None:
    home = await Home.of(region)
    hospital = await region.organization("V4")
    await known(hospital, home.bsn)

    answer = await home.himself.post(home.choice())

    [row] = await region.left_behind(answer)
    name = f"{address(answer)}/_history/1"
    assert (row["rule"], row["entities"], row["pat"]) == (
        "S-CONSENT-RECORDED",
        (name,),
        home.himself.whose,
    )
    assert row["detail"]["obligations"] == ["LOG", "NOTIFY-HOLDER", "PROVENANCE"]
    assert row["detail"]["decided-by"] == "patient"
    assert (row["who"].stands, row["who"].assurance) == ("self", "substantial")
    async with region.running.database.connection() as connection:
        tasks = await listed(connection, region.running.access.keyring, "tell-holder")
    told = {one.custodian for one in tasks if one.detail["about"] == [name]}
    assert told == {home.holder.ura, hospital.ura}


async def test_a_named_holder_alone_is_told(region: Region) -> None:
    home = await Home.of(region)
    hospital = await region.organization("V4")
    await known(hospital, home.bsn)

    answer = await home.himself.post(home.choice(holder=hospital.ura))

    assert not await home.is_open()
    async with region.running.database.connection() as connection:
        tasks = await listed(connection, region.running.access.keyring, "tell-holder")
    name = f"{address(answer)}/_history/1"
    assert [one.custodian for one in tasks if one.detail["about"] == [name]] == [hospital.ura]


async def test_what_waited_for_him_holds_once_he_confirms_it(region: Region) -> None:
    home = await Home.of(region)
    hospital = await region.organization("V4")
    await known(hospital, home.bsn)
    recorded = await hospital.post(home.choice(holder=home.holder.ura))
    assert not await home.is_open()
    read = await home.himself.get(address(recorded))

    body, etag = changed(read, status="active")
    confirmed = await home.himself("PUT", address(recorded), body, if_match=etag)

    assert confirmed.status_code == 200
    assert await home.is_open()


async def test_what_he_refused_the_recorder_does_not_wake(region: Region) -> None:
    home = await Home.of(region)
    recorded = await home.holder.post(home.choice(holder=home.holder.ura))
    assert await home.is_open()
    read = await home.himself.get(address(recorded))
    body, etag = changed(read, status="inactive")

    refused = await home.himself("PUT", address(recorded), body, if_match=etag)

    assert refused.status_code == 200
    assert not await home.is_open()
    seen = await home.holder.get(address(recorded))
    assert seen.json()["status"] == "inactive"
    again = {**seen.json(), "status": "active"}
    woken = await home.holder("PUT", address(recorded), again, if_match=seen.headers["ETag"])
    assert woken.status_code == 409
    assert not await home.is_open()


async def test_he_confirms_what_was_written_down_as_it_was_and_signed_by_nobody_new(
    region: Region,
) -> None:
    home = await Home.of(region)
    desk = {"identifier": {"system": systems.URA_SYSTEM, "value": home.holder.ura}}
    recorded = await home.holder.post(home.choice(holder=home.holder.ura, performer=[desk]))
    assert not await home.is_open()
    body, etag = changed(await home.himself.get(address(recorded)))
    other = {**body, "performer": [{"display": "mijn zoon"}]}

    refused = await home.himself("PUT", address(recorded), other, if_match=etag)
    confirmed = await home.himself("PUT", address(recorded), body, if_match=etag)

    assert (refused.status_code, confirmed.status_code) == (403, 200)
    assert confirmed.json()["performer"] == [{"reference": home.patient}]
    assert await home.is_open()


async def test_an_organisation_changes_no_choice_that_he_made(region: Region) -> None:
    home = await Home.of(region)
    made = await home.himself.post(home.choice(permit=False))
    body = {**made.json(), "status": "inactive"}

    tried = await home.holder("PUT", address(made), body, if_match=made.headers["ETag"])

    assert tried.status_code in {404, 409, 412}
    seen = await home.himself.get(address(made))
    assert (seen.json()["status"], seen.headers["ETag"]) == ("active", 'W/"1"')


async def test_a_scope_to_choose_is_needed(region: Region) -> None:
    home = await Home.of(region)
    home.himself.scopes = ("patient/*.rs",)

    assert (await home.himself.post(home.choice())).status_code == 403


async def test_two_at_once_make_one_version_each_and_lose_none(region: Region) -> None:
    home = await Home.of(region)
    made = await home.himself.post(home.choice())
    body, etag = changed(made, status="inactive")
    answers: list[httpx.Response] = []

    async def change() -> None:
        answers.append(await home.himself("PUT", address(made), body, if_match=etag))

    async def another() -> None:
        answers.append(await home.himself.post(home.choice(permit=False)))

    async with anyio.create_task_group() as group:
        for each in (change, change, *[another] * MANY):
            group.start_soon(each)

    assert sorted(one.status_code for one in answers) == [200, *[201] * MANY, 412]
    seen = await home.himself.get(f"Consent?patient={home.patient}")
    assert len(names(seen)) == MANY + 1


async def test_what_is_too_much_is_refused_before_it_is_worked_out(region: Region) -> None:
    home = await Home.of(region)
    choice = home.choice()
    one = choice["provision"]["actor"][0]
    data = {"meaning": "instance", "reference": {"reference": home.goal}}
    many = {**choice["provision"], "actor": [one] * 21, "data": [data] * 10}
    large = {**choice, "provision": {**choice["provision"], "actor": [one] * 400}}

    assert (await home.himself.post({**choice, "provision": many})).status_code == 422
    assert (await home.himself.post(large)).status_code == 413
    assert not await home.is_open()


async def test_a_hundred_choices_are_enough(region: Region) -> None:
    home = await Home.of(region)
    for _ in range(MOST_CHOICES):
        made = await home.himself.post(home.choice(permit=False))
    body, etag = changed(made, status="inactive")

    assert (await home.himself.post(home.choice())).status_code == 422
    assert (await home.himself("PUT", address(made), body, if_match=etag)).status_code == 200
