"""/viewer opened by an EHR: the right person, the right inhabitant, once, in his own browser.

docs/decisions/0049-the-viewer.md
"""

import secrets
from dataclasses import replace

import asyncpg
import pytest

from hub.commands.clients import switch_client
from tests.builders import a_bsn
from tests.hub.pages.viewer.at_work import (
    NOTHING,
    Ward,
    Window,
    launch_path,
    ref_of,
    rows_of,
    shows_wishes,
    words_on,
)
from tests.plugins.launching import a_smart_app, an_ehr
from tests.plugins.people import PeopleHub, later
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio
REFUSED = "Inloggen is niet gelukt"


async def denied(window: Window, path: str, who: Somebody | None, rule: str) -> None:
    """The page that says no more than that nobody logged in; the ledger has why."""
    answer = window.to_provider(path)
    if who is not None:
        answer = window.http.get(window.provider(answer, who))
    rows = await window.hub.rows(answer)
    assert (rows[-1]["rule"], rows[-1]["status"]) == (rule, 403)
    page = window.follow(answer)
    assert (page.status_code, REFUSED in words_on(page)) == (403, True)
    assert "__Host-viewer" not in window.http.cookies


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?launch={launch}",
        "?iss={url}/fhir",
        "?iss=https://evil.example/fhir&launch={launch}",
        "?iss={url}&launch={launch}",
        "?iss={url}/fhir&launch=short",
        "?iss={url}/fhir&launch=%ff{launch}",
        "?" + "a=1&" * 50,
    ],
)
async def test_a_launch_of_another_server_or_none_is_begun_for_nobody(
    people: PeopleHub, query: str
) -> None:
    asked = len(people.provider.asked)
    with Window(people) as window:
        filled = query.format(url=people.url, launch=secrets.token_urlsafe(32))
        answer = window.get(f"/launch{filled}")
    assert answer.status_code == 400
    assert "opende deze pagina niet goed" in words_on(answer)
    assert len(people.provider.asked) == asked


async def test_a_launch_used_twice_opens_nothing(people: PeopleHub, ward: Ward) -> None:
    path = launch_path(people.url, ward.ehr.launched(ward.treated.bsn))
    with Window(people) as window:
        assert shows_wishes(window.logs_in(ward.doctor, path))
    with Window(people) as window:
        await denied(window, path, None, "launch-used")


async def test_a_launch_that_an_app_used_opens_no_page_and_the_reverse(
    people: PeopleHub, ward: Ward
) -> None:
    app, launch = await a_smart_app(people), ward.ehr.launched(ward.treated.bsn)
    assert "code" in app.opened(launch, ward.doctor)
    with Window(people) as window:
        await denied(window, launch_path(people.url, launch), None, "launch-used")
        launch = ward.ehr.launched(ward.treated.bsn)
        assert shows_wishes(window.logs_in(ward.doctor, launch_path(people.url, launch)))
        assert app.sent(app.authorize(window, launch=launch))["error"] == "access_denied"


async def test_a_launch_opens_nothing_after_a_minute(people: PeopleHub, ward: Ward) -> None:
    path = launch_path(people.url, ward.ehr.launched(ward.treated.bsn))
    with Window(people) as window, later(people, seconds=61):
        await denied(window, path, None, "launch-ended")


@pytest.mark.parametrize("differs", ["number", "role", "ura"])
async def test_another_professional_opens_nothing(
    people: PeopleHub, ward: Ward, differs: str
) -> None:
    other = {"number": "900000501", "role": "30.000", "ura": "90000999"}[differs]
    path = launch_path(people.url, ward.ehr.launched(ward.treated.bsn))
    with Window(people) as window:
        who = replace(ward.doctor, **{differs: other})
        await denied(window, path, who, "launch-other-person")


async def test_another_browser_opens_nothing_at_either_step(people: PeopleHub, ward: Ward) -> None:
    """Neither by the way back from the provider, nor by the one to the page."""
    path = launch_path(people.url, ward.ehr.launched(ward.treated.bsn))
    with Window(people) as hers, Window(people) as his:
        back = hers.provider(hers.to_provider(path), ward.doctor)
        assert his.http.get(back).status_code == 400
        to_page = hers.http.get(back).headers["location"]
        his.to_provider("/inloggen")
        stolen = his.get(to_page.removeprefix(people.url))
        assert (stolen.status_code, REFUSED in words_on(stolen)) == (403, True)
        assert shows_wishes(hers.follow(hers.http.get(to_page)))
        again = hers.get(to_page.removeprefix(people.url))
        assert (again.status_code, REFUSED in words_on(again)) == (403, True)


async def test_what_was_opened_for_one_inhabitant_opens_nobody_else(
    people: PeopleHub, ward: Ward
) -> None:
    """Both are his own organisation's, so that by a log-in of his own both are open."""
    with Window(people) as window:
        page = window.opened(ward.ehr, ward.treated.bsn)
        assert shows_wishes(page)
        answer = window.post("", {"bsn": ward.other.bsn, "doel": "behandel"})
        [row] = await people.rows(answer)
        assert (answer.status_code, row["rule"]) == (403, "A-OTHER-LAUNCH")
        first = window.get()
        assert (first.status_code, ref_of(first) != ref_of(page)) == (303, True)
        assert shows_wishes(window.follow(first))


