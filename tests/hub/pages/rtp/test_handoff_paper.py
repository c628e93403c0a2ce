"""The handoff on paper: whole, the wishes first, and nothing that the inhabitant closed."""

import os
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest

from hub.pages.paper.handoff import HandoffPaper, handoff_html
from tests.builders import a_treatment_directive
from tests.hub.pages.rtp.staff import staff_of, words_on
from tests.hub.transfer.open.material import VERIFICATION
from tests.hub.write.test_handoff import Handed, about_to, correct, handed, object_to
from tests.plugins.hub import Region

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("paper")]
SILENT = "Dat is geen ja en geen nee"


async def asked(region: Region, one: Handed, *, of: int = 0) -> httpx.Response:
    """The paper, as this candidate asks for it in his browser."""
    browser = await staff_of(region, one.case.providers[of])
    await browser.get("/inbox")
    task = one.case.tasks[0].partition("/")[2]
    answer: httpx.Response = await browser.post("/overdracht-papier", {"offer": task})
    return answer


def text_of(answer: httpx.Response) -> str:
    """All of it, as it is read."""
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def kept(answer: httpx.Response, name: str) -> None:
    """To be looked at, where a folder for it is named."""
    if folder := os.environ.get("PAPERS"):
        Path(folder, f"{name}.pdf").write_bytes(answer.content)


def test_where_no_wish_could_be_read_it_does_not_say_that_there_is_none() -> None:
    paper = HandoffPaper("Overdracht", "J. <b>", "", ("A", "B"), None, [(2, "<i>", ["&"])], "nu")
    page = handoff_html(paper)
    assert "De wensen konden hier niet worden gelezen" in page
    assert SILENT not in page
    assert "J. &lt;b&gt;" in page
    assert "&lt;i&gt;" in page


async def test_nobody_but_who_takes_over_has_it(region: Region) -> None:
    early = await about_to(region)
    assert (await asked(region, early)).status_code == 404
    one = await handed(region)
    assert (await asked(region, one, of=1)).status_code == 404
    await one.case.send(one.taker, status="completed")
    assert (await asked(region, one)).status_code == 404


async def test_the_wish_stands_first_and_then_section_by_section(region: Region) -> None:
    one = await handed(region)
    answer = await asked(region, one)
    text = text_of(answer)
    kept(answer, "handoff")
    [decision] = [said for said in ("NIET reanimeren", "WEL reanimeren") if said in text]
    assert text.index(decision) < text.index("De overdracht")
    assert "Woorden van de bron" in text
    assert SILENT not in text
    assert one.case.dossier.bsn not in text


async def test_what_is_closed_is_not_on_it_and_that_is_said(region: Region) -> None:
    one = await handed(region)
    for resource in (one.wish, one.hip):
        await object_to(one, resource)
    answer = await asked(region, one)
    text = text_of(answer)
    kept(answer, "closed")
    assert SILENT in text
    assert "reanimeren" not in text.lower().replace("reanimatie", "")
    assert text.count("1 onderdeel staat niet voor u open") == 2
    assert "Woorden van de bron" in text


async def test_what_is_refuted_is_told_to_be_so(region: Region) -> None:
    early = await about_to(region)
    patient = {"reference": early.case.dossier.patient}
    said: dict[str, Any] = {
        "resourceType": "Condition",
        "verificationStatus": {"coding": [{"system": VERIFICATION, "code": "refuted"}]},
        "code": {"text": "Longontsteking"},
        "subject": patient,
    }
    refuted = await early.case.dossier.add(said)
    await correct(early, refuted)
    await early.case.begin(handoff=early.handoff)
    text = text_of(await asked(region, early))
    assert "Longontsteking (weerlegd)" in text


async def test_the_page_has_a_button_for_it_and_says_what_is_not_there(region: Region) -> None:
    one = await handed(region)
    await object_to(one, one.hip)
    browser = await staff_of(region, one.taker)
    await browser.get("/inbox")
    task = one.case.tasks[0].partition("/")[2]
    page = await browser.post("/overdracht", {"offer": task})
    assert "Print, met de wensen bovenaan" in words_on(page)
    assert "1 onderdeel staat niet voor u open" in words_on(page)


async def test_without_a_wish_it_says_no_and_yes_to_nothing(region: Region) -> None:
    early = await about_to(region)
    elsewhere = await early.case.dossier.add(a_treatment_directive(early.case.dossier.patient))
    document = (await early.case.placer.get(early.handoff)).json()
    document["section"] = [one for one in document["section"] if early.wish not in str(one)]
    await early.case.placer.put(document)
    await early.case.begin(handoff=early.handoff)
    answer = await asked(region, early)
    kept(answer, "silent")
    assert SILENT in text_of(answer)
    assert (await early.taker.get(elsewhere)).status_code == 404


async def page_of(region: Region, one: Handed) -> str:
    """The page of the handoff, as who takes over reads it."""
    browser = await staff_of(region, one.taker)
    await browser.get("/inbox")
    answer = await browser.post("/overdracht", {"offer": one.case.tasks[0].partition("/")[2]})
    assert answer.status_code == 200, answer.text
    return words_on(answer)


async def test_the_page_has_the_wish_above_the_handoff_too(region: Region) -> None:
    one = await handed(region)

    text = await page_of(region, one)

    [decision] = [said for said in ("NIET reanimeren", "WEL reanimeren") if said in text]
    assert text.index(decision) < text.index("Woorden van de bron")
    assert SILENT not in text
    assert one.case.dossier.bsn not in text


async def test_what_is_closed_is_not_on_the_page_which_says_no_yes_and_no_no(
    region: Region,
) -> None:
    one = await handed(region)
    await object_to(one, one.wish)

    text = await page_of(region, one)

    assert SILENT in text
    assert "reanimeren" not in text.lower()
    assert "Woorden van de bron" in text
