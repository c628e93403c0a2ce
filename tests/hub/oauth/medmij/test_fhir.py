"""/medmij/fhir: what its tokens open, and what they do not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.security.tokens import TokenIssuer
from tests.builders import a_bsn, a_goal, a_privacy_consent, a_treatment_directive
from tests.hub.dossier import fault, names
from tests.hub.oauth.medmij.conftest import Someone
from tests.hub.oauth.medmij.pgo import National, Pgo
from tests.hub.persons import known, person
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.fixture
def token(pgo: Pgo, someone: Someone) -> str:
    """That was given for all services."""
    return str(pgo.exchange(pgo.code(someone.bsn)).json()["access_token"])


def test_it_reads_and_searches_the_directives_of_its_person(
    pgo: Pgo, someone: Someone, token: str
) -> None:
    searched = pgo.read(f"/Consent?patient={someone.patient}", token)
    read = pgo.read(f"/{someone.directive}", token)

    assert names(searched) == [someone.directive]
    assert read.json()["resourceType"] == "Consent"
    assert searched.json()["link"][0]["url"].startswith(f"{pgo.national.url}/medmij/fhir/Consent")


def test_a_search_by_post_finds_the_same(pgo: Pgo, someone: Someone, token: str) -> None:
    form = {"patient": someone.patient}

    assert names(pgo.read("/Consent/_search", token, "POST", data=form)) == [someone.directive]


@pytest.mark.parametrize("kind", ["Goal", "Observation", "AuditEvent", "DocumentReference", "Task"])
def test_types_of_no_service_that_was_granted_stay_closed(
    pgo: Pgo, someone: Someone, token: str, kind: str
) -> None:
    answer = pgo.read(f"/{kind}?patient={someone.patient}", token)

    assert (answer.status_code, fault(answer)["code"]) == (403, "forbidden")
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


async def test_another_persons_record_stays_closed(pgo: Pgo, token: str, region: Region) -> None:
    practice = await region.organization("Z3")
    other = await known(practice, a_bsn())
    await practice.post(a_treatment_directive(other))

    assert pgo.read(f"/Consent?patient={other}", token).status_code == 403
    assert pgo.read(f"/{other}", token).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/Consent"),
        ("PUT", "/{directive}"),
        ("DELETE", "/{directive}"),
        ("PATCH", "/{directive}"),
        ("POST", ""),
        ("PUT", "/{patient}"),
        ("POST", "/Goal"),
    ],
)
async def test_it_writes_nothing(
    pgo: Pgo, someone: Someone, token: str, region: Region, method: str, path: str
) -> None:
    himself = person(region.running, someone.bsn)
    before = (await himself.get(someone.directive)).json()
    body = {**before, "status": "inactive"}
    if path == "":
        body = {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                {
                    "resource": a_goal(someone.patient),
                    "request": {"method": "POST", "url": "Goal"},
                }
            ],
        }
    if path == "/Goal":
        body = a_goal(someone.patient)
    kind = {"Content-Type": "application/fhir+json", "If-Match": 'W/"1"'}
    where = path.format(directive=someone.directive, patient=someone.patient)

    answer = pgo.read(where, token, method, json=body, headers=kind)

    assert answer.status_code in {403, 405}, answer.text
    assert (await himself.get(someone.directive)).json() == before


async def test_a_choice_about_exchange_can_not_be_made_by_it(
    pgo: Pgo, someone: Someone, token: str
) -> None:
    choice = a_privacy_consent(someone.patient, user="90000001")
    kind = {"Content-Type": "application/fhir+json"}

    answer = pgo.read("/Consent", token, "POST", json=choice, headers=kind)

    assert (answer.status_code, fault(answer)["code"]) == (403, "forbidden")


async def test_its_token_opens_nothing_at_the_hubs_own_door(
    pgo: Pgo, someone: Someone, token: str, region: Region
) -> None:
    with pgo.connected(bare=True) as http:
        answer = http.get(
            f"/fhir/Consent?patient={someone.patient}", headers={"Authorization": f"Bearer {token}"}
        )

    assert (answer.status_code, fault(answer)["code"]) == (401, "login")
    [row] = await region.left_behind(answer)
    assert row["rule"] == "token-audience"


async def test_a_token_of_the_hubs_own_profile_opens_nothing_at_this_door(
    national: National, pgo: Pgo, someone: Someone, region: Region
) -> None:
    own = TokenIssuer(region.running.issuer.key, national.url)
    himself = person(region.running, someone.bsn)
    himself.running = replace(region.running, issuer=own)
    token = himself.token()
    with pgo.connected(bare=True) as http:
        headers = {"Authorization": f"Bearer {token}"}
        there = http.get(f"/fhir/Consent?patient={someone.patient}", headers=headers)
    assert there.status_code == 200, "it is a good one there"

    answer = pgo.read(f"/Consent?patient={someone.patient}", token)

    assert (answer.status_code, fault(answer)["code"]) == (401, "login")
    [row] = await region.left_behind(answer)
    assert row["rule"] == "token-audience"


def test_a_token_is_sent_by_its_own_app_alone(
    national: National, pgo: Pgo, someone: Someone, token: str
) -> None:
    path = f"/Consent?patient={someone.patient}"

    assert national.pgo().read(path, token).status_code == 401
    with pgo.connected(bare=True) as http:
        headers = {"Authorization": f"Bearer {token}"}
        assert http.get(f"/medmij/fhir{path}", headers=headers).status_code == 401
    assert pgo.read(path, token).status_code == 200


def test_an_app_that_left_the_whitelist_reads_nothing_more(
    national: National, pgo: Pgo, someone: Someone, token: str
) -> None:
    national.node.lists.hosts.remove(pgo.host)
    national.relisted()

    assert pgo.read(f"/Consent?patient={someone.patient}", token).status_code == 401


def test_a_token_lasts_a_quarter_of_an_hour(pgo: Pgo, someone: Someone, token: str) -> None:
    path = f"/Consent?patient={someone.patient}"
    pgo.national.clock.ahead = timedelta(minutes=14)
    assert pgo.read(path, token).status_code == 200
    pgo.national.clock.ahead = timedelta(minutes=15)

    answer = pgo.read(path, token)
    assert (answer.status_code, fault(answer)["code"]) == (401, "expired")


def test_a_code_and_a_refresh_token_open_nothing(pgo: Pgo, someone: Someone) -> None:
    code = pgo.code(someone.bsn, lasting=True)
    assert pgo.read("/Consent", code).status_code == 401
    given = pgo.exchange(code).json()

    assert pgo.read("/Consent", given["refresh_token"]).status_code == 401


@pytest.mark.parametrize("path", ["/metadata", "/.well-known/smart-configuration", "/Consent", ""])
def test_nothing_is_told_to_who_has_no_token(pgo: Pgo, path: str) -> None:
    with pgo.connected() as http:
        assert http.get(f"/medmij/fhir{path}").status_code == 401


def test_a_hub_that_takes_no_part_has_no_such_door(pgo: Pgo) -> None:
    """Its paths are the layer's alone."""
    with pgo.connected() as http:
        assert http.get("/medmij/fhirx").status_code == 404
        assert http.get("/medmij").status_code == 404


def test_dpop_is_not_spoken_here(pgo: Pgo, someone: Someone, token: str) -> None:
    answer = pgo.read(
        f"/Consent?patient={someone.patient}", token, headers={"Authorization": f"DPoP {token}"}
    )

    assert answer.status_code == 401


async def test_what_was_read_stands_in_his_log_by_the_apps_name(
    pgo: Pgo, someone: Someone, token: str, region: Region
) -> None:
    answer = pgo.read(f"/{someone.directive}", token)

    [row] = await region.left_behind(answer)
    assert (row["interaction"], row["client_id"], row["who"].organization) == (
        "read",
        pgo.host,
        pgo.name,
    )
    assert row["pat"] is not None
