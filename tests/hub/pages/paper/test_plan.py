"""The plan on one A4: every word of the sheet, the decision first, a code that is read back."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

import pypdfium2
import pytest
import zxingcpp

from hub.pages.paper.plan import SIZES, Print, plan_html, plan_pdf, words
from hub.pages.paper.press import Press, draw
from hub.pages.paper.sign import sign
from hub.pages.paper.visible import visible
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.shown import Block, Sheet, Told, Tone
from tests.hub.pages.paper.reading import (
    A4,
    Read,
    codes_in,
    described,
    drawn_texts,
    ink_to_the_edge,
    packed,
    read_aloud,
    read_as_drawn,
)
from tests.profiles.pzp.reading.asked import AT, reading
from tests.profiles.pzp.reading.dossier import dossier
from tests.profiles.pzp.reading.test_national import examples

pytestmark = pytest.mark.usefixtures("paper")
ADDRESS = "HTTPS://HUB.EXAMPLE.NL/Q/" + "A2B3" * 13
OF = Print("30 november 2026, 6.10 uur", "A. Arts, Huisartsenpraktijk De Sluis", ADDRESS)
MM = 72 / 25.4


def national(release: str) -> Sheet:
    return sheet(reading(*examples(release)), AT, {})


def written(plan: Sheet) -> Iterator[str]:
    """Every word of the sheet that holds; what held before is not printed."""
    for who in plan.banners:
        yield from (who.name, who.born, who.age, who.gender, who.died)
    yield from (one.text for one in plan.alerts)
    for block in plan.blocks:
        yield from of_block(block)
    for mate in plan.mates:
        yield from (mate.name, mate.roles, mate.relations, mate.source, *mate.emails, *mate.marks)
        yield from (number for number, _ in mate.phones)
    for told in (*plan.own_words, *plan.answers):
        yield from of_told(told)
    for held in (*plan.handoffs, *plan.talks):
        yield from (held.what, held.day, held.parties, held.source, *held.marks)
    yield from plan.not_shown


def of_block(block: Block) -> Iterator[str]:
    yield from (block.title, block.nothing, block.warning)
    for one in block.lines:
        yield from (one.decision, *one.remarks, one.day, one.source, one.parties, one.version)
        yield from one.marks


def of_told(told: Told) -> Iterator[str]:
    yield from (told.title, told.day, told.source, *told.marks)
    for pair in told.answers:
        yield from pair


@cache
def drawn(html: str) -> bytes:
    """Drawn once for all tests."""
    return draw(html, SIZES).pdf


def printed(plan: Sheet, of: Print = OF) -> tuple[Read, bytes]:
    """The paper as it is read, of which no word is missing and nothing stands off the page."""
    pdf = drawn(plan_html(plan, of))
    found = read_as_drawn(pdf)
    flowing = found.without(*repeated(plan, len(found.pages)))
    assert [text for text in written(plan) if not flowing.has(visible(text))] == []
    assert not ink_to_the_edge(pdf, 15)
    return found, pdf


def repeated(plan: Sheet, last: int) -> list[str]:
    own = words()
    whose = "".join(f"{one.name} · {one.born} · " for one in plan.banners)
    foot = [
        f"{whose}Geprint op {OF.at} · Bladzijde {number} van {last}"
        for number in range(1, last + 1)
    ]
    return [f"{own['what']} {own['decision']} {own['origin']}", *foot]


@pytest.mark.parametrize("release", ["beta3", "1.0"])
def test_the_fullest_national_example_is_one_a4_with_every_word_of_the_sheet(
    release: str,
) -> None:
    found, pdf = printed(national(release))

    assert found.sizes == [A4]
    assert (found.title, found.language, found.tagged) == (words()["title"], "nl", True)
    assert 'pdfuaid:part="1"' in described(pdf)
    assert "<pdfaid:part>2" in described(pdf) or 'pdfaid:part="2"' in described(pdf)


def test_what_is_printed_is_the_current_plan_in_the_order_of_urgency() -> None:
    plan = national("1.0")
    found, _ = printed(plan)

    order = [
        plan.banners[0].name,
        plan.resuscitation.lines[0].decision,
        plan.limits[0].lines[0].decision,
        plan.titles["people"],
        plan.titles["own-words"],
    ]
    places = [found.text.index(packed(one)) for one in order]
    assert places == sorted(places)
    assert found.has("Kan de patiënt zelf kiezen? Vraag het eerst.")
    assert found.has(f"Geprint op {OF.at} door {OF.by}")


def test_the_resuscitation_is_the_largest_of_all() -> None:
    plan = national("beta3")
    _, pdf = printed(plan)

    sizes = letters_by_size(pdf)

    assert packed(sizes[max(sizes)]) == packed(plan.resuscitation.lines[0].decision)


def letters_by_size(pdf: bytes) -> dict[float, str]:
    """What is written at each height of its letters."""
    document = pypdfium2.PdfDocument(pdf)
    found: dict[float, str] = {}
    try:
        for size, text in drawn_texts(document[0]):
            found[size] = found.get(size, "") + text
    finally:
        document.close()
    return found


@pytest.mark.parametrize("dpi", [144, 300])
def test_the_code_is_read_back_from_a_grey_print_and_is_as_large_as_a_scanner_needs(
    dpi: int,
) -> None:
    _, pdf = printed(national("1.0"))

    assert codes_in(pdf, dpi=dpi) == [ADDRESS]
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=4).to_pil()
    [code] = zxingcpp.read_barcodes(picture)
    at = code.position
    wide = (at.top_right.x - at.top_left.x) / 4 / MM
    document.close()
    # 33 modules of 41 are ink.
    assert wide == pytest.approx(32 * 33 / 41, abs=0.5)


def test_a_screen_reader_is_told_what_code_and_sign_are_and_not_the_address() -> None:
    plan = national("beta3")
    _, pdf = printed(plan)

    aloud = read_aloud(pdf)

    tone = plan.resuscitation.lines[0].tone
    assert aloud == [words()["code-alt"], words()["sign"][tone]]


def test_there_is_no_colour_so_a_grey_print_tells_the_same() -> None:
    pdf = (printed(national("1.0")))[1]
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()

    red, green, blue = picture.split()

    assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_each_sign_is_another_shape_in_grey() -> None:
    drawn = ink([sign(tone, "x") for tone in Tone])

    for (one, its), (other, others) in combinations(zip(Tone, drawn, strict=True), 2):
        assert its != others, (one, other)
    assert all(set(pixels) != {255} for pixels in drawn)


def ink(signs: list[str]) -> list[bytes]:
    """Each alone on a page."""
    pages = "".join(f'<p style="break-before: page">{one}</p>' for one in signs)
    html = f'<!doctype html><html lang="nl"><title>t</title>{pages}'
    document = pypdfium2.PdfDocument(draw(html).pdf)
    try:
        return [bytes(page.render(scale=1, grayscale=True).to_pil().tobytes()) for page in document]
    finally:
        document.close()


def test_no_number_stands_on_it_and_no_name_in_its_title() -> None:
    plan = national("beta3")
    found, pdf = printed(plan)

    assert "BSN" not in found.text
    assert plan.banners[0].name not in found.title
    assert plan.banners[0].name not in described(pdf)


@pytest.mark.parametrize("seed", ["a paper 1", "a paper 2", "a paper 3", "a paper 4"])
def test_of_random_records_every_word_is_on_it(seed: str) -> None:
    names = {"1": "Huisarts De Sluis", "2": "Ziekenhuis Flevo"}

    printed(sheet(reading(*dossier(seed)), AT, names))


def test_what_goes_on_says_on_each_page_whose_it_is() -> None:
    plan = national("beta3")
    long = Told(
        title="de patiënt zelf",
        answers=tuple((f"Vraag {number}?", "Zo lang het kan thuis. " * 30) for number in range(12)),
        day="1 november 2026",
        source="de patiënt",
    )

    found, _ = printed(replace(plan, own_words=(long,)))

    last = len(found.pages)
    assert last > 1
    for number, page in enumerate(found.pages, 1):
        assert packed(f"{plan.banners[0].name} · {plan.banners[0].born}") in page
        assert packed(f"Bladzijde {number} van {last}") in page


def test_text_of_others_is_text_on_it() -> None:
    plan = national("beta3")
    line = replace(plan.resuscitation.lines[0], remarks=("<b>niet</b> \u202eneit</p><img src=x>",))
    hostile = replace(plan, resuscitation=replace(plan.resuscitation, lines=(line,)))

    found, _ = printed(hostile)

    assert found.has("<b>niet</b>")
    assert "\u202e" not in plan_html(hostile, OF)


def test_who_died_and_what_is_contrary_stands_before_the_decision() -> None:
    plan = national("beta3")
    dead = replace(plan.banners[0], died="OVERLEDEN op 3 februari 2026")
    warned = replace(plan.resuscitation, warning="bronnen spreken elkaar tegen")

    found, _ = printed(replace(plan, banners=(dead,), resuscitation=warned))

    decision = found.text.index(packed(plan.resuscitation.lines[0].decision))
    for said in (dead.died, warned.warning):
        assert found.text.index(packed(said)) < decision


def test_without_a_word_on_resuscitation_it_says_so_and_is_neither_yes_nor_no() -> None:
    found, pdf = printed(sheet(reading(*examples("beta3")[:0]), AT, {}))

    assert found.has("Hierover is niets vastgelegd. Dat is geen ja en geen nee.")
    assert read_aloud(pdf)[-1] == words()["sign"]["open"]


@pytest.mark.anyio
async def test_a_letter_that_no_font_has_is_told() -> None:
    plan = national("beta3")
    named = replace(plan, banners=(replace(plan.banners[0], name="Mies \u13a0"),))

    found = read_as_drawn(await plan_pdf(Press(), named, OF, "somebody"))

    assert found.has(words()["letters"])
    assert not read_as_drawn(drawn(plan_html(plan, OF))).has(words()["letters"])
