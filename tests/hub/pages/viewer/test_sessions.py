"""Who is logged in at /viewer: for how long, in which browser, and until when.

docs/decisions/0049-the-viewer.md
"""

from dataclasses import replace

import pytest

from tests.builders import a_bsn
from tests.hub.pages.viewer.at_work import Ward, Window, ref_of, shows_wishes, words_on
from tests.plugins.people import Inhabitant, PeopleHub, later

pytestmark = pytest.mark.anyio


async def test_after_logging_out_the_page_and_its_address_are_gone(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        ref = ref_of(window.finds(ward.treated.bsn))
        kept = window.http.cookies["__Host-viewer"]
        out = window.post("/uitloggen")
        assert out.headers["clear-site-data"] == '"cache", "cookies", "storage"'
        assert "U bent uitgelogd" in words_on(window.follow(out))
        assert window.get(ref).status_code == 303
        stolen = window.get(ref, Cookie=f"__Host-viewer={kept}")
        assert not shows_wishes(stolen)


async def test_logging_out_everywhere_ends_all_of_his_and_nobody_elses(
    people: PeopleHub, ward: Ward
) -> None:
    colleague = replace(ward.doctor, number="900000801")
    with Window(people) as here, Window(people) as there, Window(people) as other:
        for window, who in ((here, ward.doctor), (there, ward.doctor), (other, colleague)):
            window.logs_in(who)
        refs = [ref_of(one.finds(ward.treated.bsn)) for one in (there, other)]
        here.post("/uitloggen", {"overal": "ja"})
        assert there.get(refs[0]).status_code == 403
        assert shows_wishes(other.get(refs[1]))


async def test_after_fifteen_minutes_of_nothing_he_is_logged_out(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        ref = ref_of(window.finds(ward.treated.bsn))
        with later(people, minutes=14):
            assert shows_wishes(window.get(ref))
        with later(people, minutes=29, seconds=10):
            ended = window.get(ref)
    assert (ended.status_code, "U bent uitgelogd" in words_on(ended)) == (403, True)
    assert ward.treated.bsn[-3:] not in words_on(ended)


async def test_staying_longer_comes_back_to_the_same_page_and_to_no_other_address(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        page = window.finds(ward.treated.bsn)
        ref = ref_of(page)
        assert f'name="pagina" value="{ref[1:]}"' in page.text
        assert window.post("/langer", {"pagina": ref[1:]}).headers["location"] == f"/viewer{ref}"
        for elsewhere in ("//evil.example", "w/../../mijn", "https://evil.example", "uitloggen"):
            back = window.post("/langer", {"pagina": elsewhere})
            assert back.headers["location"] == "/viewer"


async def test_a_session_of_one_door_is_none_at_the_other(people: PeopleHub, ward: Ward) -> None:
    who: Inhabitant = await people.inhabitant()
    with Window(people) as window:
        window.logs_in(ward.doctor)
        his = window.http.cookies["__Host-viewer"]
    with Window(people) as window:
        away = window.http.get(window.http.get("/mijn/inloggen").headers["location"])
        window.follow(window.http.get(window.provider(away, who)))
        hers = window.http.cookies["__Host-mijn"]
        assert "Vlinderhof" in window.http.get("/mijn").text
    with Window(people) as window:
        at_mijn = window.http.get("/mijn/wensen", headers={"Cookie": f"__Host-mijn={his}"})
        at_viewer = window.http.get("/viewer", headers={"Cookie": f"__Host-viewer={hers}"})
    for answer in (at_mijn, at_viewer):
        assert (answer.status_code, "U bent uitgelogd" in words_on(answer)) == (403, True)


async def test_he_never_gets_a_session_that_he_came_with(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window:
        back = window.http.get(window.provider(window.to_provider("/inloggen"), ward.doctor))
        kept = window.http.cookies["__Host-viewer-in"]
        chosen = f"__Host-viewer=chosen; __Host-viewer-in={kept}"
        given = window.http.get(back.headers["location"], headers={"Cookie": chosen})
    [cookie] = [one for one in given.headers.get_list("set-cookie") if "__Host-viewer=" in one]
    assert "chosen" not in cookie
    flags = {one.strip().lower() for one in cookie.split(";")[1:]}
    assert flags == {"secure", "httponly", "path=/", "samesite=lax"}


async def test_who_comes_in_anew_ends_the_session_that_his_browser_had(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window, Window(people) as other:
        window.logs_in(ward.doctor)
        before = window.http.cookies["__Host-viewer"]
        window.opened(ward.ehr, ward.treated.bsn)
        assert window.http.cookies["__Host-viewer"] != before
        kept = other.http.get(f"{people.url}/viewer", headers={"Cookie": f"__Host-viewer={before}"})
    assert kept.status_code == 403
    assert "U bent uitgelogd" in words_on(kept)


@pytest.mark.parametrize("path", ["", "/uitloggen", "/w/x/papier"])
async def test_a_form_of_who_is_not_logged_in_does_nothing(people: PeopleHub, path: str) -> None:
    with Window(people) as nobody:
        answer = nobody.post(path, {"bsn": a_bsn(), "doel": "behandel"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/viewer")
