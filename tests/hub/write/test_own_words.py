"""What an inhabitant writes in his own words: his to write, and nobody else's to touch."""

from typing import Any

import anyio
import pytest

from profiles import systems
from tests.builders import a_bsn, a_privacy_consent, a_transaction
from tests.hub.dossier import address, an_observation, fault, found
from tests.hub.persons import known, person
from tests.hub.write.home import Home, changed
from tests.hub.write.own import DUCKS, RIGHT, own, wrong
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
ANSWER = {"linkId": "matters", "answer": [{"valueString": "x"}]}


@pytest.mark.parametrize(
    ("age", "ground"),
    [(11, None), (14, "parent"), (78, "mentor"), (78, "parent"), (78, "child"), (30, "sibling")],
)
async def test_who_may_not_choose_writes_nothing_for_him(
    region: Region, age: int, ground: str | None
) -> None:
    home = await Home.of(region, age)
    asker = person(region.running, home.bsn, ground=ground)

    answer = await asker.post(own(home.patient))

    assert answer.status_code == 403
    assert fault(answer)["code"] == "forbidden"
    [row] = await region.left_behind(answer)
    assert (row["rule"], row["pat"]) == ("S-NOT-ENTITLED", asker.whose)


async def test_who_is_not_sure_enough_logs_in_again(region: Region) -> None:
    home = await Home.of(region)
    unsure = person(region.running, home.bsn, level="low")
    for resource in (own(home.patient), wrong(home.patient, home.goal)):
        answer = await unsure.post(resource)
        assert answer.status_code == 401
        assert "acr_values" in answer.headers["WWW-Authenticate"]


async def test_nobody_writes_in_anothers_record_and_is_not_told_of_him(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)

    theirs = await home.himself.post(own(other.patient))
    nobodys = await home.himself.post(own("Patient/nobody"))

    assert theirs.status_code == nobodys.status_code == 403
    assert theirs.json() == nobodys.json()


@pytest.mark.parametrize("element", ["author", "source"])
async def test_nobody_signs_as_another(region: Region, element: str) -> None:
    home, other = await Home.of(region), await Home.of(region)

    for said in ({"reference": other.patient}, {"reference": "Practitioner/x"}, {"display": "ik"}):
        assert (await home.himself.post(own(home.patient, **{element: said}))).status_code == 403


@pytest.mark.parametrize(
    "members",
    [
        {"contained": [{"resourceType": "Patient", "id": "p"}]},
        {
            "text": {
                "status": "generated",
                "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>',
            }
        },
        {"basedOn": [{"reference": "CarePlan/x"}]},
        {"partOf": [{"reference": "Procedure/x"}]},
        {"encounter": {"reference": "Encounter/x"}},
        {"identifier": {"system": "urn:a", "value": "b"}},
        {"extension": [{"url": "urn:a", "valueString": "b"}]},
        {"status": "stopped"},
        {"status": "entered-in-error"},
        {"questionnaire": f"{systems.HUB_OWN_WORDS}|999"},
        {"item": [ANSWER, ANSWER]},
        {"item": [{**ANSWER, "linkId": "debts"}]},
        {"item": [{**ANSWER, "text": "Wat vindt de huisarts?"}]},
        {"item": [{**ANSWER, "answer": [{"valueString": "a"}, {"valueString": "b"}]}]},
        {"item": [{**ANSWER, "answer": [{"valueUri": "javascript:alert(1)"}]}]},
        {"item": [{**ANSWER, "answer": [{"valueReference": {"reference": "Patient/x"}}]}]},
        {"item": [{**ANSWER, "item": [ANSWER]}]},
        {"item": [{**ANSWER, "answer": [{"valueString": "a", "item": [ANSWER]}]}]},
        {
            "item": [
                {
                    **ANSWER,
                    "answer": [{"valueAttachment": {"contentType": "text/html", "data": "eA=="}}],
                }
            ]
        },
        {"item": [{**ANSWER, "answer": [{"valueString": "x" * 4_001}]}]},
    ],
)
async def test_own_words_are_text_and_nothing_beside(
    region: Region, members: dict[str, Any]
) -> None:
    home = await Home.of(region)

    answer = await home.himself.post(own(home.patient, **members))

    assert answer.status_code == 422
    assert await words(home) == []


