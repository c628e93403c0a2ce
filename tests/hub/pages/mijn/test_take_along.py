"""My wishes on paper: what the screen says, of nobody else, or a plain word that there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.pages.paper import press
from profiles import own_words
from tests.builders import a_goal, a_treatment_directive
from tests.hub.dossier import Dossier
from tests.hub.pages.mijn.visitors import browser_of, words_on
from tests.hub.pages.paper.reading import read
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


@pytest.fixture
def drawn_by(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], object]:
    """Puts a program of the test's in place of the one that draws."""
    program = tmp_path / "program.py"
    monkeypatch.setattr(press, "PROGRAM", program)
    return program.write_text


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ("raise SystemExit(3)", 503, "Printen kan hier niet"),
        ("1/0", 503, "Printen kan nu niet"),
    ],
)
async def test_where_nothing_can_be_printed_the_page_says_so_and_gives_no_half(
    home: Home, drawn_by: Callable[[str], object], fault: str, status: int, said: str
) -> None:
    drawn_by(f"import sys; sys.stdout.write('half'); sys.stdout.flush(); {fault}")

    answer = await (await browser_of(home.himself)).get("/meenemen/wensen.pdf")

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert said in words_on(answer)
    assert "half" not in answer.text


async def test_who_may_not_see_the_wishes_gets_no_paper_of_them(region: Region, home: Home) -> None:
    sibling = person(region.running, home.bsn, ground="sibling")

    answer = await (await browser_of(sibling)).get("/meenemen/wensen.pdf")

    assert answer.status_code == 403


@pytest.mark.usefixtures("paper")
async def test_the_paper_says_what_the_screen_says(home: Home, region: Region) -> None:
    neighbour = await Home.of(region)
    await Dossier(neighbour.holder, neighbour.bsn, neighbour.patient).add(
        {**a_goal(neighbour.patient), "description": {"text": "Van de buren"}}
    )
    kept = Dossier(home.holder, home.bsn, home.patient)
    await kept.add(a_treatment_directive(home.patient))
    await kept.add({**a_treatment_directive(home.patient), "status": "inactive"})
    browser = await browser_of(home.himself)

    screen = words_on(await browser.get("/wensen"))
    answer = await browser.get("/meenemen/wensen.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="mijn-wensen.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    paper = read(answer.content)
    for said in ("Stopt uw hart? Dan doen zorgverleners niets. U gaat dan dood.", "Niet"):
        assert said in screen
        assert paper.has(said)
    assert paper.has("1 oktober 2026")
    assert paper.has("Hierover staat niets")
    assert not paper.has("Van de buren")
    assert paper.text.count("Dandoenzorgverlenersniets") == 1
    assert home.bsn not in paper.text


@pytest.mark.usefixtures("paper")
async def test_what_he_wrote_himself_is_on_it_as_his_own_words(home: Home) -> None:
    first = own_words.questions()[0]
    said = own_words.response(home.patient, {first.link_id: "Mijn hond blijft bij mij."})
    assert (await home.himself.post(said)).status_code == 201

    answer = await (await browser_of(home.himself)).get("/meenemen/wensen.pdf")

    paper = read(answer.content)
    assert paper.has("Dit schreef ik zelf.")
    assert paper.has(first.text["nl"])
    assert paper.has("Mijn hond blijft bij mij.")


async def test_the_page_leads_to_the_paper_the_letter_and_the_file(home: Home) -> None:
    browser = await browser_of(home.himself)

    nl, en = await browser.get("/meenemen"), await browser.get("/en/meenemen")

    assert all(f'href="/mijn/{one}"' in nl.text for one in ("meenemen/wensen.pdf", "brief.pdf"))
    assert all(f'href="/mijn/{one}"' in en.text for one in ("en/meenemen/wensen.pdf", "letter.pdf"))
