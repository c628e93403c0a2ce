"""POST /medmij/token, parameter by parameter."""

import base64
import hashlib
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from cryptography import x509
from joserfc.jws import extract_compact

from hub.commands.pki import holders
from hub.commands.pki.region import Pki, pair
from tests.builders import a_bsn
from tests.hub.oauth.medmij.conftest import Someone
from tests.hub.oauth.medmij.pgo import NAME, National, Pgo
from tests.hub.oauth.medmij.told import left, opened, refused
from tests.hub.persons import person
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

HALF_A_YEAR = timedelta(days=183)


def claims(token: str) -> dict:
    return json.loads(extract_compact(token.encode()).payload)


async def test_a_code_brings_a_bearer_token_of_a_quarter_of_an_hour(
    pgo: Pgo, someone: Someone, region: Region
) -> None:
    answer = pgo.exchange(pgo.code(someone.bsn))

    said = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert said.keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert (said["token_type"], said["expires_in"], said["scope"]) == ("Bearer", 900, "48 61")
    found = claims(said["access_token"])
    assert found["exp"] - found["iat"] == 900
    assert someone.bsn not in json.dumps(found)
    [row] = await region.left_behind(answer)
    assert (row["interaction"], row["rule"], row["client_id"]) == (
        "token",
        "token-issued",
        pgo.host,
    )
    assert row["pat"] is not None


def test_the_answer_names_the_services_for_which_there_is_something(
    pgo: Pgo, someone: Someone
) -> None:
    code = pgo.code(someone.bsn, scope=f"{NAME}~51 {NAME}~61")

    assert pgo.exchange(code).json()["scope"] == "61"


async def test_th_30_a_code_that_comes_twice_ends_all_that_came_of_it(
    pgo: Pgo, someone: Someone, region: Region
) -> None:
    code = pgo.code(someone.bsn, lasting=True)
    first = pgo.exchange(code).json()
    assert opened(pgo, someone, first) == 200

    again = pgo.exchange(code)

    refused(again, 400, "invalid_grant")
    assert await left(region, again) == ("token", "code-replayed", pgo.host)
    assert opened(pgo, someone, first) == 401
    refused(pgo.refresh(first["refresh_token"]), 400, "invalid_grant")


async def test_th_37_a_refresh_token_that_comes_twice_ends_its_family(
    pgo: Pgo, someone: Someone, region: Region
) -> None:
    first = pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()
    second = pgo.refresh(first["refresh_token"]).json()
    assert opened(pgo, someone, second) == 200

    again = pgo.refresh(first["refresh_token"])

    refused(again, 400, "invalid_grant")
    assert await left(region, again) == ("token", "refresh-replayed", pgo.host)
    refused(pgo.refresh(second["refresh_token"]), 400, "invalid_grant")
    for token in (first, second):
        assert opened(pgo, someone, token) == 401


def test_of_many_who_bring_a_code_at_one_moment_nobody_keeps_anything(
    pgo: Pgo, someone: Someone
) -> None:
    code = pgo.code(someone.bsn)
    pgo.exchange("x")  # its certificate is made
    with ThreadPoolExecutor(6) as many:
        answers = list(many.map(lambda _: pgo.exchange(code), range(6)))

    given = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(given) == 1
    assert opened(pgo, someone, given[0]) == 401


async def test_a_replay_is_counted_where_whoever_runs_the_hub_looks(
    pgo: Pgo, someone: Someone, national: National
) -> None:
    code = pgo.code(someone.bsn)
    pgo.exchange(code)
    pgo.exchange(code)

    assert national.app.tell is not None
    counted = {(door, rule) for door, rule, _ in national.app.tell().refusals}
    assert ("token", "code-replayed") in counted


def test_a_refresh_token_is_given_to_who_was_told_later_too_alone(
    pgo: Pgo, someone: Someone
) -> None:
    assert "refresh_token" not in pgo.exchange(pgo.code(someone.bsn)).json()
    assert "refresh_token" in pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()


def test_a_refresh_token_changes_and_lasts_as_long_as_it_is_used(
    pgo: Pgo, someone: Someone
) -> None:
    given = pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()
    for half_years in range(1, 4):
        pgo.national.later(half_years * (HALF_A_YEAR - timedelta(hours=1)))
        newer = pgo.refresh(given["refresh_token"])
        assert newer.status_code == 200, newer.text
        assert newer.json()["refresh_token"] != given["refresh_token"]
        assert newer.json()["scope"] == "48 61"
        given = newer.json()


