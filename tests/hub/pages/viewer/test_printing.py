"""A professional prints the wishes that he sees, with a code; nothing else is put on paper."""

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import get_args

import pytest

from consent.policy import Policy
from hub.access.access import Access
from hub.access.tickets import StoredTickets
from hub.pages.paper.press import Drawn, NotPrinted, Press, Reason
from tests.builders import a_goal
from tests.hub.pages.paper.reading import codes_in, read_as_drawn
from tests.hub.pages.viewer.at_papers import papers_of, pressed, secret_on
from tests.hub.pages.viewer.at_work import (
    DECLARED,
    NOTHING,
    Ward,
    Window,
    ref_of,
    rows_of,
    shows_wishes,
    words_on,
)
from tests.hub.pages.viewer.test_by_paper import NEWER
from tests.hub.pages.viewer.test_states import Reader
from tests.plugins.hub import Region
from tests.plugins.launching import an_ehr
from tests.plugins.people import PeopleHub

pytestmark = pytest.mark.anyio
BUTTON = "Print op één A4, met code"
DECIDED = re.compile(r'class="decision">.*?<span>(.*?)</span>', re.DOTALL)


@pytest.fixture
async def ward(people: PeopleHub) -> Ward:
    """With inhabitants of whom there is no paper yet."""
    return Ward.of(await an_ehr(people))


async def test_no_other_site_session_or_link_prints(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window, Window(people) as other, Window(people) as nobody:
        window.logs_in(ward.doctor)
        ref = ref_of(window.finds(ward.treated.bsn))
        other.logs_in(replace(ward.doctor))
        other.finds(ward.treated.bsn)
        answers = [
            window.post(f"{ref}/papier", {"teken": "x"}),
            window.post(f"{ref}/papier", {"teken": other.form}),
            window.post(f"{ref}/papier", Sec_Fetch_Site="cross-site"),
            other.post(f"{ref}/papier"),
            nobody.post(f"{ref}/papier"),
            window.get(f"{ref}/papier/x"),
            window.post(f"{ref}/papier/x"),
            window.get(f"{ref}/papier"),
        ]

    assert [one.status_code for one in answers] == [403, 403, 403, 404, 303, 404, 404, 303]
    assert answers[-1].headers["location"] == f"/viewer{ref}"
    assert await papers_of(people, ward.treated.bsn) == []


@pytest.mark.parametrize("how", ["not-treating", "stranger"])
async def test_of_whom_nothing_is_open_no_paper_is_made(
    people: PeopleHub, ward: Ward, how: str
) -> None:
    stranger = (await an_ehr(people, "V4")).doctor
    with Window(people) as window:
        window.logs_in(stranger if how == "stranger" else ward.doctor)
        shown = window.finds(ward.treated.bsn, "niet" if how == "not-treating" else "behandel")
        answer = window.post(f"{ref_of(shown)}/papier")

    assert BUTTON not in shown.text
    assert NOTHING in words_on(answer)
    assert words_on(answer) == words_on(shown)
    assert rows_of(await people.rows(answer), "print") == []
    assert await papers_of(people, ward.treated.bsn) == []


async def test_what_an_emergency_opens_is_not_printed(people: PeopleHub, ward: Ward) -> None:
    with Window(people) as window:
        window.logs_in(ward.sure)
        form = f"{ref_of(window.finds(ward.treated.bsn))}/spoed"
        window.get(form)
        shown = window.follow(window.post(form, DECLARED))
        ref = ref_of(shown)
        answers = [
            window.post(f"{ref}/papier"),
            window.get(f"{ref}/papieren"),
            window.post(f"{ref}/papieren/x/stoppen"),
        ]

    assert shows_wishes(shown)
    assert BUTTON not in shown.text
    assert f"{ref}/papieren" not in shown.text
    for answer in answers:
        assert answer.status_code == 403
        [row] = await people.rows(answer)
        assert row["rule"] == "P-EMERGENCY"
    assert await papers_of(people, ward.treated.bsn) == []


@dataclass(slots=True)
class Stuck(Press):
    """It draws nothing, for this reason."""

    reason: Reason = "failed"

    async def draw(self, *_: object) -> Drawn:
        """Never."""
        raise NotPrinted(self.reason)


@pytest.mark.parametrize("reason", get_args(Reason))
async def test_where_there_is_no_print_the_page_says_why_and_no_code_counts(
    region: Region, reason: Reason
) -> None:
    reader = Reader(region, press=Stuck(reason=reason))
    client = await reader.looks()
    data = {"teken": reader.session.form_token}

    page = await client.post(f"{reader.path}/papier", data=data)

    assert page.status_code == (413 if reason == "too-large" else 503)
    assert "Er is geen papier gemaakt." in words_on(page)
    assert f'href="{reader.path}"' in page.text
    assert "reanim" not in page.text
    papers = await client.get(f"{reader.path}/papieren")
    assert "Geen papier" in words_on(papers)


@dataclass(slots=True)
class Seen(Press):
    """It keeps what it is to draw."""

    html: str = ""

    async def draw(self, html: str, *_: object) -> Drawn:
        """Nothing that can be read."""
        self.html = html
        return Drawn(b"%PDF", whole=True)


@pytest.mark.parametrize("is_named", [True, False])
async def test_it_names_who_printed_it_where_the_region_names_staff(
    region: Region, *, is_named: bool
) -> None:
    running, press = region.running, Seen()
    policy = Policy(staff_named=is_named)
    access = Access(running.access.database, running.access.keyring, policy)
    reader = Reader(region, press=press, access=access, tickets=StoredTickets(access))
    client = await reader.looks()

    await client.post(f"{reader.path}/papier", data={"teken": reader.session.form_token})

    assert ("A. Arts, x" in press.html) is is_named
    assert ("A. Arts" in press.html) is is_named
    assert reader.bsn not in press.html


@pytest.mark.usefixtures("paper")
async def test_the_paper_says_what_the_screen_says_and_leads_to_it(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.logs_in(ward.doctor)
        screen = window.finds(ward.treated.bsn)
        assert BUTTON in screen.text
        answer = window.post(f"{ref_of(screen)}/papier")

        drawn = read_as_drawn(answer.content)
        decided = [unescape(one) for one in DECIDED.findall(screen.text)]
        assert [one for one in decided if not drawn.has(one)] == []
        assert any("NIET reanimeren" in one for one in decided)
        assert len(drawn.pages) == 1
        assert ward.treated.bsn not in drawn.text
        assert codes_in(answer.content)[0].startswith(f"{people.url.upper()}/Q/")
        again = pressed(window, secret_on(answer))
        assert shows_wishes(again)
        assert NEWER not in words_on(again)
        ward.ehr.keeps(a_goal(f"Patient/{ward.treated.patient}"))
        assert NEWER in words_on(pressed(window, secret_on(answer)))


@pytest.mark.usefixtures("paper")
async def test_it_is_shown_by_the_browser_kept_by_nobody_and_in_the_ledger_by_who_printed(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        window.opened(ward.ehr, ward.other.bsn)
        ref = ref_of(window.follow(window.get()))
        answer = window.post(f"{ref}/papier")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="wensen.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    rows = await people.rows(answer)
    assert [row["interaction"] for row in rows] == ["search-type", "print"]
    assert {row["pat"] for row in rows} == {rows[0]["pat"]}
    [paper] = await papers_of(people, ward.other.bsn)
    by = paper.printed.by
    assert (by.number, by.ura) == (ward.doctor.number, ward.ehr.ura)
    assert rows[1]["detail"]["ticket"] == paper.name
