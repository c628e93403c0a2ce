"""Organisations write in the directory where they are told; no network within is for them."""

from ipaddress import ip_address

import pytest

from hub.outbound.notifications.address import Allowed, NotAllowed, is_public

pytestmark = pytest.mark.anyio

WITHIN = (
    "https://127.0.0.1/x",
    "https://localhost/x",
    "https://10.0.0.8",
    "https://172.16.3.4:8443/fhir",
    "https://192.168.1.1",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1",
    "https://0.0.0.0",
    "https://[::1]",
    "https://[fd00::1]",
    "https://[fe80::1]",
    "https://[::ffff:10.0.0.1]",
    "https://[64:ff9b::a00:1]",
    "https://[2002:a00:1::1]",
    "https://2130706433",
    "https://0x7f.1",
    "https://127.1",
    "https://224.0.0.1",
    "https://255.255.255.255",
)
ODD = (
    "http://8.8.8.8/x",
    "ftp://8.8.8.8/x",
    "file:///etc/passwd",
    "https://user:secret@8.8.8.8",
    "https://8.8.8.8/x?y=z",
    "https://8.8.8.8/x#y",
    "https://8.8.8.8/a/../b",
    "https://8.8.8.8:0",
    "https://8.8.8.8:99999",
    "https://8.8.8.8/x\r\nHost: other",
    "https://8.8.8.8/ x",
    "https://8.8.8.8\\@127.0.0.1",
    "https://",
    "8.8.8.8",
    "",
    "https://[::1",
    "https://8.8.8.8/" + "x" * 2_000,
)


@pytest.mark.parametrize("url", WITHIN)
async def test_nothing_goes_to_a_network_within(url: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        await Allowed().place(url)

    assert refused.value.why in {"host", "unknown-host"}


@pytest.mark.parametrize("url", ODD)
async def test_an_address_is_one_over_https_and_no_more(url: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        await Allowed().place(url)

    assert refused.value.why == "address"


async def test_a_public_host_is_asked_at_the_address_that_was_looked_at() -> None:
    place = await Allowed().place("https://8.8.8.8/fhir/notify")

    assert (place.url, place.host) == ("https://8.8.8.8:443/fhir/notify", "8.8.8.8")


async def test_a_name_is_asked_at_an_address_and_known_by_its_name() -> None:
    place = await Allowed.of("localhost").place("https://LOCALHOST:8443/x")

    assert place.url.startswith(("https://127.0.0.1:8443/", "https://[::1]:8443/"))
    assert (place.host, place.netloc) == ("localhost", "localhost:8443")


async def test_the_region_may_name_hosts_within_and_no_other_port_of_them() -> None:
    allowed = Allowed.of("10.0.0.8:8443, zorg.intern")

    assert (await allowed.place("https://10.0.0.8:8443/x")).host == "10.0.0.8"
    with pytest.raises(NotAllowed):
        await allowed.place("https://10.0.0.8/x")


async def test_plain_is_for_the_origin_that_is_named_so_alone() -> None:
    allowed = Allowed.of("http://127.0.0.1:9999,10.0.0.8")

    assert (await allowed.place("http://127.0.0.1:9999/x")).host == "127.0.0.1"
    for url in ("http://127.0.0.1:9998/x", "http://10.0.0.8/x"):
        with pytest.raises(NotAllowed):
            await allowed.place(url)


@pytest.mark.parametrize("text", ["1.1.1.1", "2606:4700:4700::1111"])
def test_what_is_public_is(text: str) -> None:
    assert is_public(ip_address(text))
