"""A talk is written down at /viewer by who logged in himself and treats, and by nobody else."""

from dataclasses import replace

import httpx
import pytest

from hub.pages.viewer.form.typed import fields_of
from profiles.pzp.form.said import tidy
from tests.hub.pages.viewer.at_work import DECLARED, Ward, Window, ref_of, words_on
from tests.hub.pages.viewer.form.test_form import SAID, VERSION
from tests.plugins.people import PeopleHub

pytestmark = pytest.mark.anyio
WRITE = "schrijven"


def begun(window: Window, ref: str) -> str:
    """The path of a new draft."""
    window.get(f"{ref}/{WRITE}")
    answer = window.post(f"{ref}/{WRITE}/nieuw")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def signed(window: Window, path: str) -> httpx.Response:
    """What comes of signing what is typed in full."""
    page = window.get(path)
    fields = fields_of(tidy(SAID)) | {"versie": VERSION.search(page.text)[1], "doe": "controle"}
    page = window.follow(window.post(path, fields))
    assert "NIET reanimeren" in words_on(page)
    return window.post(f"{path}/teken", {"versie": VERSION.search(page.text)[1]})


async def test_who_is_not_logged_in_comes_to_no_form(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window, Window(people) as stranger:
        window.logs_in(ward.doctor)
        ref = ref_of(window.finds(ward.treated.bsn))
        path = begun(window, ref)
        for where in (f"/viewer{ref}/{WRITE}", path, f"{path}/controle"):
            assert stranger.get(where).status_code == 303
            assert stranger.post(where).status_code == 303


async def test_in_another_session_the_address_is_of_nobody(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window, Window(people) as other:
        window.logs_in(ward.doctor)
        path = begun(window, ref_of(window.finds(ward.treated.bsn)))
        other.logs_in(replace(ward.doctor))
        assert other.get(path).status_code == 404
        assert other.post(path, {"doe": "bewaar"}).status_code == 404


@pytest.mark.parametrize("how", ["opened", "not-treating", "emergency"])
async def test_who_may_only_read_is_shown_no_way_and_finds_none(
    people: PeopleHub, ward: Ward, how: str
) -> None:
    with Window(people) as window:
        if how == "opened":
            page = window.opened(ward.ehr, ward.treated.bsn)
        else:
            window.logs_in(ward.sure)
            page = window.finds(ward.treated.bsn, "niet" if how == "not-treating" else "behandel")
        if how == "emergency":
            ref = ref_of(page)
            window.get(f"{ref}/spoed")
            page = window.follow(window.post(f"{ref}/spoed", DECLARED))
        ref = ref_of(page)

        assert "Gesprek vastleggen" not in page.text
        for answer in (
            window.get(f"{ref}/{WRITE}"),
            window.get(f"{ref}/{WRITE}/x"),
            window.post(f"{ref}/{WRITE}/nieuw"),
            window.post(f"{ref}/{WRITE}/x/teken"),
        ):
            assert answer.status_code == 403
            rule = (await people.rows(answer))[-1]["rule"]
            assert rule in {"W-LAUNCHED", "W-RELATION", "W-EMERGENCY"}


async def test_a_form_of_another_site_keeps_and_signs_nothing(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        path = begun(window, ref_of(window.finds(ward.treated.bsn)))
        fields = {**fields_of(tidy(SAID)), "versie": "1", "doe": "bewaar"}
        for headers in ({"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}):
            assert window.post(path, fields, **headers).status_code == 403
        assert window.post(path, {**fields, "teken": "x"}).status_code == 403

        assert 'value="2" checked' not in window.get(path).text


async def test_he_who_treats_writes_a_talk_down_and_reads_it_back(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        page = window.finds(ward.treated.bsn)
        assert "Gesprek vastleggen" in page.text
        ref = ref_of(page)
        path = begun(window, ref)

        answer = signed(window, path)

        rows = await people.rows(answer)
        assert [row["interaction"] for row in rows if row["interaction"] == "transaction"]
        assert "Het gesprek is vastgelegd" in words_on(window.follow(answer))
        assert "alleen kort, na een operatie" in words_on(window.get(ref))
        assert ward.treated.bsn not in path
