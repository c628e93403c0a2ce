"""TH-09 to TH-16, TH-18, TH-19: what proves no client at the token endpoint, over TLS."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import ECKey

from hub.security.segment import json_object
from tests.attacks.threats.judge import Judge
from tests.attacks.threats.town import Party, Town, asking
from tests.hub.security.systems import elliptic_system, mac_signed, segment
from tests.stubs.listening import Listening, Serving

pytestmark = pytest.mark.anyio


def forged(party: Party, **changes: object) -> str:
    """An assertion of this party's, but for these changes."""
    return asking(party.vendor, party.secured.url, **changes)


def parts(party: Party) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a right assertion."""
    header, claims, _ = map(json_object, forged(party).split("."))
    assert header is not None
    assert claims is not None
    return header, claims


async def test_th_09_an_assertion_is_taken_once(judge: Judge, town: Town) -> None:
    party = await town.organization()
    assertion = forged(party)
    assert party.ask(assertion).status_code == 200

    row = await judge.refuses("TH-09", party.ask(assertion))

    assert row["client_id"] == party.vendor.client_id


async def test_th_10_nor_twice_while_clocks_may_differ(judge: Judge, town: Town) -> None:
    """It has expired, and is still taken for clocks that go wrong; its name is kept as long."""
    party, now = await town.organization(), int(time.time())
    assertion = forged(party, iat=now - 250, exp=now - 30)
    assert party.ask(assertion).status_code == 200

    await judge.refuses("TH-10", party.ask(assertion))


async def test_th_11_an_assertion_of_ten_years_is_none(judge: Judge, town: Town) -> None:
    party = await town.organization()

    assertion = forged(party, exp=int(time.time()) + 315_360_000)

    await judge.refuses("TH-11", party.ask(assertion))


async def test_th_12_one_that_is_not_signed_is_none(judge: Judge, town: Town) -> None:
    party = await town.organization()
    header, claims = parts(party)
    for algorithm in ("none", "None", "NONE", ""):
        unsigned = f"{segment(header | {'alg': algorithm})}.{segment(claims)}."

        await judge.refuses("TH-12", party.ask(unsigned))


async def test_th_13_a_public_key_is_no_secret(judge: Judge, town: Town) -> None:
    party = await town.organization()
    header, claims = parts(party)
    public = ECKey.import_key(party.vendor.private)
    secrets = (public.as_pem(private=False), json.dumps(public.as_dict(private=False)).encode())
    for secret in secrets:
        mac = mac_signed(header | {"alg": "HS256"}, claims, secret)

        await judge.refuses("TH-13", party.ask(mac))


class Keys(Listening):
    """Whoever fetches the attacker's keys here is counted."""

    def __init__(self) -> None:
        self.fetched = 0
        super().__init__(_Handler)


class _Handler(Serving):
    def serve(self) -> None:
        self.server.stub.fetched += 1


@pytest.fixture
def keys() -> Iterator[Keys]:
    with Keys() as running:
        yield running


async def test_th_14_a_key_of_the_attackers_is_not_fetched(
    judge: Judge, town: Town, keys: Keys
) -> None:
    party = await town.organization()
    attacker = elliptic_system()
    own = attacker.jwks["keys"][0]
    for header in ({"jku": f"{keys.address}/jwks.json"}, {"x5u": keys.address}, {"jwk": own}):
        assertion = forged(party, header=header | {"kid": own["kid"]}, signer=attacker)

        await judge.refuses("TH-14", party.ask(assertion))
    assert keys.fetched == 0


async def test_th_15_whose_it_is_is_said_once(judge: Judge, town: Town) -> None:
    party, other = await town.organization(), await town.organization()
    stolen = other.vendor.client_id

    for said in ({"iss": stolen}, {"sub": stolen}, {"iss": stolen, "sub": stolen}):
        await judge.refuses("TH-15", party.ask(forged(party, **said)))
    await judge.refuses("TH-15", party.ask(forged(party), client_id=stolen))


async def test_th_16_what_was_made_for_another_server_is_none_here(
    judge: Judge, town: Town
) -> None:
    party = await town.organization()
    for audience in ("https://evil.example/token", party.secured.url, "", None):
        await judge.refuses("TH-16", party.ask(forged(party, aud=audience)))


async def test_th_18_no_more_is_given_than_was_registered(judge: Judge, town: Town) -> None:
    party = await town.organization(scopes="system/Consent.rs")
    for scope in ("system/*.cruds", "system/Consent.cruds", "system/Consent.rs system/Goal.r"):
        row = await judge.refuses("TH-18", party.ask(scope=scope))

        assert row["client_id"] == party.vendor.client_id


@pytest.mark.parametrize(
    "scope",
    ["patient/Consent.sr", "system/Consent.dus", "system/Consent.rsread", "system/Consent.rs,r"],
)
async def test_th_19_a_scope_is_written_as_it_should_be(
    judge: Judge, town: Town, scope: str
) -> None:
    party = await town.organization()

    await judge.refuses("TH-19", party.ask(scope=scope))
