"""A verifier that believes the ministry of the tests, and what comes of a statement."""

import asyncio
import json
from datetime import datetime

from hub.oauth.dezi import Dezi, dezi
from hub.oauth.dezi_statement import Statement
from hub.oauth.refusals import Refusal
from hub.outbound.fetch import Fetch
from tests.hub.security.systems import NOW, PUBLIC_URL
from tests.stubs.ministry import Ministry

SECONDS = int(NOW.timestamp())


def trusting(ministry: Ministry, keys: str = "", hosts: str = "") -> Dezi:
    fetch = Fetch(ministry.authorities)
    return dezi(keys or ministry.jku, hosts or ministry.host, fetch, PUBLIC_URL)


def pinned(ministry: Ministry) -> Dezi:
    """As above, its keys already there."""
    file = ministry.authorities.with_name("pinned.jwks")
    file.write_text(json.dumps({"keys": ministry.keys}))
    return trusting(ministry, f"{ministry.jku}={file}")


def outcome(verifier: Dezi, carried: object, now: datetime = NOW) -> Statement | Refusal:
    return asyncio.run(verifier.outcome(carried, now))


def refusal(verifier: Dezi, carried: object, now: datetime = NOW, status: int = 400) -> Refusal:
    found = outcome(verifier, carried, now)
    assert isinstance(found, Refusal)
    error = "invalid_grant" if status == 400 else "temporarily_unavailable"
    assert (found.status_code, found.error) == (status, error)
    return found
