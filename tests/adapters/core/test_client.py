import socket

import pytest
from joserfc.jwk import ECKey

from adapters.core.client import HubClient, Retry
from adapters.core.errors import NotAuthorized, Refused, Unreachable
from adapters.core.token import Professional, TokenSource
from tests.stubs.hub import StubHub, outcome

pytestmark = pytest.mark.anyio

RETRY = Retry(4, 0.001, 0.01)
BUNDLE = {
    "resourceType": "Bundle",
    "type": "transaction",
    "entry": [
        {"resource": {"resourceType": "Goal"}, "request": {"method": "PUT", "url": "Goal/1"}},
    ],
}


async def test_a_key_that_the_hub_does_not_know_gets_no_token(hub: StubHub) -> None:
    stranger = TokenSource(hub.url, "another-source", hub.key)
    async with HubClient(hub.url, stranger, retry=RETRY) as client:
        with pytest.raises(NotAuthorized, match="invalid_client"):
            await client.transaction(BUNDLE)
    assert hub.pushes == []


async def test_a_refusal_carries_the_status_and_the_outcome_of_the_hub(
    hub: StubHub, client: HubClient
) -> None:
    said = outcome("processing", "the reference does not resolve")
    hub.refuse = lambda _: said

    with pytest.raises(Refused) as refusal:
        await client.transaction(BUNDLE)

    assert (refusal.value.status, refusal.value.outcome) == (422, said)
    assert len(hub.pushes) == 1


async def test_a_client_that_may_not_do_this_is_told_so_and_nothing_is_retried(
    hub: StubHub, client: HubClient
) -> None:
    hub.answers.append(403)

    with pytest.raises(NotAuthorized):
        await client.transaction(BUNDLE)

    assert len(hub.pushes) == 1


async def test_nobody_listening_is_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    tokens = TokenSource(url, "a-source", ECKey.generate_key("P-384", private=True))
    async with HubClient(url, tokens, retry=RETRY) as client:
        with pytest.raises(Unreachable):
            await client.transaction(BUNDLE)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 0])
async def test_a_passing_failure_is_tried_again(
    hub: StubHub, client: HubClient, status: int
) -> None:
    hub.answers.extend([status, status])

    answer = await client.transaction(BUNDLE)

    assert answer["type"] == "transaction-response"
    assert len(hub.pushes) == 3
    assert len({request.headers["X-Request-Id"] for request in hub.pushes}) == 1


async def test_a_failure_that_does_not_pass_is_unreachable(hub: StubHub, client: HubClient) -> None:
    hub.answers.extend([503] * 4)

    with pytest.raises(Unreachable):
        await client.transaction(BUNDLE)

    assert len(hub.pushes) == 4


async def test_one_token_serves_many_calls(hub: StubHub, client: HubClient) -> None:
    for _ in range(3):
        await client.transaction(BUNDLE)

    assert len(hub.assertions) == 1


async def test_a_token_that_is_about_to_end_is_renewed_in_time() -> None:
    with StubHub(token_seconds=0) as hub:
        tokens = TokenSource(hub.url, hub.client_id, hub.key)
        async with HubClient(hub.url, tokens, retry=RETRY) as client:
            await client.transaction(BUNDLE)
            await client.transaction(BUNDLE)

        assert len(hub.assertions) == 2
        assert len({claims["jti"] for claims in hub.assertions}) == 2


async def test_a_token_that_the_hub_no_longer_takes_is_replaced(
    hub: StubHub, client: HubClient
) -> None:
    await client.transaction(BUNDLE)
    hub.revoke_all()

    await client.transaction(BUNDLE)

    assert len(hub.assertions) == 2


async def test_an_assertion_is_short_lived_and_names_the_professional(hub: StubHub) -> None:
    doctor = Professional("A. de Vries", "900012345", ("01.015",))
    tokens = TokenSource(hub.url, hub.client_id, hub.key, professional=doctor)
    async with HubClient(hub.url, tokens, retry=RETRY) as client:
        await client.search("Patient", {"identifier": "system|999900006"})

    (claims,) = hub.assertions
    assert claims["exp"] - claims["iat"] <= 300
    assert claims["extensions"]["ihe_iua"] == {
        "subject_name": "A. de Vries",
        "national_provider_identifier": "900012345",
        "subject_role": ["01.015"],
        "purpose_of_use": ["TREAT"],
    }


async def test_a_search_puts_nothing_in_the_url(hub: StubHub, client: HubClient) -> None:
    answer = await client.search("Patient", {"identifier": "system|999900006"})

    asked = hub.requests[-1]
    assert answer["type"] == "searchset"
    assert (asked.method, asked.path) == ("POST", "/fhir/Patient/_search")
    assert asked.form == {"identifier": "system|999900006"}


async def test_reading_what_is_not_there_is_refused(hub: StubHub, client: HubClient) -> None:
    with pytest.raises(Refused) as refusal:
        await client.read("Goal", "1")

    assert refusal.value.status == 404
