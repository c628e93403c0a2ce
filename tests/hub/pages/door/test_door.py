"""`/`: everybody finds his way, and nobody is told what is not so."""

from html import unescape

import pytest

from hub.pages.door.door import Offers
from tests.hub.pages.door.front import Front, asking, links
from tests.plugins.hub import Running

pytestmark = pytest.mark.anyio
PATHS = ["/", "/en"]
ALL = frozenset({"/viewer", "/mijn"})


def offers(**changed: object) -> Offers:
    return Offers(**{"paths": ALL, "inhabitants": True, "professionals": True, **changed})


@pytest.mark.parametrize("path", PATHS)
async def test_every_link_leads_somewhere_and_no_two_are_called_the_same(
    hub: Running, path: str
) -> None:
    async with asking(hub.app) as browser:
        found = links((await browser.get(path)).text)
        answers = {href: await browser.get(href) for href, _ in found if href[0] != "#"}

    # Whether the hub is ready is what that address tells: here nobody seals its ledger.
    assert answers.pop("/health/ready").status_code in {200, 503}
    assert {href: answer.status_code for href, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert {"/docs", "/mijn" if path == "/" else "/mijn/en", "/fhir/metadata"} <= answers.keys()
    assert len({words for _, words in found}) == len(found)


@pytest.mark.parametrize("path", PATHS)
async def test_it_keeps_to_itself_and_loads_nothing_from_elsewhere(hub: Running, path: str) -> None:
    async with asking(hub.app) as browser:
        answer = await browser.get(path)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    for danger in ("<script", "<style", " style=", " onclick", "javascript:", "http:", "https:"):
        assert danger not in answer.text


@pytest.mark.parametrize("path", PATHS)
async def test_of_a_hub_in_use_it_tells_no_version_and_nothing_of_what_it_stands_on(
    hub: Running, path: str
) -> None:
    async with asking(hub.app) as browser:
        answer = await browser.get(path)
        absent = await browser.get("/nowhere")

    for one in (answer, absent):
        said = (one.text + str(one.headers)).lower()
        for word in ("postgres", "python", "fastapi", "starlette", "uvicorn", "0.1.0", "demo"):
            assert word not in said, word


async def test_where_all_is_set_up_nothing_is_said_to_be_closed() -> None:
    text = (await Front(offers()).client.get("/")).text

    assert 'href="/viewer"' in text
    assert "Inloggen kan hier nu niet" not in text
    assert 'class="off"' not in text


async def test_without_the_page_for_professionals_no_link_leads_there() -> None:
    text = (await Front(offers(paths=frozenset({"/mijn"}))).client.get("/")).text

    assert "/viewer" not in text
    assert "Deze hub heeft daar zelf nog geen pagina voor" in text


async def test_it_says_who_can_not_log_in() -> None:
    neither = (await Front(offers(inhabitants=False, professionals=False)).client.get("/")).text
    others = (await Front(offers(inhabitants=False)).client.get("/en")).text

    assert neither.count("Inloggen kan hier nu niet") == 2
    assert "no log-in service for professionals" not in others
    assert unescape(others).count("You can't log in here now.") == 1


async def test_a_demo_says_that_it_is_one_and_whom_to_call_is_said_where_there_is_somebody() -> (
    None
):
    text = (await Front(offers(demo=True, help_line="036 000 00 00")).client.get("/")).text
    neither = (await Front(offers()).client.get("/")).text

    assert "Dit is een demo" in text
    assert "Bel ons: 036 000 00 00." in text
    assert "Dit is een demo" not in neither
    assert "Bel ons" not in neither


async def test_what_the_region_set_is_text_and_never_markup() -> None:
    text = (await Front(offers(help_line="<b onclick=x>")).client.get("/")).text

    assert "<b onclick" not in text
    assert "&lt;b onclick=x&gt;" in text
