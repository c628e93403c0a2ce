"""On whose behalf somebody may act, asked of the provider where he logged in.

Who can't be asked, or does not answer in time, says of nobody that he may.
docs/decisions/0038-logging-in-at-an-openid-provider.md
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from consent.asker import Ground
from hub.oauth.dezi_keys import NOT_AS_IT_SHOULD_BE
from hub.oauth.provider_client import ProviderClient
from hub.oauth.sign_in import Mandate
from hub.outbound.fetch import Fetch, Unreachable
from profiles.identifiers import BSN

_LOG = logging.getLogger("hub.oauth")
GROUNDS: frozenset[str] = frozenset(get_args(Ground))
MOST = 100
_OK = 200


@dataclass(frozen=True, slots=True)
class NoMandates:
    """There is no register: everybody acts for himself alone."""

    async def mandates(self, bsn: BSN, now: datetime) -> list[Mandate]:  # noqa: ARG002 - the port's
        """None."""
        return []


@dataclass(frozen=True, slots=True)
class MandatesAtProvider:
    """A register that answers at this address, where the hub is known as this client."""

    url: str
    fetch: Fetch
    client: ProviderClient

    async def mandates(self, bsn: BSN, now: datetime) -> list[Mandate]:
        """All on whose behalf he may act at this moment; none where it can't be asked.

        The BSN goes in the body: addresses are logged.
        """
        try:
            said = json.loads(await self._asked(bsn, now))["mandates"][:MOST]
            return [one for one in _read(said, now) if one.bsn != bsn]
        except (Unreachable, *NOT_AS_IT_SHOULD_BE):
            _LOG.warning("the register of mandates gives no answer that can be used")
            return []

    async def _asked(self, bsn: BSN, now: datetime) -> bytes:
        form = {"bsn": bsn.value, **self.client.proof(self.url, now)}
        status, body = await self.fetch.post(self.url, form)
        if status != _OK:
            raise Unreachable
        return body


def _read(said: list[dict[str, Any]], now: datetime) -> Iterator[Mandate]:
    """Those on a ground that is known here, that did not end.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: one of them is not whole.
    """
    for one in said:
        until = datetime.fromisoformat(one["until"]) if one.get("until") is not None else None
        mandate = Mandate(bsn=BSN(one["bsn"]), ground=one["ground"], until=until)
        if mandate.ground in GROUNDS and (until is None or now < until):
            yield mandate
