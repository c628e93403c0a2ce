"""On whose behalf somebody may act is what the register says at this moment; else nobody's."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.oauth.mandates import MandatesAtProvider
from hub.oauth.sign_in import Mandate, RepresentationRegistry
from hub.oauth.sign_in_settings import representation_registry
from profiles.identifiers import BSN
from tests.builders import a_bsn
from tests.hub.oauth.signing_in import provided
from tests.hub.security.systems import hub_key
from tests.stubs.openid_provider import OpenIdStub

pytestmark = pytest.mark.anyio


def register(provider: OpenIdStub) -> RepresentationRegistry:
    settings = provided(provider, mandates_url=f"{provider.issuer}/mandates")
    return representation_registry(settings, hub_key())


async def told(provider: OpenIdStub, who: str | None = None) -> list[Mandate]:
    return await register(provider).mandates(BSN(who or a_bsn()), datetime.now(UTC))


def mandate(**changes: Any) -> dict[str, Any]:
    good = {"bsn": a_bsn(), "ground": "proxy", "until": None}
    return {name: value for name, value in (good | changes).items() if value is not ...}


WRONG = {
    "of nobody": {"bsn": ...},
    "of a number that is none": {"bsn": "999940108"},
    "of a number as a number": {"bsn": 999940107},
    "on no ground": {"ground": ...},
    "on a list of grounds": {"ground": ["proxy"]},
    "until some day": {"until": "some day"},
    "until a moment of no place": {"until": "2999-01-01T00:00:00"},
    "until a number": {"until": 32_472_144_000},
}


@pytest.mark.parametrize("what", WRONG)
async def test_an_answer_with_a_mandate_that_is_not_whole_says_nothing(
    provider: OpenIdStub, what: str
) -> None:
    provider.mandates = {"mandates": [mandate(), mandate(**WRONG[what])]}

    assert await told(provider) == []


@pytest.mark.parametrize(
    "mandates", [[], "yes", None, {"mandates": "all"}, {"mandates": {}}, {"mandates": ["all"]}]
)
async def test_an_answer_of_another_form_says_nothing(provider: OpenIdStub, mandates: Any) -> None:
    provider.mandates = mandates

    assert await told(provider) == []


@pytest.mark.parametrize(
    "instead",
    [(500, {}), (302, {}), (403, {}), (200, b""), (200, b"{" * 9_000), (200, b" " * 70_000)],
)
async def test_a_register_that_does_not_answer_says_nothing(
    provider: OpenIdStub, instead: tuple[int, Any], caplog: pytest.LogCaptureFixture
) -> None:
    who = a_bsn()
    provider.instead = {"/mandates": instead}
    with caplog.at_level(logging.DEBUG):
        assert await told(provider, who) == []

    assert "/elsewhere" not in provider.paths
    assert "the register of mandates gives no answer" in caplog.text
    assert who not in caplog.text


async def test_a_register_that_is_slow_is_not_waited_for(provider: OpenIdStub) -> None:
    provider.mandates = {"mandates": [mandate()]}
    provider.slow, provider.pause = {"/mandates"}, 0.1
    asked = register(provider)
    assert isinstance(asked, MandatesAtProvider)
    asked.fetch.within = 0.3

    assert await asked.mandates(BSN(a_bsn()), datetime.now(UTC)) == []


async def test_a_register_that_nobody_listens_at_says_nothing() -> None:
    with OpenIdStub() as gone:
        asked = register(gone)

    assert await asked.mandates(BSN(a_bsn()), datetime.now(UTC)) == []


async def test_a_mandate_that_ended_is_none(provider: OpenIdStub) -> None:
    ended = datetime.now(UTC) - timedelta(seconds=1)
    provider.mandates = {"mandates": [mandate(until=ended.isoformat())]}

    assert await told(provider) == []


async def test_a_ground_that_is_not_known_here_is_none(provider: OpenIdStub) -> None:
    provider.mandates = {"mandates": [mandate(ground="friend")]}

    assert await told(provider) == []


async def test_nobody_is_his_own_representative(provider: OpenIdStub) -> None:
    who = a_bsn()
    provider.mandates = {"mandates": [mandate(bsn=who)]}

    assert await told(provider, who) == []


async def test_no_more_are_taken_than_anybody_has(provider: OpenIdStub) -> None:
    one = mandate()
    provider.mandates = {"mandates": [one] * 150}

    assert len(await told(provider)) == 100


async def test_without_a_register_nobody_acts_for_another(provider: OpenIdStub) -> None:
    nobody = representation_registry(provided(provider), hub_key())

    assert await nobody.mandates(BSN(a_bsn()), datetime.now(UTC)) == []


async def test_mandates_are_told_with_their_grounds_to_the_hub_that_proves_itself(
    provider: OpenIdStub,
) -> None:
    who, child, friend = a_bsn(), a_bsn(), a_bsn()
    until = datetime.now(UTC) + timedelta(days=1)
    provider.mandates = {
        "mandates": [
            mandate(bsn=child, ground="parent", until=...),
            mandate(bsn=friend, ground="proxy", until=until.isoformat()),
        ]
    }

    assert await told(provider, who) == [
        Mandate(bsn=BSN(child), ground="parent"),
        Mandate(bsn=BSN(friend), ground="proxy", until=until),
    ]
    [(path, form)] = provider.sent
    assert form["bsn"] == who
    assert who not in path
    assert not provider.knows(form, f"{provider.issuer}/mandates")  # it was used
