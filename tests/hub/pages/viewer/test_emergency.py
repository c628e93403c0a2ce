"""An emergency at /viewer: declared in words, by who just logged in, about one inhabitant alone.

docs/decisions/0030-emergency-access.md and docs/decisions/0049-the-viewer.md
"""

from dataclasses import replace
from typing import Any

import pytest

from tests.hub.pages.viewer.at_work import (
    DECLARED,
    NOTHING,
    WORDS,
    Ward,
    Window,
    ref_of,
    rows_of,
    shows_wishes,
    words_on,
)
from tests.plugins.launching import Ehr, an_ehr
from tests.plugins.people import PeopleHub, later
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def post(people: PeopleHub) -> Ehr:
    """An out-of-hours practice, to which nobody of the ward said yes."""
    return await an_ehr(people, "N6")


def sure(post: Ehr, **changes: Any) -> Somebody:
    """Its doctor, known surely and just now."""
    return replace(post.doctor, level="high", **changes)


def closed(window: Window, ward: Ward, who: Somebody) -> str:
    """He logs in, finds nothing open, and goes to the form; its address."""
    window.logs_in(who)
    page = window.finds(ward.treated.bsn)
    assert NOTHING in words_on(page)
    ref = ref_of(page)
    assert f"/viewer{ref}/spoed" in page.text
    window.get(f"{ref}/spoed")
    return f"{ref}/spoed"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Kies waarom"),
        ({"reden": "unconscious"}, "tien tekens"),
        ({"reden": "unconscious", "waarom": "te kort"}, "tien tekens"),
        ({"reden": "unconscious", "waarom": " \n " * 20}, "tien tekens"),
        ({"reden": "verzonnen", "waarom": WORDS}, "Kies waarom"),
        ({"reden": "", "waarom": WORDS}, "Kies waarom"),
        ({"reden": "other", "waarom": "x" * 501}, "ten hoogste 500"),
        ({"reden": "other", "waarom": f"{WORDS}\x00"}, "niet bewaard"),
    ],
)
async def test_without_a_reason_nothing_is_declared_and_what_was_typed_stays(
    people: PeopleHub, ward: Ward, post: Ehr, fields: dict[str, str], said: str
) -> None:
    with Window(people) as window:
        form = closed(window, ward, sure(post))
        page = window.post(form, fields)
    assert (page.status_code, said in words_on(page)) == (400, True)
    assert "<title>Fout: " in page.text
    assert " ".join(fields.get("waarom", "").split()).replace("\x00", "") in page.text.replace(
        "\x00", ""
    )
    assert rows_of(await people.rows(page), "emergency") == []


async def test_what_comes_of_it_is_told_beforehand(
    people: PeopleHub, ward: Ward, post: Ehr
) -> None:
    with Window(people) as window:
        page = window.get(closed(window, ward, sure(post)))
    for words in ("één uur", "72 uur", "krijgt bericht", "bezwaar"):
        assert words in words_on(page)


async def test_it_opens_for_him_about_this_inhabitant_and_is_in_the_ledger(
    people: PeopleHub, ward: Ward, post: Ehr
) -> None:
    with Window(people) as window:
        form = closed(window, ward, sure(post))
        page = window.follow(window.post(form, DECLARED))
        rows = await people.rows(page)
        assert shows_wishes(page)
        assert "U kijkt in spoed" in words_on(page)
        assert WORDS not in str(page.url)
        again = window.get(ref_of(page))
        before = window.get(form.removesuffix("/spoed"))
        other = window.finds(ward.other.bsn)
    [declared] = rows_of(rows, "emergency")
    [look] = rows_of(rows, "search-type")
    assert (declared["rule"], look["rule"]) == ("C-BTG-DECLARED", "C-BTG")
    assert look["who"].purpose == "ETREAT"
    assert rows_of(await people.rows(again), "emergency") == [], "once an hour"
    assert NOTHING in words_on(before), "the address that he came from opens no more than before"
    assert NOTHING in words_on(other), "nobody else is open by it"


async def test_it_lasts_an_hour_and_is_then_declared_anew(
    people: PeopleHub, ward: Ward, post: Ehr
) -> None:
    who = sure(post, number="900000815")
    with Window(people) as window:
        page = window.follow(window.post(closed(window, ward, who), DECLARED))
        ref = ref_of(page)
        with later(people, minutes=14):
            old = window.get(ref)
            assert (old.status_code, "Log opnieuw in" in words_on(old)) == (403, True)
            assert await people.rule(old) == "A-BTG-REAUTH"
            back = window.logs_in(who, f"/inloggen?van={ref.removeprefix('/w/')}")
            assert shows_wishes(back), "he comes back to the same"
            assert rows_of(await people.rows(back), "emergency") == []
            assert not shows_wishes(window.get(ref)), "by an address of the session that he has now"
        with later(people, minutes=28):
            window.get(ref_of(back))
        with later(people, minutes=42):
            window.get(ref_of(back))
        with later(people, minutes=56):
            window.get(ref_of(back))
        with later(people, minutes=61):
            over = window.logs_in(who, f"/inloggen?van={ref_of(back).removeprefix('/w/')}")
            assert over.status_code == 403
            assert await people.rule(over) == "A-BTG-OVER"
            assert f"{ref_of(over)}/spoed" in over.text


