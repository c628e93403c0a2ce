"""Who comes in at /rtp, and what everything there keeps to itself."""

from uuid import uuid4

import msgspec
import pytest

from hub.pages.assets import style_path
from hub.security.professional_request import About, Opened
from tests.builders import a_bsn
from tests.hub.offers import a_candidate
from tests.hub.pages.mijn.test_headers import policy_of
from tests.hub.pages.rtp.staff import Staff, at_work, nobody, staff_of, words_on
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
PAGES = ["", "/uitgelogd", "/niets", "/langer", "/uitloggen", "/niets/x"]


async def test_who_is_not_logged_in_is_told_what_this_is(region: Region) -> None:
    page = await (await nobody(region)).get()

    assert page.status_code == 200
    assert "Inloggen als zorgverlener" in words_on(page)


async def test_who_is_logged_in_is_named_with_his_organisation(region: Region) -> None:
    page = await (await staff_of(region, await a_candidate(region))).get()

    assert page.status_code == 200
    assert "Ingelogd: V. Verpleger, Het Huis" in words_on(page)


async def test_a_session_that_an_ehr_opened_is_of_one_inhabitant_and_not_of_this(
    region: Region,
) -> None:
    caller = await a_candidate(region)
    about = About(bsn=a_bsn(), relation=True)
    opened = Opened(client_id="ehr", whose=uuid4(), about=about)
    who = msgspec.structs.replace(at_work(caller), opened=opened)
    browser = await Staff(region, who).begins()

    for page in (await browser.get(), await browser.post("/langer")):
        assert page.status_code == 403
        assert "Log zelf in voor het transferpunt" in words_on(page)


async def test_who_logs_out_is_out_everywhere_at_once(region: Region) -> None:
    browser = await staff_of(region, await a_candidate(region))
    await browser.get()

    page = await browser.post("/uitloggen", {"overal": "ja"})

    assert "U bent uitgelogd" in words_on(page)
    assert "Inloggen als zorgverlener" in words_on(await browser.get())


async def test_who_stays_goes_back_to_a_page_of_his_and_nowhere_else(region: Region) -> None:
    browser = await staff_of(region, await a_candidate(region))
    await browser.get()

    for elsewhere in ("https://evil.example", "//evil.example", "../mijn", "niets"):
        page = await browser.post("/langer", {"pagina": elsewhere})
        assert page.status_code == 200
        assert page.url.path.startswith("/rtp")


async def test_a_form_of_another_site_does_nothing(region: Region) -> None:
    browser = await staff_of(region, await a_candidate(region))
    await browser.get()

    sent = {"Sec-Fetch-Site": "cross-site"}
    answer = await browser.http.post("/rtp/uitloggen", data={"teken": browser.form}, headers=sent)

    assert answer.status_code == 403
    assert "Ingelogd:" in words_on(await browser.get())


@pytest.mark.parametrize("path", PAGES)
async def test_whatever_it_answers_it_keeps_to_itself(region: Region, path: str) -> None:
    known = await staff_of(region, await a_candidate(region))
    for browser in (known, await nobody(region)):
        answer = await browser.get(path)
        policy = policy_of(answer)
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["style-src"] == policy["img-src"] == policy["form-action"] == "'self'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        for danger in ("<style", " style=", " onclick", "javascript:", "http:"):
            assert danger not in answer.text


async def test_the_look_is_served(region: Region) -> None:
    answer = await (await nobody(region)).http.get(style_path("rtp"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
