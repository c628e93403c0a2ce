"""A page shows what a token of the same person shows, and no more: compared page by page."""

import csv
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

import pytest

from hub.oauth.people.mijn import app_of
from hub.pages.mijn import PAGES, visit
from hub.pages.mijn.visit import SCOPES
from hub.security.scopes import BY_NAME_ONLY, parse_scope
from profiles.pzp.reading.read import read
from tests.builders import a_privacy_consent, a_treatment_directive
from tests.hub.dossier import Dossier, found
from tests.hub.pages.mijn.test_telling import NOW, observation
from tests.hub.pages.mijn.visitors import browser_of, words_on
from tests.hub.persons import Person, person
from tests.hub.write.home import Home
from tests.hub.write.own import own, wrong
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
TYPES = ("Consent", "Goal", "Observation", "RelatedPerson", "Condition", "AllergyIntolerance")


async def busy(region: Region, age: int = 78) -> Home:
    """Somebody of whom two organisations keep many things."""
    home = await Home.of(region, age)
    kept = Dossier(home.holder, home.bsn, home.patient)
    await kept.add(a_treatment_directive(home.patient))
    await kept.add(
        observation("247751003", subject={"reference": home.patient}, valueString="Muziek")
    )
    await kept.add(a_privacy_consent(home.patient, holder=home.holder.ura, user=home.doctor.ura))
    await kept.add({"resourceType": "RelatedPerson", "patient": {"reference": home.patient}})
    await kept.add(
        {
            "resourceType": "Condition",
            "subject": {"reference": home.patient},
            "code": {"text": "Hartfalen"},
        }
    )
    return home


async def by_token(who: Person, patient: str) -> dict[str, dict[str, Any]]:
    """What searches with a token of the same scopes bring, by address."""
    shown: dict[str, dict[str, Any]] = {}
    for kind in TYPES:
        for one in found(await who.get(f"{kind}?patient={patient}&_count=100")):
            shown[f"{kind}/{one['id']}"] = one
    return shown


async def test_the_file_holds_what_the_token_reads_and_no_more(region: Region) -> None:
    home, neighbour = await busy(region), await busy(region)
    token = await by_token(home.himself, home.patient)

    answer = await (await browser_of(home.himself)).get("/meenemen/bestand")

    bundle = json.loads(answer.content)
    held = {
        f"{one['resource']['resourceType']}/{one['resource']['id']}": one["resource"]
        for one in bundle["entry"]
    }
    assert held.pop(home.patient)["id"] == home.patient.partition("/")[2]
    assert held == token
    assert len(held) == 6
    assert neighbour.patient not in answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="mijn-gegevens.json"'
    assert bundle["type"] == "collection"


async def test_my_wishes_are_those_of_the_token(region: Region) -> None:
    home, neighbour = await busy(region), await busy(region)
    token = await by_token(home.himself, home.patient)
    wishes = read(token.values(), NOW).facts()

    answer = await (await browser_of(home.himself)).get("/wensen")

    assert answer.text.count('<article class="word">') == len(wishes) == 3
    assert neighbour.holder.ura not in answer.text


async def test_who_may_look_is_what_the_token_finds(region: Region) -> None:
    home = await busy(region)
    token = await by_token(home.himself, home.patient)
    choices = [one for one in token.values() if "patient-privacy" in json.dumps(one)]

    answer = await (await browser_of(home.himself)).get("/keuzes")

    assert answer.text.count('<article class="state">') == len(choices) == 1


async def test_my_own_words_and_requests_are_what_the_token_finds(region: Region) -> None:
    home, neighbour = await busy(region), await busy(region)
    for one in (home, neighbour):
        await one.himself.post(own(one.patient))
        await one.himself.post(wrong(one.patient, one.goal))
    [words] = found(await home.himself.get(f"QuestionnaireResponse?patient={home.patient}"))
    [task] = found(await home.himself.get(f"Task?patient={home.patient}"))
    browser = await browser_of(home.himself)

    said, asked = await browser.get("/eigen-woorden"), await browser.get("/klopt-niet")

    for item in words["item"]:
        assert item["answer"][0]["valueString"] in words_on(said)
    assert said.text.count("<dd dir") == len(words["item"])
    assert task["description"] in words_on(asked)
    assert asked.text.count('<article class="state">') == 1


