"""The letter: one A4 that says everything, for any region, to anybody who asks."""

from collections.abc import AsyncIterator
from functools import cache
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from hub.cli import main
from hub.commands.doctor.of_paper import of_paper
from hub.pages.paper import press, worker
from hub.pages.paper.letter import SIZES, Agreed, LetterPage, letter
from hub.pages.paper.messages import messages
from hub.pages.paper.press import Drawn, Press, draw
from hub.pages.paper.words import Language
from tests.hub.pages.paper.reading import A4, described, ink_to_the_edge, packed, read
from tests.plugins.hub import Running

pytestmark = pytest.mark.anyio

LANGUAGES: list[Language] = ["nl", "en"]
MOST = Agreed(mitz=True)
REGIONS = [
    Agreed(objections, minors, second_person=second, mitz=mitz)
    for objections, minors, second, mitz in product(
        ("closed", "open"), ("both", "self12"), (True, False), (True, False)
    )
]


class Words(HTMLParser):
    """The text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said, self.within = "", ""
        self.feed(html)

    # HTMLParser hands them to it.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.within = tag

    def handle_data(self, data: str) -> None:
        if self.within not in ("style", "title"):
            self.said += data


@cache
def longest(language: Language) -> Drawn:
    """Drawn once for all tests."""
    return draw(letter(language, MOST), SIZES)


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_letter_is_one_a4_with_all_its_words_in_their_order(language: Language) -> None:
    drawn = longest(language)

    found = read(drawn.pdf)
    assert drawn.whole
    assert found.sizes == [A4]
    # The numbers of its steps are drawn last; tags say where they belong.
    assert found.text == packed(Words(letter(language, MOST)).said) + "1.2.3."
    assert not ink_to_the_edge(drawn.pdf)


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_is_told_what_it_is(language: Language) -> None:
    found = read(longest(language).pdf)

    assert (found.title, found.language) == (messages(language)["letter.title"], language)
    assert found.tagged
    assert found.headings[0] == "H1"
    assert set(found.headings[1:]) == {"H2"}
    assert {"P", "L", "LI", "Lbl"} <= set(found.tags)


@pytest.mark.usefixtures("paper")
def test_it_says_of_itself_that_it_lasts_and_can_be_read_aloud() -> None:
    """PDF/A-2a and PDF/UA-1, in one RDF: of two a judge reads the first. veraPDF passes both."""
    said = described(longest("nl").pdf)

    for claim in ('pdfaid:part="2"', 'pdfaid:conformance="A"', 'pdfuaid:part="1"'):
        assert said.count(claim) == 1
    assert said.count("<rdf:RDF") == said.count("</rdf:RDF>") == 1
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in said


@pytest.mark.parametrize("agreed", REGIONS, ids=str)
def test_the_letter_says_what_this_region_does(agreed: Agreed) -> None:
    said = letter("nl", agreed)

    assert ("Ook niet als er haast is" in said) == (agreed.objections == "closed")
    assert ("en een ouder ook" in said) == (agreed.minors == "both")
    assert ("tweede medewerker" in said) == agreed.second_person
    assert ("Een ander kijkt of dat goed ging" in said) == agreed.second_person
    assert ("Mitz" in said) == agreed.mitz


def test_the_letter_of_a_hub_says_what_that_hub_does(hub: Running) -> None:
    changed = {"emergency_objections": "open", "minors": "self12", "desk_second_person": "yes"}
    settings = hub.settings.model_copy(update=changed)

    assert Agreed.of_settings(settings) == Agreed("open", "self12", second_person=True)
    assert Agreed.of_settings(hub.settings) == Agreed(second_person=False)


@pytest.fixture
async def page(hub: Running) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=hub.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
        yield client


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize(
    ("path", "language"), [("/mijn/brief.pdf", "nl"), ("/mijn/letter.pdf", "en")]
)
async def test_anybody_gets_it_without_a_log_in_and_may_keep_it(
    page: httpx.AsyncClient, path: str, language: Language
) -> None:
    answer = await page.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert read(answer.content).title == messages(language)["letter.title"]
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert (await page.get(path)).content == answer.content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_it_takes_no_other_method(page: httpx.AsyncClient, method: str) -> None:
    assert (await page.request(method, "/mijn/brief.pdf")).status_code == 405


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which WeasyPrint is not: the same Python without what is installed in it."""
    monkeypatch.setattr(worker, "PYTHON", (*worker.PYTHON, "-S"))


@pytest.mark.usefixtures("without")
@pytest.mark.parametrize(
    ("path", "language"), [("/mijn/brief.pdf", "nl"), ("/mijn/letter.pdf", "en")]
)
async def test_where_nothing_can_be_printed_a_page_says_so_in_plain_words(
    path: str, language: Language
) -> None:
    async with alone(LetterPage(Press(), Agreed())) as client:
        answer = await client.get(path)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert messages(language)["sorry.absent"] in answer.text
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def alone(letters: LetterPage) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=Starlette(routes=letters.routes()))
    return httpx.AsyncClient(transport=transport, base_url="http://hub.example")


async def test_strangers_who_ask_start_one_drawing_and_what_fails_is_not_tried_for_each(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    counting = tmp_path / "counting.py"
    counting.write_text(f"open({str(started)!r}, 'a').write('1'); raise SystemExit(1)")
    monkeypatch.setattr(press, "PROGRAM", counting)

    async with alone(LetterPage(Press(), Agreed())) as client:
        for _ in range(5):
            assert (await client.get("/mijn/brief.pdf")).status_code == 503

    assert started.read_text() == "1"


@pytest.mark.usefixtures("paper")
def test_the_command_writes_the_letter(tmp_path: Path) -> None:
    out = tmp_path / "brief.pdf"

    assert main(["letter", "--out", str(out), "--language", "en", "--minors", "self12"]) == 0

    assert read(out.read_bytes()).has(messages("en")["letter.form.young.self12"])


@pytest.mark.usefixtures("paper")
def test_the_command_says_where_it_can_t_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["letter", "--out", str(tmp_path / "none" / "brief.pdf")]) == 1

    assert "none/brief.pdf: No such file or directory" in capsys.readouterr().err


@pytest.mark.usefixtures("without")
def test_the_command_and_the_doctor_say_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "brief.pdf"

    assert main(["letter", "--out", str(out)]) == 1

    assert "Pango" in capsys.readouterr().err
    assert not out.exists()
    (finding,) = of_paper()
    assert (finding.level, finding.about) == ("warn", "printing")
    assert "apt install libpango" in finding.said


@pytest.mark.usefixtures("paper")
def test_the_doctor_says_that_it_prints() -> None:
    assert [(one.level, one.about) for one in of_paper()] == [("ok", "printing")]


@pytest.fixture
def broken_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pango is a file that is no library."""
    for name in ("libpango-1.0.so.0", "libgobject-2.0.so.0"):
        (tmp_path / name).write_bytes(b"no library")
    monkeypatch.setattr(
        worker, "ENVIRONMENT", {**worker.ENVIRONMENT, "LD_LIBRARY_PATH": str(tmp_path)}
    )


@pytest.mark.usefixtures("paper", "broken_library")
def test_a_library_that_can_t_be_loaded_is_one_that_is_not_there() -> None:
    assert [(one.level, one.about) for one in of_paper()] == [("warn", "printing")]
