"""Who looked: every look of others, collapsed by day, told in words, refusals and haste as such."""

from dataclasses import replace

import pytest

from consent.question import amsterdam_day
from tests.builders import a_goal, a_patient, a_transaction
from tests.consent.strategies import REASON
from tests.hub.pages.mijn.visitors import browser_of, words_on
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


async def page(home: Home, path: str = "/wie-keek") -> str:
    answer = await (await browser_of(home.himself)).get(path)
    assert answer.status_code == 200
    return words_on(answer)


async def test_a_doctor_who_looked_is_named_with_role_organisation_and_ground(home: Home) -> None:
    await home.himself.post(home.choice())
    await home.doctor.get(f"Goal?patient={home.patient}")

    said = await page(home)

    assert f"A. Arts, huisarts bij Organisation {home.doctor.ura}" in said
    assert "U gaf hiervoor toestemming." in said
    assert "Bekeken: doelen." in said


async def test_who_asked_and_was_shown_nothing_is_told_as_refused(home: Home) -> None:
    await home.doctor.get(f"Goal?patient={home.patient}")

    said = await page(home)

    assert f"Niet gelukt A. Arts, huisarts bij Organisation {home.doctor.ura}" in said
    assert "U gaf hiervoor geen toestemming." in said
    assert "1 keer niet gelukt" in said


async def test_looks_that_are_alike_are_one_line_of_their_day(home: Home) -> None:
    await home.himself.post(home.choice())
    for _ in range(3):
        await home.doctor.get(f"Goal?patient={home.patient}")

    assert "3 keer, " in await page(home)


async def test_a_refusal_is_told_as_one(region: Region, home: Home) -> None:
    await home.standing_for(region, "sibling").get(home.goal)

    said = await page(home)

    assert "Niet gelukt Uw broer of zus" in said
    assert "Deze persoon mocht dit niet." in said


async def test_what_he_did_himself_is_told_apart(home: Home) -> None:
    await home.himself.get(home.goal)

    said = await page(home)

    assert "Uzelf" in said
    assert "alleen uzelf" not in said  # his practice wrote things down today


async def test_nobodys_number_is_told_and_no_machine_word(region: Region, home: Home) -> None:
    await home.doctor.get(f"Goal?patient={home.patient}")
    await home.holder.post(a_goal(home.patient))
    neighbour = await Home.of(region)
    await neighbour.himself.get(home.goal)

    said = await page(home)

    assert "Iemand anders" in said
    for word in (
        home.bsn,
        str(neighbour.himself.whose),
        "FHIR",
        "Goal",
        "search",
        "S-",
        "C-EX",
        "C-NO",
    ):
        assert word not in said


async def test_an_emergency_is_marked_and_its_day_stands_open(region: Region, home: Home) -> None:
    rescuer = await region.doctor(purpose="ETREAT", emergency=REASON)
    await rescuer.get(f"Goal?patient={home.patient}")

    answer = await (await browser_of(home.himself)).get("/wie-keek")

    assert '<details class="day" open>' in answer.text
    assert "Spoed" in words_on(answer)
    assert "Er was spoed." in words_on(answer)


async def test_without_names_who_looked_is_told_by_role_and_where_to_ask(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = home.himself.running.access
    monkeypatch.setattr(access, "policy", replace(access.policy, staff_named=False))
    await home.himself.post(home.choice())
    await home.doctor.get(f"Goal?patient={home.patient}")

    said = await page(home)

    assert f"huisarts bij Organisation {home.doctor.ura}. De naam kunt u daar vragen." in said
    assert "A. Arts" not in said


async def test_only_the_days_that_were_asked_for_are_shown(home: Home) -> None:
    await home.himself.post(home.choice())
    await home.doctor.get(f"Goal?patient={home.patient}")
    today = amsterdam_day(home.himself.running.clock())
    day = f"{today.day}-{today.month}-{today.year}"

    then, before = (
        await page(home, f"/wie-keek?van={day}&tot={day}"),
        await page(home, "/wie-keek?tot=1-3-2020"),
    )

    assert "A. Arts" in then
    assert "U ziet" in then
    assert "A. Arts" not in before
    assert "Er keek toen niemand" in before


@pytest.mark.parametrize(
    ("asked", "field"),
    [("van=x", "van"), ("van=31-2-2026", "van"), ("van=2-3-2026&tot=1-3-2026", "tot")],
)
async def test_what_is_no_day_is_named_and_stays_as_it_was_typed(
    home: Home, asked: str, field: str
) -> None:
    answer = await (await browser_of(home.himself)).get(f"/wie-keek?{asked}")

    assert answer.status_code == 400
    assert "<title>Fout:" in answer.text
    assert f'href="#{field}"' in answer.text
    for pair in asked.split("&"):
        assert f'value="{pair.partition("=")[2]}"' in answer.text


async def test_what_a_source_sent_reads_so_whatever_it_was(region: Region, home: Home) -> None:
    other = await region.organization("V4")
    assert (await other.post(a_patient(home.bsn))).status_code == 201
    several = [(a_goal(home.patient), "POST Goal")] * 2
    assert (await other.transaction(a_transaction(*several))).status_code == 200

    said = await page(home)

    assert f"De computer van Organisation {other.ura} 2 keer" in said
    assert f"De computer van Organisation {home.holder.ura} 2 keer" in said
    assert said.count("Gegevens over u gestuurd: wie u bent. Deze organisatie schreef dit") == 1
    assert "Gegevens over u gestuurd: doelen, wie u bent." in said
    for vague in ("andere gegevens", "alles samen", "opgeschreven:", "Opgeschreven"):
        assert vague not in said


async def test_who_declared_an_emergency_is_named_with_his_organisation(
    region: Region, home: Home
) -> None:
    rescuer = await region.doctor(purpose="ETREAT", emergency=REASON)
    await rescuer.get(f"Goal?patient={home.patient}")

    said = await page(home)

    assert "Spoed gemeld." in said
    assert said.count(f"Organisation {rescuer.ura}") >= 2
    assert "nbekende organisatie" not in said
