"""An app that an EHR opened: the right person, the right inhabitant, once, and never more.

https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
docs/decisions/0044-smart-app-launch.md
"""

import secrets
from dataclasses import replace
from typing import Any

import pytest

from hub.commands.clients import switch_client
from hub.security.segment import json_object
from profiles.systems import BSN_SYSTEM, UZI_PERSON
from tests.builders import a_bsn, a_privacy_consent
from tests.hub.oauth.people.judging import refused
from tests.plugins.launching import Ehr, SmartApp, a_smart_app, an_ehr
from tests.plugins.people import BACK, App, Browser, Inhabitant, PeopleHub, later
from tests.stubs.provider import Somebody

pytestmark = pytest.mark.anyio
DENIED = "access_denied"


@pytest.fixture(scope="module")
async def ehr(people: PeopleHub) -> Ehr:
    return await an_ehr(people)


@pytest.fixture(scope="module")
def treated(ehr: Ehr) -> Inhabitant:
    """Somebody whom it keeps."""
    return ehr.inhabitant()


@pytest.fixture(scope="module")
async def app(people: PeopleHub) -> SmartApp:
    return await a_smart_app(people)


async def denied(
    people: PeopleHub, app: SmartApp, launch: str, rule: str, who: Somebody | None = None
) -> None:
    """One text, told to the app's own address; the ledger has why."""
    with Browser(people) as browser:
        answer = app.authorize(browser, launch=launch)
        if who is not None:
            answer = browser.http.get(browser.provider(answer, who))
    assert set(app.sent(answer)) == {"error", "state", "iss"}
    assert app.sent(answer)["error"] == DENIED
    rows = await people.rows(answer)
    assert (rows[-1]["rule"], rows[-1]["status"]) == (rule, 403)


async def test_a_launch_that_was_never_given_opens_nothing(
    people: PeopleHub, app: SmartApp
) -> None:
    await denied(people, app, secrets.token_urlsafe(32), "launch-unknown")


async def test_another_secret_of_the_hub_is_no_launch(
    people: PeopleHub, app: SmartApp, ehr: Ehr
) -> None:
    inhabitants = await people.app()
    other = inhabitants.pushed().rpartition(":")[2]
    await denied(people, app, other, "launch-unknown")


async def test_a_launch_is_used_once(
    people: PeopleHub, app: SmartApp, ehr: Ehr, treated: Inhabitant
) -> None:
    launch = ehr.launched(treated.bsn)
    assert "code" in app.opened(launch, ehr.doctor)
    await denied(people, app, launch, "launch-used")
    await denied(people, await a_smart_app(people), launch, "launch-used")


async def test_a_launch_waits_a_minute_and_no_longer(
    people: PeopleHub, app: SmartApp, ehr: Ehr, treated: Inhabitant
) -> None:
    launch = ehr.launched(treated.bsn)
    with later(people, seconds=61):
        await denied(people, app, launch, "launch-ended")


async def test_the_launch_of_a_system_that_was_switched_off_opens_nothing(
    people: PeopleHub, app: SmartApp
) -> None:
    ehr = await an_ehr(people)
    launch = ehr.launched(ehr.inhabitant().bsn)
    await switch_client(people.owner_url, ehr.app.client_id, disabled=True)
    await denied(people, app, launch, "launch-client")


@pytest.mark.parametrize("differs", ["number", "role", "ura"])
async def test_who_is_not_the_one_it_was_made_for_gets_nothing(
    people: PeopleHub, app: SmartApp, ehr: Ehr, treated: Inhabitant, differs: str
) -> None:
    """Another EHR's handle, another person's, or his own in another place."""
    other = {"number": "900000501", "role": "30.000", "ura": "90000999"}[differs]
    launch = ehr.launched(treated.bsn)
    who = replace(ehr.doctor, **{differs: other})
    await denied(people, app, launch, "launch-other-person", who)


async def test_an_inhabitant_who_logs_in_by_a_launch_gets_nothing(
    people: PeopleHub, app: SmartApp, ehr: Ehr, who: Inhabitant
) -> None:
    launch = ehr.launched(who.bsn)
    await denied(people, app, launch, "sign-in-refused", Somebody(who.bsn))
    assert people.provider.asked[-1]["who"] == "professional"


