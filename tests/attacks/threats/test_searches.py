"""TH-41 to TH-49: no search tells more than what is open, nor who is here, nor anybody's number."""

import secrets
from urllib.parse import urlencode

import httpx
import pytest

from profiles import systems
from tests.attacks.threats.judge import Judge, code_of
from tests.attacks.threats.table import THREATS
from tests.attacks.threats.town import Party, Town
from tests.builders import a_bsn
from tests.hub.dossier import Dossier, found, kept_by, names

pytestmark = pytest.mark.anyio

FORM = "application/x-www-form-urlencoded"


async def known(town: Town) -> tuple[Dossier, Party, Party]:
    """An inhabitant with a wish, a doctor who may see it, and one who may not."""
    dossier = await kept_by(await town.organization(), a_bsn())
    friend, stranger = await town.doctor(), await town.doctor()
    await dossier.open_to(friend)
    await dossier.goal()
    return dossier, friend, stranger


def number(bsn: str) -> str:
    """As a search says it."""
    return f"{systems.BSN_SYSTEM}|{bsn}"


async def test_th_41_a_number_in_a_url_is_not_taken(judge: Judge, town: Town) -> None:
    dossier, friend, _ = await known(town)
    said = {"Patient": "identifier", "Consent": "patient.identifier"}
    for kind, name in said.items():
        for value in (number(dossier.bsn), dossier.bsn):
            answer = await friend.get(f"{kind}?{urlencode({name: value})}")

            assert answer.headers["Allow"] == "POST"
            await judge.refuses("TH-41", answer)


async def test_th_42_a_search_is_about_somebody(judge: Judge, town: Town) -> None:
    friend = await town.doctor()
    category = "http://snomed.info/sct|129125009"

    await judge.refuses("TH-42", await friend.find("Consent", category=category))


async def test_th_43_a_search_is_about_one(judge: Judge, town: Town) -> None:
    dossier, friend, _ = await known(town)
    other = secrets.token_hex(8)
    for query in (
        f"patient={dossier.id},{other}",
        f"patient={dossier.id}&patient={other}",
        f"patient={dossier.id}&subject=Patient/{other}",
    ):
        await judge.refuses("TH-43", await friend.get(f"Goal?{query}"))
    both = f"{number(dossier.bsn)},{number(a_bsn())}"
    await judge.refuses("TH-43", await friend.find("Patient", identifier=both))


async def test_th_44_beside_the_body_of_a_search_nothing_gets_by(judge: Judge, town: Town) -> None:
    """URL and body are one search: decided as one, and nobody is named in a URL."""
    dossier, friend, stranger = await known(town)
    body = urlencode({"identifier": number(dossier.bsn)})
    url = f"Patient/_search?{urlencode({'identifier': number(dossier.bsn)})}"
    await judge.refuses("TH-44", await friend("POST", url, body, Content_Type=FORM))
    both = f"Patient/_search?{urlencode({'identifier': 'https://x.example|1'})}"
    assert names(await friend("POST", both, body, Content_Type=FORM)) == []
    about = urlencode({"patient": dossier.id})
    for query in (f"patient={secrets.token_hex(8)}", f"subject=Patient/{secrets.token_hex(8)}"):
        answer = await friend("POST", f"Goal/_search?{query}", about, Content_Type=FORM)
        await judge.refuses("TH-44", answer)
    beside = "Patient/_search?_revinclude=Goal:patient"
    closed = await stranger("POST", beside, body, Content_Type=FORM)
    assert (names(closed), names(closed, "include")) == ([], [])
    opened = await friend("POST", beside, body, Content_Type=FORM)
    assert len(names(opened, "include")) == 1


