"""Logging in at /viewer without an EHR, and one field: whom he asks about, by BSN.

docs/decisions/0049-the-viewer.md
"""

import asyncio
import secrets
from dataclasses import replace

import asyncpg
import pytest

from hub.commands.clients import switch_client
from tests.builders import a_bsn, a_privacy_consent
from tests.hub.pages.viewer.at_work import (
    NOTHING,
    Ward,
    Window,
    ref_of,
    rows_of,
    shows_wishes,
    words_on,
)
from tests.plugins.launching import an_ehr
from tests.plugins.people import PeopleHub
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio
REFUSED = "Inloggen is niet gelukt"


async def test_an_inhabitant_who_logs_in_there_sees_nothing(people: PeopleHub) -> None:
    who = await people.inhabitant()
    with Window(people) as window:
        page = window.logs_in(Somebody(who.bsn))
        assert people.provider.asked[-1]["who"] == "professional"
        assert (page.status_code, REFUSED in words_on(page)) == (403, True)
        assert window.get("/w/" + "A" * 43).status_code == 303


async def test_no_app_gets_a_professional_without_a_launch_by_saying_so(
    people: PeopleHub, ward: Ward
) -> None:
    """That the page may, its own request says: what is pushed by an app has no such member."""
    app = await people.app()
    with Window(people) as window:
        away = window.authorize(app, app.pushed(who="professional"))
        answer = window.http.get(window.provider(away, ward.doctor))
    assert people.provider.asked[-1]["who"] == "inhabitant"
    assert "error=access_denied" in answer.headers["location"]


@pytest.mark.parametrize("redirect", ["", "https://evil.example/cb"])
async def test_nobody_begins_a_log_in_for_the_page_but_the_page(
    people: PeopleHub, redirect: str
) -> None:
    asked = {"client_id": "viewer", "response_type": "code", "scope": "user/*.rs"}
    with Window(people) as window:
        answer = window.http.get(
            "/auth/authorize", params={**asked, "redirect_uri": redirect, "state": "s" * 22}
        )
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_the_code_of_the_page_gives_nobody_a_token(people: PeopleHub, ward: Ward) -> None:
    app = await people.app()
    with Window(people) as window:
        back = window.provider(window.to_provider("/inloggen"), ward.doctor)
        url = window.http.get(back).headers["location"]
        code = url.partition("code=")[2].partition("&")[0]
        assert app.redeem(code).status_code == 400
        app.system.client_id = "viewer"
        assert app.redeem(code).json()["error"] == "invalid_client"
        assert "Welke patiënt" in words_on(window.follow(window.http.get(url)))


@pytest.mark.parametrize("fault", ["cancelled", "level"])
async def test_who_stops_or_is_not_sure_enough_is_told_the_same(
    people: PeopleHub, ward: Ward, fault: str
) -> None:
    who = {
        "cancelled": replace(ward.doctor, fault="cancelled"),
        "level": replace(ward.doctor, level="low"),
    }[fault]
    with Window(people) as window:
        page = window.logs_in(who)
    assert (page.status_code, REFUSED in words_on(page)) == (403, True)
    assert "__Host-viewer" not in window.http.cookies