@pytest.mark.parametrize("fault", ["old", "unsure"])
async def test_who_has_to_log_in_again_finds_what_he_typed(
    people: PeopleHub, ward: Ward, post: Ehr, fault: str
) -> None:
    number = {"old": "900000827", "unsure": "900000839"}[fault]
    who = replace(sure(post, number=number), level="substantial" if fault == "unsure" else "high")
    with Window(people) as window:
        form = closed(window, ward, who)
        with later(people, minutes=6 if fault == "old" else 0):
            assert "logt u opnieuw in" in words_on(window.get(form))
            answer = window.post(form, DECLARED)
            assert (answer.status_code, await people.rule(answer)) == (303, "A-BTG-REAUTH")
            asks = window.follow(answer)
            assert WORDS in words_on(asks)
            again = f"/inloggen?van={ref_of(asks).removeprefix('/w/')}"
            assert f'href="/viewer{again}"' in asks.text
            page = window.logs_in(replace(who, level="high"), again)
            assert people.provider.asked[-1]["level"] == "high"
            assert WORDS in page.text
            assert 'value="unconscious" checked' in page.text
            assert rows_of(await people.rows(page), "emergency") == []
            opened = window.follow(window.post(ref_of(page) + "/spoed", DECLARED))
    assert shows_wishes(opened)


async def test_what_he_typed_is_nobody_elses_and_stays_where_he_does_not_log_in(
    people: PeopleHub, ward: Ward, post: Ehr
) -> None:
    who = replace(sure(post), level="substantial")
    with Window(people) as window:
        asks = window.follow(window.post(closed(window, ward, who), DECLARED))
        again = f"/inloggen?van={ref_of(asks).removeprefix('/w/')}"
        stopped = window.logs_in(replace(who, fault="cancelled"), again)
        assert (stopped.status_code, "Terug naar wat u typte" in words_on(stopped)) == (403, True)
        assert WORDS in words_on(window.get(f"{ref_of(asks)}/spoed"))
        other = window.logs_in(sure(post, number="900000840"), again)
        assert "Welke patiënt" in words_on(other)
        assert WORDS not in other.text
        assert window.get(f"{ref_of(asks)}/spoed").status_code == 404


@pytest.mark.parametrize(("role", "rule"), [("16.000", "A-BTG-ROLE"), ("90.000", "A-ROLE")])
async def test_who_may_declare_none_is_told_so(
    people: PeopleHub, ward: Ward, post: Ehr, role: str, rule: str
) -> None:
    who = sure(post, number="900000852", role=role)
    with Window(people) as window:
        window.logs_in(who)
        page = window.finds(ward.treated.bsn, "spoed")
        assert "kan geen spoed melden" in words_on(page)
        forced = window.follow(window.post(f"{ref_of(page)}/spoed", DECLARED))
    assert (forced.status_code, await people.rule(forced)) == (403, rule)
    assert "Dit kunt u niet bekijken" in words_on(forced)


async def test_from_the_first_page_it_is_one_button(
    people: PeopleHub, ward: Ward, post: Ehr
) -> None:
    with Window(people) as window:
        window.logs_in(sure(post, number="900000864"))
        form = window.finds(ward.treated.bsn, "spoed")
        assert "Waarom is dit spoed?" in words_on(form)
        page = window.follow(window.post(f"{ref_of(form)}/spoed", DECLARED))
    assert shows_wishes(page)


async def test_a_launch_hands_no_emergency_on_but_leads_to_a_log_in_of_his_own(
    people: PeopleHub, ward: Ward, post: Ehr
) -> None:
    ehr = replace(post, number="900000876")
    who = replace(ehr.doctor, level="high")
    with Window(people) as window:
        page = window.opened(ehr, ward.treated.bsn, who)
        assert NOTHING in words_on(page)
        form = f"{ref_of(page)}/spoed"
        assert "Spoed meldt u zelf" in words_on(window.get(form))
        forced = window.post(form, DECLARED)
        assert "Spoed meldt u zelf" in words_on(forced)
        assert not shows_wishes(window.get(ref_of(page)))
        again = window.logs_in(who, f"/inloggen?van={ref_of(page).removeprefix('/w/')}")
        assert "Waarom is dit spoed?" in words_on(again)
        opened = window.follow(window.post(f"{ref_of(again)}/spoed", DECLARED))
        assert shows_wishes(opened)
        assert "Welke patiënt" in words_on(window.get()), "the session is his own now"
