"""Whatever somebody wrote is printed as text, changes nothing beside it, and fetches nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hub.pages.paper.messages import messages
from hub.pages.paper.press import NotPrinted, Press, draw
from hub.pages.paper.visible import UNPRINTABLE, visible
from hub.pages.paper.wishes import wishes_html, wishes_pdf
from hub.pages.paper.words import OwnWords, Part, Said, Wishes
from tests.hub.pages.paper.papers import HEART, OWN, a_paper, words_of
from tests.hub.pages.paper.reading import Read, packed, read
from tests.stubs.listening import Listening, Serving

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("paper")]


class Coming(Serving):
    """Whoever comes is noted."""

    def serve(self) -> None:
        self.server.stub.came.append(self.path)
        self.send_response(200)
        self.end_headers()


class Listener(Listening):
    """A server that nobody should come to."""

    def __init__(self) -> None:
        super().__init__(Coming)
        self.came: list[str] = []


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listening:
        yield listening


def everywhere(text: str) -> Wishes:
    """A paper in which everybody wrote this, in every place."""
    said = Said(text, text, text, text, text, (text, text))
    return Wishes(
        "nl",
        text,
        text,
        text,
        (Part(text, (said,), text), Part(text)),
        (OwnWords(text, text, text),),
        (text,),
    )


async def printed(paper: Wishes) -> Read:
    return read(await wishes_pdf(Press(), paper, "somebody"))


FETCHING = [
    '<img src="{url}/img">',
    '<link rel="stylesheet" href="{url}/css">',
    '<link rel=attachment href="{url}/attached">',
    "<style>@import url({url}/import); @font-face {{ font-family: a; src: url({url}/f) }}</style>",
    '<p style="background: url({url}/background); content: url({url}/content)">',
    '<object data="{url}/object"></object><embed src="{url}/embed"><iframe src="{url}/frame">',
    '<svg><image href="{url}/svg"/><use href="{url}/use#a"/></svg>',
    '<base href="{url}"><img src="relative">',
    "</style><img src={url}/close>",
    "</td></tr></table><img src={url}/table>",
    "]]><!--<img src={url}/comment>",
    "{{{{ ''.__class__ }}}}{{% include 'letter.html' %}}{url}",
    "{url}/text",
    '<img src="file:///etc/passwd">',
]


async def test_markup_is_printed_as_it_was_written_and_nobody_is_asked_for_anything(
    listener: Listener,
) -> None:
    paper = everywhere("\n".join(FETCHING).format(url=listener.address))

    found = await printed(paper)

    assert [text for text in words_of(paper) if not found.has(text)] == []
    assert listener.came == []
    assert "root:" not in found.text


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{url}/a">',
        '<link rel="stylesheet" href="{url}/a">',
        "<style>@import '{url}/a'</style>",
        '<link rel="attachment" href="{url}/a">',
        '<img src="file:///etc/passwd">',
        '<img src="data:image/svg+xml,<svg/>">',
    ],
)
def test_were_it_markup_all_the_same_nothing_is_fetched_and_nothing_drawn(
    listener: Listener, markup: str
) -> None:
    with pytest.raises(NotPrinted) as refusal:
        draw(f"<!doctype html>{markup.format(url=listener.address)}<p>a")

    assert refusal.value.reason == "failed"
    assert listener.came == []


@pytest.mark.parametrize("number", [*range(0x20), *range(0x7F, 0xA0)])
def test_a_control_character_is_a_line_a_space_or_a_sign(number: int) -> None:
    told = visible(f"a{chr(number)}b")

    kept = {"\n": "\n", "\t": "\t", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
    assert told == f"a{kept.get(chr(number), UNPRINTABLE)}b"


async def test_control_characters_and_half_letters_are_printed_as_a_sign() -> None:
    text = "Wel\x00 niet\x08\x1b[31m \ud800 \x9b <&>"

    found = await printed(a_paper(parts=(Part("Zorg", (replace(HEART, decision=text),)),)))

    assert found.has(f"Wel{UNPRINTABLE} niet{UNPRINTABLE * 2}[31m {UNPRINTABLE} {UNPRINTABLE} <&>")
    assert not found.has(messages("nl")["wishes.letters"])


TURNING = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]


async def test_no_character_turns_the_order_of_what_is_read() -> None:
    turned = [f"{turn}tein lew reanimeren" for turn in TURNING]
    rows = tuple(replace(HEART, decision=text) for text in turned)

    found = await printed(a_paper(parts=(Part("Zorg", rows),)))

    assert found.text.count(packed(f"{UNPRINTABLE}tein lew reanimeren")) == len(TURNING)


async def test_what_is_written_from_right_to_left_leaves_what_stands_beside_it() -> None:
    names = ("שרה כהן", "فاطمة الزهراء")
    said = replace(HEART, author=names[0], source=names[1])

    found = await printed(a_paper(name=names[0], parts=(Part("Zorg", (said,)),)))

    for untouched in (HEART.decision, f"Datum: {HEART.date}", "Geboren: 4 mei 1938 (88 jaar)"):
        assert found.has(untouched)
    # A reader of the file gets letters in the order of the eye, or of the tongue: all are there.
    for name in names:
        assert sorted(set(packed(name)) - set(found.text)) == []


async def test_a_tower_of_marks_covers_no_line_above_it() -> None:
    tower = "Z" + "\u0301" * 400

    assert visible(tower) == "Z" + "\u0301" * 4 + UNPRINTABLE * 396
    assert visible("Ngô Đình Diễm e\u0301 ְּשׁ") == "Ngô Đình Diễm e\u0301 ְּשׁ"


async def test_a_letter_that_no_font_has_is_said_to_be_missing() -> None:
    unassigned = "\U000e5000"

    found = await printed(a_paper(name=f"Anna {unassigned}"))

    assert found.has(messages("nl")["wishes.letters"])
    assert not (await printed(a_paper())).has(messages("nl")["wishes.letters"])


async def test_all_of_what_is_large_is_printed_or_nothing() -> None:
    rows = a_paper(parts=(Part("Zorg", (HEART,) * 5_000),))

    with pytest.raises(NotPrinted) as refusal:
        await printed(rows)

    assert refusal.value.reason == "too-large"


@pytest.mark.slow
async def test_what_is_very_long_is_printed_whole() -> None:
    text = "Wil graag thuis blijven, en niet meer naar het ziekenhuis.\n"
    rows = a_paper(own=(replace(OWN, text=text * 1_500),))

    found = await printed(rows)

    assert found.text.count(packed(text)) == 1_500


def test_a_refusal_says_nothing_of_what_was_to_be_printed() -> None:
    html = wishes_html(everywhere("Johanna " * 100_000))

    with pytest.raises(NotPrinted) as refusal:
        draw(html)

    assert "Johanna" not in repr(refusal.value)
    assert refusal.value.__cause__ is None
