"""Another site, another session, another's form: whatever it sends, nothing changes."""

import pytest

from tests.hub.dossier import address, found
from tests.hub.pages.mijn.visitors import browser_of, words_on
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


async def choice(home: Home) -> str:
    """A permission of his, by the path of its page."""
    return address(await home.himself.post(home.choice())).removeprefix("Consent/")


STOP = {"antwoord": "stop", "versie": "1"}
FOREIGN = [
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "none"},
    {"Origin": "https://evil.example"},
    {"Content_Type": "text/plain"},
]


async def test_the_form_of_his_own_page_changes_it(home: Home) -> None:
    name, browser = await choice(home), await browser_of(home.himself)
    assert await home.is_open()

    answer = await browser.post(f"/keuzes/{name}/opslaan", STOP)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/mijn/keuzes/{name}/klaar")
    assert not await home.is_open()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:8000.evil.example"},
        {"Origin": "http://127.0.0.1"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/json"},
        {"Content_Type": "multipart/form-data; boundary=x"},
    ],
    ids=str,
)
async def test_what_no_page_of_ours_sent_changes_nothing(
    home: Home, headers: dict[str, str]
) -> None:
    name, browser = await choice(home), await browser_of(home.himself)

    answer = await browser.post(f"/keuzes/{name}/opslaan", STOP, **headers)

    assert answer.status_code == 403
    assert "niets veranderd" in words_on(answer)
    assert await home.is_open()


@pytest.mark.parametrize("token", ["", "x", "\u00e9", "A" * 43])
async def test_without_the_token_of_this_session_nothing_changes(home: Home, token: str) -> None:
    name, browser = await choice(home), await browser_of(home.himself)

    answer = await browser.post(f"/keuzes/{name}/opslaan", {**STOP, "teken": token})

    assert answer.status_code == 403
    assert await home.is_open()


async def test_the_token_of_another_session_is_none(region: Region, home: Home) -> None:
    name, browser = await choice(home), await browser_of(home.himself)
    for other in (await Home.of(region), home):
        beside = await browser_of(other.himself)
        assert beside.session is not None

        answer = await browser.post(
            f"/keuzes/{name}/opslaan", {**STOP, "teken": beside.session.form_token}
        )

        assert answer.status_code == 403
    assert await home.is_open()


async def test_a_form_without_fetch_metadata_is_known_by_its_token(home: Home) -> None:
    name, browser = await choice(home), await browser_of(home.himself)
    assert browser.session is not None

    answer = await browser.client.post(
        f"/mijn/keuzes/{name}/opslaan",
        data={**STOP, "teken": browser.session.form_token},
        headers={"Origin": "null"},
    )

    assert answer.status_code == 303


async def test_logging_out_takes_a_form_of_ours_too(home: Home) -> None:
    browser = await browser_of(home.himself)

    assert (await browser.post("/uitloggen", Sec_Fetch_Site="cross-site")).status_code == 403
    assert (await browser.get("/uitloggen")).status_code == 405
    assert (await browser.get("/wensen")).status_code == 200


async def test_a_form_is_small(home: Home) -> None:
    browser = await browser_of(home.himself)

    assert (await browser.post("/langer", {"pagina": "x" * 30_000})).status_code == 403
    many = {f"f{number}": "x" for number in range(60)}
    assert (await browser.post("/langer", many)).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_no_other_method_is_taken(home: Home, method: str) -> None:
    browser = await browser_of(home.himself)

    answer = await browser.client.request(method, "/mijn/wensen")

    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith("text/html")


async def test_nobody_who_is_logged_out_changes_anything(home: Home) -> None:
    name, browser = await choice(home), await browser_of(home.himself)
    await browser.post("/uitloggen")
    browser.client.cookies.set("mijn", browser.secret)

    answer = await browser.post(f"/keuzes/{name}/opslaan", STOP)

    assert answer.status_code == 403
    assert await home.is_open()


async def test_where_to_go_back_is_one_of_our_pages(home: Home) -> None:
    browser = await browser_of(home.himself)

    kept = await browser.post("/langer", {"pagina": "wensen"})
    others = [
        await browser.post("/langer", {"pagina": one})
        for one in ("//evil.example", "https://evil.example", "../x", "uitloggen")
    ]

    assert kept.headers["location"] == "/mijn/wensen"
    assert {one.headers["location"] for one in others} == {"/mijn"}


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_nothing_that_another_site_sends_is_written_or_asked(
    home: Home, headers: dict[str, str]
) -> None:
    browser = await browser_of(home.himself)
    words = {"versie": "0", "woord-matters": "evil"}

    answers = [
        await browser.post("/eigen-woorden/opslaan", words, **headers),
        await browser.post(f"/klopt-niet/{home.goal}/opslaan", {"wat": "evil"}, **headers),
    ]

    assert {one.status_code for one in answers} == {403}
    assert not [one for one in answers if "evil" in one.text]
    for kind in ("QuestionnaireResponse", "Task"):
        assert found(await home.himself.get(f"{kind}?patient={home.patient}")) == []


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
async def test_without_the_token_nothing_is_written_or_asked(home: Home, token: str) -> None:
    browser = await browser_of(home.himself)
    fields = {"versie": "0", "woord-matters": "x", "wat": "x", "teken": token}

    for path in ("/eigen-woorden/opslaan", f"/klopt-niet/{home.goal}/opslaan"):
        assert (await browser.post(path, fields)).status_code == 403
    for kind in ("QuestionnaireResponse", "Task"):
        assert found(await home.himself.get(f"{kind}?patient={home.patient}")) == []
