"""Choices that change while they are read: what is told is of one moment, or nothing is.

The functions that pages call, without HTTP.
"""

from typing import Any

import pytest

from consent.asker import Inhabitant
from hub.errors import Forbidden, Unavailable
from hub.query.access_log import Days, access_log
from hub.query.choices import choices_of
from hub.security.errand import Client, Errand, Vouched
from tests.hub.access.test_access_decision_moved import overtaken
from tests.hub.write.home import Home, changed
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def errand_of(home: Home) -> Errand:
    whose = str(home.himself.whose)
    return Errand(
        asker=Inhabitant(whose=whose, assurance="substantial"),
        purpose="PATRQT",
        now=home.himself.running.clock(),
        request_id="a",
        client=Client(client_id="a", name="a", scopes=(), token_id="a", level="patient"),
        vouched=Vouched(by="a", assurance="substantial", subject=whose),
    )


async def test_what_changed_meanwhile_is_told_as_it_is_now(region: Region) -> None:
    home = await Home.of(region)
    made = await home.himself.post(home.choice())
    body, etag = changed(made, status="inactive")

    async def withdraw() -> Any:
        return await home.himself("PUT", f"Consent/{body['id']}", body, if_match=etag)

    told = await choices_of(overtaken(region, withdraw), errand_of(home))

    [one] = told.shown
    assert (one.state, one.etag, one.acts) == ("withdrawn", 'W/"2"', ())


async def test_what_changes_each_time_is_not_told(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())

    async def more() -> Any:
        return await home.himself.post(home.choice(permit=False))

    with pytest.raises(Unavailable):
        await choices_of(overtaken(region, *[more] * 6), errand_of(home))


async def test_a_page_reads_the_same_as_a_token(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())
    await home.is_open()
    access, errand = region.running.access, errand_of(home)

    told, log = await choices_of(access, errand), await access_log(access, errand, Days())

    [one] = told.shown
    assert one.written("nl")
    assert one.text("nl") is None
    assert one.made is not None
    assert [each.sees for each in told.audience if each.ura == home.doctor.ura] == ["all"]
    assert {each.action for each in log.lines} >= {"bekeken", "uw keuzes bekeken"}
    assert log.complete_since is None


async def test_a_page_shows_nobody_anothers(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)
    access, errand = region.running.access, errand_of(home)
    patient = other.patient.split("/")[1]

    with pytest.raises(Forbidden):
        await choices_of(access, errand, patient)
    with pytest.raises(Forbidden):
        await access_log(access, errand, Days(), patient=patient)


async def test_of_many_rows_it_says_from_when_on_all_are_there(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = await Home.of(region)
    monkeypatch.setattr("hub.query.access_log.MOST", 1)

    log = await access_log(region.running.access, errand_of(home), Days())

    [line] = log.lines
    assert log.complete_since is not None
    assert (log.complete_since - line.day).days == 1