def test_a_refresh_token_that_nobody_used_for_half_a_year_is_over(
    pgo: Pgo, someone: Someone
) -> None:
    given = pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()
    pgo.national.later(HALF_A_YEAR)

    refused(pgo.refresh(given["refresh_token"]), 400, "invalid_grant")


def test_a_code_lasts_a_quarter_of_an_hour(pgo: Pgo, someone: Someone) -> None:
    code = pgo.code(someone.bsn)
    pgo.national.clock.ahead = timedelta(minutes=15)

    refused(pgo.exchange(code), 400, "invalid_grant")


@pytest.mark.parametrize("name", ["code", "redirect_uri", "grant_type", "client_id"])
def test_all_parameters_of_a_code_must_be_there(pgo: Pgo, someone: Someone, name: str) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": pgo.code(someone.bsn),
        "redirect_uri": pgo.redirect_uri,
    }

    refused(pgo.token(**(form | {name: None})), 400, "invalid_request")


@pytest.mark.parametrize("grant", ["client_credentials", "refresh_code", "password", "implicit"])
def test_there_are_two_grants(pgo: Pgo, grant: str) -> None:
    refused(pgo.token(grant_type=grant, code="x"), 400, "unsupported_grant_type")


def test_a_refresh_without_a_token_is_an_error(pgo: Pgo) -> None:
    refused(pgo.token(grant_type="refresh_token"), 400, "invalid_request")


@pytest.mark.parametrize("there", ["", "/", "x", "?a=b"])
def test_the_address_is_that_of_the_request_letter_by_letter(
    pgo: Pgo, someone: Someone, there: str
) -> None:
    code = pgo.code(someone.bsn)
    changed = f"https://{pgo.host}{there}" if there != "x" else f"{pgo.redirect_uri}x"

    refused(pgo.exchange(code, redirect_uri=changed), 400, "invalid_grant")
    refused(pgo.exchange(code), 400, "invalid_grant")


@pytest.mark.parametrize("code", ["", "x", "x" * 43, "é"])
def test_what_the_hub_never_gave_is_no_code(pgo: Pgo, code: str) -> None:
    answer = pgo.exchange(code)

    refused(answer, 400, "invalid_grant" if code else "invalid_request")


async def test_a_code_is_of_the_app_that_it_was_given_to(
    national: National, pgo: Pgo, someone: Someone, region: Region
) -> None:
    code, other = pgo.code(someone.bsn), national.pgo()

    answer = other.exchange(code, redirect_uri=pgo.redirect_uri)

    refused(answer, 400, "invalid_grant")
    assert await left(region, answer) == ("token", "grant-client", other.host)


def test_a_refresh_token_is_of_the_app_that_it_was_given_to(
    national: National, pgo: Pgo, someone: Someone
) -> None:
    given = pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()

    refused(national.pgo().refresh(given["refresh_token"]), 400, "invalid_grant")
    refused(pgo.refresh(given["refresh_token"]), 400, "invalid_grant")


def pkce() -> tuple[str, str]:
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.mark.parametrize("sent", ["right", "wrong", "absent"])
def test_who_sent_a_challenge_proves_it(pgo: Pgo, someone: Someone, sent: str) -> None:
    verifier, challenge = pkce()
    code = pgo.code(someone.bsn, code_challenge=challenge, code_challenge_method="S256")
    said = {"right": verifier, "wrong": f"{verifier}x", "absent": None}[sent]

    answer = pgo.exchange(code, code_verifier=said)

    if sent == "right":
        assert answer.status_code == 200
    else:
        refused(answer, 400, "invalid_grant")


def test_a_verifier_of_who_sent_no_challenge_is_refused(pgo: Pgo, someone: Someone) -> None:
    refused(pgo.exchange(pgo.code(someone.bsn), code_verifier=pkce()[0]), 400, "invalid_grant")


