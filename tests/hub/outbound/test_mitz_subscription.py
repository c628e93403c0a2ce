"""A subscription is taken by Mitz or it is told why not, and is believed for a day."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.outbound.mitz.mitz import Mitz, NotSubscribed
from hub.outbound.mitz.subscription import Subscribed
from hub.outbound.mitz.terms import Terms
from tests.hub.outbound.cast import GP, bsn_of_somebody, terms_of
from tests.stubs.mitz.server import StubMitz

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
COPIES = {
    "mitz_notify_url": "https://hub.example/mitz/notify",
    "mitz_sender": "sender.pem",
    "mitz_gateway": "urn:oid:2.16.840.1.113883.2.4.6.6.1",
    "mitz_source": "urn:oid:2.16.840.1.113883.2.4.6.6.90000017",
}


@pytest.fixture
def terms(stub: StubMitz) -> Terms:
    return terms_of(stub, **COPIES)


@pytest.mark.parametrize("mode", ["unwell", "truncated"])
async def test_what_mitz_does_not_take_is_told(stub: StubMitz, mitz: Mitz, mode: str) -> None:
    stub.mode = mode

    with pytest.raises(NotSubscribed, match="status-503"):
        await mitz.subscribe(bsn_of_somebody(), GP)


async def test_without_a_place_for_copies_nothing_is_subscribed_to(stub: StubMitz) -> None:
    async with Mitz(terms_of(stub), lambda: NOW) as mitz:
        with pytest.raises(NotSubscribed, match="no-copies"):
            await mitz.subscribe(bsn_of_somebody(), GP)

    assert stub.bodies == []


async def test_a_mitz_that_is_gone_is_told(terms: Terms) -> None:
    object.__setattr__(terms, "url", "https://127.0.0.1:9")
    async with Mitz(terms, lambda: NOW) as mitz:
        with pytest.raises(NotSubscribed, match="unreachable"):
            await mitz.subscribe(bsn_of_somebody(), GP)


async def test_mitz_takes_a_subscription_in_the_form_that_it_wants(
    stub: StubMitz, terms: Terms, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bsn = bsn_of_somebody()
    async with Mitz(terms, lambda: NOW) as mitz:
        taken = await mitz.subscribe(bsn, GP, date(1938, 3, 7))

    assert stub.refused == []
    assert taken == Subscribed(f"{stub.address}/abonnementen/fhir/Subscription/1", NOW)
    (said,) = stub.subscriptions
    assert said["criteria"].split("&")[1:] == [
        f"patientid={bsn.value}",
        "providerid=90000101",
        "providertype=Z3",
    ]
    assert said["extension"][0]["valueDate"] == "1938-03-07"
    assert said["channel"]["endpoint"] == COPIES["mitz_notify_url"]
    assert bsn.value not in caplog.text


def test_a_subscription_is_renewed_before_its_copies_are_no_longer_believed() -> None:
    taken = Subscribed("", NOW)

    ages = [timedelta(hours=hours) for hours in (0, 11, 12, 23, 24, 48)]
    assert [taken.is_due(NOW + age) for age in ages] == [False, False, True, True, True, True]
    assert [taken.is_believed(NOW + age) for age in ages] == [True, True, True, True, False, False]
    assert not taken.is_believed(NOW - timedelta(hours=1))
    assert taken.is_due(NOW - timedelta(hours=1))
