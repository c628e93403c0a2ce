"""Who may look: seen as it stands, changed only after its consequences were seen, once."""

import asyncio
from typing import Any

import pytest

from consent.choices.catalogue import address_of, catalogue
from tests.builders import a_privacy_consent
from tests.hub.dossier import address, found
from tests.hub.pages.mijn.visitors import Browser, browser_of, hidden, words_on
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


@pytest.fixture
async def browser(home: Home) -> Browser:
    return await browser_of(home.himself)


async def consents(home: Home) -> list[dict[str, Any]]:
    return found(await home.himself.get(f"Consent?patient={home.patient}"))


async def permitted(home: Home) -> str:
    return address(await home.himself.post(home.choice())).removeprefix("Consent/")


async def test_of_who_chose_nothing_the_page_says_what_holds(browser: Browser) -> None:
    said = words_on(await browser.get("/keuzes"))

    assert "U hebt nog niets gekozen." in said
    assert "Kiest u niets? Dan ziet niemand anders uw wensen." in said


async def test_a_choice_is_told_in_words(home: Home, browser: Browser) -> None:
    await permitted(home)

    said = words_on(await browser.get("/keuzes"))

    assert "Mag kijken" in said
    assert f"Het gaat over: Een zorgverlener met nummer {home.doctor.ura}" in said
    assert f"Dit mag zien: de organisatie met nummer {home.doctor.ura}." in said
    assert "Wie schreef dit op? Uzelf" in said


async def test_withdrawing_shows_what_changes_then_closes_at_once(
    home: Home, browser: Browser
) -> None:
    name = await permitted(home)
    assert await home.is_open()

    question = await browser.get(f"/keuzes/{name}")
    check = await browser.get(f"/keuzes/{name}/controle?antwoord=stop")
    assert "Er is nog niets veranderd." in words_on(check)
    assert "Is er haast? Dan mag een arts soms kijken" in words_on(check)
    assert await home.is_open()
    saved = await browser.post(f"/keuzes/{name}/opslaan", hidden(check))
    done = await browser.client.get(saved.headers["location"])

    assert "Mag niet meer kijken" in words_on(question)
    assert saved.status_code == 303
    assert "Uw keuze is opgeslagen" in words_on(done)
    assert "Deze keuze geldt niet meer." in words_on(done)
    assert not await home.is_open()


async def test_without_an_answer_the_question_comes_again_and_says_so(
    home: Home, browser: Browser
) -> None:
    name = await permitted(home)

    for asked in ("", "?antwoord=", "?antwoord=ja", "?antwoord=x"):
        answer = await browser.get(f"/keuzes/{name}/controle{asked}")
        assert answer.status_code == 400
        assert "<title>Fout:" in answer.text
        assert 'href="#antwoord-1"' in answer.text
    kept = await browser.get(f"/keuzes/{name}/controle?antwoord=blijft")
    assert kept.headers["location"] == "/mijn/keuzes"


async def test_a_new_permission_opens_and_a_new_objection_closes(
    region: Region, home: Home, browser: Browser
) -> None:
    await home.doctor.get(f"Goal?patient={home.patient}")
    ura = home.doctor.ura

    which = await browser.get("/keuzes/nieuw")
    who = await browser.get("/keuzes/nieuw?keuze=one-organization")
    check = await browser.get(f"/keuzes/nieuw?keuze=one-organization&wie={ura}")
    assert not await home.is_open()
    saved = await browser.post("/keuzes/nieuw/opslaan", hidden(check))

    assert "Eén organisatie niet" in words_on(which)
    assert f"Organisation {ura}" in words_on(who)
    assert f"Mag Organisation {ura} uw wensen zien?" in words_on(check)
    assert "Er is nog niets veranderd." in words_on(check)
    assert saved.status_code == 303
    assert await home.is_open()
    # It gave itself no name: it is called as where he chose it.
    assert f"Organisation {ura}" in words_on(await browser.get("/keuzes"))
    no = await browser.get("/keuzes/nieuw?keuze=nobody")
    await browser.post("/keuzes/nieuw/opslaan", hidden(no))
    assert "Wilt u dat niemand uw wensen ziet?" in words_on(no)
    assert len(await consents(home)) == 2