@pytest.mark.parametrize(
    "how", ["bare", "another host", "two hosts", "wildcard", "off the whitelist", "off the list"]
)
async def test_th_39_an_app_is_known_by_a_certificate_of_its_host_on_both_lists(
    national: National, pgo: Pgo, someone: Someone, region: Region, how: str
) -> None:
    code = pgo.code(someone.bsn)
    pki, lists = national.pki, national.node.lists
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pgo.redirect_uri,
        "client_id": pgo.host,
    }
    pair = {
        "another host": lambda: pki.app(national.pgo().host),
        "two hosts": lambda: pki.app("ander.example.nl", pgo.host),
        "wildcard": lambda: pki.app("*.example.nl"),
    }.get(how, lambda: pki.app(pgo.host))()
    if how == "off the whitelist":
        lists.hosts.remove(pgo.host)
    if how == "off the list":
        del lists.clients[pgo.host]
    national.relisted()

    with pgo.connected(pair if how != "bare" else None, bare=how == "bare") as http:
        answer = http.post("/medmij/token", data=form)

    if how == "two hosts":
        assert answer.status_code == 200
        return
    refused(answer, 401, "invalid_client")
    assert (await left(region, answer))[2] is None


@pytest.mark.parametrize("whose", ["revoked", "expired", "uzi", "own authority"])
def test_a_certificate_that_proves_nothing_is_refused(
    national: National, pgo: Pgo, whose: str
) -> None:
    pki = national.pki
    made = pki.app(pgo.host)
    if whose == "revoked":
        national.revoke(made)
    if whose == "expired":
        names = [x509.DNSName(pgo.host)]
        long_ago = (-timedelta(days=9), -timedelta(days=1))
        issued = pki.services.issue(holders.of_client(*names), long_ago, name=pgo.host)
        made = pair(issued, pki.services)
    if whose == "uzi":
        made = pki.system(pgo.host.partition(".")[0], "90000001", "900001001")
    if whose == "own authority":
        made = Pki.made(pki.state.now).app(pgo.host)

    try:
        with pgo.connected(made) as http:
            answer = http.post(
                "/medmij/token", data={"client_id": pgo.host, "grant_type": "refresh_token"}
            )
    except httpx.TransportError:
        assert whose in {"expired", "own authority"}, "it ends in the handshake"
        return
    refused(answer, 401, "invalid_client")


@pytest.mark.parametrize("how", ["query", "json", "twice"])
def test_a_form_is_a_form(pgo: Pgo, someone: Someone, how: str) -> None:
    form = {"grant_type": "authorization_code", "code": pgo.code(someone.bsn)}
    form |= {"client_id": pgo.host, "redirect_uri": pgo.redirect_uri}
    with pgo.connected() as http:
        if how == "query":
            answer = http.post("/medmij/token", params=form)
        elif how == "json":
            answer = http.post("/medmij/token", json=form)
        else:
            content = "&".join(f"{name}={text}" for name, text in [*form.items(), ("code", "x")])
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = http.post("/medmij/token", content=content, headers=kind)

    refused(answer, 400, "invalid_request")


def test_what_is_not_known_in_a_form_is_as_if_it_were_not_there(pgo: Pgo, someone: Someone) -> None:
    answer = pgo.exchange(pgo.code(someone.bsn), scope="patient/*.cruds", iets="anders")

    assert answer.json()["scope"] == "48 61"


def test_a_service_that_is_offered_no_more_is_given_no_more(
    national: National, pgo: Pgo, someone: Someone
) -> None:
    given = pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()
    national.node.lists.clients[pgo.host] = (pgo.name, ["61"])
    national.relisted()
    newer = pgo.refresh(given["refresh_token"])
    assert newer.json()["scope"] == "61"
    national.node.lists.clients[pgo.host] = (pgo.name, [])
    national.relisted()

    refused(pgo.refresh(newer.json()["refresh_token"]), 400, "invalid_grant")


def test_no_code_or_token_comes_twice(pgo: Pgo, someone: Someone) -> None:
    codes = [pgo.code(someone.bsn, lasting=True) for _ in range(3)]
    given = [pgo.exchange(code).json() for code in codes]
    secrets_given = [one[key] for one in given for key in ("access_token", "refresh_token")]

    assert len({*codes, *secrets_given}) == 9


async def test_who_was_given_a_token_stands_in_his_own_log(
    pgo: Pgo, someone: Someone, region: Region
) -> None:
    pgo.exchange(pgo.code(someone.bsn))

    log = (await person(region.running, someone.bsn).get("AuditEvent")).json()
    events = [one["resource"] for one in log["entry"]]
    issued = [one for one in events if "token-issued" in one["outcomeDesc"]]
    assert [one["agent"][0]["who"]["identifier"]["value"] for one in issued] == [pgo.host]


def test_nobody_kept_gets_no_token(pgo: Pgo) -> None:
    pgo.national.log_ins.bsn = a_bsn()
    with pgo.browser() as browser:
        assert "code" not in browser.authorize()