async def test_who_is_of_an_organisation_that_is_not_registered_is_told_so(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        away = window.to_provider("/inloggen")
        stranger = replace(ward.doctor, ura="99999999")
        answer = window.http.get(window.provider(away, stranger))
        assert await people.rule(answer) == "organization-unknown"
        page = window.follow(answer)
    assert (page.status_code, "niet aangesloten" in words_on(page)) == (403, True)


async def test_an_organisation_whose_systems_are_of_two_types_is_of_none(
    people: PeopleHub, ward: Ward
) -> None:
    """Nobody knows then as what he reads: the wider of two readings is not taken."""
    ehr = await an_ehr(people)
    await people.app(ura=ehr.ura, organization_type="V4", redirect_uris=[], scopes="system/*.rs")
    with Window(people) as window:
        page = window.logs_in(ehr.doctor)
    assert "niet aangesloten" in words_on(page)


async def test_an_app_in_a_browser_makes_no_organisation(people: PeopleHub) -> None:
    from tests.plugins.launching import a_smart_app  # noqa: PLC0415 - of this test alone

    ehr = await an_ehr(people)
    await switch_client(people.owner_url, ehr.app.client_id, disabled=True)
    await a_smart_app(people)
    with Window(people) as window:
        assert "niet aangesloten" in words_on(window.logs_in(ehr.doctor))


async def test_once_his_organisation_is_no_client_the_session_ends(people: PeopleHub) -> None:
    ward = Ward.of(await an_ehr(people))
    with Window(people) as window:
        window.logs_in(ward.doctor)
        page = window.finds(ward.treated.bsn)
        assert shows_wishes(page)
        await switch_client(people.owner_url, ward.ehr.app.client_id, disabled=True)
        ended = window.get(ref_of(page))
    [row] = await people.rows(ended)
    assert (ended.status_code, row["rule"]) == (403, "S-NOT-REGISTERED")


END_WHO_WAITS = (
    "SELECT pg_cancel_backend(pid) FROM pg_locks "
    "WHERE NOT granted AND relation = 'client'::regclass"
)


async def test_a_register_that_can_not_be_asked_for_a_moment_ends_no_session(
    people: PeopleHub,
) -> None:
    ward = Ward.of(await an_ehr(people))
    with Window(people) as window:
        window.logs_in(ward.doctor)
        page = window.finds(ward.treated.bsn)
        held = await asyncpg.connect(people.owner_url)
        try:
            async with held.transaction():
                await held.execute("LOCK TABLE client IN ACCESS EXCLUSIVE MODE")
                asked = asyncio.create_task(asyncio.to_thread(window.get, ref_of(page)))
                while not asked.done():  # as the limit of a statement does, after half a minute
                    await held.execute(END_WHO_WAITS)
                    await asyncio.sleep(0.05)
                slow = await asked
        finally:
            await held.close()
        again = window.get(ref_of(page))
    assert slow.status_code == 503
    assert not shows_wishes(slow)
    assert shows_wishes(again)


async def test_who_logged_in_is_in_the_ledger_by_his_own_name_and_about_nobody(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        away = window.to_provider("/inloggen")
        answer = window.http.get(window.provider(away, ward.doctor))
    [row] = await people.rows(answer)
    who = row["who"]
    assert (row["interaction"], row["rule"], row["pat"]) == ("authorize", "permitted", None)
    assert (who.client_id, who.ura, who.number) == ("viewer", ward.ehr.ura, ward.ehr.number)


async def test_who_treats_sees_the_wishes_in_two_steps(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window:
        assert "Welke patiënt" in words_on(window.logs_in(ward.doctor))
        page = window.finds(ward.treated.bsn)
    assert shows_wishes(page)
    assert page.text.index("sign-dont") < page.text.index("<table")
    [look] = rows_of(await people.rows(page), "search-type")
    assert (look["who"].client_id, look["who"].purpose) == ("viewer", "TREAT")


@pytest.mark.parametrize("says", ["niet", "spoed"])
async def test_who_does_not_say_that_he_treats_sees_nothing_by_it(
    people: PeopleHub, says: str
) -> None:
    """Also where another organisation's wishes would be open to who treats."""
    home, post = await an_ehr(people), await an_ehr(people, "V4")
    ward = Ward.of(home)
    patient = f"Patient/{ward.treated.patient}"
    home.keeps(a_privacy_consent(patient, holder=home.ura, user=post.ura))
    with Window(people) as window:
        window.logs_in(post.doctor)
        assert shows_wishes(window.finds(ward.treated.bsn))
        page = window.finds(ward.treated.bsn, says)
        looked = window.get(ref_of(page))
    assert (looked.status_code, NOTHING in words_on(looked)) == (200, True)
    [look] = rows_of(await people.rows(looked), "search-type")
    assert "A-NO-RELATION" in look["rule"]


FAULTS = {
    "": "Vul het BSN in",
    "12345678": "negen cijfers",
    "1234567890": "negen cijfers",
    "Jansen": "negen cijfers",
    "99994010७": "negen cijfers",
    "123456789": "Controleer de cijfers",
    "000000000": "Controleer de cijfers",
}


@pytest.mark.parametrize("typed", FAULTS)
async def test_what_is_no_number_is_told_at_the_field_and_kept(
    people: PeopleHub, ward: Ward, typed: str
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        page = window.post("", {"bsn": typed, "doel": "behandel"})
    assert page.status_code == 400
    assert words_on(page).count(FAULTS[typed]) == 2, "on top, and at the field"
    assert "<title>Fout: " in page.text
    assert f'value="{typed}" aria-invalid="true" aria-describedby="bsn-fout"' in page.text
    assert 'inputmode="numeric" autocomplete="off"' in page.text
    assert str(page.url).endswith("/viewer")


async def test_who_says_nothing_of_treating_is_asked_again(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        for said in ({}, {"doel": "x"}):
            page = window.post("", {"bsn": ward.treated.bsn, **said})
            assert (page.status_code, "Kies of u" in words_on(page)) == (400, True)


async def test_a_number_is_read_with_the_spaces_that_people_write(
    people: PeopleHub, ward: Ward
) -> None:
    bsn = ward.treated.bsn
    with Window(people) as window:
        window.logs_in(ward.doctor)
        assert shows_wishes(window.finds(f" {bsn[:3]} {bsn[3:6]}.{bsn[6:]}\t"))


async def test_no_number_and_no_name_stands_in_an_address_or_a_title(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        page = window.finds(ward.treated.bsn)
        addresses = [str(page.url)]
        title = page.text.partition("<title>")[2].partition("</title>")[0]
    assert not [one for one in addresses if ward.treated.bsn in one or ward.treated.patient in one]
    assert "Vlinderhof" not in title
    assert ward.treated.bsn not in page.text
    assert ward.treated.bsn[-3:] in words_on(page)


async def test_two_windows_about_two_inhabitants_never_mix(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        one = ref_of(window.finds(ward.treated.bsn))
        other = ref_of(window.finds(ward.other.bsn))
        for ref, bsn in ((one, ward.treated.bsn), (other, ward.other.bsn), (one, ward.treated.bsn)):
            assert bsn[-3:] in words_on(window.get(ref)).partition("Reanimatie")[0]
    assert one != other


async def test_the_address_of_another_session_opens_nothing(people: PeopleHub, ward: Ward) -> None:
    """Of another person's, of his own in another browser, of his own once he logged in anew."""
    colleague = replace(ward.doctor, number="900000801")
    with Window(people) as window, Window(people) as other, Window(people) as nobody:
        window.logs_in(ward.doctor)
        ref = ref_of(window.finds(ward.treated.bsn))
        for who in (colleague, ward.doctor):
            other.http.cookies.clear()
            other.logs_in(who)
            for path in (ref, f"{ref}/spoed"):
                answer = other.get(path)
                [row] = await people.rows(answer)
                assert (answer.status_code, row["rule"]) == (404, "S-NOT-HIS-PAGE")
                assert not shows_wishes(answer)
            posted = other.post(f"{ref}/spoed", {"reden": "other", "waarom": "x" * 20})
            assert posted.status_code == 404
        assert nobody.get(ref).status_code == 303
        assert shows_wishes(window.get(ref))
        window.http.cookies.clear()
        window.logs_in(ward.doctor)
        assert window.get(ref).status_code == 404


async def test_a_made_up_address_and_one_of_another_kind_open_nothing(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        session = window.http.cookies["__Host-viewer"]
        for name in (session, secrets.token_urlsafe(32), "x", "", f"{session}/spoed", "%ff"):
            assert window.get(f"/w/{name}").status_code == 404
        ref = ref_of(window.finds(ward.treated.bsn))
        assert window.get(f"{ref}/anders").status_code == 404
        assert window.get(f"{ref}/spoed/x").status_code == 404


async def test_another_site_begins_no_log_in_for_anybody(people: PeopleHub) -> None:
    with Window(people) as window:
        answer = window.get("/inloggen", **{"Sec-Fetch-Site": "cross-site"})
    assert answer.headers["location"] == "/viewer"
    assert a_bsn() not in answer.text


@pytest.mark.parametrize(
    "foreign",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Content_Type": "text/plain"},
        {"teken": "A" * 43},
        {"teken": ""},
    ],
)
async def test_a_form_of_another_site_or_session_does_nothing(
    people: PeopleHub, ward: Ward, foreign: dict[str, str]
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        fields = {"bsn": ward.treated.bsn, "doel": "behandel"}
        if "teken" in foreign:
            answer = window.post("", fields | foreign)
        else:
            answer = window.post("", fields, **foreign)
    assert (answer.status_code, "niet verstuurd" in words_on(answer)) == (403, True)
