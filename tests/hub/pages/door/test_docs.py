"""`/docs` says what is so: its addresses are there, its refusals are those of the hub."""

import json
import re
from html import unescape

import pytest

from hub.demo.check import GP_NUMBER, GP_ROLE
from hub.demo.organizations import INHABITANTS, REGION
from hub.http.unread import TOLD
from hub.oauth import refusals as oauth
from hub.pages.door import examples
from hub.pages.door.refusals import WHAT_TO_DO, kinds, lines
from tests.hub.demo.documents import VENDOR
from tests.hub.pages.door.front import asking, links
from tests.plugins.hub import Running

ADDRESS = re.compile(r"(?<![\w/-])/(?:fhir|auth|openapi|validate|\.well-known)[\w./$-]*")


@pytest.fixture
async def text(hub: Running) -> str:
    async with asking(hub.app) as browser:
        return unescape((await browser.get("/docs")).text)


@pytest.mark.anyio
async def test_every_path_and_operation_that_is_named_is_there(hub: Running, text: str) -> None:
    async with asking(hub.app) as browser:
        known = set((await browser.get("/openapi.json")).json()["paths"]) | {"/fhir/metadata"}
    shapes = [re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(one))) for one in known]
    said = text.replace("\\$", "$").replace("$HUB", " ").replace(hub.settings.public_url, " ")
    named = {one.rstrip(".") for one in ADDRESS.findall(said)}
    # The prefix of the token server's, and two that are no calls of a system.
    others = {"/auth", "/openapi.json", "/validate"}

    absent = [one for one in named - others if not any(each.fullmatch(one) for each in shapes)]
    assert absent == []
    assert len(named) > 12


@pytest.mark.anyio
async def test_every_link_leads_somewhere(hub: Running, text: str) -> None:
    async with asking(hub.app) as browser:
        for href, words in links(text):
            if href.startswith("#"):
                assert f'id="{href[1:]}"' in text, words
            else:
                assert (await browser.get(href)).status_code == 200, href


@pytest.mark.anyio
async def test_a_hub_in_use_runs_nothing_and_shows_no_button(hub: Running, text: str) -> None:
    async with asking(hub.app) as browser:
        run = await browser.post("/docs/try", data={"example": "metadata"})
        asked = await browser.get("/docs/try")

    # A path that is there for POST alone would say so: 405.
    assert (run.status_code, asked.status_code) == (404, 404)
    assert "<form" not in text
    assert "<button" not in text
    assert "/docs/try" not in text


def test_the_table_is_of_every_refusal_there_is() -> None:
    told = {one.status: set(one.codes) for one in lines()}
    found: dict[int, set[str]] = {}
    for one in kinds():
        found.setdefault(one.status, set()).add(one.code)
    for status, said in TOLD.items():
        found.setdefault(status, set()).add(said.code)

    assert told == found
    assert set(WHAT_TO_DO) == set(found)


def test_the_vendors_page_lists_no_refusal_that_the_guide_does_not() -> None:
    rows = re.findall(r"^\| ((?:\d{3}(?:, )?)+) \|", VENDOR.read_text(), re.MULTILINE)
    listed = {int(one) for row in rows for one in row.split(", ")}

    assert listed
    assert listed <= set(WHAT_TO_DO)


@pytest.mark.anyio
async def test_the_errors_of_tokens_are_those_that_are_given(text: str) -> None:
    given = {one.error for one in vars(oauth).values() if hasattr(one, "error")}

    for name in ("invalid_client", "invalid_grant", "invalid_scope"):
        assert f"<code>{name}</code>" in text
        assert name in given


def test_the_examples_are_of_the_demo() -> None:
    systems = {one.client for one in REGION}

    assert {one.client for one in examples.EXAMPLES.values()} - {""} <= systems
    assert examples.BSN in {one.bsn for one in INHABITANTS}
    who = examples.DOCTOR.practitioner
    assert (who.number, who.role) == (GP_NUMBER, GP_ROLE)


@pytest.mark.anyio
async def test_every_example_but_the_launch_is_shown_and_this_hub_has_no_launch(text: str) -> None:
    for one in examples.EXAMPLES.values():
        assert (f'id="{one.name}"' in text) is (one is not examples.LAUNCH), one.name
    assert "No professionals log in at this hub" in text
    assert "only systems get tokens" in text


@pytest.mark.anyio
async def test_the_limits_are_those_of_this_hub(hub: Running, text: str) -> None:
    for value in (hub.settings.max_body_bytes, hub.settings.max_entries, hub.settings.page_size):
        assert str(value) in text
    assert json.dumps(hub.settings.public_url)[1:-1] in text
