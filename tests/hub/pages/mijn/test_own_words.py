"""My own words: mine alone to change, looked over before they are kept, and never lost."""

import asyncio
from typing import Any

import httpx
import pytest

from hub.pages.mijn.own_words_typed import TypedWords
from profiles.own_words import LONGEST, questions
from tests.hub.dossier import address, found
from tests.hub.pages.mijn.visitors import Browser, browser_of, hidden, typed, words_on
from tests.hub.write.home import Home
from tests.hub.write.own import heard, own
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
HOSTILE = '<script>alert(1)</script> & "Joke" \u202etfahcs 🦆\nen de tuin'
SAID = {"woord-matters": "De tuin.", "woord-warn": "Kat Minoes."}


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


@pytest.fixture
async def browser(home: Home) -> Browser:
    return await browser_of(home.himself)


async def kept(home: Home) -> list[dict[str, Any]]:
    return found(await home.himself.get(f"QuestionnaireResponse?patient={home.patient}"))


async def written(browser: Browser, said: dict[str, str]) -> httpx.Response:
    """All steps from the form on."""
    form = await browser.get("/eigen-woorden/schrijven")
    fields = {**hidden(form), **typed(form), **said}
    check = await browser.post("/eigen-woorden/controle", fields)
    assert check.status_code == 200, words_on(check)
    return await browser.post("/eigen-woorden/opslaan", hidden(check))


async def test_each_question_is_asked_and_nothing_is_kept_before_it_was_looked_over(
    home: Home, browser: Browser
) -> None:
    none = await browser.get("/eigen-woorden")
    form = await browser.get("/eigen-woorden/schrijven")
    check = await browser.post("/eigen-woorden/controle", {**hidden(form), **SAID})

    assert "Hier staat nog niets." in words_on(none)
    assert [*typed(form)] == [f"woord-{one.link_id}" for one in questions()]
    assert all(one.text["nl"] in words_on(form) for one in questions())
    assert "Er is nog niets opgeslagen." in words_on(check)
    assert "De tuin." in words_on(check)
    assert await kept(home) == []


async def test_what_is_kept_is_his_and_the_page_says_who_can_read_it(
    home: Home, browser: Browser
) -> None:
    saved = await written(browser, SAID)
    done = await browser.client.get(saved.headers["location"])
    nobody = words_on(done)
    await home.himself.post(home.choice())
    somebody = words_on(await browser.client.get(saved.headers["location"]))

    assert (saved.status_code, saved.headers["location"]) == (303, "/mijn/eigen-woorden/klaar")
    assert "Uw woorden zijn opgeslagen" in nobody
    assert "Nu kan niemand anders dit lezen." in nobody
    assert f"een zorgverlener met nummer {home.doctor.ura}" in somebody
    [words] = await kept(home)
    assert words["author"] == {"reference": home.patient}
    page = words_on(await browser.get("/eigen-woorden"))
    assert "Dit schreef u zelf" in page
    assert "Wat is voor mij belangrijk? De tuin." in page
    assert "Nog niemand schreef op dat erover is gepraat." in page


async def test_hostile_text_is_text(home: Home, browser: Browser) -> None:
    saved = await written(browser, {"woord-matters": HOSTILE, "woord-meaning": "{{ 7 * 7 }}"})
    assert saved.status_code == 303

    for path in ("/eigen-woorden", "/eigen-woorden/schrijven", "/en/eigen-woorden"):
        page = await browser.get(path)
        assert "<script" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;Joke&#34;" in page.text
        assert "{{ 7 * 7 }}" in page.text
    [words] = await kept(home)
    assert words["item"][0]["answer"][0]["valueString"].replace("\r\n", "\n") == HOSTILE


async def test_a_change_has_the_version_that_was_read_and_is_made_once(
    home: Home, browser: Browser
) -> None:
    await written(browser, SAID)
    form = await browser.get("/eigen-woorden/schrijven")
    fields = {**hidden(form), **typed(form), "woord-matters": "De zee."}

    first, second = await asyncio.gather(
        *(browser.post("/eigen-woorden/opslaan", fields) for _ in range(2))
    )
    later = await browser.post("/eigen-woorden/opslaan", fields)

    assert typed(form)["woord-warn"] == "Kat Minoes."
    assert {one.status_code for one in (first, second, later)} == {303}
    [words] = await kept(home)
    assert words["meta"]["versionId"] == "2"


async def test_what_changed_in_between_is_told_and_nothing_typed_is_lost(
    home: Home, browser: Browser
) -> None:
    await written(browser, SAID)
    form = await browser.get("/eigen-woorden/schrijven")
    other = await browser_of(home.himself)
    await written(other, {"woord-matters": "De zee."})
    fields = {**hidden(form), **typed(form), "woord-matters": "De bergen."}

    for step in ("controle", "opslaan"):
        told = await browser.post(f"/eigen-woorden/{step}", fields)
        assert told.status_code == 409
        assert "Iemand veranderde dit net." in words_on(told)
        assert "Dit staat er nu" in words_on(told)
        assert "De zee." in words_on(told)
        assert typed(told)["woord-matters"] == "De bergen."
    again = {**hidden(told), **typed(told)}
    assert (await browser.post("/eigen-woorden/opslaan", again)).status_code == 303
    [words] = await kept(home)
    assert words["meta"]["versionId"] == "3"