async def test_who_looked_is_what_the_token_finds(region: Region) -> None:
    home = await busy(region)
    for _ in range(2):
        await home.doctor.get(f"Goal?patient={home.patient}")
    told = (await home.himself.get("Patient/$access-log?_format=csv")).text
    lines = list(csv.DictReader(StringIO(told)))

    said = words_on(await (await browser_of(home.himself)).get("/wie-keek"))

    others = [one for one in lines if one["Wie"] != "u zelf"]
    assert f"{sum(int(one['Aantal keer']) for one in others)} keer door anderen" in said
    for one in lines:
        assert one["Waarom"] in said
        assert one["Organisatie"] in said


@pytest.mark.parametrize(("ground", "age"), [("sibling", 78), ("parent", 78), ("parent", 14)])
async def test_who_is_refused_by_token_is_refused_by_every_page(
    region: Region, ground: str, age: int
) -> None:
    home = await busy(region, age)
    who = person(region.running, home.bsn, ground=ground)
    browser = await browser_of(who)

    assert (await who.get(f"Goal?patient={home.patient}")).status_code == 403
    paths = ("", "/wensen", "/eigen-woorden", "/keuzes", "/wie-keek", "/klopt-niet")
    for path in (*paths, "/wie-voor-mij", "/meenemen/bestand"):
        answer = await browser.get(path)
        assert answer.status_code == 403, path
        assert "Vlinderhof" not in answer.text


def test_the_client_of_the_page_is_granted_what_its_pages_do_and_no_more() -> None:
    done = {one for page in PAGES.values() for one in (*page.reads, *page.writes)}

    assert letters(SCOPES) == letters(done)
    assert set(app_of("").scopes.split()) == set(SCOPES)


def letters(scopes: Iterable[str]) -> set[tuple[str, str]]:
    """By type what may be done; reading all is reading each."""
    held = [parse_scope(one) for one in scopes]
    every = {(one.resource_type, letter) for one in held for letter in one.letters}
    of_all = {letter for kind, letter in every if kind == "*"}
    return {
        (kind, letter)
        for kind, letter in every
        if kind in {"*", *BY_NAME_ONLY} or letter not in of_all
    }


@pytest.mark.parametrize("scope", SCOPES)
async def test_without_one_scope_something_of_it_is_refused_and_nothing_written(
    region: Region, monkeypatch: pytest.MonkeyPatch, scope: str
) -> None:
    home = await busy(region)
    browser, said = await browser_of(home.himself), {"versie": "0", "woord-matters": "x"}
    monkeypatch.setattr(visit, "SCOPES", tuple(one for one in SCOPES if one != scope))

    answers = {
        "patient/*.rs": await browser.get("/wensen"),
        "patient/AuditEvent.rs": await browser.get("/wie-keek"),
        "patient/Consent.crus": await browser.post("/keuzes/nieuw/opslaan"),
        "patient/QuestionnaireResponse.crus": await browser.post("/eigen-woorden/opslaan", said),
        "patient/Task.crs": await browser.post(f"/klopt-niet/{home.goal}/opslaan", {"wat": "x"}),
    }

    assert answers[scope].status_code == 403
    [row] = [one for one in await region.left_behind(answers[scope]) if one["status"] == 403]
    assert row["rule"] == "SCOPE"
    written = [*await found_by(home, "QuestionnaireResponse"), *await found_by(home, "Task")]
    kinds = {one["resourceType"] for one in written}
    assert not [kind for kind in kinds if scope in {"patient/*.rs", f"patient/{kind}.crus"}]
    assert scope != "patient/Task.crs" or "Task" not in kinds


async def found_by(home: Home, kind: str) -> list[dict[str, Any]]:
    return found(await home.himself.get(f"{kind}?patient={home.patient}"))


async def test_a_file_that_lacks_something_is_not_given(region: Region) -> None:
    home = await busy(region)
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE resource_version SET last_updated = last_updated + interval '1 second' "
            "WHERE pat = $1 AND type = 'Condition'",
            home.himself.whose,
        )

    answer = await (await browser_of(home.himself)).get("/meenemen/bestand")

    assert answer.status_code == 500
    assert "Er ging iets mis" in words_on(answer)
