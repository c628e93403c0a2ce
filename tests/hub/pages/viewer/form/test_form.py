"""At the form nothing is stored but what was signed, and nothing is signed but what was seen."""

import re
from html import unescape

import pytest

from consent.declaration import Declaration
from hub.pages.viewer.form.typed import fields_of
from profiles.pzp.form.national import BY_ID
from profiles.pzp.form.question import Kind
from profiles.pzp.form.said import Said, tidy
from tests.builders import a_bsn
from tests.hub.dossier import Dossier, by_bsn, found
from tests.hub.pages.viewer.form.door import SCOPES, Desk
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio
ANS = [{"use": "official", "family": "Vlinderhof", "given": ["Ans"], "text": "Ans Vlinderhof"}]
SAID = {
    "963": ("2026-03-12",),
    "1386": ("2",),
    "1387": ("1",),
    "1388": ("alleen kort, na een operatie",),
    "975": ("Bakker",),
    "976.0": ("0612345678",),
    "982": ("15",),
    "1190": ('rust <in> huis & "stilte"',),
    "1201": ("441898007",),
}
REASON = Declaration(code="unconscious", words="trof haar buiten kennis aan")
VERSION = re.compile(r'name="versie" value="(\d+)"')


async def a_desk(hub: Running, region: Region, **others: object) -> Desk:
    """Of a GP who knows Ans by his own system."""
    gp = await region.organization("Z3")
    dossier = Dossier(gp, a_bsn(), "")
    await gp.post(dossier.word | {"name": ANS, "birthDate": "1950-03-02", "gender": "female"})
    return Desk(hub, gp, dossier.bsn, **others)


async def typed(desk: Desk, step: str, said: Said, **others: str) -> dict[str, str]:
    """All fields of the form as it stands, with these answers in it."""
    page = (await desk.get(step)).text
    return fields_of(tidy(said)) | {"versie": VERSION.search(page)[1], **others}


async def checked(desk: Desk, said: Said = SAID) -> str:
    """A draft that was looked over; its step."""
    step = await desk.begun()
    answer = await desk.post(step, await typed(desk, step, said, doe="controle"))
    assert answer.status_code == 303, answer.text
    return step


async def consents(desk: Desk) -> list[dict]:
    patients = found(await by_bsn(desk.caller, desk.bsn))
    if not patients:
        return []
    return found(await desk.caller.get(f"Consent?patient={patients[0]['id']}"))


@pytest.mark.parametrize(
    ("others", "rule"),
    [
        ({"only": "somebody"}, "W-LAUNCHED"),
        ({"emergency": REASON}, "W-EMERGENCY"),
        ({"relation": False}, "W-RELATION"),
    ],
)
@pytest.mark.parametrize(
    "step", ["", "/nieuw", "/x", "/x/teken", "/x/weg", "/x/nagaan", "/x/klaar"]
)
async def test_who_may_not_write_comes_to_no_page(
    hub: Running, region: Region, step: str, others: dict, rule: str
) -> None:
    desk = await a_desk(hub, region, **others)
    for answer in (await desk.get(step), await desk.post(step)):
        assert answer.status_code == 403
    assert desk.refused == [rule, rule]


async def test_without_the_scope_to_write_nothing_is_signed(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region, scopes=SCOPES[:1])
    step = await checked(desk)
    page = await desk.get(f"{step}/controle")

    answer = await desk.post(f"{step}/teken", {"versie": VERSION.search(page.text)[1]})

    assert answer.status_code == 403
    assert desk.refused == ["SCOPE"]
    assert await consents(desk) == []