@pytest.mark.parametrize("code", sorted(catalogue().choices))
async def test_what_the_page_writes_names_the_text_that_was_shown_and_is_as_valid_as_an_apps(
    home: Home, browser: Browser, code: str
) -> None:
    await home.doctor.get(f"Goal?patient={home.patient}")
    ura = home.doctor.ura
    check = await browser.get(f"/keuzes/nieuw?keuze={code}&wie={ura}&bron={ura}&soort=gp")
    await browser.post("/keuzes/nieuw/opslaan", hidden(check))

    [consent] = await consents(home)
    by_app = await home.himself.put({**consent, "status": "inactive"})

    assert consent["policy"] == [{"uri": address_of(code, 1)}]
    assert (consent["language"], consent["status"]) == ("nl", "active")
    assert hidden(check)["tekst"] == "1"
    assert consent["performer"] == [{"reference": home.patient}]
    assert by_app.status_code == 200, by_app.text


async def test_a_form_sent_twice_makes_one_choice(home: Home, browser: Browser) -> None:
    await home.doctor.get(f"Goal?patient={home.patient}")
    check = await browser.get(f"/keuzes/nieuw?keuze=one-organization&wie={home.doctor.ura}")
    form = hidden(check)

    both = await asyncio.gather(*(browser.post("/keuzes/nieuw/opslaan", form) for _ in range(3)))
    later = await browser.post("/keuzes/nieuw/opslaan", form)

    assert {one.status_code for one in (*both, later)} == {303}
    assert len({one.headers["location"] for one in (*both, later)}) == 1
    [consent] = await consents(home)
    assert consent["meta"]["versionId"] == "1"


async def test_a_change_sent_twice_is_one_change(home: Home, browser: Browser) -> None:
    name = await permitted(home)
    form = hidden(await browser.get(f"/keuzes/{name}/controle?antwoord=stop"))

    first = await browser.post(f"/keuzes/{name}/opslaan", form)
    second = await browser.post(f"/keuzes/{name}/opslaan", form)

    assert first.headers["location"] == second.headers["location"]
    [consent] = await consents(home)
    assert consent["meta"]["versionId"] == "2"


async def test_what_changed_meanwhile_is_not_changed_over(home: Home, browser: Browser) -> None:
    name = await permitted(home)
    form = hidden(await browser.get(f"/keuzes/{name}/controle?antwoord=stop"))
    [consent] = await consents(home)
    await home.himself.put({**consent, "provision": {**consent["provision"], "type": "deny"}})

    answer = await browser.post(f"/keuzes/{name}/opslaan", form)

    assert answer.status_code == 409
    assert "Uw keuze is niet opgeslagen." in words_on(answer)
    [consent] = await consents(home)
    assert (consent["status"], consent["meta"]["versionId"]) == ("active", "2")


@pytest.mark.parametrize(("answer", "status"), [("ja", "active"), ("nee", "inactive")])
async def test_a_proposal_is_confirmed_or_refused(
    home: Home, browser: Browser, answer: str, status: str
) -> None:
    choice = a_privacy_consent(home.patient, user=home.doctor.ura, status="proposed")
    name = address(await home.holder.post(choice)).removeprefix("Consent/")
    listed = words_on(await browser.get("/keuzes"))
    check = await browser.get(f"/keuzes/{name}/controle?antwoord={answer}")

    saved = await browser.post(f"/keuzes/{name}/opslaan", hidden(check))

    assert "Iemand vulde dit voor u in" in listed
    assert saved.headers["location"].endswith("/klaar")
    [consent] = await consents(home)
    assert consent["status"] == status
    assert await home.is_open() == (answer == "ja")


async def test_anothers_choice_is_not_there(region: Region, home: Home) -> None:
    name, stranger = await permitted(home), await browser_of((await Home.of(region)).himself)

    for path in (
        f"/keuzes/{name}",
        f"/keuzes/{name}/controle?antwoord=stop",
        f"/keuzes/{name}/klaar",
    ):
        answer, nobody = await stranger.get(path), await stranger.get(path.replace(name, "nobody"))
        assert answer.status_code == nobody.status_code == 404
        assert words_on(answer) == words_on(nobody)
    sent = await stranger.post(f"/keuzes/{name}/opslaan", {"antwoord": "stop", "versie": "1"})
    assert sent.status_code == 404
    assert await home.is_open()


async def test_a_new_choice_names_nobody_whom_the_page_did_not_offer(
    region: Region, home: Home, browser: Browser
) -> None:
    other = await region.organization("V4")

    for ura in (other.ura, "", "x", "0", "9" * 40, home.bsn):
        said = {"keuze": "one-organization", "wie": ura}
        fields = {**said, "tekst": "1", "nummer": "a"}
        assert (await browser.post("/keuzes/nieuw/opslaan", fields)).status_code == 409
        answer = await browser.get(f"/keuzes/nieuw?keuze=one-organization&wie={ura}")
        assert answer.status_code == 400
    assert await consents(home) == []


