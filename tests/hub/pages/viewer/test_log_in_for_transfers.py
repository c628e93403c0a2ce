"""Who logs in at /rtp does so at the door of /viewer, and is in at both."""

from dataclasses import replace

import pytest

from tests.hub.pages.viewer.at_work import Ward, Window, words_on
from tests.plugins.launching import an_ehr
from tests.plugins.people import PeopleHub

pytestmark = pytest.mark.anyio


async def test_who_logs_in_for_transfers_comes_back_there_and_is_known_at_both(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        away = window.http.get("/rtp/inloggen")
        at_provider = window.http.get(away.headers["location"])
        page = window.follow(window.http.get(window.provider(at_provider, ward.doctor)))

        assert page.url.path.startswith("/rtp")
        assert "Ingelogd:" in words_on(page)
        assert "Welke patiënt?" in words_on(window.get())


async def test_who_stops_is_led_back_to_where_he_began(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window:
        away = window.http.get("/rtp/inloggen")
        at_provider = window.http.get(away.headers["location"])
        who = replace(ward.doctor, fault="cancelled")
        page = window.follow(window.http.get(window.provider(at_provider, who)))

        assert "Inloggen is niet gelukt" in words_on(page)
        assert 'href="/rtp">Opnieuw inloggen' in page.text


async def test_another_site_begins_no_log_in_there(people: PeopleHub) -> None:
    with Window(people) as window:
        answer = window.http.get("/rtp/inloggen", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.headers["location"] == "/rtp"


async def test_who_was_opened_by_his_ehr_logs_in_himself_and_the_other_ends(
    people: PeopleHub,
) -> None:
    ehr = await an_ehr(people)
    who = ehr.inhabitant()
    with Window(people) as window:
        window.opened(ehr, who.bsn)
        assert "Log zelf in" in words_on(window.http.get("/rtp"))
        away = window.http.get("/rtp/inloggen")
        at_provider = window.http.get(away.headers["location"])
        page = window.follow(window.http.get(window.provider(at_provider, ehr.doctor)))
        assert "Ingelogd:" in words_on(page)
        assert "Welke patiënt?" in words_on(window.get())