async def test_a_draft_of_another_is_not_there(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    step = await checked(desk)
    others = [
        Desk(hub, desk.caller, desk.bsn, number="900000502"),
        Desk(hub, desk.caller, a_bsn()),
        Desk(hub, await region.organization("Z3"), desk.bsn),
    ]

    for other in others:
        for end in ("", "/controle", "/weg", "/klaar"):
            assert (await other.get(f"{step}{end}")).status_code == 404
        for end in ("", "/teken", "/weg", "/nagaan"):
            assert (await other.post(f"{step}{end}")).status_code == 404
        assert step not in (await other.get()).text
    assert await consents(desk) == []
    assert step in (await desk.get()).text


@pytest.mark.parametrize("step", ["/x/y", "/x/controle/z", "/x/onbekend"])
async def test_what_is_no_page_of_it_is_not_there(hub: Running, region: Region, step: str) -> None:
    desk = await a_desk(hub, region)
    assert (await desk.get(step)).status_code == 404
    assert (await desk.post(step)).status_code == 404


async def test_a_draft_stores_nothing_of_the_inhabitant(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    step = await desk.begun()
    await desk.post(step, await typed(desk, step, SAID, doe="bewaar"))
    await desk.post(f"{step}/nagaan", await typed(desk, step, SAID))
    await desk.post(step, await typed(desk, step, SAID, doe="controle"))
    await desk.get(f"{step}/controle")

    assert await consents(desk) == []


async def test_what_was_not_looked_over_is_not_signed(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    step = await desk.begun()
    await desk.post(step, await typed(desk, step, SAID, doe="bewaar"))

    answer = await desk.post(f"{step}/teken", {"versie": "2"})

    assert answer.headers["location"].endswith(step)
    assert await consents(desk) == []


async def test_another_version_than_was_looked_over_is_not_signed(
    hub: Running, region: Region
) -> None:
    desk = await a_desk(hub, region)
    step = await checked(desk)
    version = VERSION.search((await desk.get(f"{step}/controle")).text)[1]
    changed = {**SAID, "1386": ("0",)}
    await desk.post(step, await typed(desk, step, changed, doe="controle"))

    answer = await desk.post(f"{step}/teken", {"versie": version})

    assert answer.status_code == 409
    assert "WEL reanimeren" in answer.text
    assert await consents(desk) == []


async def test_a_fault_comes_back_at_its_question_with_all_that_was_typed(
    hub: Running, region: Region
) -> None:
    desk = await a_desk(hub, region)
    step = await desk.begun()
    said = {**SAID, "1001": ("thuis wel",), "1402": ("2",)}

    answer = await desk.post(step, await typed(desk, step, said, doe="controle"))

    assert answer.status_code == 400
    assert '<a href="#v-1001">Reanimatie: Anders, namelijk</a>' in answer.text
    assert "Schrijf op om welke behandeling het gaat." in answer.text
    again = unescape((await desk.get(step)).text)
    assert all(text in again for text in ("thuis wel", "rust <in> huis", "0612345678"))
    assert await consents(desk) == []


async def test_what_the_hub_refuses_comes_back_with_all_that_was_typed(
    hub: Running, region: Region
) -> None:
    desk = await a_desk(hub, region)
    stranger = Desk(hub, await region.organization("Z3"), desk.bsn)
    step = await stranger.begun()
    said = {**SAID, "966": ("Bakker",), "967": ("1961-07-09",)}
    await stranger.post(step, await typed(stranger, step, said, doe="controle"))
    page = await stranger.get(f"{step}/controle")

    answer = await stranger.post(f"{step}/teken", {"versie": VERSION.search(page.text)[1]})

    assert answer.status_code == 422
    assert "Bij dit BSN hoort iemand met een andere naam" in answer.text
    assert "alleen kort, na een operatie" in answer.text
    assert stranger.refused == ["WHO-1 WHO-2"]
    assert "Vlinderhof" not in answer.text
    assert await consents(stranger) == []


async def test_of_whom_nothing_is_open_who_he_is_has_to_be_filled_in(
    hub: Running, region: Region
) -> None:
    desk = Desk(hub, await region.organization("Z3"), a_bsn())
    step = await desk.begun()

    answer = await desk.post(step, await typed(desk, step, SAID, doe="controle"))

    assert answer.status_code == 400
    assert answer.text.count("Vul in wie de patiënt is.") == 4
    assert f"BSN dat eindigt op {desk.bsn[-3:]}" in answer.text


async def test_two_windows_never_overwrite_each_other_unseen(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    step = await desk.begun()
    old = await typed(desk, step, {**SAID, "1386": ("0",)}, doe="bewaar")
    await desk.post(step, await typed(desk, step, SAID, doe="bewaar"))

    answer = await desk.post(step, old)

    assert answer.status_code == 409
    assert "intussen ergens anders bewaard" in answer.text
    assert re.search(r'name="1386" value="2" checked', (await desk.get(step)).text)


async def test_from_an_empty_form_to_what_was_signed(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    step = await checked(desk)
    page = (await desk.get(f"{step}/controle")).text
    assert "NIET reanimeren" in page
    assert "alleen kort, na een operatie" in page
    assert "Opname op intensive care: Besluit" in page

    answer = await desk.post(f"{step}/teken", {"versie": VERSION.search(page)[1]})

    assert answer.headers["location"].endswith(f"{step}/klaar")
    assert "Het gesprek is vastgelegd" in (await desk.get(f"{step}/klaar")).text
    assert {one["provision"].get("type") for one in await consents(desk)} == {"deny", None}
    assert "<p>U hebt hier geen concept.</p>" in (await desk.get()).text


async def test_signed_twice_it_is_stored_once(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    step = await checked(desk)
    sent = {"versie": VERSION.search((await desk.get(f"{step}/controle")).text)[1]}

    answers = [await desk.post(f"{step}/teken", sent) for _ in range(3)]

    assert {one.headers["location"].rpartition("/")[2] for one in answers} == {"klaar"}
    assert len(await consents(desk)) == 2
    assert {one["meta"]["versionId"] for one in await consents(desk)} == {"1"}


async def test_what_is_kept_is_there_again_for_him(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    step = await desk.begun()
    await desk.post(step, await typed(desk, step, SAID, doe="bewaar"))

    page = unescape((await desk.get(step)).text)

    assert re.search(r'name="1386" value="2" checked', page)
    assert 'name="982:15" value="ja" checked' in page
    assert 'rust <in> huis & "stilte"' in page


async def test_an_earlier_decision_is_told_and_chosen_by_nobody(
    hub: Running, region: Region
) -> None:
    desk = await a_desk(hub, region)
    step = await checked(desk)
    page = (await desk.get(f"{step}/controle")).text
    await desk.post(f"{step}/teken", {"versie": VERSION.search(page)[1]})

    again = (await desk.get(await desk.begun())).text

    assert "Eerder: NIET reanimeren, 12 maart 2026" in again
    chosen = set(re.findall(r'name="([^"]+)" value="[^"]+" checked', again))
    assert {BY_ID[one.partition(":")[0]].link_id for one in chosen} <= {"982", "984"}
    assert 'name="976.0" value="0612345678"' in again


async def test_every_question_of_the_form_is_on_the_page(hub: Running, region: Region) -> None:
    desk = Desk(hub, await region.organization("Z3"), a_bsn())
    page = (await desk.get(await desk.begun())).text
    known = {"968", "969", "970", "1405"}

    asked = {one.partition(".")[0].partition(":")[0] for one in re.findall(r'name="([^"]+)"', page)}

    every = {one.link_id for one in BY_ID.values() if one.kind is not Kind.PRESET}
    assert every - known <= asked


async def test_what_is_thrown_away_is_gone(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    step = await desk.begun()
    assert "Concept weggooien?" in (await desk.get(f"{step}/weg")).text

    await desk.post(f"{step}/weg")

    assert (await desk.get(step)).status_code == 404


async def test_a_sixth_draft_is_not_begun(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    for _ in range(5):
        await desk.begun()

    answer = await desk.post("/nieuw")

    assert answer.status_code == 429
    assert "U hebt hier al vijf concepten" in answer.text
    assert desk.refused == ["TOO-MANY-DRAFTS"]


async def test_while_typing_what_is_wrong_is_told_and_nothing_is_kept(
    hub: Running, region: Region
) -> None:
    desk = await a_desk(hub, region)
    step = await desk.begun()

    answer = await desk.post(f"{step}/nagaan", {"1386": "1"})

    assert {"at": "v-1001", "text": "Schrijf op wat er is afgesproken."} in answer.json()["wrong"]
    assert 'name="1386" value="1" checked' not in (await desk.get(step)).text


async def test_no_number_or_name_stands_in_an_address(hub: Running, region: Region) -> None:
    desk = await a_desk(hub, region)
    page = (await desk.get(await checked(desk))).text
    addresses = re.findall(r'(?:href|action|data-look)="([^"]+)"', page)

    assert not any(desk.bsn in one or "Vlinderhof" in one for one in addresses)
    assert desk.bsn not in page