async def test_nobody_makes_a_form_name_anothers_choice(region: Region, home: Home) -> None:
    name = await permitted(home)
    neighbour = await Home.of(region)
    stranger = await browser_of(neighbour.himself)

    fields = {"keuze": "nobody", "tekst": "1", "nummer": name}
    sent = await stranger.post("/keuzes/nieuw/opslaan", fields)

    assert sent.status_code == 303
    assert name not in sent.headers["location"]
    assert await home.is_open()


async def test_who_may_not_choose_alone_is_told_so_and_nothing_changes(region: Region) -> None:
    child = await Home.of(region, age=14)
    await child.doctor.get(f"Goal?patient={child.patient}")
    himself = await browser_of(child.himself)
    check = await himself.get(f"/keuzes/nieuw?keuze=one-organization&wie={child.doctor.ura}")

    answer = await himself.post("/keuzes/nieuw/opslaan", {**hidden(check), "hoe": "alleen"})

    assert answer.status_code == 403
    assert "U mag dit niet alleen kiezen" in words_on(answer)
    assert not await child.is_open()
    [row] = [one for one in await region.left_behind(answer) if one["status"] == 403]
    assert row["rule"] == "S-NOT-ENTITLED"


@pytest.mark.parametrize("version", ["2", "0", "x", "", "99999"])
async def test_a_text_that_is_not_shown_makes_no_choice(
    home: Home, browser: Browser, version: str
) -> None:
    fields = {"keuze": "nobody", "tekst": version, "nummer": "a"}

    assert (await browser.post("/keuzes/nieuw/opslaan", fields)).status_code == 409
    assert await consents(home) == []


async def test_a_child_proposes_and_a_parent_confirms(region: Region) -> None:
    child = await Home.of(region, age=14)
    await child.doctor.get(f"Goal?patient={child.patient}")
    himself = await browser_of(child.himself)
    parent = await browser_of(child.standing_for(region, "parent"))
    check = await himself.get(f"/keuzes/nieuw?keuze=one-organization&wie={child.doctor.ura}")
    nothing_waits = await parent.get("/keuzes")

    saved = await himself.post("/keuzes/nieuw/opslaan", hidden(check))
    done = words_on(await himself.client.get(saved.headers["location"]))
    listed = words_on(await himself.get("/keuzes"))
    name = saved.headers["location"].split("/")[3]
    waiting = await parent.get("/keuzes")
    asked = await parent.get(f"/keuzes/{name}/controle?antwoord=ja")
    assert not await child.is_open()
    agreed = await parent.post(f"/keuzes/{name}/opslaan", hidden(asked))

    assert "Uw ouder of voogd moet ook ja zeggen." in words_on(check)
    assert "Stel dit voor" in words_on(check)
    assert "Het geldt nog niet." in done
    assert "Dit wacht op iemand anders" in listed
    assert nothing_waits.status_code == 403
    assert "Klopt dit?" in words_on(waiting)
    assert agreed.status_code == 200
    assert "Wat u koos, is opgeslagen." in words_on(agreed)
    assert await child.is_open()
    assert (await parent.get("/keuzes")).status_code == 403


async def test_a_child_takes_its_proposal_back_alone_and_says_no_alone(region: Region) -> None:
    child = await Home.of(region, age=14)
    himself = await browser_of(child.himself)
    check = await himself.get("/keuzes/nieuw?keuze=everyone")
    saved = await himself.post("/keuzes/nieuw/opslaan", hidden(check))
    name = saved.headers["location"].split("/")[3]

    back = hidden(await himself.get(f"/keuzes/{name}/controle?antwoord=nee"))
    await himself.post(f"/keuzes/{name}/opslaan", back)
    no = await himself.get("/keuzes/nieuw?keuze=nobody")
    await himself.post("/keuzes/nieuw/opslaan", hidden(no))

    assert "Ja, sla deze keuze op" in words_on(no)
    assert sorted(one["status"] for one in await consents(child)) == ["active", "inactive"]
    [denied] = [one for one in await consents(child) if one["status"] == "active"]
    alone = words_on(await himself.get(f"/keuzes/{denied['id']}"))
    assert "U kunt dit niet alleen veranderen." in alone


async def test_no_form_makes_a_childs_yes_hold_without_a_parent(region: Region) -> None:
    child = await Home.of(region, age=14)
    himself = await browser_of(child.himself)
    form = hidden(await himself.get("/keuzes/nieuw?keuze=everyone"))

    for how in ("alleen", "", "x", "active"):
        answer = await himself.post("/keuzes/nieuw/opslaan", {**form, "hoe": how})
        assert answer.status_code == 403
    assert await consents(child) == []