async def test_a_number_in_the_subject_is_refused(region: Region) -> None:
    home = await Home.of(region)
    number = {"system": systems.BSN_SYSTEM, "value": a_bsn()}

    answer = await home.himself.post(
        own(home.patient, subject={"reference": home.patient, "identifier": number})
    )

    assert answer.status_code == 422


async def test_more_than_fits_is_refused(region: Region) -> None:
    home = await Home.of(region)
    body = own(home.patient, language="n" * 40_000)
    assert (await home.himself.post(body)).status_code == 413


async def test_another_questionnaire_is_for_organisations(region: Region) -> None:
    home = await Home.of(region)
    for other in ("https://example.org/q", systems.PZP_QUESTIONNAIRE):
        answer = await home.himself.post(own(home.patient, questionnaire=other))
        assert answer.status_code == 403


async def test_without_the_scope_nobody_writes(region: Region) -> None:
    home = await Home.of(region)
    reader = person(region.running, home.bsn, scopes=("patient/*.rs", "patient/Consent.crus"))

    answer = await reader.post(own(home.patient))

    assert answer.status_code == 403
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


async def test_they_are_changed_by_who_has_read_them(region: Region) -> None:
    home = await Home.of(region)
    body, etag = changed(await home.himself.post(own(home.patient)), item=[ANSWER])
    url = f"QuestionnaireResponse/{body['id']}"

    assert (await home.himself("PUT", url, body)).status_code == 428
    assert (await home.himself("PUT", url, body, if_match='W/"7"')).status_code == 412
    assert (await home.himself.post(own(home.patient))).status_code == 409
    assert await said(home) == [DUCKS]
    assert (await home.himself("PUT", url, body, if_match=etag)).status_code == 200
    assert (await home.himself("PUT", url, body, if_match=etag)).status_code == 412
    assert await said(home) == ["x"]
    assert (await home.himself("DELETE", url)).status_code == 403


async def test_another_changes_nothing_and_is_not_told_of_it(region: Region) -> None:
    home, other = await Home.of(region), await Home.of(region)
    body, etag = changed(await home.himself.post(own(home.patient)))
    url = f"QuestionnaireResponse/{body['id']}"
    theirs = own(other.patient, id=body["id"])
    tried = await other.himself("PUT", url, theirs, if_match=etag)
    nobodys = await other.himself(
        "PUT", "QuestionnaireResponse/none", {**theirs, "id": "none"}, if_match=etag
    )

    assert tried.status_code == nobodys.status_code == 403
    assert tried.json() == nobodys.json()
    assert (await other.himself.get(url)).status_code == 403
    assert await said(home) == [DUCKS]


async def test_of_many_at_once_one_is_written_and_one_changes_it(region: Region) -> None:
    home = await Home.of(region)
    told: list[int] = []

    async def create() -> None:
        told.append((await home.himself.post(own(home.patient))).status_code)

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(create)
    assert sorted(told) == [201, 409, 409, 409, 409]
    [one] = await words(home)

    told.clear()

    async def update() -> None:
        url = f"QuestionnaireResponse/{one['id']}"
        told.append((await home.himself("PUT", url, one, if_match='W/"1"')).status_code)

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(update)
    assert sorted(told) == [200, 412, 412, 412, 412]


@pytest.mark.parametrize("version", ["", "|1", "|2", "#x"])
async def test_no_organisation_writes_them(region: Region, version: str) -> None:
    home = await Home.of(region)
    forged = own(home.patient, author={"reference": home.patient})
    forged["questionnaire"] = systems.HUB_OWN_WORDS + version
    contained = {"contained": [{**forged, "id": "x"}], "derivedFrom": [{"reference": "#x"}]}
    inside = an_observation(home.patient, **contained)

    answers = [
        await home.holder.post(forged),
        await home.holder.put({**forged, "id": "mine"}),
        await home.holder.post(inside),
        await home.holder.transaction(a_transaction((forged, "POST QuestionnaireResponse"))),
    ]

    assert [one.status_code for one in answers] == [403] * len(answers)
    assert {fault(one)["code"] for one in answers} == {"forbidden"}
    assert await words(home) == []