async def test_the_first_words_are_not_written_over_those_of_another_window(
    home: Home, browser: Browser
) -> None:
    form = await browser.get("/eigen-woorden/schrijven")
    await written(await browser_of(home.himself), SAID)

    told = await browser.post(
        "/eigen-woorden/opslaan", {**hidden(form), "woord-matters": "De zee."}
    )

    assert told.status_code == 409
    [words] = await kept(home)
    assert words["meta"]["versionId"] == "1"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("x" * (LONGEST + 1), "Dit is te lang."),
        ("x" * 200_000, "Dit is te lang."),
        ("a\x00b", "Er staat een teken in"),
        ("a\x1bb", "Er staat een teken in"),
        ("  \n ", "U hebt nog niets opgeschreven."),
    ],
    ids=["long", "very-long", "nul", "escape", "empty"],
)
async def test_what_can_not_be_kept_comes_back_as_it_was_typed(
    home: Home, browser: Browser, said: str, told: str
) -> None:
    fields = {"versie": "0", "woord-matters": said, "woord-trust": "Mijn zus"}
    if not said.strip():
        del fields["woord-trust"]
    for step in ("controle", "opslaan"):
        answer = await browser.post(f"/eigen-woorden/{step}", fields)

        assert answer.status_code == 400
        assert "<title>Fout:" in answer.text
        assert told in words_on(answer)
        assert typed(answer)["woord-matters"].replace("\r\n", "\n") == said
        assert typed(answer)["woord-trust"] == fields.get("woord-trust", "")
    assert await kept(home) == []


async def test_what_is_too_much_together_comes_back(home: Home, browser: Browser) -> None:
    much = {f"woord-{one.link_id}": "🦆" * LONGEST for one in questions()}

    answer = await browser.post("/eigen-woorden/opslaan", {"versie": "0", **much})

    assert answer.status_code == 400
    assert "Het is samen te veel." in words_on(answer)
    assert typed(answer) == much
    assert await kept(home) == []


async def test_who_empties_all_of_it_takes_it_back(home: Home, browser: Browser) -> None:
    await written(browser, SAID)
    form = await browser.get("/eigen-woorden/schrijven")
    nothing = dict.fromkeys(typed(form), "")
    check = await browser.post("/eigen-woorden/controle", {**hidden(form), **nothing})
    assert "U haalt alles weg wat hier stond." in words_on(check)
    await browser.post("/eigen-woorden/opslaan", hidden(check))

    [words] = await kept(home)
    assert (words["status"], "item" in words) == ("entered-in-error", False)
    assert "U haalde dit weg op" in words_on(await browser.get("/eigen-woorden"))
    assert "Uw woorden zijn weg" in words_on(await browser.get("/eigen-woorden/klaar"))
    assert (await written(browser, SAID)).status_code == 303


async def test_a_professional_who_read_and_discussed_them_is_told(
    home: Home, browser: Browser
) -> None:
    await home.himself.post(home.choice())
    words = address(await home.himself.post(own(home.patient)))
    await home.doctor.post(heard(f"{words}/_history/1", home.doctor.number))
    now = words_on(await browser.get("/eigen-woorden"))
    await written(browser, SAID)
    after = words_on(await browser.get("/eigen-woorden"))

    assert "A. Arts van" in now
    assert "las dit en praatte erover" in now
    assert "las wat er eerder stond" in after


async def test_who_stands_for_him_writes_beside_his_words_and_never_in_them(
    region: Region, home: Home, browser: Browser
) -> None:
    await written(browser, SAID)
    proxy = await browser_of(home.standing_for(region, "proxy"))
    form = await proxy.get("/eigen-woorden/schrijven")
    assert set(typed(form).values()) == {""}

    await written(proxy, {"woord-matters": "Rust."})

    assert {one["status"] for one in await kept(home)} == {"completed"}
    assert len(await kept(home)) == 2
    page = words_on(await browser.get("/eigen-woorden"))
    assert page.index("Dit schreef u zelf") < page.index("Dit schreef iemand anders voor u")
    his = words_on(await proxy.get("/eigen-woorden"))
    assert "Dit is voor deze persoon opgeschreven" in his
    assert "Dit schreef deze persoon zelf" in his


@pytest.mark.parametrize("ground", ["sibling", "parent"])
async def test_who_may_not_write_it_has_his_text_back_and_nothing_is_kept(
    region: Region, home: Home, ground: str
) -> None:
    other = await browser_of(home.standing_for(region, ground))

    answer = await other.post("/eigen-woorden/opslaan", {"versie": "0", **SAID})

    assert answer.status_code == 403
    assert "U mag dit niet opschrijven voor deze persoon." in words_on(answer)
    assert typed(answer)["woord-matters"] == "De tuin."
    assert await kept(home) == []
    [row] = [one for one in await region.left_behind(answer) if one["status"] == 403]
    assert row["rule"] == "S-NOT-ENTITLED"


async def test_no_field_of_a_form_names_anothers_words(region: Region, home: Home) -> None:
    await written(await browser_of(home.himself), SAID)
    [his] = await kept(home)
    stranger = await browser_of((await Home.of(region)).himself)
    form = await stranger.get("/eigen-woorden/schrijven")
    assert "De tuin." not in form.text

    for names in ({"id": his["id"]}, {"patient": home.patient}, {"versie": "1"}):
        await stranger.post("/eigen-woorden/opslaan", {"versie": "0", **SAID, **names})

    assert (await stranger.get(f"/eigen-woorden/{his['id']}")).status_code == 404
    assert (await stranger.post(f"/eigen-woorden/{his['id']}", SAID)).status_code == 404
    assert await kept(home) == [his]


@pytest.mark.parametrize("said", ["", "x", "-1", "1.0", "٣", "9" * 30])
def test_a_version_that_is_no_number_is_none(said: str) -> None:
    assert TypedWords.of({"versie": said}).version == 0
