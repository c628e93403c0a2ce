"""Papers that a professional printed: he alone sees and ends them, at the page of that patient."""

from dataclasses import replace

import pytest

from tests.hub.pages.viewer.at_papers import a_paper, papers_of, pressed, printed_by
from tests.hub.pages.viewer.at_work import Ward, Window, ref_of, rows_of, words_on
from tests.plugins.launching import an_ehr
from tests.plugins.people import PeopleHub

pytestmark = pytest.mark.anyio
EMPTY = "Geen papier"


@pytest.fixture
async def ward(people: PeopleHub) -> Ward:
    """With inhabitants of whom there is no paper yet."""
    return Ward.of(await an_ehr(people))


@pytest.fixture
async def secret(people: PeopleHub, ward: Ward) -> str:
    """On a paper that the doctor of the ward printed."""
    return await printed_by(people, ward.ehr, ward.treated.bsn)


async def name_of(people: PeopleHub, ward: Ward) -> str:
    return (await papers_of(people, ward.treated.bsn))[0].name


async def is_over(people: PeopleHub, ward: Ward) -> bool:
    return (await papers_of(people, ward.treated.bsn))[0].printed.revoked is not None


@pytest.mark.parametrize("how", ["colleague", "not-treating", "other-inhabitant", "other-session"])
async def test_nobody_sees_or_ends_a_paper_but_who_printed_it_where_he_did(
    people: PeopleHub, ward: Ward, secret: str, how: str
) -> None:
    name = await name_of(people, ward)
    colleague = replace(ward.doctor, number="900000999")
    with Window(people) as window, Window(people) as own:
        window.logs_in(colleague if how == "colleague" else ward.doctor)
        bsn = ward.other.bsn if how == "other-inhabitant" else ward.treated.bsn
        ref = ref_of(window.finds(bsn, "niet" if how == "not-treating" else "behandel"))
        if how == "other-session":
            own.logs_in(ward.doctor)
            ref = ref_of(own.finds(bsn))
        shown = window.get(f"{ref}/papieren")
        answers = [
            window.get(f"{ref}/papieren/{name}"),
            window.get(f"{ref}/papieren/{name}/klaar"),
            window.post(f"{ref}/papieren/{name}/stoppen"),
        ]

    assert name not in shown.text
    assert shown.status_code == 404 if how == "other-session" else EMPTY in words_on(shown)
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert not await is_over(people, ward)
    assert secret not in shown.text


async def test_no_other_site_and_no_link_ends_a_paper(
    people: PeopleHub, ward: Ward, secret: str
) -> None:
    name = await name_of(people, ward)
    with Window(people) as window:
        window.logs_in(ward.doctor)
        path = f"{ref_of(window.finds(ward.treated.bsn))}/papieren/{name}"
        answers = [
            window.post(f"{path}/stoppen", {"teken": "x"}),
            window.post(f"{path}/stoppen", Sec_Fetch_Site="cross-site"),
            window.get(f"{path}/stoppen"),
            window.get(f"{path}/klaar"),
            window.post(path),
            window.post(f"{path}/klaar"),
        ]

    assert [one.status_code for one in answers] == [403, 403, 404, 404, 404, 404]
    assert secret not in "".join(one.text for one in answers)
    assert not await is_over(people, ward)


async def test_he_sees_how_often_it_was_scanned_and_ends_it_and_its_code_says_so(
    people: PeopleHub, ward: Ward, secret: str
) -> None:
    await a_paper(people, ward.treated.bsn)
    name = (await papers_of(people, ward.treated.bsn))[1].name
    with Window(people) as window:
        window.logs_in(ward.doctor)
        ref = ref_of(window.finds(ward.treated.bsn))
        assert "De code is nog niet gescand. Geldig." in words_on(window.get(f"{ref}/papieren"))
        window.http.get(f"/Q/{secret}")
        shown = window.get(f"{ref}/papieren")
        assert shown.text.count("<article") == 1
        assert "De code is 1 keer gescand. Geldig." in words_on(shown)
        asked = window.get(f"{ref}/papieren/{name}")
        assert "Er is nog niets veranderd." in words_on(asked)
        answer = window.post(f"{ref}/papieren/{name}/stoppen")
        again = window.post(f"{ref}/papieren/{name}/stoppen")

        assert answer.headers["location"] == again.headers["location"]
        assert len(rows_of(await people.rows(answer), "ticket-ended")) == 1
        assert rows_of(await people.rows(again), "ticket-ended") == []
        assert "Dit papier is ongeldig" in words_on(window.follow(answer))
        over = window.get(f"{ref}/papieren")
        assert "Ongeldig sinds" in words_on(over)
        assert "Maak ongeldig" not in words_on(over)
        assert pressed(window, secret).status_code == 410
        for page in (shown, asked, over):
            assert ward.treated.bsn not in page.text
