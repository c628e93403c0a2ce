"""POST /auth/launch: what an EHR has to be, and that nothing is learned by it.

https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
"""

from typing import Any

import httpx
import pytest

from tests.builders import a_bsn
from tests.plugins.launching import Ehr, a_smart_app, an_ehr
from tests.plugins.people import Inhabitant, PeopleHub, later

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def ehr(people: PeopleHub) -> Ehr:
    return await an_ehr(people)


async def refused(
    people: PeopleHub, answer: httpx.Response, rule: str, error: str, status: int = 400
) -> None:
    """An OAuth error in which nothing stands of anybody, and its one row."""
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "launch" not in answer.json()
    [row] = await people.rows(answer)
    assert (row["interaction"], row["rule"], row["status"]) == ("launch", rule, status)
    assert row["pat"] is None


async def test_who_has_no_token_or_a_bad_one_opens_nothing(people: PeopleHub, ehr: Ehr) -> None:
    with people.http() as http:
        none = http.post("/auth/launch", data={"bsn": a_bsn()})
        await refused(people, none, "token-absent", "invalid_token", 401)
        assert none.headers["www-authenticate"].startswith("Bearer")
    bad = ehr.launch(a_bsn(), f"{ehr.token()[:-4]}AAAA")
    await refused(people, bad, "token-signature", "invalid_token", 401)
    token = ehr.token()
    with later(people, minutes=6):
        await refused(people, ehr.launch(a_bsn(), token), "TokenExpired", "invalid_token", 401)


async def test_a_system_alone_opens_nothing(people: PeopleHub, ehr: Ehr) -> None:
    answer = ehr.launch(a_bsn(), ehr.app.system_token())
    await refused(people, answer, "launch-nobody", "invalid_request")


async def test_an_inhabitant_opens_nothing(people: PeopleHub, ehr: Ehr, who: Inhabitant) -> None:
    app = await people.app()
    token, path = app.tokens(who)["access_token"], "/auth/launch"
    headers = {"Authorization": f"DPoP {token}"}
    proof = app.prover.proof("POST", f"{people.url}{path}", token)
    answer = app.post(path, {"bsn": who.bsn}, **headers, DPoP=proof)
    await refused(people, answer, "launch-nobody", "invalid_request")


async def test_a_token_that_was_launched_opens_no_other_app(people: PeopleHub, ehr: Ehr) -> None:
    app, who = await a_smart_app(people), ehr.inhabitant()
    token = app.tokens_of(ehr.launched(who.bsn), ehr.doctor)["access_token"]
    await refused(people, ehr.launch(who.bsn, token), "launch-nobody", "invalid_request")


async def test_an_emergency_is_handed_on_to_no_app(people: PeopleHub, ehr: Ehr) -> None:
    now = int(people.clock().timestamp())
    reason = {"code": "ANDERS", "reason": "onwel op straat gevonden"}
    aud = f"{people.url}/auth/token"
    said = {"ihe_iua": _iua(ehr) | {"purpose_of_use": ["ETREAT"]}, "emergency": reason}
    form = {"grant_type": "client_credentials"}
    form["assertion"] = ehr.app.assertion(aud=aud, auth_time=now, extensions=said)
    answer = ehr.app.post("/auth/token", ehr.app.proven(**form))
    assert answer.status_code == 200, answer.text
    token = answer.json()["access_token"]
    await refused(people, ehr.launch(a_bsn(), token), "launch-purpose", "invalid_request")


def _iua(ehr: Ehr) -> dict[str, Any]:
    return {
        "subject_name": "A. Arts",
        "national_provider_identifier": ehr.number,
        "subject_role": [ehr.role],
    }


async def test_a_token_that_sees_no_patient_opens_nothing(people: PeopleHub, ehr: Ehr) -> None:
    answer = ehr.launch(a_bsn(), ehr.token("system/Goal.rs"))
    await refused(people, answer, "launch-scope", "insufficient_scope", 403)


@pytest.mark.parametrize(
    "said", ["", "123456789", "999999999", "Jansen", "99994010७", " 999940107", "0" * 9]
)
async def test_what_is_no_number_of_an_inhabitant_is_refused_and_repeated_nowhere(
    people: PeopleHub, ehr: Ehr, said: str
) -> None:
    answer = ehr.launch(said)
    rule = "launch-inhabitant"
    await refused(people, answer, rule, "invalid_request")
    assert not said.strip() or said.strip() not in answer.text


async def test_the_number_stands_in_the_body_and_nowhere_else(people: PeopleHub, ehr: Ehr) -> None:
    bsn, headers = a_bsn(), {"Authorization": f"Bearer {ehr.token()}"}
    with people.http() as http:
        asked = http.post("/auth/launch?lang=nl", data={"bsn": bsn}, headers=headers)
        await refused(people, asked, "form-query", "invalid_request")
        json = http.post("/auth/launch", json={"bsn": bsn}, headers=headers)
        await refused(people, json, "form-type", "invalid_request")
        twice = http.post(
            "/auth/launch",
            content=f"bsn={bsn}&bsn={bsn}",
            headers={**headers, "Content-Type": "application/x-www-form-urlencoded"},
        )
        await refused(people, twice, "form-duplicate", "invalid_request")
        assert http.get("/auth/launch", headers=headers).status_code == 405


async def test_the_answer_is_the_same_of_the_known_the_closed_and_the_unknown(
    people: PeopleHub, ehr: Ehr, who: Inhabitant
) -> None:
    answers = [ehr.launch(bsn) for bsn in (ehr.inhabitant().bsn, who.bsn, a_bsn())]
    assert {answer.status_code for answer in answers} == {201}
    said = [answer.json() | {"launch": len(answer.json()["launch"])} for answer in answers]
    assert said == [{"launch": 43, "iss": f"{people.url}/fhir", "expires_in": 60}] * 3
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        [row] = await people.rows(answer)
        assert (row["interaction"], row["rule"], row["status"]) == ("launch", "launch-given", 201)
        assert row["pat"] is not None
        assert (row["client_id"], row["who"].number) == (ehr.app.client_id, ehr.number)


async def test_a_bound_token_is_taken_of_its_holder_alone(people: PeopleHub, ehr: Ehr) -> None:
    app, bsn = ehr.app, a_bsn()
    aud = f"{people.url}/auth/token"
    said = {"ihe_iua": _iua(ehr) | {"purpose_of_use": ["TREAT"]}}
    form = {"grant_type": "client_credentials"}
    form["assertion"] = app.assertion(aud=aud, extensions=said)
    token = app.post("/auth/token", app.proven(**form), DPoP=app.proof()).json()["access_token"]

    await refused(people, ehr.launch(bsn, token), "token-as-bearer", "invalid_token", 401)
    url = f"{people.url}/auth/launch"
    iat = int(people.clock().timestamp())
    proof = app.prover.proof("POST", url, token, iat=iat)
    sent = {"Authorization": f"DPoP {token}", "DPoP": proof}
    assert app.post("/auth/launch", {"bsn": bsn}, **sent).status_code == 201
    again = app.post("/auth/launch", {"bsn": bsn}, **sent)
    await refused(people, again, "proof-replayed", "invalid_token", 401)