async def test_no_organisation_marks_what_it_says_as_the_inhabitants_own(region: Region) -> None:
    home = await Home.of(region)
    label = {"system": systems.HUB_LABELS, "code": "own-words"}
    meta = {"security": [label], "source": f"{systems.HUB_PERSONS}#inhabitant"}
    forged = own(home.patient, questionnaire="https://example.org/q", meta=meta)
    forged["author"] = {"reference": home.patient}

    answer = await home.holder.post(forged)

    kept = (await home.himself.get(address(answer))).json()
    assert kept["meta"].get("security", []) == []
    assert kept["meta"]["source"].endswith(home.holder.ura)


async def test_no_organisation_overwrites_or_deletes_them(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())
    stored = await home.himself.post(own(home.patient))
    url = address(stored)
    mine = {**stored.json(), "questionnaire": "https://example.org/q", "meta": {}}

    for asker in (home.holder, home.doctor):
        await asker.put(mine)
        await asker("PUT", url, mine, if_match='W/"1"')
        await asker("DELETE", url)
        await asker.transaction(a_transaction((None, f"DELETE {url}"), (mine, f"PUT {url}")))

    assert (await home.himself.get(url)).content == stored.content


async def test_an_organisations_own_under_the_same_id_is_another(region: Region) -> None:
    home = await Home.of(region)
    reader = await region.doctor("H1")
    reader.ura = home.holder.ura
    stored = await home.himself.post(own(home.patient))
    mine = own(home.patient, id=stored.json()["id"], questionnaire="https://example.org/q")

    assert (await home.holder.put(mine)).status_code == 201
    await home.himself.post(a_privacy_consent(home.patient, user=home.holder.ura))
    assert (await home.doctor.put(mine)).status_code >= 400

    assert (await home.himself.get(address(stored))).content == stored.content
    his = f"patient={home.patient}&questionnaire={systems.HUB_OWN_WORDS}"
    [seen] = found(await reader.get(f"QuestionnaireResponse?{his}"))
    assert seen["id"] != stored.json()["id"]
    assert {**seen, "id": stored.json()["id"]} == stored.json()


async def test_of_who_died_nothing_is_written_any_more(region: Region) -> None:
    home = await Home.of(region)
    proxy = home.standing_for(region, "proxy")
    await known(home.holder, home.bsn, deceasedBoolean=True)
    for asker in (home.himself, proxy):
        assert (await asker.post(own(home.patient))).status_code == 403
        assert (await asker.post(wrong(home.patient, home.goal))).status_code == 403


async def test_the_questionnaire_is_the_hubs_own(region: Region) -> None:
    home = await Home.of(region)
    ours = await home.himself.get("Questionnaire/own-words")
    assert ours.status_code == 200
    by_url = await home.himself.get(f"Questionnaire?url={systems.HUB_OWN_WORDS}")
    assert found(by_url) == [ours.json()]
    assert {one["linkId"] for one in ours.json()["item"]} > set(RIGHT)

    theirs = {**ours.json(), "title": "Wat uw huisarts wil"}
    assert (await home.holder.put(theirs)).status_code == 403
    assert (await home.holder.post({**theirs, "id": "other"})).status_code == 403
    assert (await home.holder.put({**theirs, "url": "https://example.org/q"})).status_code == 403
    assert (await home.himself.get("Questionnaire/own-words")).json() == ours.json()