async def test_who_logs_in_less_surely_than_is_asked_gets_nothing(
    people: PeopleHub, app: SmartApp, ehr: Ehr, treated: Inhabitant
) -> None:
    launch = ehr.launched(treated.bsn)
    await denied(people, app, launch, "sign-in-level", replace(ehr.doctor, level="low"))


async def test_nobody_known_and_nobody_open_are_one_and_the_same_no(
    people: PeopleHub, app: SmartApp, ehr: Ehr, who: Inhabitant
) -> None:
    """The inhabitant made no choice, so for this EHR he is as one that nobody knows."""
    for bsn in (who.bsn, a_bsn()):
        await denied(people, app, ehr.launched(bsn), "not-entitled", ehr.doctor)


async def test_the_launch_is_for_its_own_browser(
    people: PeopleHub, app: SmartApp, ehr: Ehr, treated: Inhabitant
) -> None:
    """Who is sent another's way back to the hub brings no cookie of his."""
    launch = ehr.launched(treated.bsn)
    with Browser(people) as hers, Browser(people) as his:
        back = hers.provider(app.authorize(hers, launch=launch), ehr.doctor)
        answer = his.http.get(back)
    assert answer.status_code == 400
    assert await people.rule(answer) == "state-unknown"


async def test_scopes_are_what_the_app_asks_is_registered_for_and_the_ehr_reads(
    people: PeopleHub, app: SmartApp
) -> None:
    little = await an_ehr(people, scopes="system/Patient.rs system/Goal.r system/Patient.cu")
    who = little.inhabitant()
    asked = "launch patient/Patient.rs patient/Goal.rs user/Practitioner.rs"
    given = app.tokens_of(little.launched(who.bsn), little.doctor, scope=asked)
    assert given["scope"].split() == ["patient/Patient.rs", "patient/Goal.r", "launch"]
    token = given["access_token"]
    assert app.bearer(token, "GET", "/fhir/Goal?patient=" + given["patient"]).status_code == 403
    assert app.bearer(token, "GET", "/fhir/Practitioner?identifier=x").status_code == 403


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        ("launch patient/*.cruds", "invalid_scope"),
        ("launch patient/AuditEvent.rs", "invalid_scope"),
        ("launch system/*.rs", "invalid_scope"),
        ("launch patient/Goal.rs?category=x", "invalid_scope"),
        ("launch", "invalid_scope"),
        ("launch fhirUser patient/*.rs", "invalid_scope"),
        ("patient/*.rs", "invalid_request"),
        ("user/*.rs", "invalid_scope"),
    ],
)
async def test_more_than_it_may_is_told_to_the_app_and_uses_no_launch_up(
    people: PeopleHub, app: SmartApp, ehr: Ehr, treated: Inhabitant, scope: str, error: str
) -> None:
    launch = ehr.launched(treated.bsn)
    with Browser(people) as browser:
        answer = app.authorize(browser, launch=launch, scope=scope)
    assert app.sent(answer)["error"] == error
    [row] = await people.rows(answer)
    assert row["status"] == 400
    assert "code" in app.opened(launch, ehr.doctor)


async def test_without_a_launch_no_scope_of_a_professional_is_given(
    people: PeopleHub, app: SmartApp
) -> None:
    for changes, error in (
        ({"scope": "user/*.rs launch/patient"}, "invalid_scope"),
        ({"scope": "launch patient/*.rs"}, "invalid_request"),
        ({"scope": "launch patient/*.rs", "launch": "short"}, "invalid_request"),
    ):
        with Browser(people) as browser:
            assert app.sent(app.authorize(browser, **changes))["error"] == error


async def test_where_the_ehr_reads_nothing_of_it_no_token_comes(
    people: PeopleHub, app: SmartApp
) -> None:
    little = await an_ehr(people, scopes="system/Patient.crus")
    launch = little.launched(little.inhabitant().bsn)
    with Browser(people) as browser:
        away = app.authorize(browser, launch=launch, scope="launch patient/Goal.rs")
        answer = browser.http.get(browser.provider(away, little.doctor))
    assert app.sent(answer)["error"] == DENIED
    assert await people.rule(answer) == "launch-scope"


