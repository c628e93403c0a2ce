"""Own words and requests to correct, as a page reads and writes them."""

from datetime import timedelta

import pytest

from hub.errors import Forbidden, Unprocessable
from hub.query.corrections import corrections
from hub.query.own_rows import MOST
from hub.query.own_words import own_words
from hub.write.own_forms import Filled, Wrong, ask_to_correct, write_words
from profiles.correction import request as correction_request
from profiles.own_words import LONGEST
from profiles.own_words import response as own_response
from tests.builders import a_transaction
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
FOUR_WEEKS = timedelta(days=28)


async def test_who_is_not_sure_enough_or_not_entitled_reads_and_writes_nothing(
    region: Region,
) -> None:
    home, access = await Home.of(region), region.running.access
    for asker in (
        person(region.running, home.bsn, ground="sibling"),
        person(region.running, "999999990"),
    ):
        with pytest.raises(Forbidden):
            await own_words(access, asker.errand())
        with pytest.raises(Forbidden):
            await corrections(access, asker.errand())
        with pytest.raises(Forbidden):
            await write_words(access, asker.errand(), Filled(home.patient, {"matters": "x"}))
        wrong = Wrong(home.patient, home.goal, "x")
        with pytest.raises(Forbidden):
            await ask_to_correct(access, asker.errand(), wrong, FOUR_WEEKS)


@pytest.mark.parametrize("said", ["x" * (LONGEST + 1), "a\x00b"])
async def test_what_can_not_be_kept_is_refused(region: Region, said: str) -> None:
    home, access = await Home.of(region), region.running.access
    errand = home.himself.errand()
    with pytest.raises(Unprocessable):
        await write_words(access, errand, Filled(home.patient, {"matters": said}))
    with pytest.raises(Unprocessable):
        await ask_to_correct(access, errand, Wrong(home.patient, home.goal, said), FOUR_WEEKS)


async def test_what_is_filled_in_on_a_page_is_what_an_app_would_have_sent(region: Region) -> None:
    home, access = await Home.of(region), region.running.access
    assert await own_words(access, home.himself.errand()) == []

    said = {"matters": "De tuin.\r\nEn Joke.", "trust": "Mijn zus", "warn": ""}
    done = await write_words(access, home.himself.errand(), Filled(home.patient, said))

    [one] = await own_words(access, home.himself.errand())
    assert (one.address, one.version, one.ground) == (done.address, 1, None)
    assert one.answers == {"matters": "De tuin.\r\nEn Joke.", "trust": "Mijn zus"}
    assert (await home.himself.get(done.address)).json()["language"] == "nl"

    changed = Filled(home.patient, {"matters": "De zee."}, changes=(one.id, one.version))
    await write_words(access, home.himself.errand(), changed)
    [now] = await own_words(access, home.himself.errand())
    assert (now.version, now.answers) == (2, {"matters": "De zee."})


async def test_his_own_come_before_those_of_who_stands_for_him(region: Region) -> None:
    home, access = await Home.of(region), region.running.access
    proxy = home.standing_for(region, "proxy")
    for asker in (proxy, home.himself):
        await write_words(access, asker.errand(), Filled(home.patient, {"matters": "x"}))
    assert [one.ground for one in await own_words(access, home.himself.errand())] == [None, "proxy"]


async def test_what_he_asks_on_a_page_he_follows(region: Region) -> None:
    home, access = await Home.of(region), region.running.access
    wrong = Wrong(home.patient, home.goal, "Ik wil juist wel naar buiten.")

    await ask_to_correct(access, home.himself.errand(), wrong, timedelta(days=7))

    [one] = await corrections(access, home.himself.errand())
    assert (one.wrong, one.ura, one.status) == (wrong.wrong, home.holder.ura, "requested")
    assert one.due - one.asked_at == timedelta(days=7)


async def test_whoever_pushes_much_does_not_push_his_words_out_of_sight(region: Region) -> None:
    home, access = await Home.of(region), region.running.access
    await write_words(access, home.himself.errand(), Filled(home.patient, {"matters": "x"}))
    wrong = Wrong(home.patient, home.goal, "x")
    await ask_to_correct(access, home.himself.errand(), wrong, FOUR_WEEKS)
    other = {"questionnaire": "https://example.org/q", "item": []}
    response = {**own_response(home.patient, {}), **other}
    del response["item"]
    task = correction_request(home.patient, home.goal, "x")
    del task["code"], task["focus"], task["description"]
    for one in (response, task):
        entries = [(one, f"POST {one['resourceType']}")] * (MOST + 1)
        assert (await home.holder.transaction(a_transaction(*entries))).status_code == 200

    assert len(await own_words(access, home.himself.errand())) == 1
    assert len(await corrections(access, home.himself.errand())) == 1


async def test_that_he_looked_is_in_his_log(region: Region) -> None:
    home = await Home.of(region)
    errand = home.himself.errand()
    await own_words(region.running.access, errand)
    rows = await region.running.left_behind(most=5)
    mine = [row for row in rows if row["request_id"] == errand.request_id]
    assert [(row["pat"], row["interaction"]) for row in mine] == [
        (home.himself.whose, "search-type")
    ]