async def test_they_stay_as_he_wrote_them(region: Region) -> None:
    home = await Home.of(region)

    stored = await home.himself.post(own(home.patient))

    assert stored.status_code == 201
    body = stored.json()
    himself = {"reference": home.patient}
    assert (body["subject"], body["author"], body["source"]) == (himself, himself, himself)
    assert body["item"][0]["answer"] == [{"valueString": DUCKS}]
    assert body["meta"]["source"] == f"{systems.HUB_PERSONS}#inhabitant"
    assert [one["code"] for one in body["meta"]["security"]] == ["own-words"]
    assert stored.headers["Content-Type"].startswith("application/fhir+json")
    [row] = await region.left_behind(stored)
    assert (row["interaction"], row["rule"]) == ("create", "S-OWN-DATA")
    assert list(row["entities"]) == [f"{address(stored)}/_history/1"]


async def test_what_is_taken_back_is_empty_and_its_versions_stay(region: Region) -> None:
    home = await Home.of(region)
    body, etag = changed(await home.himself.post(own(home.patient)), status="entered-in-error")
    del body["item"]
    url = f"QuestionnaireResponse/{body['id']}"

    assert (await home.himself("PUT", url, body, if_match=etag)).status_code == 200
    assert await said(home) == []
    assert (await home.himself.get(f"{url}/_history/1")).json()["item"][0]["linkId"] == "matters"


async def test_a_child_of_twelve_writes_alone(region: Region) -> None:
    home = await Home.of(region, 12)
    assert (await home.himself.post(own(home.patient))).status_code == 201


async def test_a_parent_writes_beside_and_says_so(region: Region) -> None:
    home = await Home.of(region, 8)
    parent, other = home.standing_for(region, "parent"), home.standing_for(region, "guardian")

    stored = await parent.post(own(home.patient))

    assert stored.status_code == 201
    for element in ("author", "source"):
        signer = stored.json()[element]
        assert (signer["type"], signer["display"]) == ("RelatedPerson", "parent")
        assert signer["identifier"]["system"] == systems.HUB_PERSONS
    body, etag = changed(stored)
    again = await other("PUT", address(stored), body, if_match=etag)
    assert again.json()["author"]["display"] == "guardian"


async def test_who_stands_for_him_never_changes_what_he_wrote_himself(region: Region) -> None:
    home = await Home.of(region)
    proxy = home.standing_for(region, "proxy")
    his, for_him = await home.himself.post(own(home.patient)), await proxy.post(own(home.patient))
    assert (his.status_code, for_him.status_code) == (201, 201)
    body, etag = changed(his, item=[ANSWER])
    del body["author"], body["source"]

    assert (await proxy("PUT", address(his), body, if_match=etag)).status_code == 403

    assert (await home.himself.get(address(his))).content == his.content
    theirs, etag = changed(for_him, item=[ANSWER])
    del theirs["author"], theirs["source"]
    assert (await home.himself("PUT", address(for_him), theirs, if_match=etag)).status_code == 200


async def test_a_mandate_that_ended_writes_no_more(region: Region) -> None:
    """The token is there still; by age he stands for the child no longer."""
    home = await Home.of(region, 8)
    parent = home.standing_for(region, "parent")
    body, etag = changed(await parent.post(own(home.patient)), item=[ANSWER])
    await known(home.holder, home.bsn, 17)

    answer = await parent("PUT", f"QuestionnaireResponse/{body['id']}", body, if_match=etag)

    assert answer.status_code == 403
    assert await said(home) == [DUCKS]


async def test_what_was_changed_in_the_database_is_not_built_upon(region: Region) -> None:
    home = await Home.of(region)
    body, etag = changed(await home.himself.post(own(home.patient)), item=[ANSWER])
    url = f"QuestionnaireResponse/{body['id']}"
    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE resource SET section = 7 WHERE pat = $1 AND type = 'QuestionnaireResponse'",
            home.himself.whose,
        )

    assert (await home.himself("PUT", url, body, if_match=etag)).status_code == 500


async def words(home: Home) -> list[dict[str, Any]]:
    """What he finds of his own words."""
    asked = f"patient={home.patient}&questionnaire={systems.HUB_OWN_WORDS}"
    return found(await home.himself.get(f"QuestionnaireResponse?{asked}"))


async def said(home: Home) -> list[str]:
    """His answers to the first question."""
    return [
        one["item"][0]["answer"][0]["valueString"] for one in await words(home) if "item" in one
    ]
