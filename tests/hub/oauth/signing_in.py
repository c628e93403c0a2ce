"""A log-in at the provider of the tests, as the hub begins and ends it, and a browser between."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from hub.oauth.openid_sign_in import OpenIdSignIn
from hub.oauth.sign_in import Asked, SignedIn, SignInRefused
from hub.oauth.sign_in_settings import sign_in
from hub.settings import Settings
from tests.hub.security.systems import hub_key
from tests.stubs.openid_provider import CLIENT_ID, OpenIdStub

HUB = "http://127.0.0.1:8000"


def provided(stub: OpenIdStub, **more: Any) -> Settings:
    """Settings of a hub where inhabitants and professionals log in there."""
    said = {
        "public_url": HUB,
        "inhabitants_issuer": stub.issuer,
        "inhabitants_client_id": CLIENT_ID,
        "professionals_issuer": stub.issuer,
        "professionals_client_id": CLIENT_ID,
        "sign_in_authorities": stub.authorities,
    }
    return Settings.model_construct(**{**usual(), **said, **more})


def usual() -> dict[str, Any]:
    fields = Settings.model_fields
    return {name: one.default for name, one in fields.items() if not one.is_required()}


def asking(stub: OpenIdStub, **more: Any) -> OpenIdSignIn:
    return sign_in(provided(stub, **more), hub_key())


async def browsed(url: str, stub: OpenIdStub) -> dict[str, str]:
    """The parameters that a browser brings back from there."""
    secure = stub.authorities
    verify = ssl.create_default_context(cafile=secure) if secure else False
    async with httpx.AsyncClient(verify=verify, trust_env=False) as http:
        answer = await http.get(url)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{HUB}/auth/back?")
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@dataclass(frozen=True, slots=True)
class Under:
    """A log-in under way: what came back, and what was kept."""

    door: OpenIdSignIn
    asked: Asked
    kept: bytes
    pairs: Mapping[str, str]

    async def ended(self, **pairs: str) -> SignedIn:
        now = datetime.now(UTC)
        return await self.door.came_back({**self.pairs, **pairs}, self.asked, self.kept, now)


async def under_way(stub: OpenIdStub, asked: Asked | None = None, **more: Any) -> Under:
    door, asked = asking(stub, **more), asked or Asked()
    begun = await door.begin(asked, datetime.now(UTC))
    return Under(door, asked, begun.kept, await browsed(begun.url, stub))


async def logged_in(stub: OpenIdStub, asked: Asked | None = None, **more: Any) -> SignedIn:
    """Who came in."""
    return await (await under_way(stub, asked, **more)).ended()


async def refused(stub: OpenIdStub, asked: Asked | None = None, **more: Any) -> str:
    """By which rule nobody came in."""
    with pytest.raises(SignInRefused) as refusal:
        await logged_in(stub, asked, **more)
    return refusal.value.rule
