"""My wishes: the newest of each source, in words, and what is not known never an empty place."""

from typing import Any

import pytest

from profiles.pzp.wish import SPECIFICATION_OTHER
from tests.builders import a_bsn, a_goal, a_treatment_directive
from tests.hub.dossier import Dossier, a_dossier, an_organization
from tests.hub.pages.mijn.test_telling import observation
from tests.hub.pages.mijn.visitors import browser_of, words_on
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def dossier(region: Region) -> Dossier:
    made = await a_dossier(region)
    await made.source.post(
        {**made.word, "birthDate": "1941-04-17", "name": [{"text": "Johanna Vlinderhof"}]}
    )
    name = "Praktijk De Sluis"
    await made.source.post(an_organization(made.source.ura, name=name))
    return made


async def page(dossier: Dossier, path: str = "/wensen", **how: Any) -> str:
    himself = person(dossier.source.running, dossier.bsn, **how)
    answer = await (await browser_of(himself)).get(path)
    assert answer.status_code == 200, answer.text
    return words_on(answer)


async def test_a_decision_has_one_sentence_its_writer_and_its_day(dossier: Dossier) -> None:
    await dossier.add(a_treatment_directive(dossier.patient))

    said = await page(dossier)

    assert "Stopt uw hart? Dan doen zorgverleners niets. U gaat dan dood." in said
    assert "Wie schreef dit op? Praktijk De Sluis" in said
    assert "Wanneer was dat? 1 oktober 2026" in said
    assert "Hierover staat niets" in said


async def test_a_vague_day_stays_vague(dossier: Dossier) -> None:
    await dossier.add(
        observation(
            "247751003", subject={"reference": dossier.patient}, valueString="Ik houd van muziek"
        )
    )

    said = await page(dossier)

    assert "Wanneer was dat? maart 2026" in said
    assert "Ik houd van muziek" in said


async def test_none_unknown_and_not_asked_are_told_apart(dossier: Dossier) -> None:
    for text, day in (("Onbekend", "2026-01-01"), ("Niet besproken", "2026-02-01")):
        code = {"Onbekend": "40617009", "Niet besproken": "305351004"}[text]
        consent = a_treatment_directive(dossier.patient, dateTime=day)
        coding = [{"coding": [{"system": "http://snomed.info/sct", "code": code}]}]
        consent["provision"] = {"code": coding}
        consent["modifierExtension"] = [{"url": SPECIFICATION_OTHER, "valueString": text}]
        await dossier.add(consent)

    said = await page(dossier)

    assert "U weet het nog niet." in said
    assert "Hierover is nog niet gepraat." in said
    assert "Dat is geen ja en geen nee." in said


async def test_what_the_page_has_no_words_for_is_shown_as_it_was_written(dossier: Dossier) -> None:
    where = {
        "coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "OTH"}
        ],
        "text": "<b>bij de buren</b>",
    }
    await dossier.add(
        observation("395091006", subject={"reference": dossier.patient}, valueCodeableConcept=where)
    )
    himself = person(dossier.source.running, dossier.bsn)

    answer = await (await browser_of(himself)).get("/wensen")

    assert "Lees zelf wat er staat" in answer.text
    assert "&lt;b&gt;bij de buren&lt;/b&gt;" in answer.text


async def test_the_newest_stands_first_and_what_it_replaced_apart(dossier: Dossier) -> None:
    await dossier.add(a_treatment_directive(dossier.patient, dateTime="2024-01-01"))
    newer = a_treatment_directive(dossier.patient, dateTime="2026-01-01")
    newer["provision"]["type"] = "permit"
    await dossier.add(newer)

    said = await page(dossier)

    assert said.index("1 januari 2026") < said.index("Eerder gezegd (1)")
    assert said.index("Eerder gezegd (1)") < said.index("1 januari 2024")