async def test_an_app_and_the_page_open_by_the_same_kind_of_launch_and_see_the_same(
    people: PeopleHub, ward: Ward
) -> None:
    app = await a_smart_app(people)
    launch = ward.ehr.launched(ward.treated.bsn)
    given = app.tokens_of(launch, ward.doctor, scope="launch patient/*.rs")
    path = f"/fhir/Consent?patient={given['patient']}"
    found = app.bearer(given["access_token"], "GET", path).json()
    with Window(people) as window:
        page = window.opened(ward.ehr, ward.treated.bsn)
    assert found["total"] == 1
    assert page.text.count("sign-dont") == 1
    assert shows_wishes(page)


async def test_a_second_launch_in_one_browser_ends_the_first_and_never_takes_its_place(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        first = ref_of(window.opened(ward.ehr, ward.treated.bsn))
        second = window.opened(ward.ehr, ward.other.bsn)
        gone = window.get(first)
        assert (gone.status_code, shows_wishes(gone)) == (404, False)
        assert ward.treated.bsn[-3:] not in words_on(gone)
        assert shows_wishes(window.get(ref_of(second)))


async def test_a_launch_by_another_professional_ends_the_session_of_the_first(
    people: PeopleHub, ward: Ward
) -> None:
    nurse = replace(ward.ehr, number="900000703", role="30.000")
    with Window(people) as window:
        first = ref_of(window.opened(ward.ehr, ward.treated.bsn))
        second = window.opened(nurse, ward.other.bsn)
        assert shows_wishes(second)
        assert window.get(first).status_code == 404


async def test_nothing_known_and_nothing_open_are_one_page_with_the_way_to_an_emergency(
    people: PeopleHub, ward: Ward
) -> None:
    """Of the one another practice keeps a Patient who chose nothing; of the other nobody does."""
    elsewhere = await people.inhabitant()
    said = []
    for bsn in (elsewhere.bsn, a_bsn()):
        with Window(people) as window:
            page = window.opened(ward.ehr, bsn)
        assert (page.status_code, NOTHING in words_on(page)) == (200, True)
        assert "/spoed" in page.text
        said.append(words_on(page).replace(f"BSN eindigt op {bsn[-3:]}", ""))
    assert said[0].partition("Actueel")[0] == said[1].partition("Actueel")[0]


async def test_the_session_of_a_launch_ends_after_an_hour_whatever_is_done(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        ref = ref_of(window.opened(ward.ehr, ward.treated.bsn))
        for minutes in (14, 28, 42, 56):
            with later(people, minutes=minutes):
                assert shows_wishes(window.get(ref))
        with later(people, minutes=61):
            assert window.get(ref).status_code == 403


async def test_once_its_ehr_is_switched_off_the_session_ends_at_the_next_request(
    people: PeopleHub,
) -> None:
    ward = Ward.of(await an_ehr(people))
    with Window(people) as window:
        ref = ref_of(window.opened(ward.ehr, ward.treated.bsn))
        await switch_client(people.owner_url, ward.ehr.app.client_id, disabled=True)
        ended = window.get(ref)
        [row] = await people.rows(ended)
        assert (ended.status_code, row["rule"]) == (403, "S-NOT-REGISTERED")
        assert "U bent uitgelogd" in words_on(ended)
        await switch_client(people.owner_url, ward.ehr.app.client_id, disabled=False)
        assert window.get(ref).status_code == 303, "it stays ended"


async def test_an_organisation_that_becomes_another_kind_is_not_who_logged_in_there(
    people: PeopleHub,
) -> None:
    ward = Ward.of(await an_ehr(people))
    with Window(people) as window:
        window.logs_in(ward.doctor)
        ref = ref_of(window.finds(ward.treated.bsn))
        assert shows_wishes(window.get(ref))
        connection = await asyncpg.connect(people.owner_url)
        await connection.execute(
            "UPDATE client SET organization_type = 'V4' WHERE ura = $1", ward.ehr.ura
        )
        await connection.close()
        ended = window.get(ref)
        [row] = await people.rows(ended)
    assert (ended.status_code, row["rule"]) == (403, "S-NOT-REGISTERED")


async def test_a_launch_of_a_token_that_reads_little_shows_no_half_of_the_wishes(
    people: PeopleHub,
) -> None:
    little = await an_ehr(people, scopes="system/Patient.crus system/Goal.rs")
    with Window(people) as window:
        page = window.opened(little, little.inhabitant().bsn)
    [row] = await people.rows(page)
    assert (page.status_code, row["rule"]) == (403, "SCOPE")
    assert "Dit kunt u niet bekijken" in words_on(page)


async def test_each_look_is_in_the_ledger_once_by_his_own_name(
    people: PeopleHub, ward: Ward
) -> None:
    with Window(people) as window:
        page = window.opened(ward.ehr, ward.treated.bsn)
    [look] = rows_of(await people.rows(page), "search-type")
    who = look["who"]
    assert (who.client_id, who.ura, who.number) == ("viewer", ward.ehr.ura, ward.ehr.number)
    assert (who.purpose, who.vouched_by) == ("TREAT", "https://dezi.example")
    assert look["found"] == 1
