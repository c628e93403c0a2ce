"""From the code on a paper to the wishes: by a log-in, or on a device with a shift under way."""

import pytest

from hub.commands.devices import add_device, list_devices, revoke_device
from hub.settings import AuditSettings
from tests.hub.pages.viewer.at_papers import a_paper, pressed
from tests.hub.pages.viewer.at_work import NOTHING, Ward, Window, shows_wishes, words_on
from tests.plugins.keys import CHECKPOINT_KEY, INDEX_KEY, SEALING_KEYS
from tests.plugins.launching import an_ehr
from tests.plugins.people import PeopleHub, later

pytestmark = pytest.mark.anyio
NEWER = "Er is een nieuwer plan dan dit papier."


def desk_of(people: PeopleHub) -> AuditSettings:
    return AuditSettings(
        database_url=people.owner_url,
        index_key=INDEX_KEY,
        sealing_keys=SEALING_KEYS,
        checkpoint_key=CHECKPOINT_KEY,
    )


async def test_who_photographed_it_and_logs_in_elsewhere_sees_nothing(
    people: PeopleHub, ward: Ward
) -> None:
    secret = await a_paper(people, ward.treated.bsn)
    stranger = (await an_ehr(people, "V4")).doctor
    with Window(people) as window:
        window.logs_in(stranger)
        answer = pressed(window, secret)
        typed = window.finds(ward.treated.bsn)
    assert NOTHING in words_on(answer)
    assert not shows_wishes(answer)
    assert NEWER not in words_on(answer)
    assert words_on(typed) == words_on(answer)


async def test_who_is_not_logged_in_logs_in_and_comes_back_to_the_paper(
    people: PeopleHub, ward: Ward
) -> None:
    secret = await a_paper(people, ward.treated.bsn)
    with Window(people) as window:
        assert "Inloggen als zorgverlener" in window.http.get(f"/Q/{secret}").text
        away = window.http.get(f"/Q/{secret}?inloggen")
        asked = window.http.get(away.headers["location"])
        back = window.follow(window.http.get(window.provider(asked, ward.doctor)))
        assert back.url.path == f"/Q/{secret}"
        answer = pressed(window, secret)
        typed = window.finds(ward.treated.bsn)
    assert shows_wishes(answer)
    assert NEWER in words_on(answer)
    assert NEWER not in words_on(typed), "who came by no paper has none that is older"
    assert ward.treated.bsn not in str(answer.url)


async def test_who_was_let_in_by_his_ehr_for_another_opens_no_paper(
    people: PeopleHub, ward: Ward
) -> None:
    secret = await a_paper(people, ward.treated.bsn)
    with Window(people) as window:
        window.opened(ward.ehr, ward.other.bsn)
        answer = pressed(window, secret)
    assert answer.status_code == 403
    assert not shows_wishes(answer)


async def test_who_says_that_he_does_not_treat_him_sees_as_little_by_it_as_by_the_number(
    people: PeopleHub, ward: Ward
) -> None:
    secret = await a_paper(people, ward.treated.bsn)
    with Window(people) as window:
        window.logs_in(ward.doctor)
        answer = pressed(window, secret, "niet")
        typed = window.finds(ward.treated.bsn, "niet")
    assert not shows_wishes(answer)
    assert not shows_wishes(typed)
    assert answer.status_code == typed.status_code


async def test_an_emergency_is_declared_from_it(people: PeopleHub, ward: Ward) -> None:
    secret = await a_paper(people, ward.treated.bsn)
    with Window(people) as window:
        window.logs_in(ward.doctor)
        answer = pressed(window, secret, "spoed")
    assert answer.url.path.endswith("/spoed")


async def test_on_a_registered_device_it_opens_all_shift_long_and_on_no_other(
    people: PeopleHub, ward: Ward
) -> None:
    secret = await a_paper(people, ward.treated.bsn)
    told = await add_device(desk_of(people), ward.ehr.ura, "12-101")
    with Window(people) as device, Window(people) as other:
        sent = {"sec-fetch-site": "same-origin", "origin": people.url}
        data = {"code": told["code"]}
        assert device.http.post("/viewer/apparaat", data=data, headers=sent).status_code == 200
        for window in (device, other):
            window.logs_in(ward.doctor)
        with later(people, hours=3):
            assert "Ik behandel deze patiënt" in device.http.get(f"/Q/{secret}").text
            assert shows_wishes(pressed(device, secret))
            assert "Inloggen als zorgverlener" in other.http.get(f"/Q/{secret}").text
        with later(people, hours=12, minutes=1):
            assert "Inloggen als zorgverlener" in device.http.get(f"/Q/{secret}").text


async def test_a_stolen_device_is_logged_out_when_it_is_revoked(
    people: PeopleHub, ward: Ward
) -> None:
    secret = await a_paper(people, ward.treated.bsn)
    told = await add_device(desk_of(people), ward.ehr.ura, "12-102")
    with Window(people) as device:
        sent = {"sec-fetch-site": "same-origin", "origin": people.url}
        device.http.post("/viewer/apparaat", data={"code": told["code"]}, headers=sent)
        device.logs_in(ward.doctor)
        assert shows_wishes(pressed(device, secret))
        await revoke_device(desk_of(people), told["device"])
        assert "Inloggen als zorgverlener" in device.http.get(f"/Q/{secret}").text
        assert device.get("/w/" + "A" * 43).status_code in {303, 403}
    assert told["device"] not in {one["device"] for one in await list_devices(desk_of(people))}


async def test_to_who_works_elsewhere_a_device_is_a_browser_like_any(
    people: PeopleHub, ward: Ward
) -> None:
    secret = await a_paper(people, ward.treated.bsn)
    told = await add_device(desk_of(people), "90000108", "12-103")
    with Window(people) as device:
        sent = {"sec-fetch-site": "same-origin", "origin": people.url}
        device.http.post("/viewer/apparaat", data={"code": told["code"]}, headers=sent)
        device.logs_in(ward.doctor)
        with later(people, hours=1):
            assert "Inloggen als zorgverlener" in device.http.get(f"/Q/{secret}").text