@pytest.mark.parametrize("scopes", ["system/*.cruds system/AuditEvent.rs", "system/*.cruds"])
async def test_th_45_who_looked_does_not_come_along(judge: Judge, town: Town, scopes: str) -> None:
    dossier = await kept_by(await town.organization(), a_bsn())
    friend = await town.doctor(scopes=scopes)
    await dossier.open_to(friend)
    for way in ("AuditEvent:entity", "AuditEvent:patient", "AuditEvent:agent:Practitioner"):
        answer = await friend.find("Patient", identifier=number(dossier.bsn), _revinclude=way)

        await judge.refuses("TH-45", answer)


async def test_th_45_what_is_closed_does_not_come_along(town: Town) -> None:
    """The compartment is left by no way: of the inhabitant himself the friend may know."""
    dossier, friend, _ = await known(town)
    closed = await kept_by(await town.organization(), dossier.bsn)
    hidden = await closed.goal()

    answer = await friend.find(
        "Patient", identifier=number(dossier.bsn), _revinclude="Goal:patient"
    )

    assert found(answer)
    assert len(names(answer, "include")) == 1
    assert hidden not in names(answer, "include")


async def test_th_46_nothing_is_found_out_by_way_of_somebody(judge: Judge, town: Town) -> None:
    dossier, friend, stranger = await known(town)
    for asker in (friend, stranger):
        for query in (
            "Consent?patient.birthdate=1950-03-02",
            f"Consent?patient={dossier.id}&patient.birthdate=1950-03-02",
            f"Goal?patient={dossier.id}&patient.family=Vlinderhof",
        ):
            await judge.refuses("TH-46", await asker.get(query))
        of_nobody = await asker.get("Patient?_has:Consent:patient:status=active")
        assert (of_nobody.status_code, code_of(of_nobody)) == (400, "required")


async def test_th_47_nothing_is_counted_that_is_closed(judge: Judge, town: Town) -> None:
    dossier, _, stranger = await known(town)
    nobody, stated = secrets.token_hex(len(dossier.id) // 2), THREATS["TH-47"]
    for query in ("_total=accurate", "_count=0", "_total=estimate&_count=0", "_summary=count"):
        closed = await stranger.get(f"Goal?patient={dossier.id}&{query}")
        absent = await stranger.get(f"Goal?patient={nobody}&{query}")

        assert closed.status_code == absent.status_code == stated.status
        assert closed.json()["total"] == 0
        assert "entry" not in closed.json()
        assert shape(closed, dossier.id) == shape(absent, nobody)
        judge.names_nobody(closed, await judge.left_behind(closed))


def shape(answer: httpx.Response, asked: str) -> str:
    """The answer without the id that was asked for."""
    return answer.text.replace(asked, "…")


async def test_th_48_an_id_that_is_closed_is_as_one_that_is_not(judge: Judge, town: Town) -> None:
    dossier, _, stranger = await known(town)
    goal = await dossier.goal()
    for real, none in (
        (goal, "Goal/{}"),
        (f"{goal}/_history", "Goal/{}/_history"),
        (f"{goal}/_history/1", "Goal/{}/_history/1"),
        (dossier.patient, "Patient/{}"),
    ):
        closed = await stranger.get(real)
        absent = await stranger.get(none.format(secrets.token_hex(8)))

        await judge.refuses("TH-48", closed)
        await judge.refuses("TH-48", absent)
        assert closed.content == absent.content


async def test_th_49_a_link_is_for_whom_it_was_made_and_as_it_was_made(
    judge: Judge, town: Town
) -> None:
    dossier, friend, _ = await known(town)
    other = await town.doctor()
    await dossier.open_to(other)
    await dossier.goal()
    first = await friend.get(f"Goal?patient={dossier.id}&_count=1")
    [link] = [one["url"] for one in first.json()["link"] if one["relation"] == "next"]
    assert (await friend.get(link)).status_code == 200

    await judge.refuses("TH-49", await other.get(link))
    await judge.refuses("TH-49", await friend.get(f"{link[:-6]}AAAAAA"))
    await judge.refuses("TH-49", await friend.get(link.replace("/Goal?", "/Observation?")))
