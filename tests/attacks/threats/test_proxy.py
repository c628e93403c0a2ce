"""TH-08: a certificate in a header is one if the hub's own proxy told it, and else nothing."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, quote_plus

import httpx
import pytest

from hub.commands.pki.region import Pair
from tests.attacks.threats.judge import Judge
from tests.plugins.certificates import HEADER, Secured, Vendor

pytestmark = pytest.mark.anyio

URA = "90000382"
PROXY, STRANGER = "127.0.0.1", "127.0.0.2"


def lines(pair: Pair) -> str:
    """The leaf's base64, without its armour."""
    return "".join(pair[0].decode().split("-----")[2].split())


FORMS: dict[str, Callable[[Pair], str]] = {
    "traefik": lines,
    "traefik, a chain": lambda pair: f"{lines(pair)},{lines(pair)}",
    "traefik, escaped": lambda pair: quote_plus(lines(pair)),
    "nginx": lambda pair: quote(pair[0].decode()),
    "RFC 9440": lambda pair: f":{lines(pair)}:",
}


async def behind(proxied: Secured, pair: Pair, **registered: object) -> Vendor:
    """A system whose certificate a proxy has seen: to the hub it shows none itself."""
    return replace(await proxied.vendor(URA, pair, **registered), context=None)


def call(proxied: Secured, address: str, method: str, path: str, **more: object) -> httpx.Response:
    transport = httpx.HTTPTransport(local_address=address)
    with httpx.Client(transport=transport, base_url=proxied.url, timeout=60) as http:
        return http.request(method, path, **more)


def ask(proxied: Secured, address: str, vendor: Vendor, *told: str) -> httpx.Response:
    """A token request with these headers of a proxy."""
    headers = [(HEADER, one) for one in told]
    form = vendor.form(proxied.url)
    return call(proxied, address, "POST", "/auth/token", data=form, headers=headers)


def read(proxied: Secured, address: str, token: str, *told: str) -> httpx.Response:
    headers = [("Authorization", f"Bearer {token}"), *((HEADER.lower(), one) for one in told)]
    path = f"/fhir/Goal/{secrets.token_hex(8)}"
    return call(proxied, address, "GET", path, headers=headers)


async def test_th_08_a_stranger_who_sends_the_header_shows_no_certificate(
    judge: Judge, proxied: Secured
) -> None:
    pair = proxied.pair(URA)
    vendor = await behind(proxied, pair)
    token = ask(proxied, PROXY, vendor, lines(pair)).json()["access_token"]

    answer = read(proxied, STRANGER, token, lines(pair))

    row = await replace(judge, hub=proxied.hub).refuses("TH-08", answer)
    assert row["detail"] == {"claimed": vendor.client_id}
    assert proxied.hub.tells("security: a certificate in a header was ignored, from 127.0.0.2")


async def test_th_08_a_stranger_who_sends_the_header_gets_no_token_of_a_certified_system(
    judge: Judge, proxied: Secured
) -> None:
    pair = proxied.pair(URA)
    vendor = await behind(proxied, pair, certificate=pair[0].decode())

    answer = ask(proxied, STRANGER, vendor, lines(pair))

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    [row] = await judge.left_behind(answer)
    assert row["rule"] == "certificate-absent"


@pytest.mark.parametrize(
    "told", ["nonsense", "%00", "AAAA", "====", ":", "-----BEGIN CERTIFICATE-----"]
)
async def test_what_a_proxy_tells_that_is_no_certificate_lets_nobody_in(
    judge: Judge, proxied: Secured, told: str
) -> None:
    pair = proxied.pair(URA)
    vendor = await behind(proxied, pair)
    token = ask(proxied, PROXY, vendor, lines(pair)).json()["access_token"]

    for answer in (ask(proxied, PROXY, vendor, told), read(proxied, PROXY, token, told)):
        assert answer.status_code == 401
        [row] = await judge.left_behind(answer)
        assert row["rule"] == "certificate-malformed"


async def test_who_shows_a_bad_certificate_is_not_let_in_by_a_token_that_is_bound_to_nothing(
    proxied: Secured,
) -> None:
    vendor = await behind(proxied, proxied.pair(URA))
    unbound = ask(proxied, PROXY, vendor).json()["access_token"]

    assert read(proxied, PROXY, unbound).status_code == 404
    assert read(proxied, PROXY, unbound, "nonsense").status_code == 401


async def test_two_certificates_of_one_proxy_are_none(judge: Judge, proxied: Secured) -> None:
    pair = proxied.pair(URA)
    vendor = await behind(proxied, pair)

    answer = ask(proxied, PROXY, vendor, lines(pair), lines(proxied.pair(URA)))

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_the_chain_is_looked_at_also_where_a_proxy_has_done_so(
    judge: Judge, proxied: Secured, secured: Secured
) -> None:
    """Else whoever may set the header of a careless proxy makes certificates of his own."""
    of_others = secured.pair(URA)
    vendor = await behind(proxied, proxied.pair(URA))

    answer = ask(proxied, PROXY, vendor, lines(of_others))

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    [row] = await judge.left_behind(answer)
    assert row["rule"] == "certificate-chain"


@pytest.mark.parametrize("form", FORMS)
async def test_a_system_behind_the_proxy_is_let_in_by_the_certificate_that_this_tells(
    judge: Judge, proxied: Secured, form: str
) -> None:
    pair = proxied.pair(URA)
    vendor = await behind(proxied, pair)
    told = FORMS[form](pair)

    answer = ask(proxied, PROXY, vendor, told)
    token = answer.json()["access_token"]

    assert read(proxied, PROXY, token, told).status_code == 404
    assert read(proxied, PROXY, token).status_code == 401
