"""TH-01 to TH-07 and TH-17: who is no care system, or another one, gets in by no certificate."""

import secrets
import ssl
import time
from datetime import UTC, datetime
from urllib.parse import quote

import httpx
import pytest

from hub.commands.pki import holders
from hub.commands.pki.region import Pki, pair
from tests.attacks.threats.judge import Judge
from tests.attacks.threats.table import THREATS
from tests.plugins.certificates import HEADER, Secured, Vendor

pytestmark = pytest.mark.anyio

URA, OTHER = "90000382", "90000101"
NUMBER = "900025039"
V2 = holders.uzi_text(NUMBER, URA)


VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def gets_no_connection(secured: Secured, context: ssl.SSLContext, reason: str) -> None:
    """The hub hangs up, and its log says why: asyncio sends no alert once a handshake failed."""
    told = secured.hub.log.read_text().count(reason)
    with (
        pytest.raises(httpx.TransportError),
        httpx.Client(verify=context, timeout=60, trust_env=False) as http,
    ):
        http.get(f"{secured.url}/fhir/metadata")
    assert secured.hub.tells(reason, told + 1)


async def refused_everywhere(judge: Judge, threat: str, secured: Secured, vendor: Vendor) -> None:
    """At both doors, with a row each; under /fhir with a token of the same organisation's."""
    await judge.refuses(threat, vendor.ask(secured.url))
    good = (await secured.vendor(URA)).token(secured.url)

    read = vendor.get(secured.url, "/fhir/Goal", good)

    assert read.status_code == 401
    assert read.json()["issue"][0]["code"] == "login"
    [row] = await judge.left_behind(read)
    assert (row["status"], row["client_id"]) == (401, None)
    assert row["rule"] in THREATS[threat].left


@pytest.mark.parametrize("version", VERSIONS)
def test_th_01_without_a_certificate_there_is_no_connection(
    secured: Secured, version: ssl.TLSVersion
) -> None:
    context = secured.context()
    context.maximum_version = version

    gets_no_connection(secured, context, "PEER_DID_NOT_RETURN_A_CERTIFICATE")


@pytest.mark.parametrize("version", VERSIONS)
def test_th_02_an_authority_of_ones_own_gives_no_connection(
    secured: Secured, version: ssl.TLSVersion
) -> None:
    stranger = Pki.made(datetime.now(UTC)).system("system", URA, NUMBER, V2)
    context = secured.context(stranger)
    context.maximum_version = version

    gets_no_connection(secured, context, "CERTIFICATE_VERIFY_FAILED")


def test_a_version_of_before_1_2_gives_no_connection(secured: Secured) -> None:
    context = secured.context(secured.pair(URA))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    gets_no_connection(secured, context, "UNSUPPORTED_PROTOCOL")


async def test_th_03_a_persons_card_is_no_system(judge: Judge, secured: Secured) -> None:
    text = holders.uzi_text(NUMBER, URA, kind="Z", authority=holders.CARDS, role="01.015")
    card = pair(holders.person(secured.pki.cards, "card", NUMBER, text), secured.pki.cards)
    vendor = await secured.vendor(URA, card)

    await refused_everywhere(judge, "TH-03", secured, vendor)


async def test_th_04_an_authority_of_cards_gives_no_system(judge: Judge, secured: Secured) -> None:
    text = holders.uzi_text(NUMBER, URA, authority=holders.CARDS)
    vendor = await secured.vendor(URA, secured.pair(URA, text))

    await refused_everywhere(judge, "TH-04", secured, vendor)


@pytest.mark.parametrize("text", [V2.replace("90000382", "9000038\u0669"), f"{V2}\n"])
async def test_th_05_nothing_is_smuggled_into_a_field(
    judge: Judge, secured: Secured, text: str
) -> None:
    vendor = await secured.vendor(URA, secured.pair(URA, text))

    await refused_everywhere(judge, "TH-05", secured, vendor)


async def test_th_06_two_names_are_nobodys(judge: Judge, secured: Secured) -> None:
    names = (holders.uzi_name(V2), holders.uzi_name(holders.uzi_text(NUMBER, OTHER)))
    servers = secured.pki.servers
    both = servers.issue(holders.of_client(*names), name="both", number=NUMBER)
    vendor = await secured.vendor(URA, pair(both, servers))

    await refused_everywhere(judge, "TH-06", secured, vendor)


async def test_th_07_a_certificate_that_is_revoked_opens_nothing_from_then_on(
    judge: Judge, secured: Secured
) -> None:
    """Also not on a connection that it opened before, and without a restart."""
    revoked = secured.pair(URA)
    vendor = await secured.vendor(URA, revoked)
    sent = {"Authorization": f"Bearer {vendor.token(secured.url)}"}

    with vendor.connected(secured.url) as http:
        assert http.get("/fhir/Goal/none", headers=sent).status_code == 404
        secured.revoke(revoked)
        deadline = time.monotonic() + 60
        while (answer := http.get("/fhir/Goal/none", headers=sent)).status_code == 404:
            assert time.monotonic() < deadline

    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (401, "login")
    await refused_everywhere(judge, "TH-07", secured, vendor)


async def test_who_shows_one_certificate_and_sends_another_in_a_header_showed_the_first(
    judge: Judge, secured: Secured
) -> None:
    pair = secured.pair(URA)
    ours, thief = await secured.vendor(URA, pair), await secured.vendor(OTHER)

    answer = thief.get(
        secured.url, "/fhir/Goal", ours.token(secured.url), **{HEADER: quote(pair[0])}
    )

    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (401, "login")
    [row] = await judge.left_behind(answer)
    assert row["rule"] == "token-other-certificate"


async def test_th_17_the_certificate_of_one_is_no_proof_of_another(
    judge: Judge, secured: Secured
) -> None:
    vendor = await secured.vendor(URA, secured.pair(OTHER))

    answer = vendor.ask(secured.url)

    row = await judge.refuses("TH-17", answer)
    assert row["client_id"] == vendor.client_id


async def test_a_hub_that_asks_for_certificates_says_that_tokens_are_bound_to_them(
    secured: Secured,
) -> None:
    vendor = await secured.vendor(URA)

    with vendor.connected(secured.url) as http:
        found = http.get("/fhir/.well-known/smart-configuration").json()

    assert found["tls_client_certificate_bound_access_tokens"] is True


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_system_with_its_own_certificate_gets_a_token_and_an_answer(
    judge: Judge, secured: Secured, version: ssl.TLSVersion
) -> None:
    vendor = await secured.vendor(URA)
    vendor.context.maximum_version = version
    answer = vendor.ask(secured.url)
    token = answer.json()["access_token"]

    assert answer.json()["token_type"] == "Bearer"
    read = vendor.get(secured.url, f"/fhir/Goal/{secrets.token_hex(8)}", token)
    assert read.status_code == 404
    [row] = await judge.left_behind(read)
    assert row["client_id"] == vendor.client_id