async def test_the_app_is_told_whose_record_it_is_and_who_its_user_is(
    people: PeopleHub, app: SmartApp
) -> None:
    ehr = await an_ehr(people)
    who = ehr.inhabitant()
    identifier = [{"system": UZI_PERSON, "value": ehr.number}]
    body = {"resourceType": "Practitioner", "identifier": identifier, "name": [{"text": "A. Arts"}]}
    named = ehr.keeps(body)

    given = app.tokens_of(ehr.launched(who.bsn), ehr.doctor)

    assert given["patient"] == who.patient
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 300)
    _, said, _ = given["id_token"].split(".")
    claims: dict[str, Any] = dict(json_object(said) or {})
    user = f"{people.url}/fhir/Practitioner/{named['id']}"
    assert (claims["iss"], claims["aud"]) == (people.url, app.client_id)
    assert claims["fhirUser"] == user
    assert ehr.number not in claims["sub"]
    token = given["access_token"]
    assert app.bearer(token, "GET", f"/fhir/Patient/{who.patient}").status_code == 200
    assert app.bearer(token, "GET", user.removeprefix(people.url)).status_code == 200


async def test_a_user_whom_the_directory_does_not_know_is_not_named(
    people: PeopleHub, app: SmartApp, ehr: Ehr, treated: Inhabitant
) -> None:
    given = app.tokens_of(ehr.launched(treated.bsn), ehr.doctor)
    assert "fhirUser" not in given["scope"].split()
    _, said, _ = given["id_token"].split(".")
    assert "fhirUser" not in (json_object(said) or {})


async def test_its_token_opens_nobody_elses_record(
    people: PeopleHub, app: SmartApp, ehr: Ehr
) -> None:
    """Both are his own organisation's, so that to his EHR both are open."""
    who, other = ehr.inhabitant(), ehr.inhabitant()
    token = app.tokens_of(ehr.launched(who.bsn), ehr.doctor)["access_token"]

    def found(bsn: str) -> int:
        form = {"identifier": f"{BSN_SYSTEM}|{bsn}"}
        answer = app.bearer(token, "POST", "/fhir/Patient/_search", data=form)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["total"])

    assert (found(who.bsn), found(other.bsn), found(a_bsn())) == (1, 0, 0)
    for name in (other.patient, "nobody"):
        answer = app.bearer(token, "GET", f"/fhir/Patient/{name}")
        assert (answer.status_code, "Vlinderhof" in answer.text) == (404, False)
        assert app.bearer(token, "GET", f"/fhir/Patient/{name}/_history").status_code == 404
        why = app.bearer(token, "GET", f"/fhir/Patient/{name}/$access-decision")
        parts = {one["name"] for one in why.json()["parameter"]} if why.is_success else set()
        assert "section" not in parts, why.text
    # The EHR itself sees him still.
    mine = {"Authorization": f"Bearer {ehr.token()}"}
    with people.http() as http:
        assert http.get(f"/fhir/Patient/{other.patient}", headers=mine).status_code == 200


async def test_its_token_writes_nothing(people: PeopleHub, app: SmartApp, ehr: Ehr) -> None:
    who = ehr.inhabitant()
    token = app.tokens_of(ehr.launched(who.bsn), ehr.doctor)["access_token"]
    consent = a_privacy_consent(f"Patient/{who.patient}")
    headers = {"Content-Type": "application/fhir+json"}
    for path, body in (
        ("/fhir/Consent", consent),
        (
            "/fhir",
            {
                "resourceType": "Bundle",
                "type": "transaction",
                "entry": [{"resource": consent, "request": {"method": "POST", "url": "Consent"}}],
            },
        ),
    ):
        answer = app.bearer(token, "POST", path, json=body, headers=headers)
        assert answer.status_code == 403, answer.text
    gone = app.bearer(token, "DELETE", f"/fhir/Patient/{who.patient}")
    assert gone.status_code == 403