async def test_sources_that_differ_both_stand_and_the_page_says_so(
    region: Region, dossier: Dossier
) -> None:
    other = await region.organization("V4")
    told = Dossier(other, dossier.bsn, dossier.patient)
    assert (await other.post(told.word)).status_code in {200, 201}
    await dossier.add(a_treatment_directive(dossier.patient, dateTime="2026-01-01"))
    yes = a_treatment_directive(dossier.patient, dateTime="2026-01-01")
    yes["provision"]["type"] = "permit"
    await told.add(yes)
    of_one_day = await page(dossier)
    later = a_treatment_directive(dossier.patient, dateTime="2026-02-01")
    await dossier.add(later)

    assert "niet overal hetzelfde" in of_one_day
    said = await page(dossier)
    assert "Dit is ouder en zegt iets anders:" in said
    assert f"een zorgverlener met nummer {other.ura}" in said


async def test_what_ended_is_not_among_what_holds(dossier: Dossier) -> None:
    await dossier.add(a_treatment_directive(dossier.patient, status="inactive"))

    said = await page(dossier)

    assert "Hierover geldt nu niets." in said
    assert said.index("Eerder gezegd (1)") < said.index("Geldt niet meer")


async def test_of_whom_nothing_is_written_it_says_so(dossier: Dossier) -> None:
    said = await page(dossier)

    assert "Er is hier nog niets opgeschreven. Dat is geen ja en geen nee." in said


async def test_what_was_changed_in_the_database_is_missing_and_the_page_says_so(
    region: Region, dossier: Dossier
) -> None:
    await dossier.goal()
    await dossier.add(a_treatment_directive(dossier.patient))
    pat = person(region.running, dossier.bsn).whose
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE resource_version SET last_updated = last_updated + interval '1 second' "
            "WHERE pat = $1 AND type = 'Goal'",
            pat,
        )

    said = await page(dossier)

    assert "Wij kunnen nu niet alles laten zien." in said
    assert "U gaat dan dood." in said


async def test_who_is_not_entitled_and_of_whom_nothing_is_kept_see_one_page(
    region: Region, dossier: Dossier
) -> None:
    stranger = await browser_of(person(region.running, a_bsn()))
    brother = await browser_of(person(region.running, dossier.bsn, ground="sibling"))

    nothing, closed = await stranger.get("/wensen"), await brother.get("/wensen")

    assert nothing.status_code == closed.status_code == 403
    assert words_on(nothing) == words_on(closed)
    [row] = await region.left_behind(closed)
    assert (row["rule"], row["status"]) == ("S-NOT-ENTITLED", 403)


async def test_who_acts_for_another_is_told_for_whom(region: Region) -> None:
    home = await Home.of(region, age=8)
    mother = await browser_of(home.standing_for(region, "parent"))

    said = words_on(await mother.get(""))

    assert "Testpersoon Vlinderhof" in said
    assert "U kijkt voor iemand anders. U bent: ouder." in said
    for path in ("/wensen", "/keuzes", "/wie-keek", "/meenemen"):
        assert "U kijkt voor iemand anders." in words_on(await mother.get(path))


async def test_the_look_is_in_the_ledger_once(region: Region, dossier: Dossier) -> None:
    await dossier.goal()
    himself = person(region.running, dossier.bsn)

    answer = await (await browser_of(himself)).get("/wensen")

    rows = [row for row in await region.left_behind(answer) if row["status"] == 200]
    assert [(row["type"], row["pat"]) for row in rows] == [("Patient", himself.whose)]


async def test_in_english_the_words_are_english_and_the_sources_stay_as_they_are(
    dossier: Dossier,
) -> None:
    await dossier.add(a_treatment_directive(dossier.patient))
    himself = person(dossier.source.running, dossier.bsn)

    answer = await (await browser_of(himself)).get("/en/wensen")

    assert '<html lang="en">' in answer.text
    assert "You will die then." in words_on(answer)
    assert '<dd lang="nl">Praktijk De Sluis</dd>' in answer.text
    assert 'href="/mijn/wensen" lang="nl" hreflang="nl"' in answer.text


async def test_a_goal_is_in_words(dossier: Dossier) -> None:
    await dossier.add(a_goal(dossier.patient))

    assert "U wilt zo lang mogelijk leven." in await page(dossier)
