"""My wishes on paper: all of them, as the screen has them, and nothing is cut."""

from dataclasses import replace

import pytest
from jinja2 import UndefinedError

from hub.pages.paper.messages import messages
from hub.pages.paper.press import Press
from hub.pages.paper.sheet import sheet
from hub.pages.paper.visible import direction, visible
from hub.pages.paper.wishes import wishes_pdf
from hub.pages.paper.words import Part, Wishes
from tests.hub.pages.paper.papers import HEART, HOSPITAL, OWN, a_paper, words_of
from tests.hub.pages.paper.reading import A4, Read, ink_to_the_edge, packed, read

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("paper")]


_DRAWN: dict[Wishes, bytes] = {}


async def printed(paper: Wishes) -> Read:
    """The paper as it is read, of which no word is missing and nothing stands off the page.

    Each is drawn once for all tests.
    """
    if paper not in _DRAWN:
        _DRAWN[paper] = await wishes_pdf(Press(), paper, "somebody")
    pdf = _DRAWN[paper]
    found = read(pdf)
    last = len(found.pages)
    repeated = ["Waarover? Wat is de keuze? Wie schreef dit op?"] + [
        f"Naam: {paper.name} Geboren: {paper.born} Geprint op {paper.printed} "
        f"· Bladzijde {number} van {last}"
        for number in range(1, last + 1)
    ]
    flowing = found.without(*repeated)
    assert [text for text in words_of(paper) if not flowing.has(visible(text))] == []
    assert not ink_to_the_edge(pdf)
    return found


async def test_a_paper_is_one_a4_with_every_word_of_the_screen() -> None:
    found = await printed(a_paper())

    assert found.sizes == [A4]


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_it_says_what_it_is_that_it_may_be_old_and_to_ask_first(language: str) -> None:
    say = messages(language)

    found = await printed(a_paper(language=language))

    assert (found.title, found.language) == (say["wishes.title"], language)
    for key in ("wishes.ask", "wishes.old", "wishes.own", "wishes.own.mine"):
        assert found.has(say[key])
    # Before any decision, and the decisions before what he wrote himself.
    order = [say["wishes.ask"], HEART.decision, say["wishes.own"], OWN.text]
    places = [found.text.index(packed(text)) for text in order]
    assert places == sorted(places)


async def test_no_name_stands_in_the_title() -> None:
    found = await printed(a_paper())

    assert "Polderman" not in found.title


async def test_a_screen_reader_is_told_which_cell_is_of_which_column_and_row() -> None:
    found = await printed(a_paper())

    assert found.tagged
    assert found.headings == ["H1", "H2", "H2", "H2", "H3"]
    assert found.tags.count("TH") == 3 + 2
    assert found.tags.count("TD") == 2 * 2


async def test_what_nobody_knows_is_said_in_words_and_no_cell_is_empty() -> None:
    bare = replace(HEART, date="", author=" ", source="\n")

    found = await printed(a_paper(parts=(Part("Zorg", (bare,)), Part("Plek", instead="")), own=()))

    for label in ("Datum:", "Naam:", "Waar:"):
        assert found.has(f"{label} niet bekend")
    assert found.has(messages("nl")["wishes.empty"])
    assert not found.has("Mijn eigen woorden")


async def test_why_there_is_nothing_or_not_all_stands_where_it_is_looked_for() -> None:
    down = "Ziekenhuis Oost kon niet worden gevraagd."
    found = await printed(
        a_paper(
            parts=(Part("Zorg", (HEART,), instead=down), Part("Plek", instead="Niet besproken.")),
            warnings=(down,),
        )
    )

    assert found.text.index(packed(down)) < found.text.index(packed(HEART.decision))
    assert found.text.count(packed(down)) == 2
    assert not found.has(messages("nl")["wishes.empty"])


async def test_more_than_fits_is_printed_smaller_and_then_on_more_pages_with_whose_it_is() -> None:
    ten = a_paper(parts=(Part("Zorg", (HEART, HOSPITAL) * 5),))
    thirty = a_paper(parts=(Part("Zorg", (HEART, HOSPITAL) * 15),))

    assert (await printed(ten)).sizes == [A4]
    found = await printed(thirty)

    assert len(found.pages) > 1
    last = len(found.pages)
    for number, page in enumerate(found.pages, 1):
        assert packed(f"Naam: {thirty.name}") in page
        assert packed(f"Geboren: {thirty.born}") in page
        assert packed(f"{thirty.printed} · Bladzijde {number} van {last}") in page
    # Each page of a table says what its columns are.
    assert all(packed("Wie schreef dit op?") in page for page in found.pages[:-1])


LONG = "Wil graag thuis blijven zolang dat kan en niet meer naar het ziekenhuis. " * 120


MEMBERS = ("about", "decision", "author", "source", "date")


async def test_a_text_longer_than_a_page_goes_on_behind_it() -> None:
    rows = tuple(replace(HEART, **{member: LONG}) for member in MEMBERS)

    assert len((await printed(a_paper(parts=(Part("Zorg", (*rows, HOSPITAL)),)))).pages) > 5


async def test_own_words_longer_than_a_page_go_on_behind_it() -> None:
    found = await printed(a_paper(own=(replace(OWN, text=LONG + LONG), OWN)))

    assert len(found.pages) > 1


async def test_one_word_wider_than_its_cell_is_broken_and_not_cut() -> None:
    rows = tuple(replace(HEART, **{member: "Zorgplanning" * 40}) for member in MEMBERS)

    await printed(a_paper(parts=(Part("Zorg", rows),)))


@pytest.mark.parametrize(
    "name",
    [
        "Johanna " + "Alexandrina " * 20 + "Polderman",
        "Wolfeschlegelsteinhausenbergerdorff" * 8,
        "W" * 300,
    ],
    ids=["many", "one", "wide"],
)
async def test_the_longest_name_stands_whole_on_every_page(name: str) -> None:
    paper = a_paper(name=name, parts=(Part("Zorg", (HEART, HOSPITAL) * 15),))

    found = await printed(paper)

    assert all(packed(name) in page for page in found.pages)


def test_a_template_takes_no_word_that_is_not_there() -> None:
    with pytest.raises(UndefinedError):
        sheet("wishes.html", "nl", whole=True, foot=20)


@pytest.mark.parametrize(
    ("text", "way"),
    [("Anna", "ltr"), ("12", "ltr"), ("", "ltr"), ("12 שרה", "rtl"), ("«فاطمة»", "rtl")],
)
def test_a_text_is_read_the_way_of_its_first_letter(text: str, way: str) -> None:
    assert direction(text) == way