async def test_who_asked_is_in_the_ledger_by_his_own_name(
    people: PeopleHub, app: SmartApp, ehr: Ehr
) -> None:
    who = ehr.inhabitant()
    token = app.tokens_of(ehr.launched(who.bsn), ehr.doctor)["access_token"]
    answer = app.bearer(token, "GET", f"/fhir/Patient/{who.patient}")
    [row] = await people.rows(answer)
    asker = row["who"]
    assert (asker.client_id, asker.ura, asker.number) == (app.client_id, ehr.ura, ehr.number)
    assert (asker.purpose, asker.vouched_by) == ("TREAT", "https://dezi.example")


async def test_once_the_inhabitant_closes_his_record_the_app_goes_on_no_more(
    people: PeopleHub, app: SmartApp
) -> None:
    home, ehr = await an_ehr(people), await an_ehr(people, "V4")
    who = home.inhabitant()
    patient = f"Patient/{who.patient}"
    choice = home.keeps(a_privacy_consent(patient, holder=home.ura, user=ehr.ura))
    given = app.tokens_of(ehr.launched(who.bsn), ehr.doctor)
    mine = app.bearer(given["access_token"], "GET", f"/fhir/Patient/{given['patient']}")
    assert mine.status_code == 200

    path = f"/fhir/Consent/{choice['id']}"
    closed = {**choice, "status": "inactive"}
    headers = {"If-Match": 'W/"1"', "Content-Type": "application/fhir+json"}
    token = {"Authorization": f"Bearer {home.app.system_token()}"}
    with people.http() as http:
        answer = http.put(path, json=closed, headers=headers | token)
    assert answer.status_code == 200, answer.text

    mine = app.bearer(given["access_token"], "GET", f"/fhir/Patient/{given['patient']}")
    assert mine.status_code == 404
    again = app.refresh(given["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    looked, told = await people.rows(again)
    assert (looked["interaction"], looked["found"]) == ("search-type", 0)
    assert (told["rule"], told["pat"]) == ("not-entitled", looked["pat"])
    await denied(people, app, ehr.launched(who.bsn), "not-entitled", ehr.doctor)


async def test_an_app_goes_on_for_an_hour_and_as_long_as_its_ehr_is_one(
    people: PeopleHub, app: SmartApp
) -> None:
    ehr = await an_ehr(people)
    treated = ehr.inhabitant()
    given = app.tokens_of(ehr.launched(treated.bsn), ehr.doctor)
    with later(people, minutes=50):
        again = app.refresh(given["refresh_token"])
        assert again.status_code == 200, again.text
        assert again.json()["patient"] == given["patient"]
        assert "id_token" not in again.json()
    with later(people, minutes=61):
        await refused(people, app.refresh(again.json()["refresh_token"]), "secret-expired")

    given = app.tokens_of(ehr.launched(treated.bsn), ehr.doctor)
    await switch_client(people.owner_url, ehr.app.client_id, disabled=True)
    await refused(people, app.refresh(given["refresh_token"]), "not-entitled")


async def test_a_confidential_app_is_opened_by_a_pushed_request(
    people: PeopleHub, ehr: Ehr
) -> None:
    app: App = await people.app(scopes="patient/*.rs user/*.rs")
    who, asked = ehr.inhabitant(), "launch openid patient/*.rs"
    launch = ehr.launched(who.bsn)
    wrong = app.push(launch=launch, scope=asked)
    assert wrong.json()["error"] == "invalid_request"
    pushed = app.pushed(launch=launch, scope=asked, aud=f"{people.url}/fhir")
    with Browser(people) as browser:
        answer = browser.http.get(browser.provider(browser.authorize(app, pushed), ehr.doctor))
    url = answer.headers["location"]
    assert url.startswith(f"{BACK}?code=")
    given = app.redeem(url.partition("code=")[2].partition("&")[0]).json()
    assert (given["token_type"], given["patient"]) == ("DPoP", who.patient)
    assert app.read(given["access_token"], f"/fhir/Patient/{who.patient}").status_code == 200
